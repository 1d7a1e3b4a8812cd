"""Attempts to find what the device left open, or left lying in memory."""

from __future__ import annotations

from textwrap import dedent

from tests.sandbox.attempts.attempt import Attempt


def _finds(name: str, body: str) -> Attempt:
    return Attempt("T1.21", name, "nothing", f'{dedent(body)}\nraise OSError("nothing", "found")', held_by="appspawn")


ATTEMPTS = (
    _finds(
        "find a descriptor that is not its own",
        """
        own = {0, 1, 2, control.fileno(), flags_fd}
        for fd in set(range(70_000)) - own:
            try:
                os.fstat(fd)
            except OSError:
                continue
            raise AssertionError(f"descriptor {fd} is open")
        """,
    ),
    _finds(
        "find the device's environment",
        'assert not set(os.environ) - {"HOME", "TMPDIR", "LANG", "PYTHONDONTWRITEBYTECODE", "TZ"}, os.environ',
    ),
    _finds(
        "find the environment that its process was born with",
        """
        libc.getenv.restype = ctypes.c_char_p
        for name in (b"PATH", b"PYTHONPATH", b"USER", b"SSH_AUTH_SOCK", b"OHEMU_CANARY"):
            assert libc.getenv(name) is None, name
        """,
    ),
    _finds("read its parent's terminal", "assert os.read(0, 1) == b'' and not os.isatty(0)"),
    _finds("find the device's arguments", "assert sys.argv == ['com.example.attempt'], sys.argv"),
    _finds("find the device's folder as its own", "assert os.getcwd() == launch.dirs['filesDir'], os.getcwd()"),
)
