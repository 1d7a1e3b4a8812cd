from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from emulator.bundle import InstallError, read_bundle
from emulator.diagnostics import UserError
from syscap.devices import capabilities
from tests.bundle.apps import CODE, write_app
from tests.bundle.test_manifest import refused, shown_line

NETSTACK = "SystemCapability.Communication.NetStack"


def test_app_is_read_with_all_its_facts(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", module={"mainElement": "EntryAbility"})
    bundle = read_bundle(path)
    assert (bundle.name, bundle.version_code, bundle.version_name) == ("com.example.echo", 1, "1.0.0")
    assert (bundle.min_api_version, bundle.target_api_version, bundle.label) == (9, 11, "$string:app_name")
    assert (bundle.bundle_type, bundle.is_script, bundle.warnings) == ("app", False, ())
    assert bundle.requested_permissions == ("ohos.permission.INTERNET",)
    assert bundle.code_dir == path / "entry/src/main"
    assert bundle.module.main_ability == "EntryAbility"
    assert bundle.ability().src_entry == "EntryAbility.py"


def test_least_manifest_is_enough(tmp_path: Path) -> None:
    path = write_app(
        tmp_path / "echo",
        app='{app: {bundleName: "com.example.echo", versionCode: 1, versionName: "1.0"}}',
        module='{module: {name: "entry", type: "entry", deviceTypes: ["default"]}}',
    )
    bundle = read_bundle(path, api_level=12)
    assert (bundle.label, bundle.min_api_version, bundle.target_api_version) == ("com.example.echo", 0, 12)
    assert (bundle.requested_permissions, bundle.module.abilities) == ((), ())


def test_manifest_of_the_platforms_documentation_is_read_without_a_warning(tmp_path: Path) -> None:
    path = write_app(
        tmp_path / "echo",
        app={"icon": "$media:app_icon", "vendor": "example", "apiReleaseType": "Beta3", "multiAppMode": {
            "multiAppModeType": "appClone", "maxCount": 2}, "appEnvironments": [{"name": "A", "value": "B"}]},
        module={
            "description": "$string:module_desc",
            "mainElement": "EntryAbility",
            "deliveryWithInstall": True,
            "installationFree": False,
            "pages": "$profile:main_pages",
            "metadata": [{"name": "a", "value": "b", "resource": "$profile:c"}],
            "abilities": [{
                "name": "EntryAbility", "srcEntry": "./EntryAbility.py", "exported": True, "icon": "$media:i",
                "label": "$string:l", "startWindowIcon": "$media:i", "startWindowBackground": "$color:b",
                "skills": [{"actions": ["ohos.want.action.home"], "entities": ["entity.system.home"]}],
            }],
            "requestPermissions": [{"name": "ohos.permission.LOCATION", "reason": "$string:why",
                                    "usedScene": {"abilities": ["EntryAbility"], "when": "inuse"}}],
        },
    )  # fmt: skip
    assert read_bundle(path).warnings == ()


@pytest.mark.parametrize(
    "src_entry", ["EntryAbility.py", "./EntryAbility.py", "./EntryAbility", "EntryAbility", ".//EntryAbility.py"]
)
def test_entry_file_is_found_however_it_is_written(tmp_path: Path, src_entry: str) -> None:
    path = write_app(tmp_path / "echo", module={"abilities": [{"name": "A", "srcEntry": src_entry}]})
    assert read_bundle(path).ability("A").src_entry == "EntryAbility.py"


def test_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    manifest = path / "AppScope/app.json5"
    manifest.write_bytes(b"\xef\xbb\xbf" + manifest.read_bytes())
    assert read_bundle(path).name == "com.example.echo"


def test_folder_named_through_a_link_is_read(tmp_path: Path) -> None:
    write_app(tmp_path / "echo")
    (tmp_path / "current").symlink_to("echo")
    assert read_bundle(tmp_path / "current").name == "com.example.echo"


# -------------------------------------------------------------------------------------------------- the ability


def abilities(*names: str, **extra: Any) -> dict[str, Any]:
    return {"abilities": [{"name": name, "srcEntry": "./EntryAbility.py", **extra.get(name, {})} for name in names]}


def test_main_ability_is_main_element_else_the_home_one_else_the_first(tmp_path: Path) -> None:
    home = {"skills": [{"entities": ["entity.system.home"]}]}
    named = write_app(tmp_path / "a", module={**abilities("A", "B", "C", B=home), "mainElement": "C"})
    with_home = write_app(tmp_path / "b", module=abilities("A", "B", B=home))
    plain = write_app(tmp_path / "c", module=abilities("A", "B"))
    assert [read_bundle(path).ability().name for path in (named, with_home, plain)] == ["C", "B", "A"]


def test_unknown_ability_is_refused_with_the_near_one(tmp_path: Path) -> None:
    bundle = read_bundle(write_app(tmp_path / "echo"))
    with pytest.raises(UserError) as caught:
        bundle.ability("EntryAbilty")
    assert caught.value.message == "`com.example.echo` has no ability `EntryAbilty`"
    assert caught.value.help == "did you mean `EntryAbility`?"


def test_module_without_abilities_has_none_to_start(tmp_path: Path) -> None:
    bundle = read_bundle(write_app(tmp_path / "echo", module={"abilities": []}))
    with pytest.raises(UserError, match="has no ability to start"):
        bundle.ability()


# ----------------------------------------------------------------------------------------------------- modules


def test_entry_module_runs_and_permissions_are_those_of_all_modules(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    more = [{"name": "ohos.permission.INTERNET"}, {"name": "ohos.permission.GET_NETWORK_INFO"}]
    write_app(path, folder="afeature", module={"name": "extra", "type": "feature", "requestPermissions": more})
    bundle = read_bundle(path)
    assert (bundle.module.name, {module.name for module in bundle.modules}) == ("entry", {"entry", "extra"})
    assert set(bundle.requested_permissions) == {"ohos.permission.INTERNET", "ohos.permission.GET_NETWORK_INFO"}


def test_module_folder_may_have_any_name(tmp_path: Path) -> None:
    assert read_bundle(write_app(tmp_path / "echo", folder="phone")).code_dir == tmp_path / "echo/phone/src/main"


def test_module_for_another_device_is_left_out(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    write_app(path, folder="watch", module={"name": "watch", "deviceTypes": ["wearable"]})
    assert [module.name for module in read_bundle(path).modules] == ["entry"]
    assert read_bundle(path, device_type="wearable").module.name == "watch"


def test_two_modules_of_one_name_are_refused(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    write_app(path, folder="other")
    error = refused(path)
    assert (error.code, error.message) == (9568300, "two modules are named `entry`")
    assert error.notes[0].startswith(f"the first is at {path}/entry/src/main/module.json5:3:")


# ---------------------------------------------------------------------------------------------------- warnings


def warnings(path: Path) -> list[tuple[str, str | None]]:
    return [(warning.message, warning.help) for warning in read_bundle(path).warnings]


def test_unknown_keys_are_warned_about(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", app={"vendr": "x"}, module={"abilities": [
        {"name": "A", "srcEntry": "EntryAbility.py", "exportd": True}], "xyzzy": 1})  # fmt: skip
    assert warnings(path) == [
        ("unknown key `app.vendr` is ignored", "did you mean `vendor`?"),
        ("unknown key `module.xyzzy` is ignored", None),
        ("unknown key `module.abilities[0].exportd` is ignored", "did you mean `exported`?"),
    ]


def test_unknown_permission_is_warned_about_and_stays_requested(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", module={"requestPermissions": [{"name": "ohos.permission.INTERNETT"}]})
    assert read_bundle(path).requested_permissions == ("ohos.permission.INTERNETT",)
    message = "`ohos.permission.INTERNETT` is not a permission of the platform: it is never granted"
    assert warnings(path) == [(message, "did you mean `ohos.permission.INTERNET`?")]
    assert read_bundle(path).warnings[0].render().startswith(f"warning: {message}\n  --> ")


def test_user_grant_permission_without_a_reason_is_warned_about(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", module={"requestPermissions": [{"name": "ohos.permission.LOCATION"}]})
    assert [message for message, _ in warnings(path)] == [
        "`ohos.permission.LOCATION` asks the user: the platform's build tool wants `reason` and `usedScene`"
    ]


def test_main_element_that_names_no_ability_is_warned_about(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", module={"mainElement": "EntryAbilty"})
    message = "`mainElement` names no ability of the module: `EntryAbilty`"
    assert warnings(path) == [(message, "did you mean `EntryAbility`?")]


def test_refused_grant_points_at_the_declaration(tmp_path: Path) -> None:
    name = "ohos.permission.MANAGE_WIFI_CONNECTION"
    path = write_app(tmp_path / "echo", module={"requestPermissions": [{"name": name}]})
    error = read_bundle(path).grant_refused(name, "it needs system_core, the app has normal")
    assert (error.code, shown_line(error)) == (9568289, f'"{name}"')


# ------------------------------------------------------------------------------------------------ capabilities


def with_syscap(root: Path, content: object) -> Path:
    path = write_app(root / "echo")
    (path / "entry/src/main/syscap.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_required_capability_that_the_device_has_is_kept(tmp_path: Path) -> None:
    path = with_syscap(tmp_path, {"production": {"addedSysCaps": [NETSTACK]}})
    assert read_bundle(path).required_capabilities == (NETSTACK,)


def test_required_capability_that_the_device_lacks_is_refused(tmp_path: Path) -> None:
    path = with_syscap(tmp_path, {"production": {"addedSysCaps": [NETSTACK]}})
    error = refused(path, capabilities=capabilities("phone", 11) - {NETSTACK})
    assert (error.code, error.text) == (9568293, "error: install failed due to check syscap filed.")
    assert error.message == f"the device lacks `{NETSTACK}`, which the app requires"
    assert shown_line(error) == f'"{NETSTACK}"'


def test_requirement_is_what_the_devices_share_plus_added_minus_removed(tmp_path: Path) -> None:
    path = with_syscap(
        tmp_path,
        {
            "devices": {"general": ["phone"], "custom": [{"board": [NETSTACK, "SystemCapability.Base", "X.Y"]}]},
            "development": {"addedSysCaps": ["Only.Editor"]},
            "production": {"addedSysCaps": ["Added"], "removedSysCaps": ["SystemCapability.Base"]},
        },
    )
    bundle = read_bundle(path, capabilities=frozenset({NETSTACK, "Added"}))
    assert bundle.required_capabilities == ("Added", NETSTACK)


def test_devices_of_a_syscap_json_alone_require_what_they_have(tmp_path: Path) -> None:
    path = with_syscap(tmp_path, {"devices": {"general": ["default"]}})
    error = refused(path, capabilities=frozenset())
    assert (error.code, "and 7 more" in error.message or "and" in error.message) == (9568293, True)


@pytest.mark.parametrize(
    "content", ["", "[]", "{production: []}", "{production: {addedSysCaps: 'x'}}", "{devices: {general: [1]}}", "{"]
)
def test_bad_syscap_json_is_refused(tmp_path: Path, content: str) -> None:
    assert refused(with_syscap(tmp_path, content)).code == 9568346


# ------------------------------------------------------------------------------------------------- the Python


@pytest.mark.parametrize(
    ("code", "place", "message"),
    [
        (b"def f(:\n    pass\n", "1:7", "not valid Python: invalid syntax"),
        (b"x = 1\n  y = 2\n", "2:2", "not valid Python: unexpected indent"),
        (b"await x\n", "1:1", "not valid Python: 'await' outside function"),
        (b"return 1\n", "1:1", "not valid Python: 'return' outside function"),
    ],
)
def test_syntax_error_in_the_entry_file_is_found_at_install(
    tmp_path: Path, code: bytes, place: str, message: str
) -> None:
    path = write_app(tmp_path / "echo")
    file = path / "entry/src/main/EntryAbility.py"
    file.write_bytes(code)
    with pytest.raises(UserError) as caught:
        read_bundle(path)
    assert (caught.value.message, str(caught.value.position)) == (message, f"{file}:{place}")


@pytest.mark.parametrize(
    "code",
    [b"x = 1\0", b"\xff\xfe", b"# coding: klingon\n", b"(" * 100_000, b"-" * 100_000 + b"1", b"x = " + b"9" * 9000],
)
def test_hostile_entry_file_is_a_users_mistake(tmp_path: Path, code: bytes) -> None:
    path = write_app(tmp_path / "echo")
    (path / "entry/src/main/EntryAbility.py").write_bytes(code)
    with pytest.raises(UserError, match="not valid Python"):
        read_bundle(path)


def test_code_is_not_run_at_install(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    (path / "entry/src/main/EntryAbility.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    read_bundle(path)
    assert not (tmp_path / "ran").exists()


def test_doubtful_python_is_no_error(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    (path / "entry/src/main/EntryAbility.py").write_text("x = '\\d'\nassert (x, 'always true')\n")
    assert read_bundle(path).ability().src_entry == "EntryAbility.py"


# ------------------------------------------------------------------------------------------- what is not an app


def test_missing_folder_suggests_the_near_one(tmp_path: Path) -> None:
    write_app(tmp_path / "echo")
    error = refused(tmp_path / "ehco")
    assert (error.code, error.message) == (9568269, f"there is no file or folder `{tmp_path}/ehco`")
    assert error.help == f"did you mean `{tmp_path}/echo`?"


def test_missing_parent_folder_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "no/echo").help == f"there is no folder `{tmp_path}/no` either"


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert (error.code, error.help) == (9568340, "the folder is empty: copy an app of `apps/` to start from")


@pytest.mark.parametrize("inside", ["entry", "entry/src/main", "AppScope"])
def test_folder_inside_a_project_is_helped_to_the_project(tmp_path: Path, inside: str) -> None:
    path = write_app(tmp_path / "echo")
    error = refused(path / inside)
    assert (error.code, error.help) == (9568340, f"name the project's folder: `{path}`")


def test_folder_of_apps_is_helped_to_one(tmp_path: Path) -> None:
    write_app(tmp_path / "apps" / "echo")
    assert refused(tmp_path / "apps").help == f"did you mean `{tmp_path}/apps/echo`?"


def test_fa_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert "FA model" in (refused(tmp_path).help or "")


def test_folder_of_scripts_is_helped_to_one(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("")
    assert refused(tmp_path).help == f"to run one Python file, name it: `{tmp_path}/main.py`"


def test_project_without_a_module_is_refused(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    (path / "entry/src/main/module.json5").unlink()
    error = refused(path)
    assert (error.code, error.message) == (
        9568340,
        f"`{path}` has no module: there is no file `{path}/entry/src/main/module.json5`",
    )


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("app.hap", "packed apps hold ArkTS bytecode"),
        ("app.txt", "name an app's folder"),
        ("module.json5", "name the project's folder"),
    ],
)
def test_file_that_is_no_app_is_refused(tmp_path: Path, name: str, help: str) -> None:
    (tmp_path / name).write_text("x")
    error = refused(tmp_path / name)
    assert error.code == 9568270
    assert (error.help or "").startswith(help)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "loop/app"])
def test_path_the_host_cannot_open_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    error = refused(tmp_path / name)
    assert error.code == 9568269
    assert error.message.startswith("cannot read")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run the body without root's right to read everything."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if user == 0:
            os.seteuid(0)


@pytest.mark.parametrize("locked", ["AppScope/app.json5", "AppScope", "entry/src/main/module.json5", "entry/src", "."])
def test_unreadable_file_or_folder_is_named(tmp_path: Path, locked: str) -> None:
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    path = write_app(tmp_path / "echo")
    (path / locked).chmod(0)
    try:
        with as_nobody():
            error = refused(path)
    finally:
        (path / locked).chmod(0o755)
    assert error.code == 9568269
    assert error.message.endswith("permission denied")


# -------------------------------------------------------------------------------------------------- hostile input


@pytest.mark.parametrize(
    "manifest",
    [b"[" * 100_000, b'{"a":' * 50_000, b"\0" * 1000, b"\xff\xfe{\x00}\x00", b"{app: '\xc3'}", b"{app: \x1b}"],
)
@pytest.mark.threat("T3.2")
def test_hostile_manifest_is_a_bad_profile(tmp_path: Path, manifest: bytes) -> None:
    path = write_app(tmp_path / "echo")
    (path / "AppScope/app.json5").write_bytes(manifest)
    error = refused(path)
    assert error.code == 9568341
    assert "\x1b" not in error.render()


def test_invalid_utf8_is_placed(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    (path / "AppScope/app.json5").write_bytes("{\n  // é ".encode() + b"\xe9\n}")
    error = refused(path)
    assert (error.message, str(error.position)) == (
        "expected UTF-8 text, got the byte 0xe9",
        f"{path}/AppScope/app.json5:2:8",
    )


@pytest.mark.threat("T3.2")
def test_huge_manifest_is_not_read_into_memory(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    with (path / "AppScope/app.json5").open("r+b") as file:
        file.truncate(50 * 1024**3)  # sparse
    error = refused(path)
    assert (error.code, error.message) == (
        9568341,
        f"`{path}/AppScope/app.json5` is too large: expected at most 256 KiB",
    )


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "9" * 300, "0x" + "f" * 300])
def test_number_out_of_this_world_is_refused(tmp_path: Path, number: str) -> None:
    path = write_app(
        tmp_path / "echo", app=f"{{app: {{bundleName: 'com.example.echo', versionName: '1', versionCode: {number}}}}}"
    )
    assert refused(path).code in {9568342, 9568344}


def test_lone_surrogate_does_not_break_the_message(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", app=r"{app: {bundleName: '\ud800.example.echo'}}")
    refused(path).render().encode("utf-8")


@pytest.mark.parametrize(
    "change",
    [
        {"type": "\ud800"},
        {"deviceTypes": ["\ud800"]},
        {"\ud800": 1},
        {"requestPermissions": [{"name": "ohos.permission.LOCATION", "reason": "\ud800"}]},
    ],
)
def test_lone_surrogate_is_a_bad_value(tmp_path: Path, change: dict[str, Any]) -> None:
    manifest = json.dumps({"module": {"name": "entry", "type": "entry", "deviceTypes": ["phone"], **change}})
    error = refused(write_app(tmp_path / "echo", module=manifest))
    assert error.code == 9568344
    assert error.message.endswith("expected whole characters, got half a surrogate pair")
    error.render().encode("utf-8")


@pytest.mark.parametrize("link", ["AppScope", "AppScope/app.json5", "entry/src", "entry/src/main/module.json5"])
@pytest.mark.threat("T3.1")
def test_manifest_behind_a_link_out_of_the_bundle_is_refused(tmp_path: Path, link: str) -> None:
    path = write_app(tmp_path / "echo")
    (path / link).rename(tmp_path / "outside")
    (path / link).symlink_to(tmp_path / "outside")
    error = refused(path)
    assert error.code == 9568271
    assert "symbolic link" in error.message


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../..", "EntryAbility.py", "loop", "nowhere"])
@pytest.mark.threat("T3.1")
def test_link_among_the_files_is_refused(tmp_path: Path, target: str) -> None:
    path = write_app(tmp_path / "echo")
    (path / "entry/src/main/loop").symlink_to(target)
    error = refused(path)
    assert (error.code, error.message) == (9568271, f"`{path}/entry/src/main/loop` is or passes a symbolic link")


def test_entry_file_behind_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text(CODE)
    path = write_app(tmp_path / "echo")
    file = path / "entry/src/main/EntryAbility.py"
    file.unlink()
    file.symlink_to(tmp_path / "evil.py")
    assert refused(path).code == 9568271


@pytest.mark.threat("T3.2")
def test_fifo_and_socket_among_the_files_are_refused(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    os.mkfifo(path / "entry/src/main/fifo")
    assert "fifo` is neither a folder nor a plain file" in refused(path).message
    (path / "entry/src/main/fifo").unlink()
    with socket.socket(socket.AF_UNIX) as sock:
        here = os.getcwd()
        os.chdir(path / "entry/src/main")  # a socket's path is short
        try:
            sock.bind("sock")
        finally:
            os.chdir(here)
        assert "sock` is neither a folder nor a plain file" in refused(path).message


def test_manifest_that_is_a_fifo_does_not_block(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    (path / "AppScope/app.json5").unlink()
    os.mkfifo(path / "AppScope/app.json5")
    assert refused(path).code == 9568271


def test_manifest_that_is_a_folder_is_no_profile(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    (path / "AppScope/app.json5").unlink()
    (path / "AppScope/app.json5").mkdir()
    assert refused(path).code == 9568340


def test_hidden_files_and_caches_are_not_part_of_the_bundle(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    (path / "entry/src/main/.#lock").symlink_to("nobody@host")
    (path / "entry/src/main/__pycache__").symlink_to("/")
    assert isinstance(read_bundle(path).name, str)


def test_install_error_is_a_user_error() -> None:
    assert issubclass(InstallError, UserError)
