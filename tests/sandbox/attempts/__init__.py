"""What an app might try, as sentences: each with the answer that the kernel must give."""

from __future__ import annotations

from tests.sandbox.attempts import files, flags, inherited, kernel, limits, network, processes, second_line
from tests.sandbox.attempts.attempt import Attempt

ATTEMPTS: tuple[Attempt, ...] = (
    *network.ATTEMPTS,
    *files.ATTEMPTS,
    *processes.ATTEMPTS,
    *kernel.ATTEMPTS,
    *flags.ATTEMPTS,
    *limits.ATTEMPTS,
    *inherited.ATTEMPTS,
)

SECOND_LINE: tuple[Attempt, ...] = second_line.ATTEMPTS
"""To be tried without the system-call filter."""
