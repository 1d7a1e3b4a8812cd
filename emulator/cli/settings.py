"""The settings of this call: flags, environment, config.yaml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from emulator.config import Resolved, resolve

CONFIG_FILE = "config.yaml"
"""Read from the current folder when no file is named."""


def settings(file: Path | None, flags: Mapping[str, object] | None = None) -> Resolved:
    """Return the settings in force, see `emulator.config.resolve`.

    Args:
        file: What `--config` named.

    Raises:
        UserError: what is wrong with them.
    """
    here = Path(CONFIG_FILE)
    return resolve(file=file or (here if here.is_file() else None), environ=os.environ, flags=flags)
