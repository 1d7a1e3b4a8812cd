"""The verbs of `ohemu`: where each is, so that only the one in use is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class VerbEntry:
    """One verb: its module has the typer application `app`."""

    module: str
    summary: str


VERBS: Mapping[str, VerbEntry] = MappingProxyType(
    {
        "run": VerbEntry("emulator.cli.run", "Run an app on a device of its own, until it ends."),
        "new": VerbEntry("emulator.cli.new", "Make the folder of an app that runs at once."),
        "lesson": VerbEntry("emulator.cli.lesson", "Learn the API in eight lessons, and have your app marked."),
        "explain": VerbEntry("emulator.cli.explain", "Explain a code: what it means, and what to do."),
        "check-permissions": VerbEntry(
            "emulator.cli.check_permissions", "Tell how an app deals with permissions that it has not."
        ),
        "why": VerbEntry("emulator.cli.why", "Tell what was really behind the last run's errors."),
        "conformance": VerbEntry("emulator.cli.conformance", "Compare this device with recordings of real ones."),
        "bench": VerbEntry("emulator.cli.bench", "Measure the API in an app beside raw clients."),
        "parity": VerbEntry("emulator.cli.parity", "Tell what is supported, and where this device differs."),
        "config": VerbEntry("emulator.cli.config", "Show the settings in force and who set them."),
        "doctor": VerbEntry("emulator.cli.doctor", "Tell which layers of the sandbox this machine gives."),
    }
)
