from __future__ import annotations

import os
from pathlib import Path

import pytest

from emulator.bundle import InstallError, read_bundle
from emulator.diagnostics import UserError


def script(tmp_path: Path, name: str = "snippet.py", code: str = "print(1)\n") -> Path:
    (tmp_path / name).write_text(code)
    return tmp_path / name


def test_script_is_a_bundle_with_internet(tmp_path: Path) -> None:
    bundle = read_bundle(script(tmp_path), api_level=12, device_type="tv")
    assert (bundle.name, bundle.module.name, bundle.is_script) == ("com.example.snippet", "entry", True)
    assert bundle.requested_permissions == ("ohos.permission.INTERNET",)
    assert (bundle.ability().src_entry, bundle.code_dir) == ("snippet.py", tmp_path)
    assert (bundle.target_api_version, bundle.module.device_types) == (12, ("tv",))


def test_script_without_permission_declares_none(tmp_path: Path) -> None:
    assert read_bundle(script(tmp_path), no_permission=True).requested_permissions == ()


@pytest.mark.parametrize(
    ("name", "bundle_name"),
    [
        ("my-app.py", "com.example.my_app"),
        ("Été 1.py", "com.example.t__1"),
        ("名.py", "com.example.script"),
        ("__init__.py", "com.example.init"),
        ("a.b.py", "com.example.a_b"),
        ("2fast.py", "com.example.2fast"),
        ("x" * 200 + ".py", "com.example." + "x" * 100),
    ],
)
def test_bundle_name_is_valid_whatever_the_file_is_called(tmp_path: Path, name: str, bundle_name: str) -> None:
    assert read_bundle(script(tmp_path, name)).name == bundle_name


def test_top_level_await_is_python(tmp_path: Path) -> None:
    assert read_bundle(script(tmp_path, code="import asyncio\nawait asyncio.sleep(0)\n")).is_script


def test_syntax_error_is_placed(tmp_path: Path) -> None:
    path = script(tmp_path, code="import ohos\nprint('hi'\n")
    with pytest.raises(UserError) as caught:
        read_bundle(path)
    assert (caught.value.message, str(caught.value.position)) == (
        "not valid Python: '(' was never closed",
        f"{path}:2:6",
    )
    assert "2 | print('hi'\n  |      ^" in caught.value.render()


def test_script_behind_a_link_of_the_user_is_read(tmp_path: Path) -> None:
    script(tmp_path)
    (tmp_path / "latest.py").symlink_to("snippet.py")
    bundle = read_bundle(tmp_path / "latest.py")
    assert (bundle.name, bundle.ability().src_entry) == ("com.example.latest", "snippet.py")


def test_fifo_is_no_script_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(InstallError, match="neither a folder nor a plain file"):
        read_bundle(tmp_path / "pipe.py")


def test_huge_script_is_refused(tmp_path: Path) -> None:
    with script(tmp_path).open("r+b") as file:
        file.truncate(50 * 1024**3)
    with pytest.raises(UserError, match="too large"):
        read_bundle(tmp_path / "snippet.py")
