"""What `ohemu doctor` tells about the sandbox."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

from emulator.appspawn.sandbox import Sandbox, SandboxReport


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The machine and its layers."""

    kernel: str
    machine: str
    user: str
    """`root` or `ordinary user`: the sandbox of an app started by root has capabilities to drop."""
    report: SandboxReport

    @property
    def holds(self) -> bool:
        """True when no essential layer is missing, so that `sandbox: required` would run."""
        return not self.report.open_layers


def examine() -> Diagnosis:
    """Find out which sandbox layers this machine gives. Starts nothing and changes nothing."""
    return Diagnosis(
        kernel=platform.release(),
        machine=platform.machine(),
        user="root" if os.geteuid() == 0 else "ordinary user",
        report=Sandbox().probe(),
    )
