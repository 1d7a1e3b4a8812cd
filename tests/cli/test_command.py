from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from emulator.cli import main
from emulator.cli.verbs import VERBS, VerbEntry
from tests.cli.command import OHEMU, environment


def test_a_bug_of_ours_shows_the_traceback_and_asks_for_a_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "broken_verb.py").write_text("raise RuntimeError('a bug')\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr("emulator.cli.command.VERBS", {**VERBS, "broken": VerbEntry("broken_verb", "Breaks.")})
    assert main(["broken"]) == 70
    err = capsys.readouterr().err
    assert "RuntimeError: a bug" in err
    assert "this is a bug of ohemu" in err


def test_ctrl_c_while_a_verb_is_imported_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "slow_verb.py").write_text("raise KeyboardInterrupt\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr("emulator.cli.command.VERBS", {**VERBS, "slow": VerbEntry("slow_verb", "Is slow.")})
    assert main(["slow"]) == 130
    assert capsys.readouterr().err == ""


def test_output_that_nobody_reads_ends_quietly(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as nobody:
        done = subprocess.run(
            [*OHEMU, "config", "show"],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=nobody,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize(
    ("closed", "told"), [("<&-", "hello\n"), (">&-", ""), ("2>&-", "hello\n"), ("<&- >&- 2>&-", "")]
)
def test_a_closed_stream_gets_nothing_and_changes_nothing_else(closed: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print('hello')\n")
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *OHEMU, "run", "app.py"],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.rpartition("JSAPP: ")[2] == told
    assert "bug" not in done.stderr
    assert ("ended" in done.stderr) is ("2>" not in closed)


def test_the_installed_command_is_the_same(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("ohemu")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.startswith("ohemu ")
