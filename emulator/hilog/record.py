"""One hilog record and the line it is printed as.

hiviewdfx_hilog frameworks/libhilog/utils/log_print.cpp, release 6.0.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from emulator.diagnostics import escape
from emulator.ipc.messages import LogLevel, LogType

_DOMAIN_BITS = 0xFFFFF


@dataclass(frozen=True, slots=True)
class Record:
    """A line of the log. `time` is seconds since the epoch."""

    time: float
    pid: int
    tid: int
    type: LogType
    level: LogLevel
    domain: int
    tag: str
    message: str

    def to_data(self) -> dict[str, Any]:
        """Return what a program is told of it."""
        return {
            "level": self.level,
            "domain": f"{self.domain & _DOMAIN_BITS:05x}",
            "tag": self.tag,
            "pid": self.pid,
            "message": self.message,
        }


def format_record(record: Record) -> str:
    """Return a record as `hilog` prints it; each line of a message repeats the prefix, everything is escaped.

    Example: `03-15 10:21:07.123  2145  2160 I A00001/wsdemo: open`.
    """
    moment = time.localtime(record.time)
    milliseconds = int(record.time * 1000) % 1000
    prefix = (
        f"{time.strftime('%m-%d %H:%M:%S', moment)}.{milliseconds:03d} {record.pid:5d} {record.tid:5d} "
        f"{record.level} {record.type}{record.domain & _DOMAIN_BITS:05x}/{escape(record.tag)}: "
    )
    return "\n".join(prefix + escape(line) for line in record.message.split("\n"))
