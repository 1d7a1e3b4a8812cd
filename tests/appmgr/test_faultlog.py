"""Fault logs: their names, keys and texts."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from emulator.appmgr.faultlog import Fault, FaultyProcess, write_fault_log
from emulator.hilog import Record


def write(folder: Path, fault: Fault, log: tuple[Record, ...] = ()) -> Path:
    process = FaultyProcess("com.example.demo", "1.2.3", 10203, 2145, 20010000, 3.0, 50 << 20)
    return write_fault_log(folder, process, fault, "OpenHarmony NetStack emulator", "OpenHarmony 4.1", log)


def fault(kind: str = "jscrash", message: str = "no", stack: str = "  at one\n  at two\n") -> Fault:
    return Fault(kind, "ValueError", "ValueError", message, stack)


def test_name_tells_kind_process_user_and_milliseconds(tmp_path: Path) -> None:
    before = int(time.time() * 1000)
    path = write(tmp_path / "made/on/demand", fault("appfreeze"))
    match = re.fullmatch(r"appfreeze-com\.example\.demo-20010000-(\d+)\.log", path.name)
    assert match is not None
    assert before <= int(match[1]) <= int(time.time() * 1000)


def test_keys_come_in_the_platforms_order(tmp_path: Path) -> None:
    """openharmony/docs jscrash-guidelines.md, without the keys of later releases."""
    record = Record(0.0, 2145, 2145, "A", "I", 1, "tag", "last words")
    lines = write(tmp_path, fault(), (record,)).read_text().splitlines()
    assert [line.split(":")[0] for line in lines] == [
        *("Device info", "Build info", "Fingerprint", "Timestamp", "Module name", "Version", "VersionCode"),
        *("Pid", "Uid", "Process life time", "Process Memory(kB)", "Reason", "Error name", "Error message"),
        *("Stacktrace", "  at one", "  at two", "HiLog", lines[-1].split(":")[0]),
    ]
    values = {key: value for key, _, value in (line.partition(":") for line in lines)}
    assert values["Device info"] == "OpenHarmony NetStack emulator"
    assert re.fullmatch(r"[0-9a-f]{16}", values["Fingerprint"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}", values["Timestamp"])
    assert (values["Module name"], values["Version"], values["VersionCode"]) == ("com.example.demo", "1.2.3", "10203")
    assert (values["Pid"], values["Uid"], values["Process life time"]) == ("2145", "20010000", "3s")
    assert values["Process Memory(kB)"] == " 51200(Rss)"
    assert lines[-1].endswith("I A00001/tag: last words")


@pytest.mark.parametrize("hostile", ["a\nPid:1", "a\r\x1b[2J", "\ud800", "\u202e"])
def test_what_an_app_said_makes_no_line_and_no_control(tmp_path: Path, hostile: str) -> None:
    record = Record(0.0, 1, 1, "A", "I", 1, hostile, hostile)
    text = write(tmp_path, Fault("jscrash", hostile, hostile, hostile, hostile), (record,)).read_text(encoding="utf-8")
    lines = text.splitlines()
    assert [line for line in lines if line.startswith("Pid:")] == ["Pid:2145", *["Pid:1"] * ("Pid" in hostile)]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    assert sum(line.startswith("Error message:") for line in lines) == 1


def test_logs_of_one_millisecond_are_all_kept(tmp_path: Path) -> None:
    paths = [write(tmp_path, fault(message=str(number))) for number in range(50)]
    assert len(set(paths)) == 50
    assert [f"Error message:{number}\n" in path.read_text() for number, path in enumerate(paths)] == [True] * 50


def test_fingerprint_tells_stacks_apart(tmp_path: Path) -> None:
    def fingerprint(one: Fault) -> str:
        match = re.search(r"^Fingerprint:(\w+)$", write(tmp_path, one).read_text(), re.MULTILINE)
        assert match is not None
        return match[1]

    assert fingerprint(fault(message="a")) == fingerprint(fault(message="b"))
    assert fingerprint(fault()) != fingerprint(fault(stack="  at three\n"))
    assert fingerprint(fault()) == "33106029b348fa5b"  # the same in every process
