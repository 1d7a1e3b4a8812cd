"""`ohemu conformance`: records what apps see on this device, and compares it with recordings of real devices."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from emulator.cli.exit_codes import ExitCode
from emulator.cli.help import Verb, application
from emulator.cli.interruption import Interruption, run_until_interrupted
from emulator.cli.terminal import say
from emulator.config import resolve
from emulator.conformance.check import Report, check_release
from emulator.conformance.runner import record_all
from emulator.conformance.scenario import Scenario, load_scenarios, only
from emulator.conformance.trace import load_golden, write
from emulator.diagnostics import UserError, escape

app = application(
    """Compare this device with recordings of real ones.

    Examples:
        ohemu conformance check scenarios golden/5.0.0.jsonl
        ohemu conformance record scenarios --out traces --api-level 12
    """
)

Scenarios = Annotated[
    Path, typer.Argument(metavar="SCENARIO_DIR", help="A folder of .json files, a .jsonl or a .jsonl.gz file.")
]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="ID", help="Only this scenario; may be repeated.")]


@app.command("record", cls=Verb)
def record_command(
    scenarios: Scenarios,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where each trace goes, as <id>.json.")],
    api_level: Annotated[int | None, typer.Option(metavar="N", help="The device's API level.")] = None,
    fidelity: Annotated[
        str, typer.Option(metavar="F", help="`device`: as real ones behave; `documented`: as the documentation says.")
    ] = "device",
    only_ids: Only = None,
) -> int:
    """Run scenarios in hosted, sandboxed apps and write down what the apps and their servers saw.

    Examples:
        ohemu conformance record scenarios --out traces --api-level 12
        ohemu conformance record scenarios --out traces --only srv-fin --only srv-rst
    """
    chosen = _load(scenarios, only_ids)
    config = resolve(flags={"api_level": api_level, "fidelity": fidelity}).config
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot write to `{out}`: {(error.strerror or str(error)).lower()}") from error

    async def work(_: Interruption) -> int:
        with _progress("recording", len(chosen)) as step:
            traces = await record_all(chosen, config, done=step)
        for trace in traces.values():
            write(trace, out)
        say(f"{len(traces)} traces written to {out}")
        return 0

    return run_until_interrupted(work)


@app.command("check", cls=Verb)
def check_command(
    scenarios: Scenarios,
    goldens: Annotated[list[Path], typer.Argument(metavar="GOLDEN...", help="Recordings, a release each.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a release.")] = False,
    only_ids: Only = None,
) -> int:
    """Run scenarios at each golden file's release and compare; the exit code is 1 when one does not agree.

    Examples:
        ohemu conformance check scenarios golden/5.0.0.jsonl
        ohemu conformance check scenarios golden/*.jsonl --only srv-fin
    """
    chosen = _load(scenarios, only_ids)
    releases = [load_golden(path) for path in goldens]

    async def work(_: Interruption) -> int:
        reports = []
        for golden in releases:
            with _progress(f"recording {golden.release}", len(chosen)) as step:
                reports.append(await check_release(chosen, golden, done=step))
            print(json.dumps(_data(reports[-1])) if as_json else "\n".join(_lines(reports[-1])), flush=True)
        if not any(report.compared for report in reports):
            raise UserError("nothing was compared: the recordings have none of these scenarios to compare with")
        return 0 if all(report.agreed == report.compared for report in reports) else ExitCode.NOT_ALL_WELL

    return run_until_interrupted(work)


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


def _lines(report: Report) -> Iterator[str]:
    for result in report.differing:
        for difference in result.differences:
            yield escape(f"{result.scenario} [{difference.side}] {difference.what}")
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


def _data(report: Report) -> dict[str, Any]:
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
