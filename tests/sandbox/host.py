"""Services of the host, which no app may reach by itself."""

from __future__ import annotations

import os
import socket
from pathlib import Path


class Host:
    """A TCP, a unix and an abstract unix socket that listen, and tell whether somebody came."""

    def __init__(self, folder: Path) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.unix = socket.socket(socket.AF_UNIX)
        self.unix_path = str(folder / "service")
        self.unix.bind(self.unix_path)
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract_name = f"\0ohemu-escape-suite-{os.getpid()}-{id(self)}"
        self.abstract.bind(self.abstract_name)
        for listener in (self.unix, self.abstract):
            listener.listen()

    @property
    def reached(self) -> list[str]:
        """The services that somebody has connected to since they were last asked."""
        found = []
        for name, listener in (("tcp", self.tcp), ("unix", self.unix), ("abstract", self.abstract)):
            listener.setblocking(False)
            try:
                listener.accept()[0].close()
            except BlockingIOError:
                continue
            found.append(name)
        return found

    def close(self) -> None:
        for listener in (self.tcp, self.unix, self.abstract):
            listener.close()
