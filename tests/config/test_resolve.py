from __future__ import annotations

from pathlib import Path

import pytest

from emulator.config import DeviceConfig, flag, keys, resolve, variable
from emulator.diagnostics import UserError


def test_flag_overrides_environment_overrides_file_overrides_default(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("fidelity: device\napi_level: 9\nlimits:\n  memory: 1GiB\n  open_files: 64\n")
    resolved = resolve(
        file=file,
        environ={"OHEMU_API_LEVEL": "10", "OHEMU_LIMITS__MEMORY": "2GiB", "PATH": "/bin"},
        flags={"api_level": 12, "sandbox": None},
    )
    config, origins = resolved.config, resolved.origins
    assert (config.api_level, config.fidelity) == (12, "device")
    assert (config.limits.memory, config.limits.open_files) == (2 * 1024**3, 64)
    assert str(origins["api_level"]) == "--api-level"
    assert str(origins["limits.memory"]) == "OHEMU_LIMITS__MEMORY"
    assert str(origins["limits.open_files"]) == f"{file}:5:3"
    assert (str(origins["sandbox"]), origins["sandbox"].kind) == ("default", "default")
    assert set(origins) == set(keys())


def test_nothing_given_is_the_default() -> None:
    assert resolve().config == DeviceConfig()


@pytest.mark.parametrize(
    ("name", "text", "key", "value"),
    [
        ("OHEMU_API_LEVEL", "12", "api_level", 12),
        ("OHEMU_DEVICE_TYPE", "2in1", "device_type", "2in1"),
        (
            "OHEMU_DENY",
            "ohos.permission.INTERNET, ohos.permission.LOCATION",
            "deny",
            ("ohos.permission.INTERNET", "ohos.permission.LOCATION"),
        ),
        ("OHEMU_DENY", "", "deny", ()),
        ("OHEMU_DATA_DIR", "123", "data_dir", Path("123")),
        ("OHEMU_LIMITS__FILE_SIZE", "4096B", "limits.file_size", 4096),
        ("OHEMU_LIMITS__OPEN_FILES", "64", "limits.open_files", 64),
        ("OHEMU_NETWORK__CONNECT_TIMEOUT", "2.5", "network.connect_timeout", 2.5),
        ("OHEMU_NETWORK__CONNECT_TIMEOUT", "3", "network.connect_timeout", 3.0),
        ("OHEMU_HILOG__TAGS", "a,b", "hilog.tags", ("a", "b")),
    ],
)
def test_variable_is_read_as_its_key_needs(name: str, text: str, key: str, value: object) -> None:
    found: object = resolve(environ={name: text}).config
    for part in key.split("."):
        found = getattr(found, part)
    assert found == value


@pytest.mark.parametrize(
    ("environ", "message", "help"),
    [
        ({"OHEMU_API_LEVL": "11"}, "unknown environment variable `OHEMU_API_LEVL`", "did you mean `OHEMU_API_LEVEL`?"),
        (
            {"OHEMU_LIMITS_MEMORY": "1GiB"},
            "unknown environment variable `OHEMU_LIMITS_MEMORY`",
            "did you mean `OHEMU_LIMITS__MEMORY`?",
        ),
        ({"OHEMU_XYZZY": "1"}, "unknown environment variable `OHEMU_XYZZY`", "`ohemu config show` lists every key"),
        ({"OHEMU_API_LEVEL": "eleven"}, "`api_level`: expected a whole number, got `eleven`", None),
        ({"OHEMU_API_LEVEL": ""}, "`api_level`: expected a whole number, got ``", None),
        ({"OHEMU_API_LEVEL": "9" * 5000}, None, None),
        ({"OHEMU_API_LEVEL": "11.5"}, "`api_level`: expected a whole number, got `11.5`", None),
        ({"OHEMU_SANDBOX": "off"}, "`sandbox`: expected `auto` or `required`, got `off`", None),
        (
            {"OHEMU_DENY": "ohos.permission.X"},
            "`deny[0]`: expected a permission of the platform, got `ohos.permission.X`",
            None,
        ),
        (
            {"OHEMU_NETWORK__CONNECT_TIMEOUT": "nan"},
            "`network.connect_timeout`: expected a finite number, got `nan`",
            None,
        ),
    ],
)
def test_mistake_in_the_environment_names_the_variable(
    environ: dict[str, str], message: str | None, help: str | None
) -> None:
    with pytest.raises(UserError) as caught:
        resolve(environ=environ)
    error = caught.value
    if message is not None:
        assert error.message == message
    assert error.help == help
    assert error.position is None
    assert next(iter(environ)) in error.message or error.notes == (f"set by {next(iter(environ))}",)


def test_mistake_in_a_flag_names_the_flag_and_not_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("api_level: 12\n")
    with pytest.raises(UserError) as caught:
        resolve(file=file, flags={"api_level": 99})
    assert (caught.value.position, caught.value.notes) == (None, ("set by --api-level",))


def test_flag_puts_a_wrong_value_of_the_file_right(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("api_level: 99\n")
    assert resolve(file=file, flags={"api_level": 12}).config.api_level == 12


def test_variable_inside_a_group_that_the_file_spoils_is_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("limits: 5\n")
    with pytest.raises(UserError, match="`limits`: expected a group of keys, got `5`"):
        resolve(file=file, environ={"OHEMU_LIMITS__MEMORY": "1GiB"})


def test_relative_path_of_the_file_starts_at_its_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    file = tmp_path / "sub" / "config.yaml"
    (tmp_path / "ca.pem").write_text("")
    file.write_text("data_dir: phone\nca_file: ../ca.pem\n")
    config = resolve(file=file).config
    assert (config.data_dir, config.ca_file) == (tmp_path / "sub/phone", tmp_path / "sub/../ca.pem")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ca_file: no.pem\n", "`ca_file`: expected a file, there is none at `{folder}/no.pem`"),
        ("ca_file: .\n", "`ca_file`: expected a file, there is none at `{folder}`"),
        ("data_dir: config.yaml\n", "`data_dir`: expected a folder, got the file `{folder}/config.yaml`"),
    ],
)
def test_path_of_the_wrong_kind_is_placed(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(text)
    with pytest.raises(UserError) as caught:
        resolve(file=file)
    assert caught.value.message == message.format(folder=tmp_path)
    assert caught.value.position is not None and caught.value.position.line == 1


def test_names_of_a_key() -> None:
    assert (variable("limits.memory"), flag("limits.memory")) == ("OHEMU_LIMITS__MEMORY", "--limits-memory")
