"""Whatever an app, its peer and its user do in whatever order: a socket's life is one that the API page allows."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from emulator.appspawn.flags import PermissionFlags
from emulator.guest.channel import Channel
from emulator.guest.netstack.websocket.behavior import EXISTS_ERROR, OTHER_ERROR, behavior_for
from emulator.guest.netstack.websocket.websocket import WebSocket
from emulator.guest.runtime import Runtime
from emulator.ipc.flags import map_flags
from emulator.ipc.messages import Launch
from tests.fuzz.conversation import Conversation
from tests.fuzz.host import BUNDLE, INTERNET, Host
from tests.fuzz.line import DENIED, Call, Line

LINES = st.integers(0, 1)
TURNS = st.sampled_from([0, 1, 2, 3, 12, 12])
KINDS = st.sampled_from(
    [*["open"] * 6, "eager", "eager", "late", "late", "forbidden", "garbage", "redirect", "refused", "nowhere"]
)
DATA = st.sampled_from(["", "a", "bc" * 40, b"", b"\0", b"xyz" * 50, "l" * 5000, b"m" * 5000])
LEVELS = st.sampled_from([9, 10, 11, 12, 18, 20, 26])


def launch(level: int, fidelity: str) -> Launch:
    return Launch(
        bundle_name=BUNDLE,
        module_name="entry",
        ability_name="EntryAbility",
        process_name=BUNDLE,
        code_dir="/",
        entry="main.py",
        is_script=True,
        api_level=level,
        fidelity=fidelity,
        capabilities=[],
        members=[],
        dirs={},
        application_dirs={},
        access_token_id=1,
        uid=1,
        permissions=[INTERNET],
    )


class SocketLife(RuleBasedStateMachine):
    """Plays the app's code, the peer and the user; between them are the guest's own classes and the device's."""

    def __init__(self) -> None:
        super().__init__()
        self.host = Host()
        self.flags = PermissionFlags()
        self.flags[0] = True
        self.lines: list[Line] = []
        self.conversations: list[Conversation] = []

    @initialize(level=LEVELS, fidelity=st.sampled_from(["documented", "device"]))
    def boot(self, level: int, fidelity: str) -> None:
        self.behavior = behavior_for(level, fidelity)
        self.channel = Channel(self.host.control)
        self.host.observe(lambda granted: self.flags.__setitem__(0, granted))
        self.runtime = self.host.run(self._boot(launch(level, fidelity)))
        for _ in range(2):
            self.lines.append(self._in_loop(lambda: Line(WebSocket(self.runtime), self.behavior)))

    async def _boot(self, launch: Launch) -> Runtime:
        self.channel.start()
        return Runtime(launch, self.channel, map_flags(os.dup(self.flags.fd)))

    def _in_loop(self, function: Any) -> Any:
        async def call() -> Any:
            return function()

        return self.host.run(call())

    def _turn(self, times: int) -> None:
        for _ in range(times):
            self.host.turn(1)
            self._serve()

    @property
    def _port(self) -> int:
        return int(self.host.server.getsockname()[1])

    def _serve(self) -> None:
        """The peer takes what has come; requests wait for an answer."""
        with contextlib.suppress(BlockingIOError):
            while True:
                self.conversations.append(Conversation(self.host.server.accept()[0]))
        for conversation in self.conversations:
            conversation.read()
            if conversation.path and not conversation.is_known:
                number, attempt, kind = conversation.path.strip("/").split("/")
                conversation.is_known, conversation.kind = True, kind
                if kind != "late":
                    conversation.answer(self._port)
                if self.lines[int(number)].attempt == int(attempt):
                    self.lines[int(number)].conversation = conversation

    # ------------------------------------------------------------------------------------------------- the app

    def _call(self, line: Line, call: Call, promised: bool, *arguments: Any) -> None:
        line.calls.append(call)
        callback = () if promised else (call.called_back,)
        self._in_loop(lambda: call.follow(getattr(line.ws, call.name)(*arguments, *callback)))

    def _connected(self, number: int) -> Line:
        """Return a line with a connection, if there is any."""
        connected = [line for line in self.lines if not line.is_over] or self.lines
        return connected[number % len(connected)]

    @rule(number=LINES, kind=KINDS, promised=st.booleans(), turns=TURNS)
    def connect(self, number: int, kind: str, promised: bool, turns: int) -> None:
        self._turn(3)  # what a failed connection still has to say
        idle = [number for number, line in enumerate(self.lines) if line.is_over and not line.is_wedged]
        if not idle:
            return
        number = idle[number % len(idle)]
        line = self.lines[number]
        line.begin(Call("connect"))
        port = self._port if kind != "refused" else 1
        host = "127.0.0.1" if kind != "nowhere" else ""
        self._call(line, line.connecting, promised, f"ws://{host}:{port}/{number}/{line.attempt}/{kind}")
        self._turn(turns)

    @rule(number=LINES, promised=st.booleans())
    def connect_while_connected(self, number: int, promised: bool) -> None:
        line = self.lines[number]
        if self.behavior.exists_error and line.is_open and not line.is_closing:
            self._expect(line, Call("connect"), EXISTS_ERROR, promised, "ws://127.0.0.1:1/")

    @rule(number=LINES, data=DATA, promised=st.booleans(), turns=TURNS)
    def send(self, number: int, data: str | bytes, promised: bool, turns: int) -> None:
        line = self._connected(number)
        call = Call("send", data.encode() if isinstance(data, str) else data)
        line.sends.append(call)
        self._call(line, call, promised, data)
        self._turn(turns)

    @rule(
        number=LINES,
        options=st.sampled_from([{}, {"code": 1001}, {"reason": "r" * 200}]),
        promised=st.booleans(),
        turns=TURNS,
    )
    def close(self, number: int, options: dict[str, Any], promised: bool, turns: int) -> None:
        line = self._connected(number)
        line.is_closing = True
        self._call(line, Call("close"), promised, options)
        self._turn(turns)

    @rule(number=LINES, event=st.sampled_from(["open", "message", "close", "error"]))
    def listen_anew(self, number: int, event: str) -> None:
        self._in_loop(lambda: self.lines[number].listen(event))

    @rule(number=LINES, promised=st.booleans())
    def call_when_over(self, number: int, promised: bool) -> None:
        """Calls without a connection answer what is documented for them."""
        line = self.lines[number]
        self._turn(3)
        if line.is_over and not line.is_wedged:
            self._expect(line, Call("send", b"x"), self.behavior.send_without_connection, promised, "x")
            self._expect(line, Call("close"), OTHER_ERROR, promised)

    def _expect(self, line: Line, call: Call, code: int, promised: bool, *arguments: Any) -> None:
        self._call(line, call, promised, *arguments)
        self.host.turn(4)
        expected = code if self.flags[0] else DENIED
        assert call.outcomes == [expected], f"{call.name}() ended in {call.outcomes}, expected {expected}"

    # ------------------------------------------------------------------------------------------------ the peer

    def _peer(self, number: int) -> Conversation | None:
        """Return one of the peers that may send, if there is any."""
        self._turn(3)
        upgraded = [one for one in self.conversations if one.is_upgraded and not one.is_over]
        return upgraded[number % len(upgraded)] if upgraded else None

    @rule(turns=TURNS)
    def answer(self, turns: int) -> None:
        for conversation in self.conversations:
            if conversation.is_known and not conversation.is_answered:
                conversation.answer(self._port)
        self._turn(turns)

    @rule(number=LINES, data=DATA, final=st.booleans(), turns=TURNS)
    def peer_sends(self, number: int, data: str | bytes, final: bool, turns: int) -> None:
        if (peer := self._peer(number)) is not None:
            payload = data.encode() if isinstance(data, str) else data.replace(b"\0", b"0")
            peer.send(0 if peer.in_message else 1 if isinstance(data, str) else 2, payload, final=final)
        self._turn(turns)

    @rule(number=LINES, opcode=st.sampled_from([9, 10]), turns=TURNS)
    def peer_pings(self, number: int, opcode: int, turns: int) -> None:
        if (peer := self._peer(number)) is not None:
            peer.send(opcode, b"ping")
        self._turn(turns)

    @rule(number=LINES, body=st.sampled_from([b"", b"\x03\xe8", b"\x03\xe9bye", b"\x03\xed", b"x"]), turns=TURNS)
    def peer_closes(self, number: int, body: bytes, turns: int) -> None:
        if (peer := self._peer(number)) is not None:
            peer.send(8, body)
        self._turn(turns)

    @rule(number=LINES, opcode=st.sampled_from([3, 15]), turns=TURNS)
    def peer_breaks_the_protocol(self, number: int, opcode: int, turns: int) -> None:
        if (peer := self._peer(number)) is not None:
            peer.send(opcode, b"")
        self._turn(turns)

    @rule(number=LINES, reset=st.booleans(), turns=TURNS)
    def peer_ends(self, number: int, reset: bool, turns: int) -> None:
        if (peer := self._peer(number)) is not None:
            peer.end(reset=reset)
        self._turn(turns)

    # ------------------------------------------------------------------------------------------------ the user

    @rule(number=LINES, turns=TURNS, promised=st.booleans())
    def revoke_for_a_while(self, number: int, turns: int, promised: bool) -> None:
        self.host.run(self.host.revoke())
        self._turn(turns)
        line = self.lines[number]
        self._call(line, Call("send", b"denied"), promised, "denied")
        self._turn(turns)
        assert line.calls[-1].outcomes == [DENIED][: len(line.calls[-1].outcomes)]
        self.host.run(self.host.permissions.grant(BUNDLE, INTERNET))

    @rule(turns=TURNS)
    def fly_for_a_while(self, turns: int) -> None:
        self.host.connections.set_online(False)
        self._turn(turns)
        self.host.connections.set_online(True)

    @rule(granted=st.sampled_from([True, True, True, False]))
    def change_permission(self, granted: bool) -> None:
        self.host.run(self.host.permissions.grant(BUNDLE, INTERNET) if granted else self.host.revoke())

    @rule(turns=TURNS)
    def wait(self, turns: int) -> None:
        self._turn(turns)

    # -------------------------------------------------------------------------------------------- what must hold

    @invariant()
    def nothing_is_wrong(self) -> None:
        for line in self.lines:
            line.check()
        assert not self.host.problems, self.host.problems
        assert self.host.app.fault is None, self.host.app.fault
        assert self.host.kills == 0

    def teardown(self) -> None:
        if self.lines:
            self._end()
        self.host.end()
        self.flags.close()
        self.host.close()

    def _end(self) -> None:
        """The peer hangs up: every call is settled, every connection told of, and none is left."""
        self._turn(12)
        self.host.wait(self._is_over, "a connection did not end")
        for line in self.lines:
            line.check_end()
        self.nothing_is_wrong()
        self.host.loop.remove_reader(self.host.control)
        self.runtime.flags.close()

    def _is_over(self) -> bool:
        self._serve()
        for conversation in self.conversations:
            conversation.end()
        return len(self.host.connections) == 0 and all(line.is_over for line in self.lines)


TestSocketLife = SocketLife.TestCase
TestSocketLife.settings = settings(max_examples=50, stateful_step_count=30, deadline=None, derandomize=True)


def test_a_redirect_that_7_0_makes_a_plain_GET_leaves_an_object_that_serves_again() -> None:
    life = SocketLife()
    life.boot(level=26, fidelity="device")
    life.connect(number=1, kind="redirect", promised=False, turns=12)
    life.call_when_over(number=1, promised=True)
    life.connect(number=1, kind="open", promised=False, turns=12)
    assert life.lines[1].is_open or life.lines[0].is_open
    life.teardown()
