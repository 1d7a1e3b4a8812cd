"""Runs a sample app through the command line, as its README says."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ROOT / "apps"
INTERNET = "ohos.permission.INTERNET"


@dataclass(frozen=True)
class Result:
    code: int
    events: list[dict[str, object]]
    stderr: str

    @property
    def printed(self) -> list[object]:
        """What the app printed, line by line."""
        return [event["message"] for event in self.events if event["event"] == "hilog" and event["tag"] == "JSAPP"]


def run(app: str, *arguments: str) -> Result:
    """Run `ohemu run apps/<app> --json`."""
    command = [sys.executable, "-m", "emulator", "run", str(APPS / app), "--json", "--timeout", "20", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    return Result(done.returncode, events, done.stderr)
