"""A server in a process of its own that brings connections to a stage of their life and leaves them there.

`ws://.../<stage>` names the stage; one that begins with TLS stays in its handshake. On stdout it says its addresses,
then a line for each stage that is reached, and for each connection that has ended. On stdin it is told how to end them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import select
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
LONG = 1 << 20
STAGES = ("tls", "upgrading", "idle", "receiving", "sending", "closing", "closed")
"""Those that the server sees; before them come `resolving` and `connecting`."""


class Peer:
    """The server's process, from outside."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.heard: set[str] = set()
        self._more = threading.Condition()
        assert process.stdout is not None
        self.urls: dict[str, str] = json.loads(process.stdout.readline())
        self._reader = threading.Thread(target=self._read, name="peer's stdout")
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._more:
                self.heard.add(line.strip())
                self._more.notify_all()

    def wait_for(self, lines: set[str]) -> None:
        """Wait until it has said all of these."""
        with self._more:
            assert self._more.wait_for(lambda: lines <= self.heard, 10), lines - self.heard

    def tell(self, command: str) -> None:
        """Have it end every connection: `fin` or `rst`."""
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.kill()
        self._reader.join()


@contextmanager
def staged_peer() -> Iterator[Peer]:
    """Run the server."""
    with subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        peer = Peer(process)
        try:
            yield peer
        finally:
            peer.end()


# the process itself -----------------------------------------------------------------------------------------


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def serve() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    # Whoever connects here waits: the backlog is full, and nobody accepts.
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(full.getsockname())
    port, full_port = listening.getsockname()[1], full.getsockname()[1]
    urls = {stage: f"ws://127.0.0.1:{port}/{stage}" for stage in STAGES}
    say(json.dumps({**urls, "tls": f"wss://127.0.0.1:{port}/", "connecting": f"ws://127.0.0.1:{full_port}/"}))
    commands = {"fin\n": threading.Event(), "rst\n": threading.Event()}
    threading.Thread(target=accept, args=(listening, *commands.values()), daemon=True).start()
    for command in sys.stdin:
        commands[command].set()


def accept(listening: socket.socket, fin: threading.Event, rst: threading.Event) -> None:
    while True:
        sock, _ = listening.accept()
        threading.Thread(target=bring, args=(sock, fin, rst), daemon=True).start()


def bring(sock: socket.socket, fin: threading.Event, rst: threading.Event) -> None:
    """Bring a connection to its stage, end it there when told, and tell when it has ended."""
    first = sock.recv(1)
    stage = "tls" if first == b"\x16" else to_its_stage(sock, first)
    say("at", stage)
    poll = select.poll()
    poll.register(sock, select.POLLRDHUP | select.POLLHUP)
    while not poll.poll(5):
        if fin.is_set():
            sock.shutdown(socket.SHUT_WR)
        if rst.is_set():
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            break
    say("gone", stage)
    sock.close()


def to_its_stage(sock: socket.socket, head: bytes) -> str:
    while not head.endswith(b"\r\n\r\n"):
        head += sock.recv(1)
    stage = head.split()[1].decode().strip("/")
    if stage == "upgrading":
        return stage
    key = head.partition(b"Sec-WebSocket-Key: ")[2].split()[0]
    accepted = base64.b64encode(hashlib.sha1(key + GUID).digest())
    sock.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accepted + b"\r\n\r\n"
    )
    if stage == "receiving":
        sock.sendall(b"\x82\x7f" + struct.pack("!Q", LONG) + bytes(LONG // 2))
    elif stage == "closing":
        sock.sendall(b"\x88")
    elif stage != "idle":
        sock.recv(1)
    return stage


if __name__ == "__main__":
    serve()
