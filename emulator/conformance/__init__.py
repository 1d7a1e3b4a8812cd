"""Records what apps see on this device, and compares it with recordings of real ones."""

from emulator.conformance.compare import Comparison, compare
from emulator.conformance.runner import record, record_all
from emulator.conformance.scenario import Scenario, load_scenarios
from emulator.conformance.trace import Golden, Trace, load_golden

__all__ = [
    "Comparison",
    "Golden",
    "Scenario",
    "Trace",
    "compare",
    "load_golden",
    "load_scenarios",
    "record",
    "record_all",
]
