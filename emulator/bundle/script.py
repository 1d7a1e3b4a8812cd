"""A bundle that is one Python file, with a manifest of our making."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from emulator.bundle.errors import InstallError
from emulator.bundle.files import read_inside
from emulator.bundle.model import Ability, Bundle, Module
from emulator.bundle.source import MAX_SOURCE, check_python

__all__ = ["INTERNET", "read_script"]

INTERNET = "ohos.permission.INTERNET"


def read_script(path: Path, real: Path, *, api_level: int, device_type: str, permissions: tuple[str, ...]) -> Bundle:
    """Return the bundle `com.example.<name of the file>` whose module `entry` holds only that file.

    Args:
        path: The file as the user named it, for messages and names.
        real: The same without links.

    Raises:
        InstallError: not a plain file that can be read.
        UserError: the file is not valid Python.
    """
    code = read_inside(real.parent, PurePosixPath(real.name), limit=MAX_SOURCE)
    if code is None:
        raise InstallError(9568269, f"there is no file `{path}`")
    check_python(code, path, top_level_await=True)
    module = Module(
        name="entry",
        type="entry",
        device_types=(device_type,),
        source=real.parent,
        abilities=(Ability("EntryAbility", real.name),),
        main_ability="EntryAbility",
    )
    return Bundle(
        name=f"com.example.{_segment(path.stem)}",
        version_code=1,
        version_name="1.0.0",
        label=path.stem,
        bundle_type="app",
        min_api_version=api_level,
        target_api_version=api_level,
        path=path,
        module=module,
        modules=(module,),
        is_script=True,
        requested_permissions=permissions,
        permission_positions={},
        required_capabilities=(),
    )


def _segment(stem: str) -> str:
    """Return the nearest text that may be a part of a bundle name."""
    return re.sub(r"[^A-Za-z0-9_]", "_", stem)[:100].strip("_") or "script"
