from __future__ import annotations

from pathlib import Path

import pytest

from emulator import __version__
from emulator.cli import main
from emulator.cli.verbs import VERBS
from tests.cli.command import ohemu

COMMANDS = [[], *([name] for name in VERBS), ["config", "show"], ["conformance", "record"], ["conformance", "check"]]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_begins_with_two_examples(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    heading, first, second, blank, usage, *_ = capsys.readouterr().out.splitlines()
    assert heading == "Examples:"
    for example in (first, second):
        assert " ".join(["ohemu", *command]) in example
    assert blank == ""
    assert usage.startswith("Usage: " + " ".join(["ohemu", *command]))


def test_the_outermost_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    out = capsys.readouterr().out
    for name, verb in VERBS.items():
        assert f"  {name} " in out
        assert verb.summary in out


def test_without_arguments_the_help_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Examples:\n")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"ohemu {__version__}\n"


def test_help_imports_neither_the_device_nor_a_server(tmp_path: Path) -> None:
    result = ohemu(tmp_path, "--help", env={"PYTHONPROFILEIMPORTTIME": "1"})
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert "typer" in imported
    assert not {"aiohttp", "pydantic", "yaml", "emulator.device"} & imported
