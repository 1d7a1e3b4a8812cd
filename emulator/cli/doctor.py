"""`ohemu doctor`: which layers of the sandbox this machine gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from emulator.appspawn.doctor import Diagnosis, examine
from emulator.cli.exit_codes import ExitCode
from emulator.cli.help import Verb, application

app = application()


@app.command(cls=Verb)
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Tell which layers of the sandbox this machine gives, and what an app could do without those it lacks.

    The exit code is 1 when an essential layer is missing: `sandbox: required` would refuse to run.

    Examples:
        ohemu doctor
        ohemu doctor --json
    """
    diagnosis = examine()
    print(json.dumps(_data(diagnosis)) if as_json else report(diagnosis))
    return 0 if diagnosis.holds else ExitCode.NOT_ALL_WELL


def _data(diagnosis: Diagnosis) -> dict[str, object]:
    return {
        "kernel": diagnosis.kernel,
        "machine": diagnosis.machine,
        "user": diagnosis.user,
        "holds": diagnosis.holds,
        "layers": [asdict(layer) for layer in diagnosis.report.layers],
    }


def report(diagnosis: Diagnosis) -> str:
    """Return the diagnosis for people."""
    return "\n".join(_lines(diagnosis))


def _lines(diagnosis: Diagnosis) -> Iterator[str]:
    yield f"sandbox on Linux {diagnosis.kernel} ({diagnosis.machine}), started by {_with_article(diagnosis.user)}"
    yield ""
    layers = diagnosis.report.layers
    width = max(len(layer.name) for layer in layers)
    for layer in layers:
        state = "active " if layer.active else "MISSING"
        yield f"  {layer.name:{width}}  {state}  {layer.detail}"
        if not layer.active:
            yield f"  {'':{width}}           {'so ' if layer.essential else ''}{layer.missing}"
    yield ""
    missing = [layer for layer in layers if not layer.active]
    if not missing:
        yield "all layers are active: an app reaches only its own folder and the connections the device gives it"
    elif diagnosis.holds:
        yield "every essential layer is active: the sandbox holds, with less in reserve"
    else:
        yield "an essential layer is missing: run only apps that you trust, or use a newer kernel"


def _with_article(user: str) -> str:
    return user if user == "root" else f"an {user}"
