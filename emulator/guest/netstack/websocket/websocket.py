"""The WebSocket object: what `webSocket.createWebSocket()` returns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from emulator.guest.callbacks import Callback
from emulator.guest.channel import NoConnection
from emulator.guest.errors import BusinessError
from emulator.guest.netstack.websocket.behavior import (
    CONNECT_FAILED,
    DOMAIN_ERROR,
    EXISTS_ERROR,
    FILE_ERROR,
    OTHER_ERROR,
    URL_ERROR,
    behavior_for,
)
from emulator.guest.netstack.websocket.certificates import missing_file, unusable_certificate
from emulator.guest.netstack.websocket.events import Listeners
from emulator.guest.netstack.websocket.opening import OpenConnection
from emulator.guest.netstack.websocket.parameters import (
    BadParameters,
    ConnectParameters,
    parse_close,
    parse_connect,
    parse_send,
)
from emulator.guest.netstack.websocket.portability import meet
from emulator.guest.netstack.websocket.remains import Remains
from emulator.guest.netstack.websocket.review import review_close, review_options, review_url
from emulator.guest.netstack.websocket.session import Session
from emulator.guest.netstack.websocket.url import BadUrl, hostname, parse_url
from emulator.guest.promise import Promise, fulfilled
from emulator.guest.runtime import INTERNET_FLAG, Runtime
from emulator.guest.wire.connection import open_connection
from emulator.ipc.messages import Cause

_PARSE_ERROR = 401, "Parameter error"
_PERMISSION_ERROR = 201, "Permission denied"


class Completion:
    """Where a call's outcome goes: to its callback, later, or into its promise."""

    __slots__ = ("_answers", "_callback", "_future", "_turn")

    def __init__(self, function: Any, runtime: Runtime) -> None:
        self._answers = runtime.answers
        self._turn = runtime.turn
        self._callback = Callback(function, runtime) if function is not None else None
        self._future: asyncio.Future[bool] | None = None if function is not None else runtime.loop.create_future()

    @property
    def promise(self) -> Promise[bool] | None:
        """What the call returns: nothing when a callback was given."""
        return None if self._future is None else Promise(self._future)

    def succeed(self) -> None:
        """The call worked: (undefined, true)."""
        if self._callback is not None:
            self._answers.add(self._callback, None, True)
        elif self._future is not None and not self._future.done():
            self._turn.is_the_apps = True
            self._future.set_result(True)

    def reject(self, error: Exception) -> None:
        """The call failed: ({code, message}, undefined), never thrown (NS base_async_work.h)."""
        if self._callback is not None:
            self._answers.add(self._callback, error, None)
        elif self._future is not None and not self._future.done():
            self._turn.is_the_apps = True
            self._future.set_exception(error)


