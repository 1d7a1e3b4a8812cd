"""Whatever an app says on its control socket, the device answers each call once, or ends the app."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections import Counter
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from emulator.ipc import link, messages
from tests.fuzz.host import BUNDLE, INTERNET, Host

CALLS = st.integers(1, 4) | st.sampled_from([0, -1, 1 << 63, -(1 << 80)])
HOSTS = st.sampled_from(["127.0.0.1", "127.0.0.1", "localhost", "", "::1", "a..b", "a\0b", "\ud800"])
TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=8)
FORGED: list[dict[str, Any]] = [
    {},
    {"kind": "Connected", "call": 1},
    {"kind": "Ping", "serial": 1},
    {"kind": "Connect", "call": 1, "host": "h"},
    {"kind": "Connect", "call": "1", "host": "h", "port": 1},
    {"kind": "Connect", "call": True, "host": "h", "port": 1},
    {"kind": "Closed", "call": 1.0},
    {"kind": "Ready", "more": 1},
    {"kind": ["Ready"]},
    {"kind": "Log", "type": "X", "level": "I", "domain": 0, "tag": "", "message": ""},
    {"kind": "RequestPermissions", "call": 1, "permissions": "all"},
    {"kind": "Reached", "state": "foregrounds"},
]
ANSWERS = {"Connected", "ConnectFailed", "AccessTokenChecked", "PermissionsRequested"}


class ControlProtocol(RuleBasedStateMachine):
    """Plays the app, past all of the guest's code."""

    def __init__(self) -> None:
        super().__init__()
        self.host = Host()
        self.control = self.host.control
        self.control.setblocking(False)
        self.asked: Counter[tuple[str, int]] = Counter()
        self.answered: Counter[tuple[str, int]] = Counter()
        self.is_over = False
        """It has forged something, or hung up."""

    # --------------------------------------------------------------------------------------------- what it says

    def _send(self, data: bytes, fds: list[int] | None = None) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(self.control, [data], fds) if fds else self.control.send(data)

    def _say(self, message: messages.FromApp) -> None:
        self._send(link.pack(message))

    def _ask(self, answer: str, call: int, message: messages.FromApp) -> None:
        if not self.is_over:
            self.asked[answer, call] += 1
        self._say(message)

    @rule(call=CALLS, host=HOSTS, port=st.none() | st.sampled_from([0, -1, 65536, 1 << 70, 1]))
    def connect(self, call: int, host: str, port: int | None) -> None:
        port = self.host.server.getsockname()[1] if port is None else port
        self._ask("Connected", call, messages.Connect(call, host, port))

    @rule(call=CALLS, kind=st.sampled_from([messages.Cancel, messages.Closed]))
    def end_connection(self, call: int, kind: Any) -> None:
        self._say(kind(call))

    @rule(call=CALLS, token=st.sampled_from([0, 1, -1, 1 << 80]) | st.none(), permission=st.just(INTERNET) | TEXT)
    def check(self, call: int, token: int | None, permission: str) -> None:
        token = self.host.token.token_id if token is None else token
        self._ask("AccessTokenChecked", call, messages.CheckAccessToken(call, token, permission))

    @rule(call=CALLS, names=st.lists(st.just("ohos.permission.CAMERA") | TEXT, max_size=3))
    def request(self, call: int, names: list[str]) -> None:
        self._ask("PermissionsRequested", call, messages.RequestPermissions(call, names))

    @rule(
        message=st.builds(messages.Log, st.just("A"), st.sampled_from("DIWEF"), st.integers(), TEXT, TEXT)
        | st.builds(messages.Reached, st.sampled_from(["foreground", "background", "destroy"]))
        | st.builds(messages.Pong, st.integers())
        | st.builds(messages.Fault, TEXT, TEXT, TEXT)
        | st.just(messages.Ready())
        | st.just(messages.TerminateSelf())
    )
    def tell(self, message: messages.FromApp) -> None:
        self._say(message)

    @rule()
    def turn(self) -> None:
        self.host.turn()

    @rule(online=st.booleans())
    def fly(self, online: bool) -> None:
        self.host.connections.set_online(online)

    @rule(granted=st.booleans())
    def change_permission(self, granted: bool) -> None:
        self.host.run(self.host.permissions.grant(BUNDLE, INTERNET) if granted else self.host.revoke())

    @rule(call=CALLS, turns=st.integers(0, 8))
    def revoke_while_connecting(self, call: int, turns: int) -> None:
        """However far a connection has come, it does not stand once the permission is gone."""
        self.host.run(self.host.permissions.grant(BUNDLE, INTERNET))
        self.host.turn()

        async def connect_and_revoke() -> None:
            port = self.host.server.getsockname()[1]
            self._ask("Connected", call, messages.Connect(call, "127.0.0.1", port))
            for _ in range(turns):
                await asyncio.sleep(0)
            await self.host.revoke()

        self.host.run(connect_and_revoke())
        self.host.turn()
        assert len(self.host.connections) == 0

    # ------------------------------------------------------------------------------------------------ forgeries

    def _forge(self, data: bytes, fds: list[int] | None = None) -> None:
        self.host.turn()
        self._send(data, fds)
        self.is_over = True
        self.host.turn()
        self._hear()
        self.host.wait(lambda: self.host.kills > 0 or not data, "the device did not end the app")

    @precondition(lambda self: not self.is_over)
    @rule(forged=st.sampled_from(FORGED))
    def forge(self, forged: dict[str, Any]) -> None:
        self._forge(json.dumps(forged).encode())

    @precondition(lambda self: not self.is_over)
    @rule(length=st.integers(1, 40))
    def truncate(self, length: int) -> None:
        self._forge(link.pack(messages.Log("A", "I", 0, "t", "message"))[:length])

    @precondition(lambda self: not self.is_over)
    @rule(count=st.integers(1, 12))
    def pass_descriptors(self, count: int) -> None:
        self._forge(link.pack(messages.Ready()), [self.host.server.fileno()] * count)

    @precondition(lambda self: not self.is_over)
    @rule()
    def hang_up(self) -> None:
        self._forge(b"")

    # ------------------------------------------------------------------------------------------------- what it hears

    @invariant()
    def _hear(self) -> None:
        while True:
            try:
                payload, fds = link.receive(self.control)
            except (BlockingIOError, link.LinkClosed):
                break
            for fd in fds:
                os.close(fd)
            kind = payload["kind"]
            assert len(fds) == (kind == "Connected")
            if kind in ANSWERS:
                answer = "Connected" if kind == "ConnectFailed" else kind
                self.answered[answer, payload["call"]] += 1
            else:
                assert kind in ("Resolved", "Enter"), kind
        for call, count in self.answered.items():
            assert count <= self.asked[call], f"{call} was answered {count} times"
        assert not self.host.problems, self.host.problems

    def teardown(self) -> None:
        self.host.connections.set_online(True)
        if not self.is_over:
            self.host.wait(self._all_answered, "a call was never answered")
        self.host.end()
        self.host.close()

    def _all_answered(self) -> bool:
        """Every call has its answer; a connect() may have been cancelled."""
        self._hear()
        return all(self.answered[call] == count or call[0] == "Connected" for call, count in self.asked.items())


TestControlProtocol = ControlProtocol.TestCase
TestControlProtocol.settings = settings(max_examples=50, stateful_step_count=25, deadline=None, derandomize=True)


@pytest.mark.parametrize("turns", range(8))
def test_connection_asked_for_before_a_revoke_does_not_stand_after_it(turns: int) -> None:
    """The grant was checked in one turn of the loop, and the attempt begun in the next: found by the soak."""
    machine = ControlProtocol()
    machine.revoke_while_connecting(call=1, turns=turns)
    machine.teardown()
