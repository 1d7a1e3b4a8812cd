"""`@ohos.hilog`: log lines with a domain, a tag and a format (hiviewdfx_hilog, release 6.0)."""

from __future__ import annotations

import json
import re
from enum import IntEnum
from typing import Any

from emulator.guest.runtime import current
from emulator.ipc.messages import LogLevel as _Letter

_PLACEHOLDER = re.compile(r"%(?:\{(public|private)\})?([sdifoOc%])")
_HIGHEST_APP_DOMAIN = 0xFFFF
_LONGEST_TAG = 31


class LogLevel(IntEnum):
    """Severities."""

    DEBUG = 3
    INFO = 4
    WARN = 5
    ERROR = 6
    FATAL = 7


def debug(domain: int, tag: str, format: str, *args: Any) -> None:
    """Log at level D. `%{public}s` shows its argument, `%{private}s` and `%s` print <private>."""
    _print("D", domain, tag, format, args)


def info(domain: int, tag: str, format: str, *args: Any) -> None:
    """Log at level I; see `debug`."""
    _print("I", domain, tag, format, args)


def warn(domain: int, tag: str, format: str, *args: Any) -> None:
    """Log at level W; see `debug`."""
    _print("W", domain, tag, format, args)


def error(domain: int, tag: str, format: str, *args: Any) -> None:
    """Log at level E; see `debug`."""
    _print("E", domain, tag, format, args)


def fatal(domain: int, tag: str, format: str, *args: Any) -> None:
    """Log at level F; see `debug`."""
    _print("F", domain, tag, format, args)


def isLoggable(domain: int, tag: str, level: int) -> bool:
    """Whether a line of this level would be logged: from INFO on."""
    return level >= LogLevel.INFO


def _print(level: _Letter, domain: int, tag: str, format: str, args: tuple[Any, ...]) -> None:
    if not isinstance(domain, int) or not 0 <= domain <= _HIGHEST_APP_DOMAIN or not isinstance(tag, str):
        return
    tag = tag.encode("utf-8", "replace")[:_LONGEST_TAG].decode("utf-8", "ignore")
    current().channel.log("A", level, domain, tag, _format(str(format), list(args)))


def _format(format: str, args: list[Any]) -> str:
    def replace(match: re.Match[str]) -> str:
        privacy, kind = match.groups()
        if kind == "%":
            return "%"
        if not args:
            return match[0]
        value = args.pop(0)
        return _text(value) if privacy == "public" else "<private>"

    return _PLACEHOLDER.sub(replace, format)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return "undefined"
    if isinstance(value, (bool, dict, list)):
        return json.dumps(value, default=str, ensure_ascii=False)
    return str(value)
