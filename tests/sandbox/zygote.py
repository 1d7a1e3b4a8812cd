"""appspawn's process for the suites: another guest, and layers taken away to show what they hold.

python -m tests.sandbox.zygote GUEST WITHOUT FD, WITHOUT a layer's name or an empty string.
"""

from __future__ import annotations

import socket
import sys
from dataclasses import replace

from emulator.appspawn import zygote
from emulator.appspawn.sandbox import Sandbox

if __name__ == "__main__":
    guest, without, fd = sys.argv[1:]
    sandbox = Sandbox()
    sandbox.steps = [
        replace(step, layer=replace(step.layer, active=False, detail="taken away"))
        if step.layer.name == without
        else step
        for step in sandbox.steps
    ]
    sys.exit(zygote.serve(socket.socket(fileno=int(fd)), guest, sandbox))
