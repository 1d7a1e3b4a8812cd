"""The guest of the escape suite: runs the source text that a test gives it."""

from __future__ import annotations

import socket

from emulator.ipc.messages import Launch


def run(launch: Launch, control: socket.socket, flags_fd: int) -> int:
    source = launch.parameters["source"]
    exec(compile(source, "<attempt>", "exec"), {"launch": launch, "control": control, "flags_fd": flags_fd})
    return 0