class WebSocket:
    """A client. One connection at a time; it may be connected again after it ended."""

    open_connection: OpenConnection = staticmethod(open_connection)

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._flags = runtime.flags
        self.number = runtime.count_socket()
        """Which of the app's WebSockets it is, for people."""
        self._behavior = behavior_for(runtime.launch.api_level, runtime.launch.fidelity)
        self._listeners = Listeners(self._behavior, runtime)
        self._session: Session | Remains | None = None
        self._neglected: list[Session] = []
        """Connections that nobody serves (4.0); they stand as long as the object."""
        self._sent_promise = fulfilled(True, runtime.loop)
        """Of every send() that worked: one fulfilled promise is as good as another."""
        self._sent_callback: Callback | None = None
        """The last that a send() was given; most are given the same."""
        self._failed = False
        """The last connection did not open."""
        self._timed_out = False
        """It was given up for want of an answer."""
        self._past = "connect() has not been called"
        """Why there is no connection when there is none, for people."""
        self._where = ""
        """The app's line that called connect() last."""

    # Source of the order of checks: NS 4.1 ExecConnect; platform-wide 401 before 201 (`perm-denied-bad-params`).

    def connect(self, *arguments: Any) -> Promise[bool] | None:
        """Connect to a server: `(url[, options][, callback])`."""
        try:
            parameters = parse_connect(arguments, self._behavior)
        except BadParameters as bad:
            return self._refuse("ConnectContext", "connect()", bad)
        review_url(self._runtime, parameters.url)
        if len(arguments) > 1:
            review_options(self._runtime, arguments[1], parameters.options)
        completion = self._completion(parameters.callback)
        self._where = self._runtime.place()
        self._runtime.opened(completion)
        self._runtime.run(self._connect(parameters, completion))
        return completion.promise

    async def _connect(self, parameters: ConnectParameters, completion: Completion) -> None:
        try:
            await self._exec_connect(parameters, completion)
        finally:
            self._runtime.closed(completion)

    async def _exec_connect(self, parameters: ConnectParameters, completion: Completion) -> None:
        if not self._flags[INTERNET_FLAG]:
            self._deny(completion, "connect()")
            return
        if self._behavior.domain_check and not self._is_allowed(host := hostname(parameters.url)):
            self._fail(completion, DOMAIN_ERROR, "connect()", "domain", host)
            return
        if (missing := missing_file(parameters.options)) is not None:
            self._runtime.log("E", f"[websocket_exec.cpp:613] certificate file does not exist: {missing}")
            self._fail(completion, FILE_ERROR, "connect()", "file", missing)
            return
        if isinstance(self._session, Session):
            meet(self._runtime, "connect-while-connected")
        if self._failed:
            meet(self._runtime, "connect-after-failure")
        if self._timed_out:
            meet(self._runtime, "connect-after-timeout")
        had_connection = self._session is not None
        if had_connection and self._behavior.exists_error:
            self._runtime.log("E", "[websocket_exec.cpp:668] Websocket connect already exist")
            timed_out = "" if isinstance(self._session, Session) else ", which timed out and is not cleared away yet"
            detail = f"the object has a connection already{timed_out}"
            self._fail(completion, EXISTS_ERROR, "connect()", "state", detail)
            return
        # lws_create_context takes its time: a second connect() of the same tick has passed the check by now.
        await asyncio.sleep(0)
        try:
            target = parse_url(parameters.url, self._behavior)
        except BadUrl as bad:
            self._runtime.log("E", f"[websocket_exec.cpp:578] ParseUrl failed: {bad}")
            self._fail(completion, URL_ERROR, "connect()", "url", f"{bad}: {parameters.url}")
            self._failed = True
            return
        if (why := unusable_certificate(parameters.options)) is not None:
            self._runtime.log("E", f"[websocket_exec.cpp:572] lws made no context: {why}")
            self._fail(completion, OTHER_ERROR, "connect()", "tls", why)
            return
        if self._session is not None and not had_connection:
            meet(self._runtime, "connect-twice-at-once")
        # netstack 4.0 makes another connection, and serves the context of the first one again (NS 4.0 RunService).
        is_neglected = self._session is not None and not self._behavior.exists_error
        session = Session(self._runtime, self._behavior, self._listeners, parameters.options, target, self)
        if not is_neglected:
            self._session = session
        try:
            await session.start()
        except NoConnection as failure:
            if failure.stage == "permission":
                self._failed = False
                self._deny(completion, "connect()")
            else:
                self._fail(completion, CONNECT_FAILED, "connect()", failure.stage, failure.reason)
        else:
            completion.succeed()
            if is_neglected:
                self._neglected.append(session)
                session.neglect()
            else:
                await session.proceed()

    def send(self, *arguments: Any) -> Promise[bool] | None:
        """Send a message: `(data[, callback])`."""
        try:
            text, payload, function = parse_send(arguments, self._behavior)
        except BadParameters as bad:
            return self._refuse("SendContext", "send()", bad)
        if not payload:
            meet(self._runtime, "empty-message")
        if not self._flags[INTERNET_FLAG]:
            completion = self._completion(function)
            self._deny(completion, "send()")
        elif self._session is not None and self._session.send(text, payload):
            return self._sent(function)
        else:
            completion = self._completion(function)
            if self._session is None:
                meet(self._runtime, "send-without-connection")
            self._runtime.log("E", "[websocket_exec.cpp:715] user data is null")
            code = self._behavior.send_without_connection
            self._fail(completion, code, "send()", "state", self._no_connection(), self._behavior.texts[OTHER_ERROR])
        return completion.promise

    def _sent(self, function: Any) -> Promise[bool] | None:
        """End a send() that worked: as `Completion` does, without what only a failure needs."""
        if function is None:
            return self._sent_promise
        callback = self._sent_callback
        if callback is None or callback.function != function:
            self._sent_callback = callback = Callback(function, self._runtime)
        self._runtime.answers.add(callback, None, True)
        return None

    def close(self, *arguments: Any) -> Promise[bool] | None:
        """Close the connection: `([options][, callback])`."""
        try:
            parameters = parse_close(arguments, self._behavior)
        except BadParameters as bad:
            return self._refuse("CloseContext", "close()", bad)
        if arguments:
            review_close(self._runtime, arguments[0])
        completion = self._completion(parameters.callback)
        if not self._flags[INTERNET_FLAG]:
            self._deny(completion, "close()")
        elif self._session is not None and self._session.close(parameters.code, parameters.reason):
            completion.succeed()
        else:
            self._runtime.log("E", "[websocket_exec.cpp:748] user data is null")
            self._fail(completion, OTHER_ERROR, "close()", "state", self._no_connection())
        return completion.promise

    def on(self, *arguments: Any) -> None:
        """Subscribe to an event: `(type, callback)`.

        Raises:
            BusinessError: "401" (a string) for other arguments.
        """
        self._change_listeners("on()", self._listeners.on, arguments)

    def off(self, *arguments: Any) -> None:
        """Unsubscribe: `(type[, callback])`.

        Raises:
            BusinessError: "401" (a string) for other arguments.
        """
        self._change_listeners("off()", self._listeners.off, arguments)

    def _change_listeners(self, call: str, change: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        try:
            change(*arguments)
        except BadParameters as bad:
            code, text = _PARSE_ERROR
            self._runtime.why(self.number, call, code, "argument", bad.what, self._runtime.place())
            raise BusinessError(str(code), text) from None

    def _is_allowed(self, host: str) -> bool:
        """Whether an atomic service may reach a host (NS 5.0.0 IsAllowedHostname)."""
        domains = self._runtime.launch.allowed_domains
        if domains is None:
            return True
        return not host or host.lower() in domains

    def _completion(self, function: Any) -> Completion:
        return Completion(function, self._runtime)

    def _refuse(self, context: str, call: str, bad: BadParameters) -> Promise[bool] | None:
        self._runtime.log("E", f"[{context}] {context} Parse Failed: {bad.what}")
        if bad.hazard is not None:
            meet(self._runtime, bad.hazard)
        completion = self._completion(bad.callback)
        code, text = _PARSE_ERROR
        self._fail(completion, code, call, "argument", bad.what, text)
        return completion.promise

    def _no_connection(self) -> str:
        return self._past if self._session is None else "the connection is closing"

    def _deny(self, completion: Completion, call: str) -> None:
        """netstack's HasInternetPermission has said no."""
        self._runtime.log(
            "E", "[netstack_common_utils.cpp:152] make tcp testSock failed errno is 1 Operation not permitted"
        )
        code, text = _PERMISSION_ERROR
        self._fail(completion, code, call, "permission", "ohos.permission.INTERNET", text)

    def _fail(
        self, completion: Completion, code: int, call: str, cause: Cause, detail: str, text: str | None = None
    ) -> None:
        self._runtime.why(self.number, call, code, cause, detail, self._runtime.place() or self._where)
        completion.reject(BusinessError(code, self._behavior.texts[code] if text is None else text))

    # ------------------------------------------------------------------------------------------ told by its session

    def explain(self, event: str, code: int, cause: Cause, detail: str) -> None:
        """Tell the device what is behind an event that the app is about to get."""
        self._runtime.why(self.number, event, code, cause, detail, self._where)

    def ended(self, session: Session, how: str, remains: Remains | None) -> None:
        """The session is over; `how` is for people. With `remains` the object does not notice."""
        self._failed, self._timed_out = not session.has_opened, session.has_timed_out
        if self._session is session:
            self._session = remains
            self._past = f"the connection {how}"

    def woke(self, remains: Remains) -> None:
        """netstack's thread has woken up, and clears away what a connection left."""
        if self._session is remains:
            self._session = None
