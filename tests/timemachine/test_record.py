from __future__ import annotations

import json

import pytest

from emulator.hilog import Record
from emulator.timemachine.record import End, Normaliser, Recorder, Run

OBSERVER = (0xE0, "observer")


def record(message: str, *, tag: str = "JSAPP", type: str = "A", level: str = "I", domain: int = 0x3D00) -> Record:
    return Record(0.0, 4711, 4711, type, level, domain, tag, message)  # type: ignore[arg-type]


def told(*parts: object) -> Record:
    return record(json.dumps(parts), tag=OBSERVER[1], domain=OBSERVER[0])


def recorded(*records: Record, limit: int = 10, end: End | None = None) -> Run:
    recorder = Recorder(Normaliser(11, pid=4711, port=40001), OBSERVER, limit=limit)
    for one in records:
        recorder.take(one)
    return recorder.finish(11, "4.1", "com.example.app", end or End(0, "ended"))


def lines(run: Run) -> list[tuple[str, str]]:
    return [(one.label, one.value) for one in run.observations]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("process 4711 began", "process 4712 began"),
        ("listening at ws://127.0.0.1:40001/", "listening at ws://127.0.0.1:40002/"),
        ("port 40001", "port 40002"),
        ("at 10:21:07.120", "at 10:21:08.003"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:06.5+08:00"),
        ("date: Sun, 22 Nov 2026 15:28:45 GMT", "date: Sun, 22 Nov 2026 15:28:46 GMT"),
        ("now 1790000000.25", "now 1790000001.5"),
        ("took 0.31 s", "took 0.29 s"),
        ("took 31 ms", "took 29 ms"),
        ("<object at 0x7f0011223344>", "<object at 0x7f0011223355>"),
        ("wrote /data/one/app/x.txt", "wrote /data/two/app/x.txt"),
        ("wrote /tmp/tmpabc/x", "wrote /tmp/tmpdef/x"),
        (
            "Sec-WebSocket-Accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='",
            "Sec-WebSocket-Accept: 'ICX+Yqv66kxgM0FcWaLWlFLwTAI='",
        ),
        ("needs more than at API 11", "needs more than at API 12"),
        ("does not exist at API level 11", "does not exist at API level 12"),
    ],
)
def test_what_changes_from_run_to_run_is_the_same(one: str, other: str) -> None:
    first = Normaliser(11, pid=4711, port=40001, paths={"/data/one": "<data>"})
    second = Normaliser(12, pid=4712, port=40002, paths={"/data/two": "<data>"})
    assert first(one) == second(other) != one


@pytest.mark.parametrize(
    "text", ["code=1000", "4096 bytes", "API 11 or newer", "100.5 points", "2302001", "10:20", "5 s"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert Normaliser(11, pid=17, port=40001)(text) == text


def test_a_small_process_number_counts_only_after_its_word() -> None:
    assert Normaliser(11, pid=17)("17 messages, pid 17, pid=17") == "17 messages, pid <pid>, pid=<pid>"


def test_events_calls_and_lines_keep_their_order() -> None:
    run = recorded(
        told("event", "open", "status=101"),
        record("hello"),
        record("oh", level="W"),
        told("call", "send", "True"),
        end=End(1, "uncaught ValueError: x"),
    )
    assert lines(run) == [
        ("event open", "status=101"),
        ("log JSAPP", "hello"),
        ("log JSAPP (W)", "oh"),
        ("call send", "True"),
        ("exit", "code 1: uncaught ValueError: x"),
    ]
    assert not run.well


def test_the_devices_own_lines_are_reasons_of_what_comes_next() -> None:
    run = recorded(record("ParseUrl failed", type="C", tag="NETSTACK"), told("call", "connect", "code=-1"), record("x"))
    assert [one.because for one in run.observations] == [("ParseUrl failed",), (), ()]


def test_portability_warnings_are_notes_and_make_it_unportable() -> None:
    def warning(tag: str) -> Run:
        return recorded(record("careful", type="C", tag=tag, domain=0xD00E000, level="W"))

    assert warning("Emulator").notes == warning("Portability").notes == ("careful",)
    assert warning("Emulator").portable and not warning("Portability").portable


@pytest.mark.parametrize(
    "message", ["nonsense", "[1]", '["exit", "", "code 0"]', '["event", 1, 2]', '{"a": 1, "b": 2, "c": 3}']
)
def test_a_line_forged_in_the_observers_name_is_only_a_line(message: str) -> None:
    run = recorded(record(message, tag=OBSERVER[1], domain=OBSERVER[0]))
    assert lines(run)[0] == ("log", message)


def test_lines_that_are_not_to_be_shown_are_left_out() -> None:
    recorder = Recorder(Normaliser(11), OBSERVER, limit=10)
    recorder.take(record("quiet"), shown=False)
    recorder.take(told("event", "open", "()"), shown=False)
    run = recorder.finish(11, "4.1", "com.example.app", End(0, "ended"))
    assert [one.label for one in run.observations] == ["event open", "exit"]


def test_which_of_two_sockets_is_faster_does_not_count() -> None:
    first, second = told("event", "open", "()"), told("event", "open (socket 2)", "()")
    assert recorded(first, second) == recorded(second, first)
    assert recorded(first, record("x"), second) != recorded(second, record("x"), first)


def test_the_order_of_one_sockets_events_counts() -> None:
    opened, closed = told("event", "open (socket 2)", "()"), told("event", "close (socket 2)", "()")
    assert recorded(opened, closed) != recorded(closed, opened)


def test_beyond_the_limit_only_the_end_is_kept() -> None:
    run = recorded(*(record(str(number)) for number in range(5)), limit=3)
    assert [one.value for one in run.observations] == ["0", "1", "2", "code 0: ended"]
    assert run.dropped == 2
