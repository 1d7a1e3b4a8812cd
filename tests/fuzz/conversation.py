"""A peer played by hand: raw sockets, read and written by the state machine between two turns of the loop."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import socket
import struct

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_RESET = struct.pack("ii", 1, 0)


class Conversation:
    """One accepted connection."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._head = b""
        self._frames = b""
        self.path = ""
        """The request target, once the request is complete."""
        self.kind = ""
        """How it is going to be answered."""
        self.is_known = self.is_answered = self.is_upgraded = False
        self.is_plain = False
        """It asks for a page, as 7.0 does after a redirect."""
        self.is_over = False
        self.sent = b""
        """Payloads of all messages sent, one after another."""
        self.in_message = False
        self.received: list[bytes] = []
        """Payloads of the data frames that came, in order."""
        self.closed_with: bytes | None = None

    def read(self) -> None:
        """Take what has come."""
        with contextlib.suppress(BlockingIOError):
            while not self.is_over:
                try:
                    data = self._sock.recv(65536)
                except (ConnectionResetError, BrokenPipeError):
                    data = b""
                if not data:
                    self.end()
                elif self.path:
                    self._frames += data
                else:
                    self._read_head(data)
        self._read_frames()

    def _read_head(self, data: bytes) -> None:
        self._head += data
        head, end, self._frames = self._head.partition(b"\r\n\r\n")
        if end:
            self.path = head.split()[1].decode()
            lines = head.split(b"\r\n")
            key = next((line.split()[1] for line in lines if line.lower().startswith(b"sec-websocket-key:")), b"")
            self.is_plain = not key
            self._accept = base64.b64encode(hashlib.sha1(key + _GUID.encode()).digest()).decode()

    def _read_frames(self) -> None:
        while len(self._frames) >= 2:
            opcode, length, start = self._frames[0] & 15, self._frames[1], 2
            assert length & 0x80, "a client masks"
            length &= 0x7F
            if length > 125:
                start = 4 if length == 126 else 10
                length = int.from_bytes(self._frames[2:start], "big")
            stop = start + 4 + length
            if len(self._frames) < stop:
                return
            mask, payload = self._frames[start : start + 4], self._frames[start + 4 : stop]
            payload = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
            self._frames = self._frames[stop:]
            assert self.closed_with is None, "nothing follows a close frame"
            if opcode == 8:
                self.closed_with = payload
            elif opcode in (1, 2):
                self.received.append(payload)

    # ------------------------------------------------------------------------------------------------- answers

    def answer(self, port: int) -> None:
        """Answer the request: `open`, `forbidden`, `garbage`, `redirect`, or with a message behind: `eager`."""
        self.is_answered, kind = True, self.kind
        if self.is_plain:
            self._write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        elif kind == "forbidden":
            self._write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        elif kind == "garbage":
            self._write(b"220 mail ready\r\n\r\n")
        elif kind == "redirect":
            to = self.path.replace("redirect", "open")
            self._write(f"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:{port}{to}\r\n\r\n".encode())
        else:
            fields = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {self._accept}"
            head = f"HTTP/1.1 101 Switching Protocols\r\n{fields}\r\n\r\n".encode()
            eager = b"\x81\x05eager" if kind == "eager" else b""
            self.is_upgraded = True
            self.sent += eager[2:]
            self._write(head + eager)

    def send(self, opcode: int, payload: bytes, *, final: bool = True) -> None:
        """Send a frame."""
        if opcode in (0, 1, 2):
            self.sent += payload
            self.in_message = not final
        length = len(payload)
        size = bytes([length]) if length < 126 else b"\x7e" + length.to_bytes(2, "big")
        self._write(bytes([final << 7 | opcode]) + size + payload)

    def _write(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            if not self.is_over:
                self._sock.sendall(data)

    def end(self, *, reset: bool = False) -> None:
        """End the connection."""
        if not self.is_over:
            self.is_over = True
            if reset:
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._sock.close()
