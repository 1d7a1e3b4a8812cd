"""Fault logs: names and keys as on a device.

openharmony/docs application-dev/dfx/{jscrash,cppcrash,appfreeze}-guidelines.md.
"""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from emulator.appspawn.client import ExitStatus
from emulator.diagnostics import escape
from emulator.hilog import Record, format_record
from emulator.ipc import messages

HILOG_LINES = 1000
"""Log lines kept in a fault log."""

CRASH_SIGNALS = frozenset(
    {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS, signal.SIGTRAP}
)
"""Signals that leave a cppcrash log; SIGKILL leaves none."""


@dataclass(frozen=True, slots=True)
class FaultyProcess:
    """What a fault log says of the process."""

    process_name: str
    version_name: str
    version_code: int
    pid: int
    uid: int
    age: float
    """Seconds."""
    max_rss: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What happened: kind is `jscrash`, `cppcrash` or `appfreeze`."""

    kind: str
    reason: str
    name: str
    message: str
    stack: str


def write_fault_log(
    folder: Path, process: FaultyProcess, fault: Fault, device_info: str, build_info: str, log: Sequence[Record]
) -> Path:
    """Write a fault log and return its path: `<kind>-<process>-<uid>-<milliseconds>.log`.

    Raises:
        OSError: it cannot be written; nothing of it is left.
    """
    now = time.time()
    folder.mkdir(parents=True, exist_ok=True)
    path = _new_file(folder, f"{fault.kind}-{process.process_name}-{process.uid}", int(now * 1000))
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now)) + f".{int(now * 1000) % 1000:03d}"
    lines = [
        f"Device info:{device_info}",
        f"Build info:{build_info}",
        f"Fingerprint:{_fingerprint(fault)}",
        f"Timestamp:{stamp}",
        f"Module name:{process.process_name}",
        f"Version:{process.version_name}",
        f"VersionCode:{process.version_code}",
        f"Pid:{process.pid}",
        f"Uid:{process.uid}",
        f"Process life time:{round(process.age)}s",
        f"Process Memory(kB): {process.max_rss // 1024}(Rss)",
        f"Reason:{escape(fault.reason)}",
        f"Error name:{escape(fault.name)}",
        f"Error message:{escape(fault.message)}",
        "Stacktrace:",
        *(escape(line) for line in fault.stack.rstrip("\n").split("\n")),
        "HiLog:",
        *(format_record(record) for record in log),
    ]
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="replace")
    except OSError:
        path.unlink()
        raise
    return path


def _new_file(folder: Path, name: str, milliseconds: int) -> Path:
    """Make an empty file; a later time when there is one of this millisecond."""
    while True:
        path = folder / f"{name}-{milliseconds}.log"
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            milliseconds += 1
        else:
            return path


def _fingerprint(fault: Fault) -> str:
    """Return what faults with the same stack have in common."""
    text = f"{fault.kind}\n{fault.name}\n{fault.stack}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fault_of(uncaught: messages.Fault | None, frozen: bool, status: ExitStatus) -> Fault | None:
    """Return what the fault log is to say of an app's end; None when it ended well, or was ended."""
    if uncaught is not None:
        return Fault("jscrash", uncaught.name, uncaught.name, uncaught.message, uncaught.stack)
    if frozen:
        return Fault("appfreeze", "THREAD_BLOCK_6S", "THREAD_BLOCK_6S", "the main thread was blocked", "")
    if status.signal in CRASH_SIGNALS:
        return Fault("cppcrash", f"Signal {status.signal}", f"Signal {status.signal}", "the process crashed", "")
    return None
