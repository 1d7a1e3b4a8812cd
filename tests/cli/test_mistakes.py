"""Every kind of mistake a user makes ends with a message to act on, the right exit code, and no traceback of ours."""

from __future__ import annotations

import socket
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.apps import write_app
from tests.cli.command import ohemu

Prepare = Callable[[Path], object]
NETSTACK = "SystemCapability.Communication.NetStack"


def nothing(folder: Path) -> None:
    """The folder stays empty."""


def file(name: str, text: str = "") -> Prepare:
    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return write


def stage(*, code: str | None = None, syscap: str | None = None, **manifests: Any) -> Prepare:
    """A Stage folder `app`; `app` and `module` change its manifests."""

    def write(folder: Path) -> None:
        source = write_app(folder / "app", **manifests) / "entry" / "src" / "main"
        if code is not None:
            (source / "EntryAbility.py").write_text(textwrap.dedent(code))
        if syscap is not None:
            (source / "syscap.json").write_text(syscap)

    return write


def script(text: str = "print('hello')\n") -> Prepare:
    return file("app.py", text)


def both(*steps: Prepare) -> Prepare:
    return lambda folder: [step(folder) for step in steps]


ABILITY = "from ohos.app.ability import UIAbility\n"

# id, what the user has, what the user types, exit code, what the message says
MISTAKES: list[tuple[str, Prepare, str, int, list[str]]] = [
    # ------------------------------------------------------------------------------------- which app
    ("no-path", nothing, "run", 2, ["missing argument `PATH`", "`ohemu run --help`"]),
    ("missing-folder", nothing, "run hello", 2, ["there is no file or folder `hello`", "9568269"]),
    ("nearly-named", stage(), "run ap", 2, ["there is no file or folder `ap`", "did you mean `app`?"]),
    ("two-apps", script(), "run app.py app.py", 2, ["unexpected extra argument", "app.py"]),
    ("empty-folder", lambda folder: (folder / "app").mkdir(), "run app", 2, ["app.json5"]),
    ("packed-app", file("app.hap"), "run app.hap", 2, ["`app.hap` is not an app", "ArkTS bytecode"]),
    ("manifest-named", stage(), "run app/AppScope/app.json5", 2, ["name the project's folder, not its manifest"]),
    ("not-python", file("app.txt"), "run app.txt", 2, ["`app.txt` is not an app", "ends in `.py`"]),
    # ------------------------------------------------------------------------------------- manifests
    ("no-app-json5", both(stage(), lambda f: (f / "app/AppScope/app.json5").unlink()), "run app", 2, ["app.json5"]),
    ("json5-error", stage(app='{\n  "app": {\n    "bundleName" "x"'), "run app", 2, ["AppScope/app.json5:3:18"]),
    ("duplicate-key", stage(app='{"app": {\n"label": "a",\n"label": "b"}}'), "run app", 2, ["app.json5:3:1", "label"]),
    ("bad-bundle-name", stage(app={"bundleName": "9"}), "run app", 2, ["app.json5:3:", "bundleName"]),
    ("wrong-type", stage(app={"versionCode": "one"}), "run app", 2, ["versionCode", "whole number", "app.json5:4:"]),
    (
        "no-src-entry",
        stage(module={"abilities": [{"name": "EntryAbility", "srcEntry": "./Nowhere.py"}]}),
        "run app",
        2,
        ["there is no file", "Nowhere.py", "module.json5:"],
    ),
    (
        "arkts-entry",
        stage(module={"abilities": [{"name": "EntryAbility", "srcEntry": "./ets/EntryAbility.ets"}]}),
        "run app",
        2,
        ["is not Python", "EntryAbility.py"],
    ),
    ("no-ability", stage(module={"abilities": []}), "run app", 2, ["has no ability to start", "module.json5"]),
    (
        "unknown-permission",
        stage(
            module={"requestPermissions": [{"name": "ohos.permission.INTERNETT"}]},
            code=ABILITY + "class EntryAbility(UIAbility):\n    def onCreate(self):\n        raise SystemExit(0)\n",
        ),
        "run app",
        0,
        ["warning: `ohos.permission.INTERNETT` is not a permission", "did you mean `ohos.permission.INTERNET`?"],
    ),
    # -------------------------------------------------------------------------------------- the device
    ("level-99", script(), "run app.py --api-level 99", 2, ["levels 6 to 24 and 26, got `99`", "--api-level"]),
    ("level-25", script(), "run app.py --api-level 25", 2, ["levels 6 to 24 and 26, got `25`"]),
    ("level-text", script(), "run app.py --api-level eleven", 2, ["expected a whole number, got `eleven`"]),
    ("too-old-device", stage(), "run app --api-level 8", 2, ["9568297"]),
    ("fidelity", script(), "run app.py --fidelity devise", 2, ["got `devise`", "did you mean `device`?"]),
    ("device-type", script(), "run app.py --device-type phon", 2, ["got `phon`", "did you mean `phone`?"]),
    ("wrong-device-type", stage(), "run app --device-type wearable", 2, ["9568304", "wearable"]),
    (
        "lacking-capability",
        stage(
            module={"deviceTypes": ["smartVision"]},
            syscap=f'{{"production": {{"addedSysCaps": ["{NETSTACK}"]}}}}',
        ),
        "run app --device-type smartVision",
        2,
        ["9568293", NETSTACK, "syscap.json:1:"],
    ),
    ("denied-typo", script(), "run app.py --deny INTERNETS", 2, ["`INTERNETS`", "--deny"]),
    (
        "denied-in-vain",
        script(),
        "run app.py --deny ohos.permission.INTERNET --no-permission",
        0,
        ["warning: `--deny ohos.permission.INTERNET` has no effect"],
    ),
    ("no-permission-in-vain", stage(), "run app --no-permission", 1, ["warning: `--no-permission` has no effect"]),
    # -------------------------------------------------------------------------------------- the settings
    (
        "unknown-key",
        both(script(), file("config.yaml", "# mine\n\n  \napi_levle: 11\n")),
        "run app.py",
        2,
        ["config.yaml:4:1", "unknown key `api_levle`", "did you mean `api_level`?"],
    ),
    ("bad-yaml", both(script(), file("config.yaml", "api_level: [1\n")), "run app.py", 2, ["config.yaml:2:1"]),
    (
        "bad-value",
        both(script(), file("config.yaml", "limits:\n  memory: 12 bananas\n")),
        "run app.py",
        2,
        ["config.yaml:2:11", "expected a size such as `256MiB`"],
    ),
    ("no-config", script(), "run app.py --config my.yaml", 2, ["cannot read `my.yaml`"]),
    ("file-as-data", both(script(), file("data")), "run app.py --data data", 2, ["expected a folder", "`data`"]),
    ("data-below-file", both(script(), file("x")), "run app.py --data x/y", 3, ["cannot be made", "--data DIR"]),
    # ------------------------------------------------------------------------------------- other options
    ("ps-alone", script(), "run app.py --ps key", 2, ["`--ps` requires 2 arguments", "`ohemu run --help`"]),
    ("port-text", script(), "run app.py --port http", 2, ["`--port`: expected 0 to 65535, got `http`"]),
    ("port-range", script(), "run app.py --port 70000", 2, ["expected 0 to 65535, got `70000`"]),
    ("port-in-vain", script(), "run app.py --port 9 --ps url ws://h/", 2, ["`--port` is the echo peer's"]),
    ("timeout-text", script(), "run app.py --timeout soon", 2, ["expected seconds, got `soon`"]),
    ("hilog-level", script(), "run app.py --hilog-level X", 2, ["expected `D`, `I`, `W`, `E` or `F`, got `X`"]),
    ("option-typo", script(), "run app.py --api-levle 9", 2, ["--api-levle", "did you mean `--api-level`?"]),
    ("flag-with-value", script(), "run app.py --json=yes", 2, ["`--json` does not take a value"]),
    ("verb-typo", script(), "rnu app.py", 2, ["unknown command `ohemu rnu`", "did you mean `ohemu run`?"]),
    ("verb-unknown", nothing, "frobnicate", 2, ["unknown command", "`run`", "`doctor`"]),
    ("no-verb", nothing, "", 2, ["Examples:", "ohemu run"]),
    ("subcommand", nothing, "config shwo", 2, ["unknown command `ohemu config shwo`", "`ohemu config show`"]),
    # -------------------------------------------------------------------------------------- the app's code
    ("syntax-error", script("print('a')\nx = (\n"), "run app.py", 2, ["app.py:2:5", "never closed"]),
    ("stage-syntax-error", stage(code="class EntryAbility:\n  def"), "run app", 2, ["EntryAbility.py:2:6"]),
    (
        "exception",
        script("def half(x):\n    return 1 / x\n\nhalf(0)\n"),
        "run app.py",
        1,
        ['File "app.py", line 4, in <module>', "uncaught ZeroDivisionError: division by zero", "--> app.py:2\n"],
    ),
    (
        "stage-exception",
        stage(code=ABILITY + "class EntryAbility(UIAbility):\n    def onCreate(self):\n        self.nothing\n"),
        "run app",
        1,
        ["uncaught AttributeError", "--> app/entry/src/main/EntryAbility.py:4\n"],
    ),
    ("no-module", script("import requestz\n"), "run app.py", 1, ["No module named 'requestz'", "--> app.py:1\n"]),
    (
        "no-api-module",
        script("from ohos.net import socket\n"),
        "run app.py",
        1,
        ["uncaught ImportError", "--> app.py:1\n"],
    ),
    (
        "no-ability-class",
        stage(code=ABILITY + "class Other:\n    pass\n"),
        "run app",
        1,
        ["EntryAbility.py has no `class EntryAbility(UIAbility)`"],
    ),
]


