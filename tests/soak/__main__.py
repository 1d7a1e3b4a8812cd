"""`make soak`: the figures go to stderr, a JSON object to stdout; exit code 1 when something was lost or grew."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys

from rich.console import Console

from tests.soak.options import Options
from tests.soak.report import as_json, show, watching
from tests.soak.run import soak


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=Options.minutes)
    parser.add_argument("--seed", type=int, default=None, help="of an earlier soak; a new one by default")
    parser.add_argument("--apps", type=int, default=Options.apps)
    parser.add_argument("--lines", type=int, default=Options.lines, help="connections of an app")
    parser.add_argument(
        "--leak", type=int, default=Options.leak, help="bytes lost with each connection of a steady app"
    )
    given = parser.parse_args()
    seed = random.SystemRandom().getrandbits(32) if given.seed is None else given.seed
    options = Options(
        minutes=given.minutes,
        seed=seed,
        apps=given.apps,
        lines=given.lines,
        steady=given.apps // 4,
        leak=given.leak,
    )
    console = Console(stderr=True, width=None if sys.stderr.isatty() else 120)
    console.print(
        f"{options.minutes:g} minutes, {options.apps} apps with {options.lines} connections each; SEED={seed}"
    )
    with watching(console, options.seconds) as watch:
        result = asyncio.run(soak(options, watch))
    show(result, console)
    print(json.dumps(as_json(result), indent=2))
    return 0 if result.passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
