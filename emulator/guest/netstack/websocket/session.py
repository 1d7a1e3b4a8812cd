"""One connection of a WebSocket object, from connect() to its end.

NS 4.1 websocket_exec.cpp: UserData and the callbacks of lws.
"""

from __future__ import annotations

import asyncio
from collections import deque
from enum import Enum, auto
from functools import partial
from time import monotonic
from typing import Any, Protocol

from emulator.guest.channel import NoConnection
from emulator.guest.errors import BusinessError
from emulator.guest.mark import Mark
from emulator.guest.netstack.websocket.behavior import Behavior
from emulator.guest.netstack.websocket.connect_options import ConnectOptions, heartbeat
from emulator.guest.netstack.websocket.events import Listeners
from emulator.guest.netstack.websocket.failures import NotBegun, OpeningFailed
from emulator.guest.netstack.websocket.heartbeat import Heartbeat
from emulator.guest.netstack.websocket.incoming import Incoming, MessageTooLong
from emulator.guest.netstack.websocket.opening import OpenConnection, Opening
from emulator.guest.netstack.websocket.parameters import utf8
from emulator.guest.netstack.websocket.portability import meet
from emulator.guest.netstack.websocket.received_headers import received_headers
from emulator.guest.netstack.websocket.remains import Remains, asleep, wedged
from emulator.guest.netstack.websocket.url import Target
from emulator.guest.netstack.websocket.values import CloseResult, OpenInfo, OpenValue, until_nul
from emulator.guest.runtime import Runtime
from emulator.guest.wire.connection import QUEUE_MARK, close_body
from emulator.guest.wire.frames import CLOSE, PONG, take_none
from emulator.guest.wire.handshake import Response
from emulator.guest.wire.head import HeadReader
from emulator.ipc.messages import Cause

LINK_DOWN = "The link is down"
CONNECT_FAILED_EVENT = 200
"""Code of the `error` event: COMMON_ERROR_CODE."""

CLOSE_LINGER_SECONDS = 0.1
"""How long the peer's answer to a close frame is waited for; the `close` event does not wait."""

PONG_BACKLOG = 64 * 1024
"""Bytes that the peer has not taken yet, beyond which a pong waits for it."""

RIGHT_AFTER_SECONDS = 0.005
"""A close() so soon after a send() is in a race with it."""

_NORMAL, _PROTOCOL_ERROR = 1000, 1002
_REPLACED_CODES = frozenset({1004, 1005, 1006})
"""Statuses that lws answers with 1002, beside those below 1000 and 1016..2999 (client-parser-ws.c)."""


class State(Enum):
    OPENING = auto()
    OPEN = auto()
    CLOSED = auto()
    """Over for the app; the transport may still linger."""


_OPEN = State.OPEN
"""Looked at with every message; a member of an enumeration is not found as fast."""


class Owner(Protocol):
    """The WebSocket object, as far as a session needs it."""

    @property
    def open_connection(self) -> OpenConnection: ...

    def explain(self, event: str, code: int, cause: Cause, detail: str) -> None: ...

    def ended(self, session: Session, how: str, remains: Remains | None) -> None: ...

    def woke(self, remains: Remains) -> None: ...


