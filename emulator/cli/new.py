"""`ohemu new`: the folder of an app that runs at once."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from emulator.cli.help import Verb, application
from emulator.diagnostics import UserError, escape

app = application()


@app.command(cls=Verb)
def new(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder to make; its last part names the app.")],
    bundle_name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The app's identity; com.example.<name> by default.")
    ] = None,
    no_permission: Annotated[
        bool, typer.Option("--no-permission", help="The manifest does not declare INTERNET.")
    ] = False,
    ability: Annotated[str, typer.Option(metavar="NAME", help="Name of the ability's class.")] = "EntryAbility",
    level: Annotated[str | None, typer.Option(metavar="N", help="API level the app is written for; else 11.")] = None,
) -> int:
    """Make the folder of an app: manifests, an ability that talks to a server, tests, and a README.

    The app runs at once, and its tests too. A folder that has something in it is left alone; when anything goes wrong,
    nothing is left behind.

    Examples:
        ohemu new my-app
        ohemu new apps/chat --bundle-name com.example.chat --level 12
    """
    # Not before they are needed: `--help` stays quick.
    from emulator.scaffold import names_for, render, write

    names = names_for(_last_part(path), bundle_name=bundle_name, ability=ability, level=level)
    files = render(names, internet=not no_permission)
    write(path, files)
    shown = shlex.quote(escape(str(path)))
    at_level = "" if level is None else f" --api-level {names.level}"
    print(f"made {escape(str(path))}: {names.bundle_name} with {names.ability}")
    print("\n".join(f"  {file}" for file in files))
    print(f"next: ohemu run {shown}{at_level}\n      pytest {shown}")
    return 0


def _last_part(path: Path) -> str:
    """Return the name of the folder, also for `.` and `..`."""
    try:
        return path.name if path.name not in ("", "..") else Path(os.path.abspath(path)).name
    except OSError as error:
        raise UserError(f"there is no folder `{path}` any more") from error
