"""Builds the app that a scenario is installed as: one bundle a scenario, so that each has its own grants and files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from syscap.devices import DEVICE_TYPES

PERMISSION = "ohos.permission.INTERNET"

_PACKAGE = "scenario_app"
_ENTRY = f'''"""The conformance app's ability."""

from {_PACKAGE}.ability import ScenarioAbility


class EntryAbility(ScenarioAbility):
    """Performs one scenario."""
'''


def build(folder: Path, number: int) -> Path:
    """Write the app's Stage folder and return its path.

    Args:
        folder: where to put it.
        number: makes the bundle's name different from the others'.
    """
    root = folder / f"app{number}"
    source = root / "entry" / "src" / "main"
    app = {"bundleName": f"org.ohemu.conformance{number}", "versionCode": 1, "versionName": "1.0.0"}
    module = {
        "name": "entry",
        "type": "entry",
        "deviceTypes": list(DEVICE_TYPES),
        "mainElement": "EntryAbility",
        "abilities": [{"name": "EntryAbility", "srcEntry": "./EntryAbility.py"}],
        "requestPermissions": [{"name": PERMISSION}],
    }
    _write(root / "AppScope" / "app.json5", json.dumps({"app": app}))
    _write(source / "module.json5", json.dumps({"module": module}))
    _write(source / "EntryAbility.py", _ENTRY)
    shutil.copytree(Path(__file__).parent / "app", source / _PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
