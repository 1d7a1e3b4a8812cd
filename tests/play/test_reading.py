"""What becomes a step, and what belongs to one."""

from __future__ import annotations

from emulator.ipc.messages import Log
from emulator.play import Step, play
from emulator.play.reading import Reader
from tests.play.recorded import Tape, status


def texts(tape: Tape) -> list[tuple[str, str]]:
    return [(one.app.text if one.app else "", one.wire.text if one.wire else "") for one in play(tape.recording)]


def notes(steps: list[Step]) -> list[str]:
    return [note.text for step in steps for note in step.notes]


def test_a_call_its_frame_and_its_success_are_one_step() -> None:
    tape = Tape()
    tape.send("hello")
    [step] = play(tape.recording)
    assert step.app is not None and step.wire is not None
    assert (step.app.text, step.app.outcome, step.app.place) == ('send("hello")', "done", "Chat.py:7")
    assert (step.wire.text, step.wire.toward) == ("text 5 B", "peer")


def test_a_frame_and_the_event_that_it_brings_about_are_one_step() -> None:
    tape = Tape()
    tape.frame("in", 8, b"\x03\xe9bye")
    tape.event("close", None, status("CloseResult", 1001, "bye"))
    assert texts(tape) == [('close(1001 "bye")', 'close 1001 "bye"')]


def test_a_frame_that_carries_something_else_than_the_event_shows_it() -> None:
    tape = Tape()
    tape.frame("in", 1, b"sent")
    tape.event("message", None, "got")
    assert texts(tape) == [('message("got")', 'text 4 B "sent"')]


def test_what_happens_on_another_socket_is_a_step_of_its_own() -> None:
    tape = Tape()
    tape.frame("in", 1, b"one", socket=1)
    tape.event("message", None, "one", socket=2)
    assert [step.socket for step in play(tape.recording)] == [1, 2]


def test_connects_true_only_says_that_it_has_begun_and_is_a_step_of_its_own() -> None:
    tape = Tape()
    tape.settle(tape.call("connect", "ws://h/"))
    assert texts(tape) == [('connect("ws://h/")', ""), ("connect: True", "")]


def test_a_call_that_takes_its_time_says_how_long() -> None:
    tape = Tape()
    number = tape.call("close")
    tape.wait(1.2)
    tape.settle(number)
    [_, outcome] = play(tape.recording)
    assert outcome.app is not None and outcome.app.took == "(1.2 s)"


def test_a_result_that_says_something_is_shown() -> None:
    tape = Tape()
    tape.settle(tape.call("checkAccessToken", 5, "ohos.permission.INTERNET", socket=0), -1)
    assert texts(tape) == [('checkAccessToken(5, "ohos.permission.INTERNET")', ""), ("checkAccessToken: -1", "")]


def test_calls_that_concern_the_app_alone_are_no_step_and_part_none() -> None:
    tape = Tape()
    send = tape.call("send", "hello")
    tape.settle(tape.call("canIUse", "SystemCapability.Nothing", socket=0), False)
    tape.settle(tape.call("createWebSocket", socket=2), None)
    tape.settle(send)
    assert texts(tape) == [('send("hello")', "")]


def test_a_refused_call_says_code_message_and_why() -> None:
    tape = Tape()
    number = tape.call("send", 12)
    tape.why("send()", "401", "argument", "got (number)")
    tape.fail(number, 401, "Parameter error")
    steps = play(tape.recording)
    assert steps[1].app is not None
    assert (steps[1].app.text, steps[1].app.outcome) == ("send: 401 Parameter error", "failed")
    assert notes(steps) == ["why: argument: got (number)"]


def test_an_error_that_nobody_listens_to_is_told_at_its_time() -> None:
    tape = Tape()
    tape.why("error", "200", "connect", "refused")
    tape.wait(1)
    tape.frame("out", 9, b"")
    steps = play(tape.recording)
    assert notes(steps) == ["nobody listened to `error` 200 of Chat.py:7; why: connect: refused"]
    assert steps[0].time < steps[1].time


def test_an_error_that_was_told_is_not_told_again() -> None:
    tape = Tape()
    tape.why("error", "200", "connect", "refused")
    tape.event("error", {"$object": ["BusinessError", [["code", 200], ["message", ""]]]})
    tape.wait(1)
    tape.frame("out", 9, b"")
    assert notes(play(tape.recording)) == ["why: connect: refused"]


def test_a_call_without_an_outcome_is_told_at_the_end() -> None:
    tape = Tape()
    tape.call("connect", "ws://h/")
    assert notes(play(tape.recording, "killed by SIGKILL", True)) == [
        "connect() of Chat.py:7 had no outcome",
        "killed by SIGKILL",
    ]


