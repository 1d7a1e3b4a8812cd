from __future__ import annotations

from pathlib import Path

import pytest

from emulator.cli.settings import settings


def test_config_yaml_of_the_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings(None).config.api_level == 11
    (tmp_path / "config.yaml").write_text("api_level: 9\n")
    assert settings(None).config.api_level == 9


def test_a_named_file_is_read_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("api_level: 9\n")
    (tmp_path / "mine.yaml").write_text("fidelity: device\n")
    config = settings(Path("mine.yaml")).config
    assert (config.api_level, config.fidelity) == (11, "device")


def test_flags_come_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OHEMU_API_LEVEL", "10")
    assert settings(None).config.api_level == 10
    assert settings(None, {"api_level": "12", "fidelity": None}).config.api_level == 12
