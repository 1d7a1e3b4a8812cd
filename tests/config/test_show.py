from __future__ import annotations

from pathlib import Path

import yaml

from emulator.config import DeviceConfig, default_file, keys, resolve, show

CONFIG = Path(__file__).parents[2] / "config.yaml"


def test_config_yaml_of_the_repository_is_the_default() -> None:
    resolved = resolve(file=CONFIG)
    assert resolved.config == DeviceConfig()
    assert {origin.kind for origin in resolved.origins.values()} == {"file"}


def test_config_yaml_of_the_repository_is_what_the_model_writes() -> None:
    """Write it anew with `python -c "import emulator.config as c; print(c.default_file(), end='')" > config.yaml`."""
    assert CONFIG.read_text() == default_file()


def test_every_key_has_a_comment() -> None:
    lines = CONFIG.read_text().splitlines()
    settings = [line for line in lines if line and not line.startswith("#")]
    assert len(settings) == len(keys()) + len({key.split(".")[0] for key in keys() if "." in key})
    for line in settings:
        setting, _, comment = line.partition(" # ")
        assert ":" in setting and len(comment) > 8, line


def test_what_is_shown_can_be_read_again(tmp_path: Path) -> None:
    flags = {
        "api_level": 12,
        "deny": ["ohos.permission.INTERNET"],
        "data_dir": "a: b #c",
        "network.connect_timeout": 0.5,
    }
    resolved = resolve(flags=flags)
    file = tmp_path / "config.yaml"
    file.write_text(show(resolved))
    again = resolve(file=file).config
    assert again.model_copy(update={"data_dir": resolved.config.data_dir}) == resolved.config
    assert again.data_dir == tmp_path / "a: b #c"
    assert yaml.safe_load(show(resolved, origin=True)) == yaml.safe_load(show(resolved))


def test_origin_is_shown_for_every_key(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("fidelity: device\n")
    lines = show(resolve(file=file, environ={"OHEMU_API_LEVEL": "12"}), origin=True).splitlines()
    found = {line.split(":")[0].strip(): line.rpartition(" # ")[2] for line in lines}
    assert found["api_level"] == "OHEMU_API_LEVEL"
    assert found["fidelity"] == f"{file}:1:1"
    assert found["sandbox"] == "default"
