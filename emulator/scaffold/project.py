"""The files of a new app, made from the templates beside this module."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePath
from typing import Final

from emulator.scaffold.names import DEFAULT_LEVEL, Names

__all__ = ["render"]

_INTERNET: Final = """
      { "name": "ohos.permission.INTERNET" }  // connect, send and close need it; granted at install
    """

_GRANTED_TEST: Final = """def test_the_greeting_comes_back(install_app, echo_peer):
    app = install_app(APP)
    run = app.run(parameters={"url": echo_peer.url}, timeout=10)
    assert run.calls("connect")[0].error is None
    assert len(run.events("message")) == 1
    assert run.exit_code == 0


"""

_PLACEHOLDER: Final = re.compile(r"\{\{(\w+)\}\}")


def render(names: Names, *, internet: bool = True) -> dict[PurePath, str]:
    """Return the text of each file of a new app.

    Args:
        internet: Whether the manifest declares `ohos.permission.INTERNET`.
    """
    paths = {
        "AppScope/app.json5": "AppScope/app.json5",
        "entry/src/main/module.json5": "entry/src/main/module.json5",
        "entry/src/main/Ability.py": f"entry/src/main/{names.ability}.py",
        "tests/test_app.py": f"tests/test_{names.module}.py",
        "README.md": "README.md",
    }
    values = _values(names, internet)
    folder = files(__package__) / "templates"
    return {PurePath(path): _fill(folder, template, values) for template, path in paths.items()}


def _values(names: Names, internet: bool) -> dict[str, str]:
    for_its_level = names.level != DEFAULT_LEVEL
    return {
        "name": names.name,
        "label": names.label,
        "module": names.module,
        "bundle_name": names.bundle_name,
        "ability": names.ability,
        "level": str(names.level),
        "min_level": str(names.min_level),
        "permissions": _INTERNET if internet else "",
        "run_options": f" --api-level {names.level}" if for_its_level else "",
        "pytest_import": "import pytest\n\n" if for_its_level else "",
        "mark": f'\npytestmark = pytest.mark.api_level("{names.level}")\n' if for_its_level else "",
        "granted_test": _GRANTED_TEST if internet else "",
        "internet": 'INTERNET = "ohos.permission.INTERNET"\n' if internet else "",
        "deny": ", deny=[INTERNET]" if internet else "",
    }


def _fill(folder: Traversable, template: str, values: dict[str, str]) -> str:
    text = folder.joinpath(f"{template}.template").read_text(encoding="utf-8")
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)
