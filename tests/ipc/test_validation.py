"""What an app sent becomes a message or is refused; nothing else ever happens."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.ipc import messages
from emulator.ipc.link import BadPacket
from emulator.ipc.validation import from_app

VALID: tuple[messages.FromApp, ...] = (
    messages.Ready(),
    messages.Log("A", "I", 0xFF00, "tag", "text"),
    messages.Connect(1, "localhost", 80),
    messages.Cancel(1),
    messages.Closed(1),
    messages.CheckAccessToken(1, 537000000, "ohos.permission.INTERNET"),
    messages.RequestPermissions(1, ["ohos.permission.INTERNET", ""]),
    messages.TerminateSelf(),
    messages.Reached("background"),
    messages.Pong(7),
    messages.Fault("ValueError", "no", "stack\n"),
    messages.Recorded(b'[["link", 1, 1, "connected", "127.0.0.1:80"]]'),
    messages.Why(1, "error", "200", "connect", "refused", "main.py:3"),
    messages.Ticked(7, 30.0, True),
)


@pytest.mark.parametrize("message", VALID, ids=lambda message: type(message).__name__)
def test_every_message_of_an_app_is_read(message: messages.FromApp) -> None:
    assert from_app({"kind": type(message).__name__, **asdict(message)}) == message


def test_every_kind_is_tried_above() -> None:
    assert {type(message) for message in VALID} == set(messages.FromApp.__args__)


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ({}, "unknown message None"),
        ({"kind": None}, "unknown message None"),
        ({"kind": ["Ready"]}, "unknown message"),
        ({"kind": {}}, "unknown message"),
        ({"kind": "ready"}, "unknown message 'ready'"),
        ({"kind": "FromApp"}, "unknown message"),
        ({"kind": "Connected", "call": 1}, "unknown message 'Connected'"),
        ({"kind": "Launch"}, "unknown message"),
        ({"kind": "x" * 100_000}, "^unknown message .{0,60}$"),
        ({"kind": "Cancel"}, "Cancel: call: Field required"),
        ({"kind": "Ready", "more": 1}, "Ready: more: Extra inputs"),
        ({"kind": "Cancel", "call": 1, "self": 2}, "Cancel: self: Extra inputs"),
        ({"kind": "Cancel", "call": "1"}, "Cancel: call: Input should be a valid integer"),
        ({"kind": "Cancel", "call": 1.0}, "Cancel: call: Input should be a valid integer"),
        ({"kind": "Cancel", "call": True}, "Cancel: call: Input should be a valid integer"),
        ({"kind": "Cancel", "call": None}, "Cancel: call: Input should be a valid integer"),
        ({"kind": "Connect", "call": 1, "host": None, "port": 1}, "Connect: host: Input should be a valid string"),
        ({"kind": "Connect", "call": 1, "host": "h", "port": "80"}, "Connect: port: Input should be a valid integer"),
        ({"kind": "RequestPermissions", "call": 1, "permissions": "INTERNET"}, "permissions: Input should be a valid"),
        ({"kind": "RequestPermissions", "call": 1, "permissions": [1]}, "permissions.0: Input should be a valid"),
        ({"kind": "Reached", "state": "create"}, "Reached: state: Input should be 'foreground'"),
        ({"kind": "Log", "type": "K", "level": "I", "domain": 0, "tag": "", "message": ""}, "Log: type: Input should"),
        ({"kind": "Log", "type": "A", "level": "X", "domain": 0, "tag": "", "message": ""}, "Log: level: Input should"),
        ({"kind": "Log", "type": "A", "level": "I", "domain": -0.5, "tag": "", "message": ""}, "Log: domain: Input"),
    ],
)
def test_anything_else_is_refused_and_says_where(payload: dict[str, Any], why: str) -> None:
    with pytest.raises(BadPacket, match=why):
        from_app(payload)


def test_payload_is_left_as_it_was() -> None:
    payload = {"kind": "Cancel", "call": 1}
    from_app(payload)
    assert payload == {"kind": "Cancel", "call": 1}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
names = st.sampled_from(sorted({"kind", *(name for message in VALID for name in asdict(message))})) | st.text()
kinds = st.sampled_from([type(message).__name__ for message in VALID]) | json_values


@given(kinds, st.dictionaries(names, json_values, max_size=6))
def test_random_objects_are_messages_or_refused(kind: Any, fields: dict[str, Any]) -> None:
    payload = {**fields, "kind": kind}
    try:
        message = from_app(payload)
    except BadPacket:
        return
    assert {"kind": type(message).__name__, **asdict(message)} == payload
