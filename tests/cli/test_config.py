from __future__ import annotations

from pathlib import Path

import pytest

from emulator.cli import main


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_show_prints_what_is_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show"]) == 0
    out = capsys.readouterr().out
    assert "api_level: 11\n" in out
    assert "  memory: 512MiB\n" in out
    assert "#" not in out


def test_origin_names_who_set_each_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.yaml").write_text("device_type: tablet\nlimits:\n  memory: 1GiB\n")
    monkeypatch.setenv("OHEMU_API_LEVEL", "12")
    assert main(["config", "show", "--origin"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "api_level: 12 # OHEMU_API_LEVEL" in lines
    assert "device_type: tablet # config.yaml:1:1" in lines
    assert "memory: 1GiB # config.yaml:3:3" in lines
    assert "fidelity: documented # default" in lines


def test_a_named_file_replaces_the_one_of_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.yaml").write_text("device_type: tablet\n")
    (tmp_path / "lab.yaml").write_text("api_level: 9\n")
    assert main(["config", "show", "--config", "lab.yaml"]) == 0
    out = capsys.readouterr().out
    assert "api_level: 9\n" in out
    assert "device_type: phone\n" in out
