"""`ohemu check-permissions`: does the app deal well with what it may not do?"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emulator.cli.exit_codes import ExitCode
from emulator.cli.help import VerbWithWant, application
from emulator.cli.options import AppPath, AsJson, ConfigFile, DeviceType, NoPermission, WantParameters
from emulator.cli.terminal import say, wants_color
from emulator.diagnostics import UserError, escape

if TYPE_CHECKING:
    from emulator.config import DeviceConfig
    from emulator.permission_matrix import Cell

app = application()


@app.command(cls=VerbWithWant)
def check_permissions(
    path: AppPath,
    api_level: Annotated[str | None, typer.Option(metavar="N", help="API level of the device.")] = None,
    fidelity: Annotated[str | None, typer.Option(metavar="F", help="documented or device.")] = None,
    device_type: DeviceType = None,
    config: ConfigFile = None,
    no_permission: NoPermission = False,
    parameters: WantParameters = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the matrix as JUnit XML as well.")] = None,
    as_json: AsJson = False,
) -> int:
    """Run an app with each permission that it declares granted, denied, and revoked in mid-session.

    Each run is judged by what the app does: whether it catches 201 and tells its user, swallows it, crashes, hangs, or
    tries for ever. Its pauses pass at once. The exit code is 1 when it does badly anywhere.

    Examples:
        ohemu check-permissions apps/chat
        ohemu check-permissions snippet.py --junit permissions.xml
    """
    from emulator.cli.interruption import run_until_interrupted
    from emulator.cli.settings import settings

    if junit is not None and not junit.absolute().parent.is_dir():
        raise UserError(f"`--junit`: there is no folder `{junit.absolute().parent}`", help="make it first")
    flags = {"api_level": api_level, "fidelity": fidelity, "device_type": device_type}
    device = settings(config, flags).config
    given = dict(parameters or ())
    return run_until_interrupted(lambda _: _check(path, device, given, no_permission, junit, as_json))


async def _check(
    path: Path,
    config: DeviceConfig,
    parameters: dict[str, Any],
    no_permission: bool,
    junit: Path | None,
    as_json: bool,
) -> int:
    from emulator.permission_matrix import check_permissions

    cells: list[Cell] = []
    async for cell in check_permissions(path, config, parameters, no_permission=no_permission):
        cells.append(cell)
        if as_json:
            print(json.dumps(_data(cell)), flush=True)
        else:
            print(_line(cell, color=wants_color(sys.stdout, os.environ)), flush=True)
    if junit is not None:
        _write(junit, path, cells)
    bad = sum(not cell.good for cell in cells)
    say(f"{path}: {bad} of {len(cells)} not good" if bad else f"{path}: all {len(cells)} good")
    return ExitCode.NOT_ALL_WELL if bad else 0


def _data(cell: Cell) -> dict[str, object]:
    return {
        "permission": cell.permission,
        "situation": cell.situation.value,
        "verdict": cell.finding.verdict.name.lower(),
        "good": cell.good,
        "detail": cell.finding.detail,
        "seconds": round(cell.seconds, 3),
    }


def _line(cell: Cell, *, color: bool) -> str:
    """Return a row of the table; a row is printed as soon as it is known."""
    mark = "ok " if cell.good else "BAD"
    if color:
        mark = f"\x1b[{32 if cell.good else 31}m{mark}\x1b[0m"
    found = cell.finding
    row = f"{mark} {escape(cell.permission):28} {cell.situation.value:8} {found.verdict.value}"
    return f"{row} · {escape(found.detail)}" if found.detail else row


def _write(junit: Path, path: Path, cells: list[Cell]) -> None:
    from emulator.permission_matrix.junit import to_junit

    try:
        junit.write_text(to_junit(path.name, cells), encoding="utf-8")
    except OSError as error:
        raise UserError(f"`--junit`: `{junit}` cannot be written: {error.strerror}") from error
