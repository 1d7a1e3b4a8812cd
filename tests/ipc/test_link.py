"""The control socket: whole packets in order, descriptors beside them, and what is no message."""

from __future__ import annotations

import array
import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from emulator.ipc import link, messages

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Pair]:
    """Two connected ends; reading from the second never waits."""
    left, right = link.pair()
    right.setblocking(False)
    with left, right:
        yield left, right


def open_fds() -> int:
    return len(os.listdir("/proc/self/fd"))


def log(text: str) -> messages.Log:
    return messages.Log("A", "I", 0, "tag", text)


def test_packets_arrive_whole_and_in_order(ends: Pair) -> None:
    left, right = ends
    for number in range(20):
        link.send(left, log(f"line {number} " + "x" * number * 100))
    received = [link.receive(right)[0] for _ in range(20)]
    assert [payload["message"].split()[1] for payload in received] == [str(number) for number in range(20)]
    assert {len(payload) for payload in received} == {6}
    with pytest.raises(BlockingIOError):
        link.receive(right)


@pytest.mark.parametrize("text", ["", "中文 🙂", "a\0b\n\x1b", "\ud800 alone", "x" * 100_000])
def test_text_arrives_as_it_was(ends: Pair, text: str) -> None:
    link.send(ends[0], log(text))
    payload, fds = link.receive(ends[1])
    assert (payload["kind"], payload["message"], fds) == ("Log", text, [])


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64, 10**20])
def test_number_of_any_size_arrives_as_it_was(ends: Pair, number: int) -> None:
    link.send(ends[0], messages.Connect(1, "host", number))
    assert link.receive(ends[1])[0]["port"] == number


def test_descriptor_arrives_beside_its_message(ends: Pair, tmp_path: Path) -> None:
    left, right = ends
    (tmp_path / "file").write_text("passed")
    with (tmp_path / "file").open() as file:
        link.send(left, messages.Connected(1), (file.fileno(),))
    link.send(left, messages.Resolved(2))
    payload, (fd,) = link.receive(right)
    assert payload == {"kind": "Connected", "call": 1}
    with open(fd) as passed:
        assert passed.read() == "passed"
    assert link.receive(right) == ({"kind": "Resolved", "call": 2}, [])


def test_message_that_is_too_long_is_refused_by_the_sender(ends: Pair) -> None:
    with pytest.raises(ValueError, match=f"longer than {link.MAX_PACKET}"):
        link.send(ends[0], log("x" * link.MAX_PACKET))
    with pytest.raises(BlockingIOError):
        link.receive(ends[1])


def test_longest_packet_is_received(ends: Pair) -> None:
    padding = link.MAX_PACKET - len(json.dumps({"a": ""}))
    ends[0].send(json.dumps({"a": "x" * padding}).encode())
    assert len(link.receive(ends[1])[0]["a"]) == padding


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (b'{"kind":"Ready"} '.ljust(link.MAX_PACKET + 1), "truncated"),
        (b"not json", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a":' * 20_000, "not JSON"),
        (b'{"a":' + b"9" * 5000 + b"}", "not JSON"),
        (b"{", "not JSON"),
        (b"[]", "not an object"),
        (b'"text"', "not an object"),
        (b"null", "not an object"),
        (b"NaN", "not an object"),
        (b" ", "not JSON"),
        (b" \xff", "not JSON"),
        (b" NaN", "not JSON"),
        (b" []", "not an object"),
        (b" " + b"[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_message_is_refused_and_the_next_one_is_read(ends: Pair, packet: bytes, why: str) -> None:
    left, right = ends
    left.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * link.MAX_PACKET)
    left.send(packet)
    link.send(left, messages.Ready())
    with pytest.raises(link.BadPacket, match=why):
        link.receive(right)
    assert link.receive(right) == ({"kind": "Ready"}, [])


@pytest.mark.parametrize("count", [1, link.MAX_FDS, link.MAX_FDS + 1, 200])
def test_descriptors_of_what_is_no_message_are_closed(ends: Pair, count: int) -> None:
    left, right = ends
    before = open_fds()
    left.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * count))])
    with pytest.raises(link.BadPacket):
        link.receive(right)
    assert open_fds() == before


def test_end_of_the_other_side(ends: Pair) -> None:
    left, right = ends
    link.send(left, messages.Ready())
    left.close()
    assert link.receive(right)[0] == {"kind": "Ready"}
    for _ in range(2):
        with pytest.raises(link.LinkClosed):
            link.receive(right)
    with pytest.raises(link.LinkClosed):
        link.send(right, messages.Ping(1))


@pytest.mark.parametrize("last", [lambda: (), lambda: ("first", "second")], ids=["silent", "talked"])
def test_what_was_sent_before_ending_with_unread_data_is_received(ends: Pair, last: Callable[[], Any]) -> None:
    """The kernel then says ECONNRESET once, ahead of the queue (unix(7))."""
    left, right = ends
    link.send(right, messages.Ping(1))
    for text in last():
        link.send(left, log(text))
    left.close()
    assert [link.receive(right)[0]["message"] for _ in last()] == list(last())
    with pytest.raises(link.LinkClosed):
        link.receive(right)


def test_sender_that_is_ahead_is_told_so(ends: Pair) -> None:
    left, right = ends
    left.setblocking(False)
    sent = 0
    with pytest.raises(BlockingIOError):
        while True:
            link.send(left, log("x" * 10_000))
            sent += 1
    assert sent > 0
    for _ in range(sent):
        link.receive(right)


def test_ends_are_not_inherited(ends: Pair) -> None:
    assert [os.get_inheritable(end.fileno()) for end in ends] == [False, False]
