"""Short messages take a way of their own to the app; what it hears is the same at every release."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from hypothesis import example, given
from hypothesis import strategies as st

from emulator.guest.callbacks import CallbackRunner, Turn
from emulator.guest.netstack.websocket.behavior import Behavior, behavior_for
from emulator.guest.netstack.websocket.events import Listeners
from emulator.guest.netstack.websocket.incoming import Incoming
from emulator.guest.runtime import Runtime
from emulator.guest.wire.frames import BINARY, CONTINUATION, SHORT, TEXT, FrameReader
from tests.hostile_peers.peer import frame

LEVELS = (9, 10, 11, 12, 15, 18, 20, 23, 26)


class NoWarnings(CallbackRunner):
    """As much of a runtime as listeners and messages need."""

    def __init__(self) -> None:
        self.turn = Turn()

    def is_new(self, kind: str) -> bool:
        return False

    def uncaught(self, error: BaseException) -> None:
        raise error


class App:
    """Listens, and goes on as its plan says."""

    def __init__(self, behavior: Behavior, plan: str, *, apart: bool) -> None:
        runtime = cast("Runtime", NoWarnings())
        self.heard: list[Any] = []
        self.frames: list[tuple[int, bytes]] = []
        self._plan = iter(plan)
        self.listeners = Listeners(behavior, runtime)
        self._incoming = Incoming(runtime, behavior, self.listeners)
        self.reader = FrameReader(self)
        if apart:
            self.reader.take_shorts = partial(self._incoming.shorts, seen=self._see)
        self.listeners.on("message", self._hear)

    def _hear(self, error: None, value: Any) -> None:
        self.heard.append(value)
        match next(self._plan, ""):
            case "o":
                self.listeners.off("message")
            case "n":
                self.listeners.on("message", lambda error, value: self.heard.append(("new", value)))
            case "e":
                self.listeners.on("dataEnd", lambda *arguments: self.heard.append(("end", *arguments)))

    def _see(self, opcode: int, payload: bytes | bytearray) -> None:
        self.frames.append((opcode, bytes(payload)))

    def data(self, opcode: int, payload: bytes | bytearray | memoryview, final: bool) -> None:
        self.frames.append((opcode, bytes(payload)))
        self._incoming.frame(opcode, payload, final)

    def control(self, opcode: int, payload: bytes) -> None:
        self.heard.append((opcode, payload))

    def violation(self, what: str, close: tuple[int, bytes] | None) -> None:
        self.heard.append(what)


payloads = st.one_of(
    st.sampled_from([b"", b"a\0b", b"\xff\xfe", "文".encode(), "文".encode()[:2]]),
    st.tuples(st.sampled_from([125, 126, SHORT, SHORT + 1]), st.binary(min_size=1, max_size=1)).map(
        lambda given: given[0] * given[1]
    ),
)
firsts = st.sampled_from([0x80 | TEXT, 0x80 | BINARY, TEXT, BINARY, 0x80 | CONTINUATION, 0x89])


@given(
    st.sampled_from(LEVELS),
    st.sampled_from(["documented", "device"]),
    st.sampled_from([b"", b"broke off"]),
    st.text("one.", max_size=3),
    st.lists(st.tuples(firsts, payloads), max_size=8),
    st.integers(1, 9000),
)
@example(11, "documented", b"", "", [(0x80 | TEXT, bytes(SHORT + 1))], 9000)
@example(11, "documented", b"broke off", "", [(0x80 | TEXT, b"new"), (0x80 | TEXT, b"next")], 9000)
def test_app_hears_the_same(
    level: int, fidelity: str, unfinished: bytes, plan: str, frames: list[tuple[int, bytes]], chunk: int
) -> None:
    behavior = behavior_for(level, fidelity)
    stream = b"".join(frame(first, payload) for first, payload in frames)
    apps = [App(behavior, plan, apart=apart) for apart in (True, False)]
    for app in apps:
        if unfinished:
            app.listeners.unfinished[TEXT] = bytearray(unfinished)
        for start in range(0, len(stream), chunk):
            app.reader.feed(stream[start : start + chunk])
    assert apps[0].heard == apps[1].heard
    assert apps[0].frames == apps[1].frames