class Session:
    """A connection's state, what is queued for it, and the events it raises."""

    def __init__(
        self,
        runtime: Runtime,
        behavior: Behavior,
        listeners: Listeners,
        options: ConnectOptions,
        target: Target,
        owner: Owner,
    ) -> None:
        self._runtime = runtime
        self.turn = runtime.turn
        self._behavior = behavior
        self._listeners = listeners
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._owner = owner
        self._opening = Opening(runtime, behavior, options, target, owner.open_connection)
        self._state = State.OPENING
        self._closing: tuple[int, str] | None = None
        self._queue: deque[tuple[bool, bytes]] = deque()
        self._queued = 0
        """Bytes in it."""
        self._queue_mark = Mark(QUEUE_MARK)
        self._flush_due = False
        self._sent_at = 0.0
        """When the last message was sent."""
        self._incoming = Incoming(runtime, behavior, listeners)
        self._pong: bytes | None = None
        self._peer_closed = False
        self._peer_code = _NORMAL
        """What the server's close frame said."""
        self._answer = b""
        """Body of the answer to it."""
        seconds: tuple[float, float] = behavior.ping_seconds, behavior.hangup_seconds
        if "pingInterval" in behavior.options:
            seconds = heartbeat(options)
        self._heartbeat = Heartbeat(runtime, *seconds, self._ping, self._hang_up)
        self._awaits_pong = False
        """What is sent waits for the answer to a ping."""
        self._with_response = False
        """What arrives came in one piece with the handshake's response."""
        self.has_opened = False
        self.has_timed_out = False

    # ------------------------------------------------------------------------------------------ called by the object

    async def start(self) -> None:
        """Begin to connect; `proceed` goes on.

        Raises:
            NoConnection: it could not even begin. The `error` events of the release follow.
        """
        self._runtime.opened(self)
        try:
            await self._opening.start()
        except NoConnection as failure:
            self._end("did not open", self._left())
            if failure.stage != "permission":
                self._log_failure(failure.reason)
                for _ in range(self._behavior.start_failure_events - isinstance(failure, NotBegun)):
                    if self._behavior.start_failure_first:
                        self._emit_error(0, failure.stage, failure.reason)
                    else:
                        self._runtime.later(self._emit_error, 0, failure.stage, failure.reason)
            raise

    def send(self, text: bool, payload: bytes) -> bool:
        """Send or queue a message; False when the release refuses it."""
        if self._closing is not None:
            if not self._peer_closed:
                meet(self._runtime, "send-after-close")
            return self._behavior.send_when_closing
        if not payload and not self._behavior.empty_frames:
            return True
        self._sent_at = monotonic()
        # A pong that waits goes first (lws rops_handle_POLLOUT_ws): priority 3, data is 6.
        if self._state is _OPEN and not self._queue and self._pong is None and not self._behavior.close_overtakes_send:
            connection = self._opening.connection
            assert connection is not None
            connection.send(text, payload)
            return True
        self._queue.append((text, payload))
        self._queued += len(payload)
        if self._queue_mark.is_passed(self._queued):
            self.crowded(self._queued)
        if self._state is State.OPEN:
            if not self._awaits_pong:
                self._flush_later()
        elif self._state is State.OPENING:
            meet(self._runtime, "send-before-open")
        return True

    def close(self, code: int, reason: str) -> bool:
        """Close with this status and reason; False when the release refuses it."""
        if self._closing is not None and not self._peer_closed:
            meet(self._runtime, "close-twice")
        if self._closing is not None and not self._behavior.close_again:
            return False
        self._closing = code, until_nul(reason)
        if self._behavior.close_overtakes_early_send and not self._flush_due:
            self._queue.clear()
        if self._state is State.OPEN:
            if self._is_right_after_send():
                meet(self._runtime, "close-after-send")
            if not self._awaits_pong:
                self._flush_later()
        elif self._state is State.OPENING:
            meet(self._runtime, "close-before-open")
        return True

    # --------------------------------------------------------------------------------------------------- opening

    def neglect(self) -> None:
        """Go no further: TCP stands, or does not, and nobody looks at it."""
        self._opening.neglect()
        self._runtime.closed(self)

    async def proceed(self) -> None:
        """Go on to the open connection, or to the `error` event."""
        try:
            await self._opening.finish(self)
        except (OpeningFailed, NoConnection) as failure:
            status = failure.status if isinstance(failure, OpeningFailed) else 0
            cause = failure.cause if isinstance(failure, OpeningFailed) else failure.stage
            self._log_failure(failure.reason)
            self._opening.give_up()
            self._end("did not open", self._left(timed_out=cause == "timeout"))
            if isinstance(failure, OpeningFailed) and failure.silent:
                self._owner.explain("nothing", 0, cause, failure.reason)
                if failure.response is not None:
                    self._headers_received(failure.response)
            else:
                self._emit_error(status, cause, failure.reason)

    def responded(self, head: HeadReader) -> bool:
        response = self._opening.responded(head)
        if response is not None:
            self._opened(response)
        return response is not None

    def _opened(self, response: Response) -> None:
        """LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH, then _ESTABLISHED.

        What came with the response is queued behind `open`, for those who listen already: netstack's own thread looks
        for listeners before the app has seen `open` (`push-with-handshake`).
        """
        self._state = State.OPEN
        self.has_opened = True
        self._with_response = True
        if self._behavior.sends_after_pings:
            self._heartbeat.ping()
        else:
            self._heartbeat.confirm()
        message = response.message or ""
        self._runtime.log("I", f"[websocket_exec.cpp:797] OnOpen {response.status} {message}")
        if self._closing is None:
            if self._queue and self._behavior.pending_send_at_open:
                self._flush_later()
        elif self._behavior.pending_close_at_open:
            self._flush_later()
        headers = self._headers_received(response)
        self._post("open", None, OpenValue(response.status, message))
        self._post("openInfo", None, OpenInfo(response.status, message, headers.get("sec-websocket-protocol")))

    def _headers_received(self, response: Response) -> dict[str, str]:
        """Raise `headerReceive`; return what netstack gets of the headers, nothing without a status line."""
        if response.message is None:
            return {}
        headers = received_headers(response.headers, run_on=self._behavior.header_values_run_on)
        self._post("headerReceive", headers)
        return headers

    def _post(self, event: str, *arguments: Any) -> None:
        """Raise an event in a later turn, for those who listen now."""
        if self._listeners.hears(event):
            self._loop.call_soon(partial(self._listeners.emit, event, *arguments))

    # ---------------------------------------------------------------------------------------------------- sending

    def _flush_later(self) -> None:
        if not self._flush_due:
            self._flush_due = True
            self._runtime.later(self._flush)

    def _writable(self) -> None:
        """What waits may go, as lws asks for it when it has sent a ping or a pong (lws_handle_POLLOUT_event)."""
        self._awaits_pong = False
        if self._state is State.OPEN and not self._peer_closed and (self._queue or self._closing is not None):
            self._flush_later()

    def _flush(self) -> None:
        """NS LwsCallbackClientWritable: a close goes before what is queued."""
        self._flush_due = False
        if self._state is not State.OPEN:
            return
        connection = self._opening.connection
        assert connection is not None
        if self._closing is None or not self._behavior.close_overtakes_send:
            while self._queue:
                connection.send(*self._queue.popleft())
            self._queued = 0
        if self._closing is not None:
            self._close_by_app(*self._closing)

    def _is_right_after_send(self) -> bool:
        connection = self._opening.connection
        recent = monotonic() - self._sent_at < RIGHT_AFTER_SECONDS
        return recent and connection is not None and connection.has_sent

    def _close_by_app(self, code: int, reason: str) -> None:
        connection = self._opening.connection
        assert connection is not None
        connection.send_close(close_body(code, utf8(reason)))
        self._end("was closed by the app")
        connection.close_in(CLOSE_LINGER_SECONDS)
        self._emit_close(code, reason)

    # -------------------------------------------------------------------------------------------------- receiving

    def data(self, opcode: int, payload: bytes | bytearray | memoryview, final: bool) -> None:
        if self._state is not State.OPEN or self._peer_closed:
            return
        if self._with_response:
            if self._listeners.hears("message"):
                self._loop.call_soon(self._incoming.frame, opcode, memoryview(bytes(payload)), final)
            return
        try:
            self._incoming.frame(opcode, payload, final)
        except MessageTooLong as error:
            self.violation(str(error), None)

    def control(self, opcode: int, payload: bytes) -> None:
        connection = self._opening.connection
        assert connection is not None
        if opcode == CLOSE:
            if self._state is State.OPEN:
                self._close_by_peer(payload)
            else:
                connection.close()
        elif opcode == PONG:
            self._heartbeat.confirm()
            if self._behavior.sends_after_pings:
                self._writable()
        elif self._pong is None and not self._peer_closed:
            # lws keeps one pong; a ping that comes before it is written goes unanswered.
            self._pong = payload

    def _close_by_peer(self, payload: bytes) -> None:
        """LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: remember why; answer and end when the rest of what came has been seen,
        where only another close frame, in the place of the first one, and a violation still count."""
        connection = self._opening.connection
        assert connection is not None
        if not self._peer_closed:
            self._loop.call_soon(self._answer_close)
        self._peer_closed = True
        self._pong = None  # its turn comes after the answer's
        code, reason = 1000, LINK_DOWN
        if len(payload) >= 2:
            self._peer_code = code = int.from_bytes(payload[:2], "big")
            if code < 1000 or code in _REPLACED_CODES or 1016 <= code < 3000:
                code = _PROTOCOL_ERROR
                payload = close_body(code, payload[2:])
            if payload[2:]:
                reason = until_nul(payload[2:].decode("utf-8", "replace"))
        self._closing, self._answer = (code, reason), payload
        connection.leave_shorts_to(take_none)

    def _answer_close(self) -> None:
        if self._state is not State.OPEN or self._closing is None:
            return
        connection = self._opening.connection
        assert connection is not None
        connection.stop_reading()
        connection.send_close(self._answer)
        self._end("was closed by the server")
        connection.close()
        code, reason = self._closing
        if code != self._peer_code:
            what = f"a close frame with {self._peer_code}, which RFC 6455 section 7.4 does not allow"
            self._owner.explain("close", code, "protocol", what)
        elif code != _NORMAL:
            said = "no reason" if reason is LINK_DOWN else f"the reason {reason}"
            self._owner.explain("close", code, "peer-close", f"with {code} and {said}")
        self._emit_close(code, reason)

    def violation(self, what: str, close: tuple[int, bytes] | None) -> None:
        if self._with_response:  # the app has yet to hear `open`
            self._loop.call_soon(self._violated, what, close)
        else:
            self._violated(what, close)

    def _violated(self, what: str, close: tuple[int, bytes] | None) -> None:
        connection = self._opening.connection
        assert connection is not None
        self._runtime.log("I", f"[client-parser-ws.c] {what}")
        if close is not None and self._state is State.OPEN and not self._peer_closed:
            connection.send_close(close_body(*close))
        connection.close()
        self._fall("protocol", what)

    def received(self) -> None:
        if self._with_response:
            self._loop.call_soon(self._response_handled)
        if self._pong is not None:
            connection = self._opening.connection
            if self._state is State.OPEN and connection is not None and connection.queued <= PONG_BACKLOG:
                pong, self._pong = self._pong, None
                connection.send_pong(pong)
                self._writable()

    def crowded(self, queued: int) -> None:
        self._runtime.caution(
            f"{queued} bytes wait to be sent: the app sends faster than the server reads, and send() resolves as soon "
            "as a message is queued, on every release. The app's memory is the only limit. Wait for the server's "
            "answers before sending more"
        )

    def _response_handled(self) -> None:
        """What is read from here on cannot overtake what came with the response: that has been delivered."""
        self._with_response = False
        self.turn.is_the_apps = True
        if self._state is State.OPEN and self._opening.connection is not None:
            self._opening.connection.leave_shorts_to(self._incoming.shorts)

    def lost(self, error: Exception | None) -> None:
        if self._state is State.OPENING:
            self._opening.lost(error)
            return
        if isinstance(error, MemoryError):
            self._fall("lost", "the app's memory is used up by messages that the server has not read")
        else:
            self._fall("lost", str(error) if error else "the other side ended TCP without a close frame")

    def _fall(self, cause: Cause, detail: str, remains: Remains | None = None) -> None:
        """The link is down: NS LwsCallbackClientClosed; a close() that stuck is the app's own end."""
        if self._state is State.OPEN:
            self._end("broke", remains)
            if self._closing is not None:
                self._owner.explain("close", self._closing[0], cause, detail)
                self._emit_close(*self._closing)
            else:
                self._emit_link_down(cause, detail)
        attempt = self._opening.attempt
        if attempt is not None:
            self._opening.attempt = None
            self._runtime.channel.closed(attempt)

    def _emit_link_down(self, cause: Cause, detail: str) -> None:
        """Raise both events for those who listen now: a listener that `error` adds comes too late for `close`."""
        self._runtime.log("E", "[websocket_exec.cpp:512] The link is down, onError")
        hears_close = self._listeners.hears("close")
        if self._behavior.lost_link_error:
            self._emit_error(0, cause, detail)
        else:
            self._owner.explain("close", 0, cause, detail)
        if hears_close:
            self._emit_close(0, LINK_DOWN)

    def _ping(self) -> None:
        connection = self._opening.connection
        assert connection is not None
        connection.send_ping()
        self._writable()
        self._awaits_pong = self._behavior.sends_after_pings

    def _hang_up(self) -> None:
        connection = self._opening.connection
        assert connection is not None
        missing = f"no pong within {self._heartbeat.hang_up_seconds:g} s"
        self._runtime.log("I", f"[wsi-timeout.c] validity too old: {missing}")
        connection.abort()
        self._fall("pong", missing, self._asleep(closed=True))

    # ---------------------------------------------------------------------------------------------------- the end

    def _left(self, *, timed_out: bool = False) -> Remains | None:
        """Return what a connection that did not open leaves."""
        if self._behavior.failure_wedges:
            return wedged()
        return self._asleep(closed=False) if timed_out else None

    def _asleep(self, *, closed: bool) -> Remains | None:
        """Return what a timeout leaves."""
        self.has_timed_out = True
        return asleep(self._behavior, self._began, self._owner.woke, closed=closed)

    def _end(self, how: str, remains: Remains | None = None) -> None:
        """It is over for the app; with `remains` the object does not notice."""
        if self._opening.connection is not None:
            self._opening.connection.leave_shorts_to(take_none)
        self._state = State.CLOSED
        self._queue.clear()
        self._heartbeat.end()
        self._runtime.closed(self)
        self._owner.ended(self, how, remains)

    def _log_failure(self, reason: str) -> None:
        self._runtime.log("I", f"[websocket_exec.cpp:414] LwsCallbackClientConnectionError {reason}")

    def _emit_error(self, status: int, cause: Cause, detail: str) -> None:
        self._owner.explain("error", CONNECT_FAILED_EVENT, cause, detail)
        self._runtime.log("I", f"[websocket_exec.cpp:776] OnError {CONNECT_FAILED_EVENT}")
        data: Any = str(status) if self._behavior.error_data else None
        self._listeners.emit("error", BusinessError(CONNECT_FAILED_EVENT, data=data))

    def _emit_close(self, code: int, reason: str) -> None:
        self._runtime.log("I", f"[websocket_exec.cpp:818] OnClose {code} {reason}")
        self._listeners.emit("close", None, CloseResult(code, reason))
