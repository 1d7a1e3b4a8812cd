"""`make fuzz`: every target and every state machine for its part of the time, with a new seed unless one is given."""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.fuzz.targets import TARGETS
from tests.fuzz.test_control_protocol import ControlProtocol
from tests.fuzz.test_socket_life import SocketLife

MACHINES: dict[str, type[RuleBasedStateMachine]] = {"socket-life": SocketLife, "control-protocol": ControlProtocol}
FOUND = Path(__file__).parents[2] / ".fuzz"
"""Where inputs that atheris finds worth keeping are kept from run to run."""

_EXAMPLES = 100
"""Plays of a machine between two looks at the clock."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join([*TARGETS, *MACHINES])}; all")
    parser.add_argument("--seconds", type=float, default=600, help="altogether")
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    names = given.names or [*TARGETS, *MACHINES]
    if unknown := set(names) - {*TARGETS, *MACHINES}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    first = random.SystemRandom().getrandbits(31) if given.seed is None else given.seed
    print(f"{'atheris' if find_spec('atheris') else 'mutations'} and hypothesis, SEED={first}", flush=True)
    broken = [name for name in names if not fuzz(name, given.seconds / len(names), first)]
    for name in broken:
        print(f"{name} broke: name its input after what is wrong, and put it into tests/fuzz/corpus/{name}")
    return 1 if broken else 0


def fuzz(name: str, seconds: float, first: int) -> bool:
    """Fuzz one; False when something broke."""
    print(f"== {name}: {seconds:.0f} s", flush=True)
    if name in MACHINES:
        return play(MACHINES[name], seconds, first)
    command = [sys.executable, "-m", "tests.fuzz.one", name, str(seconds), str(first), str(FOUND / name)]
    return subprocess.run(command, check=False).returncode == 0


def play(machine: type[RuleBasedStateMachine], seconds: float, first: int) -> bool:
    """Play a machine anew and anew for a time."""
    until, plays = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        try:
            _play(seed(first + plays)(machine))
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            print("\n".join([repr(error), *getattr(error, "__notes__", ())]))
            return False
        plays += _EXAMPLES
    print(f"{plays} plays")
    return True


def _play(machine: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=_EXAMPLES,
            stateful_step_count=50,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


if __name__ == "__main__":
    raise SystemExit(main())
