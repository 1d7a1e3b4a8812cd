"""The device's log: records, the platform's line format, filters."""

from emulator.hilog.filter import HilogFilter
from emulator.hilog.record import Record, format_record
from emulator.hilog.stream import LogStream

__all__ = ["HilogFilter", "LogStream", "Record", "format_record"]
