"""`ohemu run` at several API levels: what comes out of it, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from emulator.cli.timemachine import exit_code, objects, report
from emulator.config import DeviceConfig
from emulator.timemachine.difference import compare
from emulator.timemachine.record import End
from tests.cli.command import OHEMU, environment, ohemu
from tests.timemachine.runs import REFUSED, event, log, run

Script = Callable[..., Path]
DEVICE = ("--fidelity", "device", "--ps", "url", "ws://unused.invalid/")
CONFIG = DeviceConfig(fidelity="device")

BAD_URL = """
    from ohos.net import webSocket
    try:
        await webSocket.createWebSocket().connect("not a url")
    except Exception as error:
        print("code", error.code)
"""


# ------------------------------------------------------------------------------------------------------ the report


def test_levels_that_are_the_same_have_a_verdict_and_no_table() -> None:
    assert report(compare([run(10), run(11)])) == "the same on 10, 11"


def test_what_differs_stands_side_by_side_with_its_reasons() -> None:
    url = "url: too long " + "7" * 200
    comparison = compare(
        [
            run(10, event("open"), event("error", "code=200", url)),
            run(11, event("open"), event("error", "code=200", url)),
            run(12, event("open"), event("error", "code=200 data='0'")),
            run(26, event("open"), log("later")),
        ]
    )
    lines = report(comparison, width=100).split("\n")
    assert lines[:2] == ["the same on 10, 11; differs from 12 on: event error, log JSAPP", "  alike: 10, 11 | 12 | 26"]
    assert [line.split("  ") and line.split() for line in lines[3:7]] == [
        ["API", "10,", "11", "API", "12", "API", "26"],
        ["(release", "10,", "release", "11)", "(release", "12)", "(release", "26)"],
        ["event", "error", "code=200", "code=200", "data='0'", "-"],
        ["log", "JSAPP", "-", "=", "later"],
    ]
    assert lines[-2:] == ["why:", f"  event error, API 10, 11: url: too long {'7' * 106}..."]
    assert all(len(line) <= 100 for line in lines[:-1])


def test_where_the_columns_do_not_fit_values_stand_one_below_another() -> None:
    comparison = compare([run(10), run(11, log("a")), run(12, log("b")), run(18, log("a"))])
    lines = report(comparison, width=60).split("\n")
    assert [line.split() for line in lines[-4:]] == [
        ["API"],
        ["log", "JSAPP", "10", "-"],
        ["11,", "18", "a"],
        ["12", "b"],
    ]


def test_what_an_app_said_cannot_steer_the_terminal_nor_the_table() -> None:
    text = report(compare([run(10, log("\x1b[31m[red]x[/red]\x07\n")), run(11, log("y"))]))
    assert r"\x1b[31m[red]x[/red]\x07\n" in text


def test_a_long_value_is_cut_in_the_table_and_whole_for_programs() -> None:
    comparison = compare([run(10), run(11, log("x" * 300))])
    text = report(comparison)
    assert text.count("x") - text.count("exit") == 240
    assert "60 more characters" in " ".join(text.split())
    assert any("x" * 300 in str(one) for one in objects(comparison, CONFIG))


def test_colours_change_nothing_but_colours() -> None:
    comparison = compare([run(10), run(11, log("y"))])
    assert "\x1b[" in report(comparison, color=True)
    assert "\x1b[" not in report(comparison)


def test_a_table_that_is_too_long_says_how_much_more_there_is() -> None:
    comparison = compare([run(10), run(11, *(log(str(number)) for number in range(70)))])
    assert "... 10 more differences: `--json` has all" in report(comparison)
    assert sum(one["event"] == "difference" for one in objects(comparison, CONFIG)) == 70


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([End(0, "ended"), End(0, "ended")], 0),
        ([End(0, "ended"), End(3, "ended with code 3")], 1),
        ([End(3, "ended with code 3"), End(3, "ended with code 3")], 1),
        ([End(0, "ended"), REFUSED], 1),
        ([End(124, "stopped", timed_out=True)] * 2, 124),
        ([End(0, "ended"), End(124, "stopped", timed_out=True)], 1),
    ],
)
def test_the_exit_code(ends: list[End], expected: int) -> None:
    assert exit_code(compare([run(10, end=ends[0]), run(11, end=ends[1])]), CONFIG) == expected


# ------------------------------------------------------------------------------------------------- the whole of it


def test_a_difference_between_releases_is_shown_and_ends_with_1(script: Script, tmp_path: Path) -> None:
    script(BAD_URL)
    result = ohemu(tmp_path, "run", "snippet.py", "--api-level", "12,10,11", *DEVICE)
    assert result.code == 1
    assert result.stdout.startswith("differs from 11 on: call connect, log JSAPP (compared with 10)\n")
    assert "(4.1, 5.0.0)" in result.stdout
    assert "code 2302001" in result.stdout
    assert result.stderr == ""
    assert os.listdir(tmp_path / "tmp") == []


def test_an_app_that_is_the_same_everywhere_ends_with_0(script: Script, tmp_path: Path) -> None:
    script("import os; print('hello', os.getpid(), want.parameters['url'])")
    result = ohemu(tmp_path, "run", "snippet.py", "--api-level", "10,26")
    assert (result.code, result.stdout) == (0, "the same on 10, 26\n")


def test_json_has_every_level_every_difference_and_the_verdict(script: Script, tmp_path: Path) -> None:
    script(BAD_URL)
    result = ohemu(tmp_path, "run", "snippet.py", "--api-level", "10,11", "--json", *DEVICE)
    first, second = ([one for one in result.events if one.get("api_level") == level] for level in (10, 11))
    assert [one["event"] for one in first] == ["device", "observed", "observed", "exit"]
    assert first[0] == {
        "event": "device", "api_level": 10, "release": "4.0", "fidelity": "device", "device_type": "phone",
    }  # fmt: skip
    assert second[2] == {
        "event": "observed", "api_level": 11, "kind": "log", "name": "JSAPP", "value": "code 2302001",
    }  # fmt: skip
    assert second[3] == {
        "event": "exit", "api_level": 11, "bundle": "com.example.snippet", "code": 0, "reason": "ended",
        "installed": True,
    }  # fmt: skip
    *differences, verdict = result.events[8:]
    assert [one["what"] for one in differences] == ["call connect", "log JSAPP"]
    assert differences[1]["values"] == [
        {"api_levels": [10], "value": "code -1"},
        {"api_levels": [11], "value": "code 2302001"},
    ]
    assert (verdict["event"], verdict["same"], verdict["alike"]) == ("verdict", False, [[10], [11]])
    assert verdict["code"] == result.code == 1


def test_what_is_not_portable_fails_a_strict_run(script: Script, tmp_path: Path) -> None:
    script("""
        from ohos.net import webSocket
        try:
            await webSocket.createWebSocket().connect("ws://127.0.0.1:1/" + "x" * 1100)
        except Exception as error:
            print("no connection")
    """)
    arguments = ("run", "snippet.py", "--api-level", "10,11", *DEVICE)
    lenient, strict = ohemu(tmp_path, *arguments, "--json"), ohemu(tmp_path, *arguments, "--strict-portability")
    assert any("1023" in note["text"] for note in lenient.events[-1]["notes"])
    assert strict.code == 1
    assert "warnings:\n  url-over-1023: " in strict.stdout


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        ("--api-level 10,,11", ["`--api-level`: expected levels with one comma", "did you mean `10,11`?"]),
        ("--api-level 10,11,10", ["`10` named more than once"]),
        ("--api-level 11,25", ["`25` is no API level", "did you mean `26`?"]),
        ("--api-level 9,10 --fidelity device", ["`9` can only be had with `--fidelity documented`"]),
        ("--api-level 10,11 --port 4000", ["`--port` is one echo peer's", "--ps url"]),
        ("--api-level 10,11 --fidelity exact", ["fidelity", "expected `documented` or `device`"]),
        ("--api-level 10,11 --timeout soon", ["`--timeout`: expected seconds, got `soon`"]),
    ],
)
def test_a_mistake_has_a_message_to_act_on(script: Script, tmp_path: Path, arguments: str, messages: list[str]) -> None:
    script("print('hello')")
    result = ohemu(tmp_path, "run", "snippet.py", *arguments.split())
    assert result.code == 2
    assert result.stdout == ""
    for message in messages:
        assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_ctrl_c_ends_every_device_soon_and_leaves_nothing(script: Script, tmp_path: Path) -> None:
    script("import asyncio; await asyncio.Event().wait()")
    command = [*OHEMU, "run", "snippet.py", "--api-level", "10,11,12,18,20,23,26"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            family: list[psutil.Process] = []
            deadline = time.monotonic() + 10
            while len(family) < 4 and time.monotonic() < deadline:
                time.sleep(0.01)
                family = psutil.Process(process.pid).children(recursive=True)
            assert len(family) >= 4
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=10)
            assert time.monotonic() - began < 2  # a second, on a machine that does nothing else
        finally:
            process.kill()
    assert process.returncode == 130
    assert (out, err) == (b"", b"")
    assert psutil.wait_procs(family, timeout=1)[1] == []
    assert os.listdir(tmp_path / "tmp") == []
