"""`ohemu conformance`: records what apps see on this device, and compares it with recordings of real devices."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from emulator.config import DeviceConfig
from emulator.conformance.check import Report, check_release
from emulator.conformance.runner import record_all
from emulator.conformance.scenario import Scenario, load_scenarios, only
from emulator.conformance.trace import load_golden, write
from emulator.diagnostics import UserError

app = typer.Typer(no_args_is_help=True, help=__doc__)

Scenarios = Annotated[Path, typer.Argument(metavar="SCENARIO_DIR", help="Folder of .json files, .jsonl or .jsonl.gz.")]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="ID", help="Only this scenario; may be repeated.")]


@app.command("record")
def record_command(
    scenarios: Scenarios,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to write a trace a scenario, <id>.json.")],
    api_level: Annotated[int | None, typer.Option(metavar="N", help="The device's API level.")] = None,
    fidelity: Annotated[
        Literal["documented", "device"], typer.Option(help="How the device behaves; `device` as real ones do.")
    ] = "device",
    only_ids: Only = None,
) -> None:
    """Run scenarios in hosted, sandboxed apps and write what they saw.

    Example: ohemu conformance record scenarios --out traces --api-level 12
    """
    chosen = _load(scenarios, only_ids)
    level = {} if api_level is None else {"api_level": api_level}
    config = DeviceConfig.model_validate({"fidelity": fidelity, **level})
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot write to `{out}`: {(error.strerror or str(error)).lower()}") from error
    with _progress("recording", len(chosen)) as step:
        traces = asyncio.run(record_all(chosen, config, done=step))
    for trace in traces.values():
        write(trace, out)
    Console(stderr=True, highlight=False).print(f"{len(traces)} traces written to {out}", markup=False)


@app.command("check")
def check_command(
    scenarios: Scenarios,
    goldens: Annotated[list[Path], typer.Argument(metavar="GOLDEN...", help="Recordings of a release each.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a release.")] = False,
    only_ids: Only = None,
) -> None:
    """Run scenarios at each golden file's release and compare; exit code 1 when one does not agree.

    Example: ohemu conformance check scenarios golden/5.0.0.jsonl
    """
    chosen = _load(scenarios, only_ids)
    reports = []
    for golden in [load_golden(path) for path in goldens]:
        with _progress(f"recording {golden.release}", len(chosen)) as step:
            reports.append(asyncio.run(check_release(chosen, golden, done=step)))
        print(json.dumps(_as_json(reports[-1])) if as_json else "\n".join(_as_text(reports[-1])))
    if not any(report.compared for report in reports):
        raise UserError("nothing was compared: none of the recordings are of these scenarios")
    raise typer.Exit(int(not all(report.agreed == report.compared for report in reports)))


def _load(path: Path, ids: list[str] | None) -> list[Scenario]:
    scenarios = load_scenarios(path)
    return only(scenarios, ids) if ids else scenarios


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[Scenario], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda scenario: progress.update(task, advance=1)


def _as_text(report: Report) -> Iterator[str]:
    for result in report.differing:
        for difference in result.differences:
            yield f"{result.scenario} [{difference.side}] {difference.what}"
        if result.play:
            yield f"\n{result.play}\n"
    for known in report.known:
        yield f"{known.scenario}: known difference: {known.reason}"
    for known in report.stale:
        yield f"{known.scenario}: listed as a known difference, but it agrees"
    extra = f", known differences {len(report.known)}" if report.known else ""
    yield (
        f"{report.release} (API {report.level}): {report.agreed} of {report.compared} agree with the device "
        f"(not applicable {report.not_applicable}{extra})"
    )


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "release": report.release,
        "apiLevel": report.level,
        "agreed": report.agreed,
        "compared": report.compared,
        "notApplicable": report.not_applicable,
        "differences": [
            {"scenario": result.scenario, "side": difference.side, "what": difference.what}
            for result in report.differing
            for difference in result.differences
        ],
        "known": [{"scenario": known.scenario, "reason": known.reason} for known in report.known],
        "stale": [known.scenario for known in report.stale],
    }
