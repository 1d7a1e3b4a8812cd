"""The form of a hostile app: a script on a device that reaches into its own process."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

_PRELUDE = """
import array, asyncio, contextlib, ctypes, errno, json, os, socket, sys, threading, time
from emulator.guest.runtime import current

facts = want.parameters
PLACE = ("127.0.0.1", facts["port"])


def find_control():
    for fd in range(3, 256):
        with contextlib.suppress(OSError):
            found = socket.socket(fileno=os.dup(fd))
            if (found.family, found.type) == (socket.AF_UNIX, socket.SOCK_SEQPACKET):
                return found
            found.close()


control = find_control()
inbox = []


def say(kind, **fields):
    control.send(json.dumps({"kind": kind, **fields}).encode("utf-8", "surrogatepass"))


def hear(*kinds):
    # the next answer of one of these kinds, and the descriptors that came with it
    while True:
        data, ancillary, _, _ = control.recvmsg(1 << 18, 256)
        message = json.loads(data)
        if message["kind"] == "Ping":
            say("Pong", serial=message["serial"])
        elif message["kind"] in kinds:
            fds = array.array("i")
            for _, _, held in ancillary:
                fds.frombytes(held)
            return message, list(fds)


def connect(call, host="127.0.0.1", port=facts["port"]):
    say("Connect", call=call, host=host, port=port)
    message, fds = hear("Connected", "ConnectFailed")
    return message.get("stage", "connected"), fds


def told(text):
    # print() waits for nobody: this comes to the test
    print(text)

"""


@dataclass(frozen=True, slots=True)
class HostileApp:
    """What an app tries on a device, in Python, and how that ends.

    The source may use `facts`, `control`, `say`, `hear`, `connect` and `told`. When it tells
    `on: revoke`, INTERNET is revoked.
    """

    threat: str
    name: str
    body: str
    says: str | None = None
    """A line that it must tell."""
    ends: str | None = None
    """The reason of its end, as a regular expression; its own end by default."""
    internet: bool = True
    only_root: bool = False
    """It is about what only a device of root's can see."""

    @property
    def source(self) -> str:
        return _PRELUDE + dedent(self.body)
