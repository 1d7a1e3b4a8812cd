"""One message a packet over a Unix SOCK_SEQPACKET socket, file descriptors beside it."""

from __future__ import annotations

import array
import contextlib
import json
import os
import socket
from typing import Any

import orjson

from emulator.ipc.messages import Recorded

MAX_PACKET = 128 * 1024
"""Longest packet in bytes; a longer one is refused by the sender and never accepted by the receiver."""

MAX_FDS = 8
_ROOM_FOR_FDS = socket.CMSG_SPACE(MAX_FDS * array.array("i").itemsize)

# As plain numbers: an operation on the enumeration's members takes as long as receiving a packet.
_TRUNCATED, _FDS_TRUNCATED = int(socket.MSG_TRUNC), int(socket.MSG_CTRUNC)

RECORDED = b"R"
"""Begins a packet of the recorder, which is not read where it arrives."""

_BY_ORJSON = b" "
"""Begins a packet that orjson has written, and can read: it does not read others as `json` does that have lone
surrogates, or numbers of more than 64 bits. JSON may begin with a blank."""


class LinkClosed(Exception):
    """The other side has ended."""


class BadPacket(Exception):
    """What arrived is not a message: truncated, not JSON, or not an object."""


class FdsLost(BadPacket):
    """A message came without its file descriptors: this process may open no more."""

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__("no file descriptor is free")
        self.payload = payload


def pair() -> tuple[socket.socket, socket.socket]:
    """Return two connected ends; neither is inherited across exec."""
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (left, right):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * MAX_PACKET)
    return left, right


def pack(message: Any) -> bytes:
    """Encode a message dataclass.

    Raises:
        ValueError: the message is longer than `MAX_PACKET`.
    """
    if isinstance(message, Recorded):
        return _fitting(RECORDED + message.entries)
    members: dict[str, Any] = {"kind": type(message).__name__}
    for name in message.__match_args__:
        members[name] = getattr(message, name)
    try:
        return _fitting(_BY_ORJSON + orjson.dumps(members))
    except TypeError:
        return _fitting(_to_any_json(members))


def _fitting(packet: bytes) -> bytes:
    if len(packet) > MAX_PACKET:
        raise ValueError(f"a message of {len(packet)} bytes is longer than {MAX_PACKET}")
    return packet


def send(sock: socket.socket, message: Any, fds: tuple[int, ...] = ()) -> None:
    """Send one message, with file descriptors when given.

    Raises:
        BlockingIOError: a non-blocking socket's buffer is full.
        LinkClosed: the other side has ended.
    """
    packet = pack(message)
    try:
        if fds:
            socket.send_fds(sock, [packet], fds)
        else:
            sock.send(packet)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise LinkClosed from error


def receive(sock: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Receive one packet as a plain object and the file descriptors that came with it (now the caller's).

    Raises:
        BlockingIOError: nothing to read on a non-blocking socket.
        LinkClosed: the other side has ended.
        BadPacket: what arrived is not a message; fds that came with it are closed.
        FdsLost: not all fds that came with it could be opened here; those that could are closed.
    """
    try:
        data, ancillary, flags, _ = sock.recvmsg(MAX_PACKET, _ROOM_FOR_FDS)
    except ConnectionResetError:
        # unix(7): the other side ended with something from us unread. Said once, ahead of what it had sent.
        data, ancillary, flags, _ = sock.recvmsg(MAX_PACKET, _ROOM_FOR_FDS)
    fds = _received_fds(ancillary) if ancillary else []
    try:
        if not data:
            raise LinkClosed
        if flags & _TRUNCATED:
            raise BadPacket("a truncated packet")
        if data.startswith(RECORDED):
            return {"kind": "Recorded", "entries": data[len(RECORDED) :]}, fds
        try:
            if data.startswith(_BY_ORJSON):
                payload = orjson.loads(data)
            else:
                payload = json.loads(data.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise BadPacket("not JSON") from error
        if not isinstance(payload, dict):
            raise BadPacket("not an object")
        if flags & _FDS_TRUNCATED:
            raise FdsLost(payload)
    except Exception:
        for fd in fds:
            with contextlib.suppress(OSError):
                os.close(fd)
        raise
    return payload, fds


def to_json(value: Any) -> bytes:
    """Encode what JSON has, and JavaScript's texts."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return _to_any_json(value)


def _to_any_json(value: Any) -> bytes:
    """Encode what orjson does not take, too: lone surrogates, and numbers of more than 64 bits."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _received_fds(ancillary: list[tuple[int, int, bytes]]) -> list[int]:
    fds = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
    return list(fds)