@pytest.mark.parametrize(
    ("prepare", "typed", "code", "said"),
    [mistake[1:] for mistake in MISTAKES],
    ids=[mistake[0] for mistake in MISTAKES],
)
def test_a_mistake_is_explained(tmp_path: Path, prepare: Prepare, typed: str, code: int, said: list[str]) -> None:
    prepare(tmp_path)
    result = ohemu(tmp_path, *typed.split())
    assert result.code == code, result.stderr
    for part in said:
        assert part in result.stderr
    assert "/emulator/cli/" not in result.stderr
    if code in (2, 3):
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        assert list((tmp_path / "tmp").iterdir()) == []


def test_an_unknown_variable_is_explained(tmp_path: Path) -> None:
    script()(tmp_path)
    result = ohemu(tmp_path, "run", "app.py", env={"OHEMU_API_LEVLE": "9"})
    assert result.code == 2
    assert "unknown environment variable `OHEMU_API_LEVLE`" in result.stderr
    assert "did you mean `OHEMU_API_LEVEL`?" in result.stderr


def test_a_wrong_variable_names_itself(tmp_path: Path) -> None:
    script()(tmp_path)
    result = ohemu(tmp_path, "run", "app.py", env={"OHEMU_API_LEVEL": "99"})
    assert result.code == 2
    assert "note: set by OHEMU_API_LEVEL" in result.stderr


def test_a_port_in_use_names_who_has_it(tmp_path: Path) -> None:
    script()(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = ohemu(tmp_path, "run", "app.py", "--port", str(port))
    assert result.code == 2
    assert f"port {port} on 127.0.0.1 is already in use by" in result.stderr
    assert "0 for any free one" in result.stderr


def test_a_bad_url_is_the_apps_own_error_and_the_run_goes_on(tmp_path: Path) -> None:
    script("""\
from ohos.net import webSocket

try:
    await webSocket.createWebSocket().connect("http//nowhere")
except Exception as error:
    print("refused with", error.code)
print("still here")
""")(tmp_path)
    result = ohemu(tmp_path, "run", "app.py")
    assert result.code == 0, result.stderr
    assert result.printed == ["refused with 2302001", "still here"]
