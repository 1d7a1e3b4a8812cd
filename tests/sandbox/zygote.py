"""appspawn's process for the suites: another guest, and layers taken away or marked to show what they hold.

python -m tests.sandbox.zygote GUEST WITHOUT FD, WITHOUT the names of layers, with commas between, or an empty string.
"""

from __future__ import annotations

import errno
import socket
import sys
from dataclasses import replace

from emulator.appspawn import zygote
from emulator.appspawn.sandbox import Sandbox, bpf, landlock, seccomp

MARKED = "marked filter"
"""Instead of a layer's name: the filter refuses with `MARK`, so that its answer is told from every other."""

MARK = errno.EXFULL

_BEFORE = {"TCP ports": landlock.ABI_OF_TCP - 1, "signals and abstract sockets": landlock.ABI_OF_SCOPES - 1}
"""Layers that come with the files layer, and the newest kernel interface that lacks them."""


def sandbox_without(names: set[str]) -> Sandbox:
    if MARKED in names:
        seccomp._EPERM = bpf.refuse(MARK)  # type: ignore[misc]
    sandbox = Sandbox()
    for name in names & _BEFORE.keys():
        sandbox._landlock_abi = min(sandbox._landlock_abi, _BEFORE[name])
    sandbox.steps = [
        replace(step, layer=replace(step.layer, active=False, detail="taken away"))
        if step.layer.name in names
        else step
        for step in sandbox.steps
    ]
    return sandbox


if __name__ == "__main__":
    guest, without, fd = sys.argv[1:]
    sys.exit(zygote.serve(socket.socket(fileno=int(fd)), guest, sandbox_without(set(without.split(",")))))
