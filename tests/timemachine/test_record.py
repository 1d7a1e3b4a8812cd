from __future__ import annotations

from typing import Any, Literal

import pytest

from emulator.recorder import Call, Entry, Event, Failure, Frame, Log, Outcome, Recording, Why
from emulator.timemachine.record import End, Normaliser, Run, run_of

TOO_LONG = Why(1.0, 1, "connect()", "-1", "url", "too long, says 4711", "app.py:3")
REVOKED = Why(2.0, 2, "send()", "201", "permission", "was revoked", "", "grants")


def line(message: str, *, tag: str = "JSAPP", own: bool = True, level: Literal["D", "I", "W", "E", "F"] = "I") -> Log:
    return Log(0.0, 0, own, level, tag, message)


def event(name: str, *args: Any, socket: int = 1, why: Why | None = None) -> Event:
    return Event(0.0, socket, name, args, why)


def call(name: str, result: Any = None, *, socket: int = 1, error: Failure | None = None, ended: bool = True) -> Call:
    return Call(0.0, socket, name, (), "app.py:7", result, error, 0.0 if ended else None)


def recorded(
    *told: Entry | Log, whys: tuple[Why, ...] = (), limit: int = 10, end: End | None = None, **more: Any
) -> Run:
    recording = Recording()
    recording.whys.extend(whys)
    for one in told:
        if isinstance(one, Log):
            recording.logs.append(Log(0.0, len(recording.entries), one.own, one.level, one.tag, one.message))
        else:
            recording.entries.append(one)
    normalise = Normaliser(11, pid=4711, port=40001)
    return run_of(recording, end or End(0, "ended"), 11, "4.1", "com.example.app", normalise, limit=limit, **more)


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
        event("open", None, "101"),
        line("hello"),
        line("oh", level="W"),
        call("send", True),
        end=End(1, "uncaught ValueError: x"),
    )
    assert lines(run) == [
        ("event open", "'101'"),
        ("log JSAPP", "hello"),
        ("log JSAPP (W)", "oh"),
        ("call send", "True"),
        ("exit", "code 1: uncaught ValueError: x"),
    ]
    assert not run.well


def test_a_call_stands_where_it_was_made_whenever_its_outcome_came() -> None:
    connect = call("connect", True)
    outcome = Outcome(0.0, 1, connect)
    assert recorded(connect, outcome, line("x")) == recorded(connect, line("x"), outcome)
    assert lines(recorded(connect, line("x"), outcome))[0] == ("call connect", "True")


def test_what_goes_over_the_wire_is_not_compared() -> None:
    assert lines(recorded(Frame(0.0, 1, "out", 1, True, b"x"))) == lines(recorded())


def test_a_call_that_only_prepares_is_compared_when_it_fails() -> None:
    failure = Failure("401", "Parameter error.")
    run = recorded(call("on"), call("on", error=failure), call("checkAccessToken", 0, socket=0))
    assert lines(run)[:-1] == [("call on", "code='401' message='Parameter error.'")]


def test_arguments_that_are_undefined_are_not_told_unless_all_are() -> None:
    run = recorded(event("message", None, "x"), event("error", "e"), event("dataEnd"), event("close", None, None))
    assert [one.value for one in run.observations[:-1]] == ["'x'", "'e'", "()", "None, None"]


def test_what_is_behind_a_failure_is_its_reason() -> None:
    failure = Failure(-1, "Websocket connect failed", why=TOO_LONG)
    run = recorded(
        call("connect", error=failure), event("error", "x", why=REVOKED), line("x"), whys=(TOO_LONG, REVOKED)
    )
    because = [one.because for one in run.observations]
    assert because == [("url: too long, says <pid>",), ("permission: was revoked (grants)",), (), ()]


def test_what_the_app_has_not_met_is_behind_its_end() -> None:
    run = recorded(call("connect", ended=False), whys=(TOO_LONG,))
    assert lines(run) == [("exit", "code 0: ended")]
    assert run.observations[-1].because == ("url: too long, says <pid>", "connect() of app.py:7 had no outcome")


def test_netstacks_own_lines_are_not_compared() -> None:
    assert recorded(line("ParseUrl failed", tag="NETSTACK", own=False)) == recorded()
    assert lines(recorded(line("mine", tag="NETSTACK")))[0] == ("log NETSTACK", "mine")


def test_portability_warnings_are_notes_and_make_it_unportable() -> None:
    def warning(tag: str, *, own: bool = False) -> Run:
        return recorded(line("careful", tag=tag, own=own, level="W"))

    assert warning("Emulator").notes == warning("Portability").notes == ("careful",)
    assert warning("Emulator").portable and not warning("Portability").portable
    assert warning("Portability", own=True).portable


def test_lines_that_are_not_to_be_shown_are_left_out() -> None:
    run = recorded(line("quiet"), event("open"), line("loud", level="E"), shows=lambda log: log.level == "E")
    assert [one.label for one in run.observations] == ["event open", "log JSAPP (E)", "exit"]


def test_which_of_two_sockets_is_faster_does_not_count() -> None:
    first, second = event("open"), event("open", socket=2)
    assert recorded(first, second) == recorded(second, first)
    assert recorded(first, line("x"), second) != recorded(second, line("x"), first)
    assert [one.name for one in recorded(second, first).observations] == ["open", "open (socket 2)", ""]


def test_the_order_of_one_sockets_events_counts() -> None:
    opened, closed = event("open", socket=2), event("close", socket=2)
    assert recorded(opened, closed) != recorded(closed, opened)


def test_beyond_the_limit_only_the_end_is_kept() -> None:
    run = recorded(*(line(str(number)) for number in range(5)), limit=3)
    assert [one.value for one in run.observations] == ["0", "1", "2", "code 0: ended"]
    assert run.dropped == 2
