"""`ohemu new`: what it makes is run, checked and read, not only looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from mypy import api

from emulator.bundle import read_bundle
from tests.cli.command import OHEMU, ohemu

ROOT = Path(__file__).parents[2]
INTERNET = "ohos.permission.INTERNET"
FILES = {
    "AppScope/app.json5",
    "entry/src/main/module.json5",
    "entry/src/main/EntryAbility.py",
    "tests/test_my_app.py",
    "README.md",
}


def made(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_new_app_runs_at_once_and_hears_its_greeting(tmp_path: Path) -> None:
    result = ohemu(tmp_path, "new", "my-app")
    assert (result.code, result.stderr) == (0, "")
    assert made(tmp_path / "my-app") == FILES
    for line in (
        "made my-app: com.example.myapp with EntryAbility",
        "next: ohemu run my-app",
        *(f"  {f}" for f in FILES),
    ):
        assert line in result.stdout.splitlines()
    run = ohemu(tmp_path, "run", "my-app")
    assert run.code == 0, run.stderr
    assert run.printed == ["received: 'Hello from My app!'", "closed: 1000"]


def test_denied_the_network_it_says_so_and_ends(tmp_path: Path) -> None:
    ohemu(tmp_path, "new", "my-app")
    run = ohemu(tmp_path, "run", "my-app", "--deny", INTERNET)
    assert run.code == 0, run.stderr
    assert [line.partition(":")[0] for line in run.printed] == ["offline"]


def test_without_a_server_it_says_so_and_ends(tmp_path: Path) -> None:
    ohemu(tmp_path, "new", "my-app")
    run = ohemu(tmp_path, "run", "my-app", "--ps", "url", "ws://127.0.0.1:1/")
    assert (run.code, run.printed) == (0, ["no connection: 200"])


def test_every_option_is_found_in_what_is_made(tmp_path: Path) -> None:
    options = ["--bundle-name", "org.acme.talk", "--ability", "MainAbility", "--level", "12", "--no-permission"]
    result = ohemu(tmp_path, "new", "deep/er/talk", *options)
    assert result.code == 0, result.stderr
    assert "ohemu run deep/er/talk --api-level 12" in result.stdout
    bundle = read_bundle(tmp_path / "deep/er/talk", api_level=12, device_type="phone")
    assert (bundle.name, bundle.module.main_ability, bundle.ability().src_entry) == (
        "org.acme.talk",
        "MainAbility",
        "MainAbility.py",
    )
    assert (bundle.min_api_version, bundle.target_api_version) == (9, 12)
    assert bundle.requested_permissions == ()
    run = ohemu(tmp_path, "run", "deep/er/talk", "--api-level", "12")
    assert (run.code, [line.partition(":")[0] for line in run.printed]) == (0, ["offline"])


def test_an_empty_folder_is_filled_also_the_current_one(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    done = subprocess.run([*OHEMU, "new", "."], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "com.example.here" in done.stdout
    assert "tests/test_here.py" in made(folder)


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (("my app",), "got `my app`", "`ohemu new my-app`"),
        (("聊天",), "got `聊天`", "`ohemu new my-app`"),
        (
            ("my-app", "--bundle-name", "chat"),
            "`--bundle-name`: expected 7 to 128 characters, got 4",
            "com.example.chat",
        ),
        (("my-app", "--ability", "main-ability"), "got `main-ability`", "`--ability MainAbility`"),
        (("my-app", "--level", "25"), "`25` is no API level", "`--level 26`"),
        (("taken",), "exists and is not empty: it has `mine`", "choose another name"),
        (("taken/mine",), "in the way", "choose another name"),
        (("my-app", "--no-permision"), "no such option", "did you mean `--no-permission`?"),
        ((), "missing argument `PATH`", "--help"),
    ],
)
def test_a_mistake_makes_nothing_and_says_what_to_do(
    arguments: tuple[str, ...], message: str, help: str, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine").write_text("mine")
    result = ohemu(tmp_path, "new", *arguments)
    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr
    assert help in result.stderr
    assert made(tmp_path) == {"taken/mine"}
    assert (tmp_path / "taken" / "mine").read_text() == "mine"


@pytest.mark.parametrize("options", [[], ["--no-permission", "--level", "12"]], ids=["plain", "optioned"])
def test_what_is_made_is_clean_python(options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ohemu(tmp_path, "new", "my-app", *options)
    app = tmp_path / "my-app"
    for command in (["check", "--ignore=S"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"), str(app)]
        done = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    monkeypatch.setenv("MYPYPATH", str(ROOT / "emulator" / "guest" / "api"))
    ability = str(app / "entry" / "src" / "main" / "EntryAbility.py")
    out, _, code = api.run(["--strict", "--config-file=", f"--cache-dir={ROOT / '.mypy_cache'}", ability])
    assert code == 0, out


@pytest.mark.parametrize("options", [[], ["--no-permission"], ["--level", "20"]], ids=["plain", "denied", "level"])
def test_the_tests_that_are_made_pass(options: list[str], tmp_path: Path) -> None:
    ohemu(tmp_path, "new", "my-app", *options)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "my-app", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert f"{1 if '--no-permission' in options else 2} passed" in done.stdout
