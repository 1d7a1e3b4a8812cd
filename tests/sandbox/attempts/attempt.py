"""The form of an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent, indent

_PRELUDE = """
import ctypes, errno, os, socket, sys

facts = launch.parameters
libc = ctypes.CDLL(None, use_errno=True)


def check(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def syscall(number, *arguments):
    return check(libc.syscall(ctypes.c_long(number), *[
        ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments
    ]))


def _raise(error):
    raise error


def receive_fd():
    return socket.recv_fds(control, 16, 1)[1][0]


try:
{body}
except OSError as error:
    print("refused", errno.errorcode.get(error.errno, error.errno))
except MemoryError:
    print("refused MemoryError")
else:
    print("reached")
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an app tries, in Python, and the answer.

    The source may use `facts` (the suite's paths, pids and ports), `libc`, `check`, `syscall` and `receive_fd`. It has
    reached its aim when it ends without OSError or MemoryError.
    """

    threat: str
    """The row of docs/concepts/threat-model.md that it belongs to."""
    name: str
    answer: str
    """The name of the error that it must meet, or of the signal that must end it."""
    body: str
    held_by: str = "system calls"
    """The layer that answers; `flags`, `appspawn` or `kernel` where it is none of the sandbox's."""
    opens_without: str | None = None
    """A layer whose absence alone lets the attempt succeed, for any user; None where another one stands behind it."""
    machine: str | None = None
    """The only machine whose numbers or code it uses."""
    passed: str | None = None
    """The descriptor that the device hands over: `connection` or `listener`."""

    @property
    def source(self) -> str:
        return _PRELUDE.format(body=indent(dedent(self.body).strip(), "    "))
