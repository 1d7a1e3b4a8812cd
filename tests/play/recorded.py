"""A recording made by hand, of all that a play can have."""

from __future__ import annotations

from typing import Any

from emulator.ipc.messages import Log, Why
from emulator.recorder import Recording


class Tape:
    """Writes a recording as an app's recorder would tell it; a step takes a millisecond."""

    def __init__(self) -> None:
        self.recording = Recording()
        self._now = 0
        self._calls = 0

    @property
    def seconds(self) -> float:
        return self._now / 1e9

    def wait(self, seconds: float) -> None:
        self._now += int(seconds * 1e9)

    def call(self, name: str, *arguments: Any, socket: int = 1, where: str = "Chat.py:7") -> int:
        self._calls += 1
        file, _, line = where.rpartition(":")
        file, number = (file, int(line)) if line.isdigit() else (where, 1)
        self._take("call", socket, self._calls, name, list(arguments), file, number)
        return self._calls

    def settle(self, number: int, value: Any = True) -> None:
        self._take("settled", number, value)

    def fail(self, number: int, code: int | str, message: str) -> None:
        self._take("failed", number, code, message, "BusinessError")

    def event(self, name: str, *arguments: Any, socket: int = 1) -> None:
        self._take("event", socket, name, list(arguments))

    def frame(self, direction: str, opcode: int, payload: bytes, *, final: bool = True, socket: int = 1) -> None:
        self._take("frame", socket, direction == "out", opcode, final, payload.decode("latin-1"))

    def head(self, direction: str, *lines: str) -> None:
        self._take("head", 1, direction == "out", "\r\n".join(lines))

    def link(self, what: str, detail: str = "", *, socket: int = 1) -> None:
        self._take("link", socket, what, detail)

    def why(self, met: str, code: str, cause: Any, detail: str, *, socket: int = 1, where: str = "Chat.py:7") -> None:
        self.recording.take_why(Why(socket, met, code, cause, detail, where), self.seconds)

    def log(self, text: str, *, own: bool = True, level: Any = "I", tag: str = "JSAPP") -> None:
        self.recording.take_log(Log("A" if own else "C", level, 0, tag, text), self.seconds)

    def send(self, text: str, **where: Any) -> None:
        number = self.call("send", text, **where)
        self.frame("out", 1, text.encode())
        self.settle(number)

    def message(self, text: str) -> None:
        self.frame("in", 1, text.encode())
        self.event("message", None, text)

    def echo(self, text: str) -> None:
        self.send(text, where="Chat.py:20")
        self.message(text)

    def _take(self, kind: str, *rest: Any) -> None:
        self._now += 1_000_000
        self.recording.take([[kind, self._now, *rest]])


def status(kind: str, code: int, text: str) -> dict[str, Any]:
    names = ("code", "reason") if kind == "CloseResult" else ("status", "message")
    return {"$object": [kind, [[names[0], code], [names[1], text]]]}


def session() -> Recording:
    """A chat that goes well until the peer drops it, and what the app then tries."""
    tape = Tape()
    for event in ("open", "message"):
        tape.settle(tape.call("on", event, {"$function": event}), None)
    connecting = tape.call("connect", "ws://127.0.0.1:8080/chat", {"$map": [["protocol", "v2"]]})
    tape.settle(connecting)
    tape.link("connected", "127.0.0.1:8080")
    tape.link("encrypted", "TLS")
    tape.head("out", "GET /chat HTTP/1.1", "Host: 127.0.0.1", "Sec-WebSocket-Protocol: v2", "", "")
    tape.head("in", "HTTP/1.1 101 Switching Protocols", "Sec-WebSocket-Accept: x", "Sec-WebSocket-Protocol: v2")
    tape.event("open", None, status("OpenValue", 101, "Switching Protocols"))
    tape.send("hello")
    tape.message("你好，设备")
    tape.log("got 你好，设备")
    tape.frame("in", 2, bytes(range(20)))
    tape.event("message", None, {"$bytes": "".join(map(chr, range(20)))})
    for number in range(10):
        tape.echo(f"number {number}")
    tape.wait(2.5)
    tape.frame("in", 9, b"")
    tape.frame("out", 10, b"")
    tape.why("close", "1006", "lost", "the peer dropped the connection")
    tape.event("close", None, status("CloseResult", 1006, ""))
    tape.link("ended", "Connection reset by peer")
    refused = tape.call("connect", "ws://127.0.0.1:8080/", socket=2, where="Chat.py:31")
    tape.why("connect()", "201", "permission", "`ohos.permission.INTERNET` is denied", socket=2, where="Chat.py:31")
    tape.fail(refused, 201, "Permission denied")
    tape.why("error", "200", "connect", "127.0.0.1:8080: Connection refused", socket=3, where="Chat.py:40")
    tape.wait(1)
    tape.call("close", where="Chat.py:50")
    return tape.recording


HOSTILE = '\x1b]0;title\x07\x1b[31m</svg><script>;#"`end`\n\r%%{init}\u202e\ud800\ufffe\x85'


def hostile() -> Recording:
    """An app and a peer that want to break every renderer."""
    tape = Tape()
    number = tape.call(HOSTILE, HOSTILE, {"$map": [[HOSTILE, [HOSTILE]]]}, where=HOSTILE)
    tape.fail(number, HOSTILE, HOSTILE)
    tape.head("in", HOSTILE, HOSTILE)
    tape.event(HOSTILE, None, {"$object": [HOSTILE, [[HOSTILE, HOSTILE]]]}, {"$function": HOSTILE})
    tape.frame("in", 1, HOSTILE.encode("utf-8", "surrogatepass"))
    tape.frame("in", 8, b"\x03\xe8" + HOSTILE.encode("utf-8", "surrogatepass"))
    tape.link("violation", HOSTILE)
    tape.log(HOSTILE, tag=HOSTILE)
    tape.why(HOSTILE, HOSTILE, "argument", HOSTILE, where=HOSTILE)
    return tape.recording