def test_the_apps_lines_stand_where_it_printed_them() -> None:
    tape = Tape()
    tape.log("before")
    tape.send("hello")
    tape.log("one\ntwo")
    tape.message("hello")
    steps = play(tape.recording)
    assert [len(step.notes) for step in steps] == [1, 0, 2, 0]
    assert notes(steps) == ["before", "one", "two"]


def test_what_follows_a_line_of_the_log_is_not_earlier_although_the_line_took_its_way() -> None:
    tape = Tape()
    tape.wait(1)
    tape.recording.take_log(Log("A", "I", 0, "JSAPP", "late"), 1.5)
    tape.send("hello")
    assert [step.time for step in play(tape.recording)] == [1.5, 1.5]


def test_of_the_systems_lines_only_those_are_shown_that_no_step_tells() -> None:
    tape = Tape()
    tape.log("OnOpen", own=False, tag="NETSTACK")
    tape.log("failed", own=False, level="E", tag="NETSTACK")
    tape.log("what is not portable", own=False, level="W", tag="Portability")
    tape.log("fine", own=False, tag="Emulator")
    assert notes(play(tape.recording)) == ["Portability: what is not portable"]


def test_the_usual_headers_of_a_handshake_are_left_out() -> None:
    tape = Tape()
    tape.head("out", "GET / HTTP/1.1", "Host: h", "Upgrade: websocket", "X-Room: 1", "", "")
    [step] = play(tape.recording)
    assert notes([step]) == ["X-Room: 1"]


def test_secrets_are_masked() -> None:
    tape = Tape()
    tape.head("out", "GET / HTTP/1.1", "Authorization: Basic dTpw", "proxy-authorization:token", "Cookie: a=1", "", "")
    tape.head("in", "HTTP/1.1 101 Switching Protocols", "Set-Cookie: a=1; Path=/", "", "")
    header = {"$map": [["Authorization", "Bearer abc"], ["Cookie", 7], ["X-Room", "1"]]}
    certificate = {"$object": ["ClientCert", [["certPath", "c.pem"], ["keyPassword", "abc"]]]}
    tape.settle(tape.call("connect", "ws://h/", {"$map": [["header", header], ["clientCert", certificate]]}))
    steps = play(tape.recording)
    assert notes(steps) == [
        "Authorization: Basic ****",
        "proxy-authorization:****",
        "Cookie: ****",
        "Set-Cookie: ****",
    ]
    shown = next(app for app, _ in texts(tape) if app.startswith("connect"))
    assert '"header": {"Authorization": "Bearer ****", "Cookie": ****, "X-Room": "1"}' in shown
    assert 'keyPassword="****"' in shown


def test_fragments_binary_and_empty_frames_say_what_they_are() -> None:
    tape = Tape()
    tape.frame("in", 1, b"Hel", final=False)
    tape.frame("in", 0, b"lo")
    tape.frame("in", 2, bytes(range(40)))
    tape.frame("in", 9, b"")
    tape.frame("in", 10, b"x")
    tape.frame("in", 8, b"")
    tape.frame("in", 11, b"?")
    assert [wire for _, wire in texts(tape)] == [
        'text (to be continued) 3 B "Hel"',
        'continuation 2 B "lo"',
        "binary 40 B 00 01 02 03 04 05 06 07 08 09 0a 0b …",
        "ping",
        'pong 1 B "x"',
        "close",
        "opcode 11 1 B 3f",
    ]


def test_long_and_deep_values_are_cut() -> None:
    tape = Tape()
    deep: object = "x"
    for _ in range(30):
        deep = [deep]
    cut = {"$cut": ["text", 100_000, "0" * 64, "long", 99_000]}
    for value in ("y" * 100_000, deep, cut, {"$cut": ["bytes", 100_000, "0" * 64, "long"]}, 10**300, list(range(99))):
        tape.settle(tape.call("send", value))
    shown = [app for app, _ in texts(tape)]
    assert all(len(text) < 200 for text in shown)
    assert shown[2:4] == ['send("long…")', "send(<100,000 bytes>)"]


def test_a_step_waits_only_for_what_may_belong_to_it() -> None:
    tape = Tape()
    reader = Reader(tape.recording)
    number = tape.call("send", "hello")
    assert list(reader.read()) == []
    assert reader.holds
    tape.frame("out", 1, b"hello")
    tape.settle(number)
    assert list(reader.read()) == []
    tape.frame("in", 1, b"hello")
    [step] = reader.read()
    assert step.wire is not None
    assert [len(list(reader.flush())), reader.holds] == [1, False]
