"""Settings as YAML text, every key with a comment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from emulator.config.model import DeviceConfig, format_size
from emulator.config.resolve import Resolved, keys
from emulator.diagnostics import escape

__all__ = ["default_file", "show"]

_HEAD = """\
# The device: an OpenHarmony phone. Every key is here with its default; all of them may be left out.
# A flag overrides the environment (OHEMU_API_LEVEL, OHEMU_LIMITS__MEMORY, ...), which overrides this file.
# `ohemu config show --origin` tells which one set each value. Relative paths start at this file's folder.

"""


def default_file() -> str:
    """Return the text of the repository's config.yaml."""
    return _HEAD + _render(DeviceConfig(), {key: field.description for key, field in keys().items()})


def show(resolved: Resolved, *, origin: bool = False) -> str:
    """Return the settings in force, with `origin` who set each of them as a comment."""
    comments = {key: str(where) for key, where in resolved.origins.items()} if origin else {}
    return _render(resolved.config, comments)


def _render(config: DeviceConfig, comments: Mapping[str, str]) -> str:
    lines = list(_lines(config, "", comments))
    width = max(len(line) for line, _ in lines) + 2
    return "".join(f"{line:{width}}# {escape(comment)}\n" if comment else f"{line}\n" for line, comment in lines)


def _lines(settings: BaseModel, prefix: str, comments: Mapping[str, str]) -> list[tuple[str, str]]:
    indent = "  " * prefix.count(".")
    lines: list[tuple[str, str]] = []
    for name in type(settings).model_fields:
        value, key = getattr(settings, name), f"{prefix}{name}"
        if isinstance(value, BaseModel):
            about = (type(value).__doc__ or "").rstrip(".") if comments else ""
            lines += [(f"{indent}{name}:", about), *_lines(value, f"{key}.", comments)]
        else:
            lines.append((f"{indent}{name}: {_scalar(key, value)}", comments.get(key, "")))
    return lines


def _scalar(key: str, value: Any) -> str:
    if key in {"limits.memory", "limits.file_size", "limits.storage"}:
        return format_size(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    plain = list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value
    text = yaml.safe_dump(plain, default_flow_style=True, width=10**6, allow_unicode=True)
    return str(text).removesuffix("\n").removesuffix("\n...")
