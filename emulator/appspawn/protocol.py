"""What the device and appspawn's process say to each other, over `emulator.ipc.link`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# ------------------------------------------------------------------------------------------- from the device


@dataclass(frozen=True, slots=True)
class Spawn:
    """Asks for an app's process; comes with four fds: control, stdout, stderr, flags."""

    request: int
    launch: dict[str, Any]
    """The fields of `emulator.ipc.messages.Launch`."""
    policy: dict[str, Any]
    """The fields of `emulator.ipc.messages.SandboxPolicy`."""


@dataclass(frozen=True, slots=True)
class Kill:
    """Ends the app's process group with SIGKILL; ignored when the process has already ended."""

    pid: int


# ------------------------------------------------------------------------------------------ from appspawn


@dataclass(frozen=True, slots=True)
class Booted:
    """Everything is imported; apps can be started."""

    report: dict[str, Any]
    """The fields of `emulator.appspawn.sandbox.SandboxReport`."""


@dataclass(frozen=True, slots=True)
class BootFailed:
    """The guest could not be imported; appspawn ends."""

    reason: str


@dataclass(frozen=True, slots=True)
class Spawned:
    request: int
    pid: int


@dataclass(frozen=True, slots=True)
class Refused:
    """No process was made."""

    request: int
    reason: str


@dataclass(frozen=True, slots=True)
class Exited:
    """A process has ended: with `code`, or by `signal`."""

    pid: int
    code: int | None
    signal: int | None
    max_rss: int
    """Bytes."""
    failure: str | None
    """Why the app's code was never reached."""
