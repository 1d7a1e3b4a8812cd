"""From a URL to an open connection: name, TCP, TLS, handshake, redirects."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
from collections.abc import Callable

from emulator.guest.channel import Attempt, NoConnection
from emulator.guest.netstack.websocket.behavior import Behavior
from emulator.guest.netstack.websocket.parameters import ConnectParameters
from emulator.guest.netstack.websocket.url import Target, split_uri
from emulator.guest.runtime import Runtime
from emulator.guest.wire.connection import Connection, ConnectionSink, open_connection
from emulator.guest.wire.handshake import BadResponse, Request, Response, parse_response, refusal
from emulator.guest.wire.tls import add_client_cert, is_self_signed, lenient_context, strict_context

HANDSHAKE_SECONDS = 15.0
"""lws' default timeout_secs; `err-silent-handshake`: `error` after 15 s in every release."""

MAX_REDIRECTS = 4
"""lws follows four (`err-http-301`)."""


class OpeningFailed(Exception):
    """No connection. `reason` is for people; `status` is the HTTP status, 0 when there was none."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Opening:
    """One handshake on its way. The sink gets the connection's frames; `responded` is answered here."""

    def __init__(
        self, runtime: Runtime, behavior: Behavior, parameters: ConnectParameters, target: Target, sink: ConnectionSink
    ) -> None:
        self._runtime = runtime
        self._behavior = behavior
        self._parameters = parameters
        self._target = target
        self._sink = sink
        self._request: Request | None = None
        self._outcome: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self.attempt: Attempt | None = None
        self.connection: Connection | None = None
        self.on_open: Callable[[Response], None] = lambda response: None

    async def start(self) -> None:
        """Let the device resolve the name and begin to connect.

        Raises:
            NoConnection: the name is not found, or the device refuses.
        """
        if ":" in self._target.host and not self._behavior.ipv6:
            raise NoConnection("resolve", "this release's lws is built without IPv6")
        self.attempt = self._runtime.channel.connect(self._target.host, self._target.port)
        await self.attempt.resolved

    async def finish(self) -> None:
        """Go on to the open connection, following redirects. `on_open` is called at the moment it opens.

        Raises:
            OpeningFailed: it did not open.
            NoConnection: TCP did not connect.
        """
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._shake_hands()
            if response is None:
                return
            self._drop()
            self._target = redirected(self._target, response.location or "")
            self._outcome = asyncio.get_running_loop().create_future()
            await self.start()
        raise OpeningFailed("too many redirects")

    async def _shake_hands(self) -> Response | None:
        """Do one handshake; return a redirect's response, or None when the connection is open."""
        assert self.attempt is not None
        sock = await self.attempt.connected
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                self.connection = await self._encrypt(sock)
                request = self._make_request()
                data = request.encode()
                if len(data) > self._behavior.request_max:
                    raise OpeningFailed(f"the request has {len(data)} bytes, {self._behavior.request_max} fit")
                self._request = request
                self.connection.write(data)
                response = await self._outcome
        except TimeoutError:
            raise OpeningFailed(f"no answer to the handshake within {HANDSHAKE_SECONDS:g} s") from None
        except ssl.SSLError as error:
            raise OpeningFailed(f"TLS: {error.reason or error}") from error
        except OSError as error:
            raise OpeningFailed(f"connection lost in the handshake: {error}") from error
        return response if response.location else None

    async def _encrypt(self, sock: socket.socket) -> Connection:
        host = self._target.host
        if not self._target.secure:
            return await open_connection(self._sink, sock, None, host)
        if not self._behavior.tls_self_signed:
            return await open_connection(self._sink, sock, self._strict_tls(), host)
        # Python cannot overrule one verification error as lws does, so look first and verify in a second connection.
        context = lenient_context()
        self._add_client_cert(context)
        connection = await open_connection(self._sink, sock, context, host)
        certificate = connection.peer_certificate()
        if certificate is not None and is_self_signed(certificate):
            return connection
        connection.abandon()
        self._drop_attempt()
        await self.start()
        assert self.attempt is not None
        return await open_connection(self._sink, await self.attempt.connected, self._strict_tls(), host)

    def _strict_tls(self) -> ssl.SSLContext:
        ca_file = self._parameters.ca_path or self._runtime.launch.ca_file
        context = strict_context(ca_file, self._behavior.tls_hostname)
        self._add_client_cert(context)
        return context

    def _add_client_cert(self, context: ssl.SSLContext) -> None:
        if self._parameters.client_cert is not None:
            add_client_cert(context, self._parameters.client_cert)

    def _make_request(self) -> Request:
        target, behavior = self._target, self._behavior
        host = target.host
        if behavior.host_port and not target.is_default_port:
            host = f"{host}:{target.port}"
        scheme = "https" if target.secure else "http"
        return Request(target.path, host, f"{scheme}://{target.host}", headers=self._headers())

    def _headers(self) -> tuple[tuple[str, str], ...]:
        kept = []
        for name, value in self._parameters.headers:
            if "\r" in name + value or "\n" in name + value:
                self._runtime.warn(
                    "header-injection",
                    f"header {name!r:.60} has a line break and is not sent: on a device it would forge further headers",
                )
            else:
                kept.append((name, value))
        return tuple(kept)

    # ---------------------------------------------------------------------------------- while the handshake lasts

    def responded(self, head: bytes) -> bool:
        """Judge the response head; True when the connection is open."""
        if self._outcome.done() or self._request is None:
            return False
        try:
            response = parse_response(head)
        except BadResponse as error:
            self._outcome.set_exception(OpeningFailed(str(error)))
            return False
        if response.location:
            self._outcome.set_result(response)
            return False
        refused = refusal(response, self._request)
        if refused is not None:
            self._outcome.set_exception(OpeningFailed(f"{refused} ({response.status})", response.status))
            return False
        self._outcome.set_result(response)
        self.on_open(response)
        return True

    def lost(self, error: Exception | None) -> None:
        """The transport ended before the connection was open."""
        if not self._outcome.done():
            why = f": {error}" if error else ""
            self._outcome.set_exception(OpeningFailed(f"the server ended the connection in the handshake{why}"))

    def _drop_attempt(self) -> None:
        if self.attempt is not None:
            with contextlib.suppress(asyncio.CancelledError):
                if self.attempt.connected.done() and self.attempt.connected.exception() is None:
                    self._runtime.channel.closed(self.attempt)
                else:
                    self._runtime.channel.give_up(self.attempt)
            self.attempt = None

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.abandon()
            self.connection = None
        self._drop_attempt()

    def give_up(self) -> None:
        """End whatever stands."""
        if self._outcome.done():
            with contextlib.suppress(BaseException):
                self._outcome.exception()
        else:
            self._outcome.cancel()
        self._drop()


def redirected(target: Target, location: str) -> Target:
    """Return where a redirect leads, as lws_client_interpret_server_handshake reads Location."""
    if location.startswith("/") or ":" not in location:
        return Target(target.scheme, target.host, target.port, "/" + location.removeprefix("/"))
    scheme, host, port, path = split_uri(location)
    if target.secure and scheme not in ("wss", "https"):
        raise OpeningFailed("HS: Redirect attempted SSL downgrade")
    return Target(scheme, host, port, path if path.startswith("/") else "/" + path)


def missing_file(parameters: ConnectParameters) -> str | None:
    """Return the first certificate file that does not exist (NS 4.1 FillCaPath)."""
    cert = parameters.client_cert
    paths = [parameters.ca_path, *([cert.cert_path, cert.key_path] if cert else [])]
    return next((path for path in paths if path and not os.path.exists(path)), None)
