"""Puts the observer in front of an installed app's own code."""

from __future__ import annotations

import shutil
from pathlib import Path

from emulator.timemachine.app.names import OWN

_PACKAGE = "ohemu_observer"
_ABILITY = f'__import__("{_PACKAGE}.observer").observer.run_ability(globals())\n'
_SCRIPT = f'await __import__("{_PACKAGE}.observer").observer.run_script(globals())\n'


def watch(folder: Path, entry: str, *, is_script: bool) -> None:
    """Let the observer run the app's entry file.

    Args:
        folder: the installed module's code on the host.
        entry: relative to it.
    """
    shutil.copytree(Path(__file__).parent / "app", folder / _PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / entry
    path.rename(path.with_name(path.name + OWN))
    path.write_text(_SCRIPT if is_script else _ABILITY, encoding="utf-8")
