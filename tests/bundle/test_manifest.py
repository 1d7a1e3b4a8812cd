"""Every mistake in a manifest: the device's code, the place, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emulator.bundle import TEXTS, InstallError, read_bundle
from tests.bundle.apps import write_app


def refused(path: Path, **device: Any) -> InstallError:
    with pytest.raises(InstallError) as caught:
        read_bundle(path, **device)
    error = caught.value
    assert error.text == TEXTS[error.code]
    assert f"the device answers: code:{error.code} {error.text}" in error.notes
    assert error.exit_code == 2
    return error


def shown_line(error: InstallError) -> str:
    """Return the marked part of the source line that the error shows."""
    source, marks = error.render().split("\n")[3:5]
    return source[marks.index("^") : marks.rindex("^") + 1]


APP_MISTAKES: list[tuple[dict[str, Any], int, str, str]] = [
    ({"bundleName": ...}, 9568259, "`app` lacks `bundleName`", "{"),
    ({"versionCode": ...}, 9568259, "`app` lacks `versionCode`", "{"),
    ({"versionName": ...}, 9568259, "`app` lacks `versionName`", "{"),
    ({"bundleName": 7}, 9568342, "`app.bundleName`: expected text, got `7`", "7"),
    ({"bundleName": "a.b.c"}, 9568344, "`app.bundleName`: expected 7 to 128 characters, got 5", '"a.b.c"'),
    (
        {"bundleName": "com.example"},
        9568344,
        "`app.bundleName`: expected at least 3 parts with dots between, got 2",
        '"com.example"',
    ),
    (
        {"bundleName": "com.exämple.echo"},
        9568344,
        "`app.bundleName`: expected only letters, digits, `_` and `.`, got `ä`",
        '"com.exämple.echo"',
    ),
    (
        {"bundleName": "1com.example.echo"},
        9568344,
        "`app.bundleName`: expected a letter first, got `1`",
        '"1com.example.echo"',
    ),
    (
        {"bundleName": "com..example.echo"},
        9568344,
        "`app.bundleName`: expected each part to start and end with a letter or digit, got ``",
        '"com..example.echo"',
    ),
    (
        {"bundleName": "com.example_.echo"},
        9568344,
        "`app.bundleName`: expected each part to start and end with a letter or digit, got `example_`",
        '"com.example_.echo"',
    ),
    (
        {"bundleName": "com.example/../../etc"},
        9568344,
        "`app.bundleName`: expected only letters, digits, `_` and `.`, got `/`",
        '"com.example/../../etc"',
    ),
    ({"versionCode": "1"}, 9568342, "`app.versionCode`: expected a whole number, got `1`", '"1"'),
    ({"versionCode": True}, 9568342, "`app.versionCode`: expected a whole number, got `true`", "true"),
    ({"versionCode": 1.5}, 9568342, "`app.versionCode`: expected a whole number, got `1.5`", "1.5"),
    ({"versionCode": None}, 9568342, "`app.versionCode`: expected a whole number, got nothing", "null"),
    ({"versionCode": 0}, 9568344, "`app.versionCode`: expected at least 1, got `0`", "0"),
    ({"versionCode": 2**31}, 9568344, "`app.versionCode`: expected at most 2147483647, got `2147483648`", "2147483648"),
    (
        {"versionName": "one"},
        9568344,
        "`app.versionName`: expected digits and dots such as `1.0.0`, got `one`",
        '"one"',
    ),
    (
        {"versionName": "1." * 63 + "11"},
        9568344,
        "`app.versionName`: expected at most 127 bytes, got 128",
        '"' + "1." * 63 + "11" + '"',
    ),
    ({"label": "名" * 22}, 9568344, "`app.label`: expected at most 63 bytes, got 66", '"' + "名" * 22 + '"'),
    ({"minAPIVersion": "9"}, 9568342, "`app.minAPIVersion`: expected a whole number, got `9`", '"9"'),
    ({"minAPIVersion": -1}, 9568344, "`app.minAPIVersion`: expected at least 0, got `-1`", "-1"),
    (
        {"bundleType": "atomic"},
        9568344,
        "`app.bundleType`: expected `app`, `atomicService`, `shared` or `appService`, got `atomic`",
        '"atomic"',
    ),
    ({"debug": "yes"}, 9568342, "`app.debug`: expected `true` or `false`, got `yes`", '"yes"'),
    (
        {"apiReleaseType": "Final"},
        9568344,
        "`app.apiReleaseType`: expected `Release`, `BetaN` or `CanaryN`, got `Final`",
        '"Final"',
    ),
    ({"maxChildProcess": 513}, 9568344, "`app.maxChildProcess`: expected at most 512, got `513`", "513"),
    ({"appEnvironments": {}}, 9568342, "`app.appEnvironments`: expected a list, got a group of keys", "{"),
    ({"appEnvironments": [{"name": "A"}]}, 9568259, "`app.appEnvironments[0]` lacks `value`", "{"),
]


@pytest.mark.parametrize(("change", "code", "message", "marked"), APP_MISTAKES)
@pytest.mark.threat("T3.4")
def test_mistake_in_app_json5(tmp_path: Path, change: dict[str, Any], code: int, message: str, marked: str) -> None:
    error = refused(write_app(tmp_path / "echo", app=change))
    assert (error.code, error.message) == (code, message)
    if len(marked) < 100:
        assert shown_line(error) == marked
    assert error.position is not None and error.position.path == tmp_path / "echo/AppScope/app.json5"


def ability(**change: Any) -> dict[str, Any]:
    entry = {"name": "EntryAbility", "srcEntry": "./EntryAbility.py", **change}
    return {"abilities": [{key: value for key, value in entry.items() if value is not ...}]}


MODULE_MISTAKES: list[tuple[dict[str, Any], int, str, str]] = [
    ({"name": ...}, 9568259, "`module` lacks `name`", "{"),
    ({"type": ...}, 9568259, "`module` lacks `type`", "{"),
    ({"deviceTypes": ...}, 9568259, "`module` lacks `deviceTypes`", "{"),
    (
        {"name": "my-entry"},
        9568344,
        "`module.name`: expected a letter, then letters, digits and `_`, got `my-entry`",
        '"my-entry"',
    ),
    (
        {"name": "../entry"},
        9568344,
        "`module.name`: expected a letter, then letters, digits and `_`, got `../entry`",
        '"../entry"',
    ),
    ({"name": "e" * 32}, 9568344, "`module.name`: expected at most 31 bytes, got 32", '"' + "e" * 32 + '"'),
    ({"type": "app"}, 9568344, "`module.type`: expected `entry`, `feature`, `har` or `shared`, got `app`", '"app"'),
    ({"type": "har"}, 9568344, "the app has no module of type `entry`", '"har"'),
    ({"deviceTypes": "phone"}, 9568342, "`module.deviceTypes`: expected a list, got `phone`", '"phone"'),
    ({"deviceTypes": []}, 9568344, "`module.deviceTypes`: expected at least one type of device, got none", "["),
    (
        {"deviceTypes": ["phnoe"]},
        9568344,
        "`module.deviceTypes[0]`: expected `phone`, `tablet`, `2in1`, `tv`, `wearable`, `car`, `default`, "
        "`liteWearable`, `smartVision` or `router`, got `phnoe`",
        '"phnoe"',
    ),
    ({"deviceTypes": ["tv", "car"]}, 9568304, "this device is a `phone`, the app is made for `tv` and `car`", "["),
    ({"abilities": {}}, 9568342, "`module.abilities`: expected a list, got a group of keys", "{"),
    (
        {"abilities": ["EntryAbility"]},
        9568342,
        "`module.abilities[0]`: expected a group of keys, got `EntryAbility`",
        '"EntryAbility"',
    ),
    (ability(name=...), 9568259, "`module.abilities[0]` lacks `name`", "{"),
    (ability(srcEntry=...), 9568259, "`module.abilities[0]` lacks `srcEntry`", "{"),
    (ability(name=""), 9568344, "`module.abilities[0].name`: expected a name, got an empty text", '""'),
    (ability(srcEntry=5), 9568342, "`module.abilities[0].srcEntry`: expected text, got `5`", "5"),
    (
        ability(launchType="single"),
        9568344,
        "`module.abilities[0].launchType`: expected `singleton`, `multiton` or `specified`, got `single`",
        '"single"',
    ),
    (
        {"requestPermissions": "ohos.permission.INTERNET"},
        9568342,
        "`module.requestPermissions`: expected a list, got `ohos.permission.INTERNET`",
        '"ohos.permission.INTERNET"',
    ),
    (
        {"requestPermissions": ["ohos.permission.INTERNET"]},
        9568342,
        "`module.requestPermissions[0]`: expected a group of keys, got `ohos.permission.INTERNET`",
        '"ohos.permission.INTERNET"',
    ),
    ({"requestPermissions": [{}]}, 9568259, "`module.requestPermissions[0]` lacks `name`", "{"),
    ({"requestPermissions": [{"name": ""}]}, 9568343, "a requested permission has an empty name", '""'),
    (
        {"requestPermissions": [{"name": "ohos.permission.LOCATION", "usedScene": {"when": "sometimes"}}]},
        9568344,
        "`module.requestPermissions[0].usedScene.when`: expected `inuse` or `always`, got `sometimes`",
        '"sometimes"',
    ),
    (
        {"isolationMode": "none"},
        9568344,
        "`module.isolationMode`: expected `nonisolationFirst`, `isolationFirst`, `isolationOnly` or "
        "`nonisolationOnly`, got `none`",
        '"none"',
    ),
    (
        ability(srcEntry="../../../../secret.py"),
        9568344,
        "`srcEntry` leaves the module: `../../../../secret.py`",
        '"../../../../secret.py"',
    ),
    (ability(srcEntry="./a/../../b.py"), 9568344, "`srcEntry` leaves the module: `./a/../../b.py`", '"./a/../../b.py"'),
    (ability(srcEntry="/etc/passwd"), 9568344, "`srcEntry` leaves the module: `/etc/passwd`", '"/etc/passwd"'),
    (ability(srcEntry="a\\b.py"), 9568344, "`srcEntry`: expected a path with `/`, got `a\\b.py`", '"a\\\\b.py"'),
    (ability(srcEntry="a\0b.py"), 9568344, "`srcEntry`: expected a path with `/`, got `a\0b.py`", '"a\\u0000b.py"'),
    (ability(srcEntry="."), 9568344, "`srcEntry`: expected a Python file, got `.`", '"."'),
    (
        ability(srcEntry="./ets/entryability/EntryAbility.ets"),
        9568344,
        "`./ets/entryability/EntryAbility.ets` is not Python: the apps of this device are written in Python",
        '"./ets/entryability/EntryAbility.ets"',
    ),
]


@pytest.mark.parametrize(("change", "code", "message", "marked"), MODULE_MISTAKES)
@pytest.mark.threat("T3.1")
def test_mistake_in_module_json5(tmp_path: Path, change: dict[str, Any], code: int, message: str, marked: str) -> None:
    error = refused(write_app(tmp_path / "echo", module=change))
    assert (error.code, error.message) == (code, message)
    assert shown_line(error) == marked
    assert error.position is not None and error.position.path == tmp_path / "echo/entry/src/main/module.json5"


@pytest.mark.parametrize("text", ["[]", "1", '"x"', "null"])
def test_manifest_that_is_no_object_is_refused(tmp_path: Path, text: str) -> None:
    error = refused(write_app(tmp_path / "echo", app=text))
    assert (error.code, error.message[:30]) == (9568342, "expected a group of keys, got ")


def test_manifest_without_its_section_is_refused(tmp_path: Path) -> None:
    error = refused(write_app(tmp_path / "echo", module='{"name": "entry"}'))
    assert (error.code, error.message) == (9568259, "the file lacks `module`")


def test_json5_error_in_a_manifest_is_a_bad_profile_at_its_place(tmp_path: Path) -> None:
    error = refused(write_app(tmp_path / "echo", module='{\n  module: {\n    name: "entry"\n    type: "entry"\n  }\n}'))
    assert (error.code, error.message) == (9568341, "expected `,` or `}`, got `t`")
    assert str(error.position).endswith("module.json5:4:5")


def test_several_mistakes_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    error = refused(write_app(tmp_path / "echo", app={"versionCode": "1", "versionName": 2}))
    assert error.message == "`app.versionCode`: expected a whole number, got `1`"
    assert error.notes[0].endswith("AppScope/app.json5:5:20: `app.versionName`: expected text, got `2`")


def test_ets_entry_tells_which_python_file_was_expected(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", module=ability(srcEntry="./ets/EntryAbility.ets"))
    expected = path / "entry/src/main/ets/EntryAbility.py"
    assert refused(path).help == f'write the ability in `{expected}` and say "srcEntry": "./ets/EntryAbility.py"'


def test_missing_entry_file_suggests_the_one_there_is(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", module=ability(srcEntry="./EntryAbilty"))
    error = refused(path)
    assert error.message == f"there is no file `{path}/entry/src/main/EntryAbilty.py`"
    assert error.help == "did you mean `./EntryAbility.py`?"


def test_app_for_a_newer_level_is_refused(tmp_path: Path) -> None:
    error = refused(write_app(tmp_path / "echo", app={"minAPIVersion": 12}), api_level=11)
    assert (error.code, error.message) == (9568297, "the app needs API 12, this device is at API 11")
    assert shown_line(error) == "12"


def test_level_of_a_device_type_takes_the_place_of_the_general_one(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", app={"tv": {"minAPIVersion": 20}}, module={"deviceTypes": ["phone", "tv"]})
    assert read_bundle(path, device_type="phone").name == "com.example.echo"
    assert refused(path, device_type="tv").message == "the app needs API 20, this device is at API 11"


def test_phone_takes_what_is_made_for_default_and_a_tv_does_not(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", module={"deviceTypes": ["default"]})
    assert read_bundle(path, device_type="phone").module.device_types == ("default",)
    assert refused(path, device_type="tv").code == 9568304


def test_two_abilities_of_one_name_are_refused_with_both_places(tmp_path: Path) -> None:
    twice = {"name": "A", "srcEntry": "./EntryAbility.py"}
    path = write_app(tmp_path / "echo", module={"abilities": [twice, twice]})
    error = refused(path)
    assert (error.code, error.message) == (9568344, "two abilities are named `A`")
    assert error.position is not None and error.notes[0] != f"the first is at {error.position}"
    assert error.notes[0].startswith(f"the first is at {path}/entry/src/main/module.json5:")
