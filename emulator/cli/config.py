"""`ohemu config`: the settings in force."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emulator.cli.help import Verb, application
from emulator.cli.settings import settings
from emulator.config import show

app = application(
    """The device's settings: flags override the environment (OHEMU_...), which overrides config.yaml.

    Examples:
        ohemu config show
        ohemu config show --origin
    """
)


@app.callback()
def config() -> None: ...


@app.command("show", cls=Verb)
def show_command(
    file: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Settings to read instead of config.yaml in this folder."),
    ] = None,
    origin: Annotated[bool, typer.Option("--origin", help="Tell who set each value.")] = False,
) -> int:
    """Show every setting as it is in force here.

    Examples:
        ohemu config show --origin
        OHEMU_API_LEVEL=9 ohemu config show --config lab.yaml
    """
    print(show(settings(file), origin=origin), end="")
    return 0
