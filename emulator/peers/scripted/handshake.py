"""The opening handshake: what the client asked, and the answers a script can give."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

from emulator.peers.scripted import frames, payload
from emulator.peers.scripted.frames import Opcode

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
GARBAGE = b"this is not http\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Request:
    """The request as it was on the wire: order and case of the headers are the client's."""

    line: str
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, head: bytes) -> Request:
        line, *rows = head.decode("latin-1").split("\r\n")
        headers = []
        for row in filter(None, rows):
            name, _, value = row.partition(":")
            headers.append((name, value.removeprefix(" ")))
        return cls(line, tuple(headers))

    def first(self, name: str) -> str:
        """Return the first value of a header, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def logged(self, port: int) -> dict[str, Any]:
        """Return the request as a log shows it, with `$PORT` and `$key` for what changes from run to run."""
        headers = []
        for name, value in self.headers:
            is_key = name.lower() == "sec-websocket-key" and _is_key(value)
            headers.append([name, "$key" if is_key else value.replace(str(port), "$PORT")])
        return {"line": self.line.replace(str(port), "$PORT"), "headers": headers}

    def accept(self) -> str:
        """Return the `Sec-WebSocket-Accept` that the request asks for."""
        key = self.first("Sec-WebSocket-Key").encode("latin-1")
        return base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest()).decode()


def _is_key(value: str) -> bool:
    try:
        return len(base64.b64decode(value)) == 16
    except (binascii.Error, ValueError):
        return False


def upgrade(request: Request, handshake: dict[str, Any]) -> bytes:
    """Return the 101 answer as the script shapes it, with the frames that go out in the same write."""
    accept = request.accept() if handshake.get("mode") != "badAccept" else base64.b64encode(b"x" * 20).decode()
    headers = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)]
    protocol = handshake.get("protocol")
    if protocol == "$first":
        protocol = request.first("Sec-WebSocket-Protocol").split(",")[0].strip()
    if protocol:
        headers.append(("Sec-WebSocket-Protocol", protocol))
    headers += [(name, value) for name, value in handshake.get("headers", [])]
    omitted = {name.lower() for name in handshake.get("omit", [])}
    kept = [(name, value) for name, value in headers if name.lower() not in omitted]
    head = _head(handshake.get("statusLine", "HTTP/1.1 101 Switching Protocols"), kept)
    return head + b"".join(_early_frame(frame) for frame in handshake.get("with", []))


def refusal(handshake: dict[str, Any], port: int) -> bytes:
    """Return the plain HTTP answer of mode `http`; `$PORT` in a header is the server's port."""
    body = payload.decode(handshake.get("body", ""))
    headers = [(name, value.replace("$PORT", str(port))) for name, value in handshake.get("headers", [])]
    status_line = f"HTTP/1.1 {handshake['status']} {handshake.get('reason', '')}"
    return _head(status_line, [*headers, ("Content-Length", str(len(body)))]) + body


def _head(status_line: str, headers: list[tuple[str, str]]) -> bytes:
    lines = [status_line, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def _early_frame(frame: dict[str, Any]) -> bytes:
    if "close" in frame:
        return frames.close(frame["close"])
    if "text" in frame:
        return frames.encode(Opcode.TEXT, payload.decode(frame["text"]))
    return frames.encode(Opcode.BINARY, payload.decode(frame["binary"]))
