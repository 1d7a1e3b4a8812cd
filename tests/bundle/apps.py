"""Writes the app folders the tests install."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

APP: dict[str, Any] = {
    "app": {
        "bundleName": "com.example.echo",
        "versionCode": 1,
        "versionName": "1.0.0",
        "minAPIVersion": 9,
        "targetAPIVersion": 11,
        "label": "$string:app_name",
    }
}
MODULE: dict[str, Any] = {
    "module": {
        "name": "entry",
        "type": "entry",
        "deviceTypes": ["phone"],
        "abilities": [{"name": "EntryAbility", "srcEntry": "./EntryAbility.py"}],
        "requestPermissions": [{"name": "ohos.permission.INTERNET"}],
    }
}
CODE = "class EntryAbility:\n    pass\n"


def write_app(root: Path, *, app: Any = None, module: Any = None, folder: str = "entry") -> Path:
    """Write a Stage folder; `app` and `module` are manifest texts, or keys that replace the default ones."""
    source = root / folder / "src" / "main"
    (root / "AppScope").mkdir(parents=True, exist_ok=True)
    source.mkdir(parents=True)
    (root / "AppScope" / "app.json5").write_text(app if isinstance(app, str) else _changed(APP, "app", app))
    (source / "module.json5").write_text(module if isinstance(module, str) else _changed(MODULE, "module", module))
    (source / "EntryAbility.py").write_text(CODE)
    return root


def _changed(manifest: dict[str, Any], section: str, changes: dict[str, Any] | None) -> str:
    manifest = copy.deepcopy(manifest)
    for key, value in (changes or {}).items():
        if value is ...:
            del manifest[section][key]
        else:
            manifest[section][key] = value
    return json.dumps(manifest, indent=2, ensure_ascii=False)
