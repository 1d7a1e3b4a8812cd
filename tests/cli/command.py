"""Runs `ohemu` as users do: a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OHEMU = [sys.executable, "-m", "emulator"]


@dataclass(frozen=True)
class Result:
    code: int
    stdout: str
    stderr: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """What `--json` printed."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def printed(self) -> list[str]:
        """What the app printed, of the log lines on stdout."""
        marker = "/JSAPP: "
        return [line.partition(marker)[2] for line in self.stdout.splitlines() if marker in line]


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """The caller's, without what would steer the command; its temporary files go to `folder`/tmp."""
    (folder / "tmp").mkdir(exist_ok=True)
    steering = ("OHEMU_", "NO_COLOR", "FORCE_COLOR", "TERM")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
    return {**kept, "TMPDIR": str(folder / "tmp"), **variables}


def ohemu(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
    """Run `ohemu` in `folder` to its end."""
    done = subprocess.run(
        [*OHEMU, *arguments],
        cwd=folder,
        env=environment(folder, **(env or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)
