"""`ohemu bench`: the API beside raw clients."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from emulator.cli.help import Verb, application
from emulator.diagnostics import UserError

app = application()

ROUNDS = 7
QUICK_ROUNDS, QUICK_PART = 3, 0.1
_GROWTH = "growth"


@app.command(cls=Verb)
def bench(
    only: Annotated[
        list[str] | None, typer.Option(metavar="WORK", help="Only works whose name begins so; may be repeated.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, metavar="N", help="Rounds, each client a turn in each.")] = ROUNDS,
    quick: Annotated[bool, typer.Option("--quick", help="Three short rounds: for a look, not for a figure.")] = False,
    api_level: Annotated[int, typer.Option(metavar="N", help="API level of the app's device.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line on stdout.")] = False,
    scale: Annotated[
        bool, typer.Option("--scale", help="A thousand apps and ten thousand connections, too: minutes, 6 GiB.")
    ] = False,
    growth_file: Annotated[
        Path | None, typer.Option("--growth", metavar="FILE", help="Measure growth instead, and write its picture.")
    ] = None,
    svg_file: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Write the bars as a picture.")] = None,
) -> int:
    """Measure the API in an app beside raw clients: the same work, the same peer, in turns.

    The figure is the CPU time, user and system, that a client's process takes a message, the median of the rounds; the
    app's includes what the device does for it meanwhile. `±` is the distance of the quartiles, `x ours` how many times
    the CPU of ours it takes, round by round. Clients that this machine does not have are named and left out. What a
    device bears comes last: how soon apps start, what memory they take. `--growth` measures something else: what an
    echo costs with ever more connections and apps, beside as many raw clients. It takes three minutes.

    Examples:
        ohemu bench --quick
        ohemu bench --only echo --only "receive 100 B" --json
    """
    from emulator.bench import growth, readings
    from emulator.bench.crowd import NotSaid
    from emulator.bench.growth_plot import plot
    from emulator.bench.measure import Bench, measure
    from emulator.bench.participants import RoundFailed
    from emulator.bench.svg import svg
    from emulator.bench.table import objects, table
    from emulator.bench.work import choose, part
    from emulator.cli.interruption import Interruption, run_until_interrupted
    from emulator.cli.progress import progress
    from emulator.config import resolve

    works = choose(only or []) if only or growth_file is None else []
    if quick:
        works, rounds = [part(work, QUICK_PART) for work in works], QUICK_ROUNDS
    config = resolve(flags={"api_level": api_level}).config

    async def work(_: Interruption) -> int:
        totals = {one.name: rounds for one in works} | ({_GROWTH: growth.POINTS} if growth_file is not None else {})
        with progress(totals, achieved="measured") as step:
            try:
                measured = await measure(works, rounds, config, step)
                borne = [] if only or growth_file is not None else await readings.measured(config, scale=scale)
                grown = await readings.grow(config, lambda: step(_GROWTH)) if growth_file is not None else None
            except (RoundFailed, NotSaid) as failure:
                raise UserError(f"the bench failed: {failure}") from failure
        if svg_file is not None:
            _write(svg_file, svg(measured))
        if growth_file is not None and grown is not None:
            _write(growth_file, plot(grown))
        _show(measured, borne, grown)
        return 0

    def _show(measured: Bench, borne: list[readings.Reading], grown: growth.Growth | None) -> None:
        if as_json:
            for one in (*objects(measured), *readings.objects(borne), *(growth.objects(grown) if grown else ())):
                print(json.dumps(one))
            return
        from rich.console import Console

        from emulator.cli.terminal import wants_color

        color = wants_color(sys.stdout, os.environ)
        Console(no_color=not color, force_terminal=color, highlight=False, width=100).print(
            table(measured), *([readings.rows(borne)] if borne else []), *([growth.rows(grown)] if grown else [])
        )

    return run_until_interrupted(work)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"cannot write to `{path}`: {(error.strerror or str(error)).lower()}") from error
