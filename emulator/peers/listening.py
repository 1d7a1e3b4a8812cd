"""Opens listening sockets, and says who has a port that is taken."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from pathlib import Path

from emulator.diagnostics import UserError


def listen(host: str, port: int) -> socket.socket:
    """Return a non-blocking listening TCP socket.

    Args:
        port: 0 for any free one.

    Raises:
        UserError: the port is taken, not allowed, or the address is not this machine's.
    """
    if not 0 <= port <= 65535:
        raise UserError(f"port {port} does not exist: expected 0 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        sock = socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    sock.setblocking(False)
    return sock


def _cannot_listen(host: str, port: int, error: OSError) -> UserError:
    free = "give another port, or 0 for any free one"
    if error.errno == errno.EADDRINUSE:
        owner = listener_of(port)
        if owner is None:
            return UserError(f"port {port} on {host} is already in use", help=free)
        return UserError(f"port {port} on {host} is already in use by {owner}", help=f"end it, or {free}")
    if error.errno in (errno.EACCES, errno.EPERM):
        return UserError(f"port {port} needs privileges that this process does not have", help=free)
    return UserError(f"cannot listen on {host}, port {port}: {error.strerror or error}")


def listener_of(port: int) -> str | None:
    """Return `name (pid N)` of the process that listens on a TCP port, as far as `/proc` shows it to us."""
    inodes = _listening_inodes(port)
    if not inodes:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # another user's process, or one that has just ended
            if any(_link(fd) in inodes for fd in (process / "fd").iterdir()):
                return f"`{(process / 'comm').read_text().strip()}` (pid {process.name})"
    return None


def _link(fd: Path) -> str:
    try:
        return os.readlink(fd)
    except OSError:
        return ""


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        try:
            rows = table.read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            _, local, _, state, *rest = row.split()
            if state == "0A" and int(local.rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{rest[5]}]")
    return inodes
