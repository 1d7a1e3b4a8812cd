"""`ohemu conformance`: records what apps see on this device, and compares it with recordings of real devices."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from emulator.cli.exit_codes import ExitCode
from emulator.cli.help import Verb, application
from emulator.cli.interruption import Interruption, run_until_interrupted
from emulator.cli.progress import progress
from emulator.cli.terminal import say
from emulator.config import resolve
from emulator.conformance.check import check
from emulator.conformance.runner import record_all
from emulator.conformance.scenario import Scenario, load_scenarios, only
from emulator.conformance.score import data, lines
from emulator.conformance.suite import OWN, load_suite, load_suite_folder
from emulator.conformance.trace import write
from emulator.diagnostics import UserError

app = application(
    """Compare this device with recordings of real ones.

    Examples:
        ohemu conformance check
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
        ohemu conformance record scenarios --out traces --only srv-fin --only url-text
    """
    chosen = _load(scenarios, only_ids)
    config = resolve(flags={"api_level": api_level, "fidelity": fidelity}).config
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot write to `{out}`: {(error.strerror or str(error)).lower()}") from error

    async def work(_: Interruption) -> int:
        with progress({"recording": len(chosen)}) as step:
            traces = await record_all(chosen, config, done=lambda _: step("recording"))
        for trace in traces.values():
            write(trace, out)
        say(f"{len(traces)} traces written to {out}")
        return 0

    return run_until_interrupted(work)


@app.command("check", cls=Verb)
def check_command(
    scenarios: Annotated[
        Path | None,
        typer.Argument(
            metavar="SCENARIO_DIR",
            help="Scenarios, or a folder that holds them and their recordings; by default the emulator's own.",
        ),
    ] = None,
    goldens: Annotated[
        list[Path] | None, typer.Argument(metavar="GOLDEN...", help="Recordings, a release each.")
    ] = None,
    releases: Annotated[
        list[str] | None, typer.Option("--release", metavar="R", help="Only this release; may be repeated.")
    ] = None,
    only_ids: Only = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Scenarios at a time; by default 8 a processor, at most 32.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a release.")] = False,
) -> int:
    """Run scenarios on a device of each release, all at the same time, and compare with what real devices did.

    Prints a score a release and, of each scenario that differs, the first difference; the exit code is 1 when one does.
    What is known to differ for a reason is listed and counted apart.

    Examples:
        ohemu conformance check --release 4.1 --release 7.0
        ohemu conformance check scenarios golden/*.jsonl --only srv-fin
    """
    found = load_suite(scenarios, goldens) if scenarios and goldens else load_suite_folder(scenarios or OWN)
    suite = found.only(only_ids or (), releases or ())

    async def work(_: Interruption) -> int:
        with progress({golden.release: len(suite.of(golden)) for golden in suite.goldens}) as step:
            reports = await check(suite, jobs=jobs, done=lambda golden, _: step(golden.release))
        if not any(report.compared for report in reports):
            raise UserError("nothing was compared: the recordings have none of these scenarios to compare with")
        for line in (json.dumps(data(report)) for report in reports) if as_json else lines(reports):
            print(line)
        return ExitCode.NOT_ALL_WELL if any(report.differing for report in reports) else 0

    return run_until_interrupted(work)


def _load(path: Path, ids: list[str] | None) -> list[Scenario]:
    scenarios = load_scenarios(path)
    return only(scenarios, ids) if ids else scenarios
