"""From a URL to an open connection: name, TCP, TLS, handshake, redirects."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from emulator.guest.channel import Attempt, NoConnection
from emulator.guest.netstack.websocket.behavior import Behavior
from emulator.guest.netstack.websocket.connect_options import NO_PROXY, ConnectOptions
from emulator.guest.netstack.websocket.failures import NotBegun, OpeningFailed, flaw
from emulator.guest.netstack.websocket.portability import meet
from emulator.guest.netstack.websocket.proxy import Proxy, ProxyAddress
from emulator.guest.netstack.websocket.redirects import MAX_REDIRECTS, redirected
from emulator.guest.netstack.websocket.tunnel import open_tunnel
from emulator.guest.netstack.websocket.url import Target
from emulator.guest.runtime import Runtime
from emulator.guest.wire.connection import Connection, ConnectionSink
from emulator.guest.wire.handshake import Request, Response, read_response, refusal
from emulator.guest.wire.head import MAX_HEAD, BadResponse, HeadReader
from emulator.guest.wire.tls import (
    add_client_cert,
    is_in_time,
    is_self_signed,
    lenient_context,
    set_oldest_version,
    strict_context,
)
from emulator.ipc.messages import Cause

OpenConnection = Callable[[ConnectionSink, socket.socket, ssl.SSLContext | None, str], Awaitable[Connection]]
"""How a connection is put on a connected socket: `wire.connection.open_connection`."""

SWITCHING_PROTOCOLS = 101

HANDSHAKE_SECONDS = 15.0
"""lws' default timeout_secs; `err-silent-handshake`: `error` after 15 s in every release."""


