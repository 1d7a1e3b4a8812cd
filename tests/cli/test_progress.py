from __future__ import annotations

import pytest

from emulator.cli.progress import progress


def test_a_program_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    with progress({"4.1": 2, "7.0": 1}, between=0) as step:
        for name in ("4.1", "7.0", "4.1"):
            step(name)
    assert capsys.readouterr() == ("", "1 of 3 recorded\n2 of 3 recorded\n3 of 3 recorded\n")


def test_what_is_soon_over_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress({"4.1": 1}) as step:
        step("4.1")
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar_for_each_part(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with progress({"4.1": 2, "7.0": 5}) as step:
        step("4.1")
    out, err = capsys.readouterr()
    assert out == ""
    for shown in ("4.1", "1/2", "7.0", "0/5"):
        assert shown in err
