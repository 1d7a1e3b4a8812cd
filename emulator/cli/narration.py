"""What `ohemu run` tells: the app's log and events on stdout, talk on stderr."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from emulator.config import DeviceConfig
from emulator.hilog import Record, format_record
from emulator.ipc.messages import Fault
from syscap.levels import Release


@dataclass(frozen=True, slots=True)
class Start:
    """An app that has been started, and on what."""

    version: str
    config: DeviceConfig
    release: Release
    bundle: str
    pid: int
    layers: Mapping[str, bool]
    """The sandbox's layers by name: whether each is active."""
    peer: str | None
    """Address of the echo peer."""


@dataclass(frozen=True, slots=True)
class End:
    """How the app ended, or was ended."""

    bundle: str
    code: int
    """The exit code of `ohemu`: the app's own, or the reason why it was ended."""
    reason: str
    seconds: float
    fault: Fault | None = None
    fault_log: str | None = None


class Format(Protocol):
    """What goes to stdout; None is nothing."""

    def start(self, start: Start) -> str | None: ...

    def record(self, record: Record) -> str | None: ...

    def finding(self, bundle: str, kind: str, message: str) -> str | None: ...

    def end(self, end: End) -> str | None: ...


class Text:
    """The platform's log lines.

    Args:
        color: by level, as on a device's terminal.
    """

    def __init__(self, *, color: bool) -> None:
        self._styles = _level_styles() if color else {}

    def start(self, start: Start) -> None: ...

    def record(self, record: Record) -> str:
        style = self._styles.get(record.level)
        text = format_record(record)
        return text if style is None else "\n".join(style.render(line) for line in text.split("\n"))

    def finding(self, bundle: str, kind: str, message: str) -> None: ...

    def end(self, end: End) -> None: ...


class JsonLines:
    """One JSON object a line, for programs."""

    def start(self, start: Start) -> str:
        return json.dumps(
            {
                "event": "ready",
                "version": start.version,
                "api_level": start.config.api_level,
                "release": start.release.name,
                "fidelity": start.config.fidelity,
                "device_type": start.config.device_type,
                "bundle": start.bundle,
                "pid": start.pid,
                "sandbox": dict(start.layers),
                **({"url": start.peer} if start.peer else {}),
            }
        )

    def record(self, record: Record) -> str:
        return json.dumps({"event": "hilog", **record.to_data()})

    def finding(self, bundle: str, kind: str, message: str) -> str:
        return json.dumps({"event": "portability", "bundle": bundle, "kind": kind, "message": message})

    def end(self, end: End) -> str:
        return json.dumps({"event": "exit", "bundle": end.bundle, "code": end.code, "reason": end.reason})


def banner(start: Start, warnings: list[str]) -> str:
    """Return what is said of the device at the start."""
    config, release = start.config, start.release
    device = f"{config.device_type} · API {config.api_level} (OpenHarmony {release.name}) · {config.fidelity}"
    lines = [f"ohemu {start.version} · {device}"]
    lines += [f"  sandbox  {text}" for text in warnings or ["all layers"]]
    if config.deny:
        lines.append(f"  denied   {', '.join(config.deny)}")
    if start.peer:
        lines.append(f"  peer     {start.peer}")
    return "\n".join(lines)


def farewell(end: End) -> str:
    """Return what is said at the end, as `com.example.hello ended (0.4 s)`."""
    seconds = f"({end.seconds:.1f} s)"
    if end.reason.startswith(("ended", "stopped", "killed", "terminated")):
        return f"{end.bundle} {end.reason} {seconds}"
    return f"{end.bundle} ended with code {end.code} {seconds}: {end.reason}"


def _level_styles() -> dict[str, Any]:
    from rich.style import Style

    return {
        "D": Style(dim=True),
        "W": Style(color="yellow"),
        "E": Style(color="red"),
        "F": Style(color="red", bold=True),
    }
