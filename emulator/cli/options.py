"""Options that several verbs have, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

AppPath = Annotated[Path, typer.Argument(metavar="PATH", help="The app: a Stage folder or a Python file.")]
DeviceType = Annotated[str | None, typer.Option(metavar="T", help="phone, tablet, tv, wearable, ...")]
ConfigFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Settings to read instead of config.yaml in this folder.")
]
NoPermission = Annotated[bool, typer.Option("--no-permission", help="A single Python file does not declare INTERNET.")]
WantParameters = Annotated[
    list[Any] | None,
    typer.Option("--ps", metavar="KEY VALUE", parser=tuple, help="A parameter of the Want; may be repeated."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line on stdout.")]
