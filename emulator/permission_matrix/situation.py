"""The situations of the matrix, and one run of the app in each."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.appmgr.app import App, AppExit
from emulator.appmgr.launching import InstalledBundle
from emulator.config import DeviceConfig
from emulator.device import Device
from emulator.recorder import Call, Why

if TYPE_CHECKING:
    from emulator.peers import EchoPeer

PERMISSION_DENIED = 201

MANY_TRIES = 20
"""Calls refused with 201 after which nobody believes that the app will ever stop."""

VIRTUAL_SECONDS = 30 * 24 * 3600.0
"""The longest of the app's pauses, which pass at once: of 20 whose length doubles the last takes six days."""

FREEZE_SECONDS = 3.0
"""Real time after which a blocked main thread counts as blocked."""

_POLL = 0.02
_IDLE_LOOKS = 25
"""Looks, with a jump to the next timer before each, at an app of which nothing is seen, before it is taken for one that
stays as it is."""

_UNHANDLED = "unhandled rejection"


class Situation(StrEnum):
    """How the app stands to a permission."""

    GRANTED = "granted"
    DENIED = "denied"
    REVOKED = "revoked"
    """It has the permission, and loses it as soon as a connection is open."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What one run showed."""

    situation: Situation
    exit: AppExit | None
    """None: the app was still there when it was no longer watched."""
    frozen: bool
    refused: tuple[Call, ...]
    """Calls that ended in 201."""
    log: tuple[str, ...]
    """What the app itself wrote, in order."""
    unhandled: bool
    """A promise was rejected and nobody looked."""
    asked: bool
    """The app asked whether it has the permission, or for it."""
    lost: tuple[Why, ...] = ()
    """Connections that the device cut because of the permission."""
    happened: bool = True
    """False when the app never came to where the permission could be taken away."""
    files: Mapping[str, int] = field(default_factory=dict)
    """What lay in its folder at the end, with sizes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What every run of a matrix has in common."""

    path: Path
    config: DeviceConfig
    parameters: Mapping[str, Any]
    no_permission: bool
    timeout: float
    """Real seconds for one run."""
    peer: EchoPeer | None = None
    """The server, unless it is the user's."""


async def observe(setting: Setting, permission: str, situation: Situation) -> Observed:
    """Run the app once.

    Raises:
        UserError: it is not installed, or the device does not start.
    """
    limits = setting.config.limits.model_copy(update={"freeze_seconds": FREEZE_SECONDS})
    dialog = "deny" if situation is Situation.DENIED else "allow"
    changes: dict[str, Any] = {
        "limits": limits,
        "permissions": setting.config.permissions.model_copy(update={"dialog": dialog}),
    }
    async with Device(setting.config.model_copy(update=changes), record=True, virtual_time=True) as device:
        denied = [permission] if situation is Situation.DENIED else []
        installed = await device.install(setting.path, no_permission=setting.no_permission, deny=denied)
        if situation is not Situation.DENIED and permission in installed.bundle.requested_permissions:
            await device.permissions.grant(installed.name, permission)
        app = await device.start(installed.name, parameters=setting.parameters)
        happened = True
        with suppress(TimeoutError):
            async with asyncio.timeout(setting.timeout):
                if situation is Situation.REVOKED:
                    happened = await _revoke_when_open(device, app, permission, setting.peer)
                await _watch(device, app)
        return _seen(situation, app, installed, happened)


async def _revoke_when_open(device: Device, app: App, permission: str, peer: EchoPeer | None) -> bool:
    """Take the permission away at the first open connection; False when there is none.

    The peer answers only after that: otherwise an app that says goodbye to the first answer could be gone before.
    """
    if peer is not None:
        peer.hold()
    try:
        return await _revoke_at_open(device, app, permission)
    finally:
        if peer is not None:
            peer.go_on()


async def _revoke_at_open(device: Device, app: App, permission: str) -> bool:
    watching = asyncio.create_task(_watch(device, app))
    opened = asyncio.create_task(app.recording.wait_for(lambda recording: next(iter(recording.events("open")), None)))
    try:
        await asyncio.wait((opened, watching), return_when=asyncio.FIRST_COMPLETED)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    if not opened.done() or opened.result() is None:
        opened.cancel()
        return False
    await device.permissions.revoke(app.bundle_name, permission)
    return True


async def _watch(device: Device, app: App) -> None:
    """Watch the app until it has ended, tries again and again, or stays as it is."""
    idle, before = 0, -1
    while not app.exited.done() and idle < _IDLE_LOOKS and len(_refused(app)) < MANY_TRIES:
        await asyncio.wait((app.exited,), timeout=_POLL)
        if (seen := _visible(app)) != before:
            idle, before = 0, seen
            continue
        idle += 1
        await device.advance_to_next(within=VIRTUAL_SECONDS)


def _visible(app: App) -> int:
    """A number that grows with what the app does and gets to see; heartbeats do not count."""
    return len(app.recording.calls()) + len(app.recording.events()) + len(app.tail(1 << 30))


def _refused(app: App) -> list[Call]:
    calls = app.recording.calls()
    return [call for call in calls if call.error is not None and str(call.error.code) == str(PERMISSION_DENIED)]


def _seen(situation: Situation, app: App, installed: InstalledBundle, happened: bool) -> Observed:
    records = [record.message for record in app.tail(1 << 30) if record.type == "A"]
    unhandled = [line for line in records if line.startswith(_UNHANDLED)]
    own = [line for line in records if not line.startswith(_UNHANDLED)]
    asking = ("checkAccessToken", "requestPermissionsFromUser")
    return Observed(
        situation,
        app.exited.result() if app.exited.done() else None,
        app.frozen,
        tuple(_refused(app)),
        tuple(own),
        any(str(PERMISSION_DENIED) in line for line in unhandled),
        any(call.name in asking for call in app.recording.calls()),
        tuple(why for why in app.recording.whys if why.cause == "cut"),
        happened,
        _files(installed.files_dir),
    )


def _files(folder: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in sorted(folder.rglob("*")):
        with suppress(OSError):
            if path.is_file() and not path.is_symlink():
                found[str(path.relative_to(folder))] = path.stat().st_size
    return found


_NUMBER = re.compile(r"(?!(?:200|201)\b)\b\d+")
"""Times and counts differ from run to run; the codes of a lost connection and of a refusal are what is looked for."""


def new_lines(run: Observed, other: Observed) -> list[str]:
    """Return what the app wrote in a run and not in the other, times and counts apart."""
    known = {_NUMBER.sub("#", line) for line in other.log}
    return [line for line in run.log if _NUMBER.sub("#", line) not in known]