class Opening:
    """One handshake on its way."""

    def __init__(
        self,
        runtime: Runtime,
        behavior: Behavior,
        options: ConnectOptions,
        target: Target,
        open_connection: OpenConnection,
    ) -> None:
        self._runtime = runtime
        self._behavior = behavior
        self._options = options
        self._target = target
        self._host = target.host
        if behavior.host_port and not target.is_default_port:
            self._host = f"{target.host}:{target.port}"
        self._origin_host = self._host if options.origin_port else target.host
        self._proxy = self._proxy_to_target()
        self._redirects = 0
        self._upgrades = True
        self._open_connection = open_connection
        self._bare: Request | None = None
        """The request without the app's headers."""
        self._request: Request | None = None
        self._outcome: asyncio.Future[Response] | None = None
        """Of the handshake that is going on."""
        self.attempt: Attempt | None = None
        self.connection: Connection | None = None

    async def start(self) -> None:
        """Let the device resolve the name and begin to connect.

        Raises:
            NoConnection: the name is not found, or the device refuses.
        """
        if self._target.flaw:
            raise NoConnection("url", self._target.flaw)
        if ":" in self._target.host and not self._behavior.ipv6:
            raise NotBegun("resolve", "this release's lws is built without IPv6")
        self._bare = self._bare_request()
        if self._bare.stored > MAX_HEAD:
            raise NotBegun("handshake", f"the request does not fit lws' store of {MAX_HEAD} bytes")
        host, port = self._proxy[:2] if self._proxy else (self._target.host, self._target.tcp_port)
        self.attempt = self._runtime.channel.connect(host, port)
        try:
            await self.attempt.resolved
        except NoConnection:
            self.attempt = None  # it has the failure, whose traceback leads here
            raise

    def neglect(self) -> None:
        """Care no more about how TCP fares."""
        assert self.attempt is not None
        self.attempt.connected.add_done_callback(lambda done: done.cancelled() or done.exception())  # counts as seen

    def _proxy_to_target(self) -> ProxyAddress | None:
        """Return the proxy that leads to the target, if any; a redirect does not change it (NS FillContextInfo)."""
        if "proxy" not in self._behavior.options or self._options.proxy == NO_PROXY:
            return None
        launch = self._runtime.launch
        proxy = self._options.proxy
        if not isinstance(proxy, Proxy):
            proxy = Proxy(launch.proxy_host, launch.proxy_port, tuple(launch.proxy_exclusions))
        if proxy.excludes(self._target.host, parts=self._behavior.proxy_exclusion_parts):
            return None
        return proxy.address

    async def finish(self, sink: ConnectionSink) -> None:
        """Go on to the open connection, following redirects.

        Args:
            sink: gets what arrives; it is to ask `responded` about the response.

        Raises:
            OpeningFailed: it did not open.
            NoConnection: TCP did not connect.
        """
        while (response := await self._shake_hands(sink)) is not None:
            if self._redirects == MAX_REDIRECTS:
                raise OpeningFailed("HS: Redirect failed: too many redirects", response.status, cause="redirect")
            self._redirects += 1
            self._follow(response)
            self._drop()
            await self.start()

    def _follow(self, response: Response) -> None:
        """lws_client_interpret_server_handshake and lws_client_reset; Origin stays."""
        target = redirected(self._target, response, collapse_slashes=not self._behavior.redirect_forgets)
        if not self._behavior.redirect_forgets:
            self._target, self._host = target, target.host
        elif response.status in (307, 308):
            self._target = replace(target, host=self._target.host, path=self._target.path)
        else:
            self._target = replace(target, host=self._target.host)
            self._upgrades = False

    async def _shake_hands(self, sink: ConnectionSink) -> Response | None:
        """Do one handshake; return a redirect's response, or None when the connection is open."""
        assert self.attempt is not None
        try:
            sock = await self.attempt.connected
        except NoConnection as failure:
            if failure.stage == "connect" and self._proxy is not None:
                raise NoConnection("proxy", f"the proxy itself: {failure.reason}") from None
            raise
        self._outcome = asyncio.get_running_loop().create_future()
        awaited = "CONNECT"
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await self._reach_target(sock)
                awaited = "the TLS handshake"
                self.connection = await self._encrypt(sock, sink)
                awaited = "the handshake"
                self._request, encoded = self._make_request()
                self.connection.write(encoded)
                response = await self._outcome
        except TimeoutError:
            text = f"no answer to {awaited} within {HANDSHAKE_SECONDS:g} s"
            raise self._unanswered(text, "proxy" if awaited == "CONNECT" else "timeout") from None
        except ssl.SSLError as error:
            # A close_notify in place of the handshake gives an error without a reason.
            about = getattr(error, "verify_message", "") or getattr(error, "reason", "") or error
            raise OpeningFailed(f"TLS: {about}", cause="tls") from error
        except OSError as error:
            raise OpeningFailed(f"connection lost in the handshake: {error}", cause="lost") from error
        finally:
            self._forget_outcome()
        return response if response.location is not None else None

    async def _reach_target(self, sock: socket.socket) -> None:
        """Go on to the target, through the proxy when there is one; the socket is closed when that fails."""
        try:
            self._refuse_forged_request()
            if self._proxy is not None:
                await open_tunnel(sock, self._target.host, self._target.tcp_port, self._proxy.authorization)
        except BaseException:
            sock.close()  # no transport has it yet
            raise

    def _refuse_forged_request(self) -> None:
        """A device sends line breaks as they are; here only a line feed in the path is (`url-newline`)."""
        target, protocol = self._target, self._options.protocol
        if "\r" in target.path or re.search("[\r\n]", target.host + protocol):
            meet(self._runtime, "header-injection", "in the URL or the protocol")
            raise OpeningFailed("a line break in the URL or the protocol would forge headers")

    async def _encrypt(self, sock: socket.socket, sink: ConnectionSink) -> Connection:
        host = self._target.host
        if not self._target.secure:
            return await self._open_connection(sink, sock, None, host)
        if not self._behavior.tls_self_signed and not self._options.skip_verification:
            return await self._open_connection(sink, sock, self._strict_tls(), host)
        # Python cannot overrule one verification error as lws does, so look first and verify in a second connection.
        connection = await self._open_connection(sink, sock, self._configured(lenient_context()), host)
        certificate = connection.peer_certificate() or b""
        skips = self._options.skip_verification
        if not (skips and self._behavior.tls_skips_dates) and not is_in_time(certificate, datetime.now(UTC)):
            connection.abandon()
            raise OpeningFailed("TLS: the certificate has expired, or is not valid yet", cause="tls")
        if skips or self._behavior.tls_untrusted or is_self_signed(certificate):
            return connection
        connection.abandon()
        self._drop_attempt()
        await self.start()
        assert self.attempt is not None
        sock = await self.attempt.connected
        await self._reach_target(sock)
        return await self._open_connection(sink, sock, self._strict_tls(), host)

    def _strict_tls(self) -> ssl.SSLContext:
        ca_file = self._options.ca_path or self._runtime.launch.ca_file
        return self._configured(strict_context(ca_file, self._behavior.tls_hostname))

    def _configured(self, context: ssl.SSLContext) -> ssl.SSLContext:
        context.set_alpn_protocols(["http/1.1"])  # lws 4.3.1 lib/roles/h1/ops-h1.c rops_client_bind_h1
        set_oldest_version(context, self._options.min_tls)
        if self._options.client_cert is not None:
            add_client_cert(context, self._options.client_cert)
        return context

    def _bare_request(self) -> Request:
        origin = f"{'https' if self._target.secure else 'http'}://{self._origin_host}"
        return Request(self._target.path, self._host, origin, self._options.protocol, upgrades=self._upgrades)

    def _make_request(self) -> tuple[Request, bytes]:
        """Return the request, and its bytes."""
        request, behavior = self._bare, self._behavior
        assert request is not None
        encoded = request.encode()
        if len(encoded) > behavior.target_max:
            raise OpeningFailed("the request does not fit lws' buffer: it gives up without a word", silent=True)
        if headers := self._headers():
            request = replace(request, headers=headers)
            encoded = request.encode()
        if len(encoded) > behavior.request_max:
            raise OpeningFailed(f"the request has {len(encoded)} bytes, {behavior.request_max} fit")
        return request, encoded

    def _headers(self) -> tuple[tuple[str, str], ...]:
        kept = []
        for name, value in self._options.headers:
            if "\r" in name + value or "\n" in name + value:
                meet(self._runtime, "header-injection", f"{name!r:.60}")
            else:
                kept.append((name, value))
        return tuple(kept)

    # ---------------------------------------------------------------------------------- while the handshake lasts

    def responded(self, head: HeadReader) -> Response | None:
        """Judge the response head and return it when the connection is open."""
        if self._outcome is None or self._outcome.done() or self._request is None:
            return None
        try:
            response = read_response(head, self._request)
        except BadResponse as error:
            self._outcome.set_exception(OpeningFailed(flaw(head.raw) or str(error)))
            return None
        if response.location is not None:
            self._outcome.set_result(response)
            return None
        if not self._request.upgrades:
            text = "a redirect has made it a plain GET, and nothing comes of the answer"
            failure = OpeningFailed(text, response.status, cause="redirect", silent=True, response=response)
            self._outcome.set_exception(failure)
            return None
        refused = refusal(response, self._request)
        if refused is not None:
            cause: Cause = "handshake" if response.status == SWITCHING_PROTOCOLS else "http-status"
            text = f"{refused} ({response.status})"
            self._outcome.set_exception(OpeningFailed(text, response.status, cause=cause))
            return None
        self._outcome.set_result(response)
        return response

    def lost(self, error: Exception | None) -> None:
        """The transport ended before the connection was open."""
        if self._outcome is not None and not self._outcome.done():
            why = f": {error}" if error else ""
            text = f"the server ended the connection in the handshake{why}"
            self._outcome.set_exception(self._unanswered(text, "lost"))

    def _unanswered(self, text: str, cause: Cause) -> OpeningFailed:
        """No response head has come; what did come tells more than that it ended so."""
        answer = self.connection.answer if self.connection is not None else b""
        if not answer:
            return OpeningFailed(text, cause=cause)
        if (what := flaw(answer)) is not None:
            return OpeningFailed(f"{what}; {text}")
        return OpeningFailed(f"no empty line ends the head; {text}", cause=cause)

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
        self._forget_outcome()
        self._drop()

    def _forget_outcome(self) -> None:
        """Wait for it no longer. A failure's traceback leads here, so keeping it would be for ever."""
        outcome, self._outcome = self._outcome, None
        if outcome is not None and not outcome.cancel() and not outcome.cancelled():
            outcome.exception()  # it counts as seen
