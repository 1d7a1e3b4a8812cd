"""What the device takes from an app: packets, and what goes into its log."""

from __future__ import annotations

import os
import re
import socket
from dataclasses import asdict

from emulator.hilog import HilogFilter, Record
from emulator.hilog.filter import LEVELS
from emulator.hilog.record import format_record
from emulator.ipc import link
from emulator.ipc.messages import LogLevel
from emulator.ipc.validation import from_app
from tests.fuzz.source import Source


def packet(data: bytes) -> None:
    """A packet is a message, which is the same when it is sent again, or it is refused; it leaves no descriptor."""
    ours, theirs = link.pair()
    with ours, theirs:
        given = Source(data)
        count = max(0, given.byte() - 240)
        os_fds = [theirs.fileno()] * count
        before = len(os.listdir("/proc/self/fd"))
        body = given.rest()[: link.MAX_PACKET + 1]
        socket.send_fds(theirs, [body], os_fds) if os_fds else theirs.send(body)
        try:
            payload, fds = link.receive(ours)
            for fd in fds:
                os.close(fd)
            message = from_app(payload)
        except link.LinkClosed:
            assert not body
        except link.BadPacket as bad:
            str(bad).encode("utf-8", "surrogatepass")
        else:
            again = from_app({"kind": type(message).__name__, **asdict(message)})
            assert again == message
        assert len(os.listdir("/proc/self/fd")) == before


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


_LETTERS: tuple[LogLevel, ...] = ("D", "I", "W", "E", "F")


def record(data: bytes) -> None:
    """What an app logs is shown on lines of its own, each with its prefix, with nothing that a terminal obeys."""
    given = Source(data)
    level, shown = given.pick(_LETTERS), given.pick(_LETTERS)
    domain = given.below(65536) << given.below(32)
    tag, _, message = given.rest().partition(b"\0")
    message_text = message.decode("utf-8", "surrogateescape")
    one = Record(1e9, 1, 1, "A", level, domain, tag.decode("utf-8", "replace")[:31], message_text)
    line = format_record(one)
    assert not _CONTROL.search(line), repr(line)
    assert len(line.split("\n")) == len(one.message.split("\n"))
    assert all(re.match(r"\d\d-\d\d [\d:.]{12}     1     1 [DIWEF] A[0-9a-f]{5}/", part) for part in line.split("\n"))
    one.to_data()
    passes = HilogFilter.of(shown)(one)
    assert passes == (LEVELS.index(level) >= LEVELS.index(shown))
    assert HilogFilter.of("D", [one.tag], [domain])(one)
    assert not HilogFilter.of("D", [one.tag + "x"])(one)
