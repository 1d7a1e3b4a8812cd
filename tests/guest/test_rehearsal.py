from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_AROUND = """
import asyncio, sys
from emulator.guest import main, runtime

def state():
    return (sys.path[:], sys.argv, sys.stdout, sys.stderr, dict(sys.modules), sorted(sys.path_importer_cache))

before = state()
{what}
after = state()
assert after[:4] == before[:4]
print(sorted(name for name in after[4] if after[4][name] is not before[4].get(name) and "." not in name))
print(sorted(set(after[5]) - set(before[5])))
print(hasattr(sys.modules["ohos.net"], "__wrapped__"), "webSocket" in vars(sys.modules["ohos.net"]))
try:
    runtime.current()
except RuntimeError:
    print("no runtime")
"""

_NOTHING_LEFT = "[]\n[]\nFalse False\nno runtime\n"


def around(what: str) -> subprocess.CompletedProcess[str]:
    program = _AROUND.format(what=what)
    root = Path(__file__).parents[2]
    return subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)


def test_rehearsal_leaves_nothing_behind() -> None:
    done = around("main.rehearse()")
    assert (done.stdout, done.stderr) == (_NOTHING_LEFT, "")


def test_rehearsal_that_fails_is_told() -> None:
    done = around("main.run = lambda *_: 1\nmain.rehearse()")
    assert "RuntimeError: the rehearsal ended with code 1" in done.stderr
