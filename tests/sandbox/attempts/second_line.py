"""Attempts that a second layer refuses when the first, the system-call filter, is not there."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt

_TCP, _SCOPES = "TCP ports", "signals and abstract sockets"

ATTEMPTS = (
    Attempt(
        "T1.1",
        "connect to loopback past the filter",
        "EACCES",
        'socket.create_connection(("127.0.0.1", facts["port"]))',
        held_by=_TCP,
        opens_without=_TCP,
    ),
    Attempt(
        "T1.1",
        "listen on a port past the filter",
        "EACCES",
        'socket.socket().bind(("127.0.0.1", facts["free_port"]))',
        held_by=_TCP,
        opens_without=_TCP,
    ),
    Attempt(
        "T1.22",
        "connect to an abstract unix socket past the filter",
        "EPERM",
        'socket.socket(socket.AF_UNIX).connect(facts["abstract"])',
        held_by=_SCOPES,
        opens_without=_SCOPES,
    ),
    Attempt(
        "T1.10",
        "signal the device past the filter",
        "EPERM",
        'os.kill(facts["device_pid"], 0)',
        held_by=_SCOPES,
        opens_without=_SCOPES,
    ),
    Attempt(
        "T1.10",
        "trace another app past the filter",
        "EPERM",
        'syscall(101, 0x4206, facts["other_app_pid"], 0, 0)',
        held_by="files",
        machine="x86_64",
    ),
    Attempt(
        "T1.12",
        "mount past the filter",
        "EPERM",
        "check(libc.mount(b'none', b'.', b'tmpfs', 0, None))",
        held_by="capabilities",
    ),
    Attempt(
        "T1.12",
        "enter a network namespace past the filter",
        "EPERM",
        "check(libc.unshare(0x40000000))",
        held_by="capabilities",
    ),
    Attempt(
        "T1.12",
        "raise a capability past the filter",
        "EPERM",
        "check(libc.prctl(24, 0, 0, 0, 0))",
        held_by="capabilities",
    ),
    Attempt("T1.11", "run a program past the filter", "EACCES", 'os.execv("/bin/true", ["true"])', held_by="files"),
)
