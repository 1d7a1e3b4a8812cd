from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from emulator.bundle import InstallError, files, install_files, read_bundle
from tests.bundle.apps import CODE, write_app


def tree(root: Path) -> dict[str, int]:
    return {str(path.relative_to(root)): stat.S_IMODE(path.lstat().st_mode) for path in sorted(root.rglob("*"))}


def test_code_is_copied_read_only_below_the_modules_name(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo", folder="phone")
    (path / "phone/src/main/resources/rawfile").mkdir(parents=True)
    (path / "phone/src/main/resources/rawfile/data.bin").write_bytes(b"\0\1\2")
    (path / "phone/src/main/__pycache__").mkdir()
    (path / "phone/src/main/EntryAbility.py").chmod(0o777)
    target = tmp_path / "device/el1/bundle/public/com.example.echo"
    install_files(read_bundle(path), target)
    assert tree(target) == {
        "entry": 0o755,
        "entry/EntryAbility.py": 0o444,
        "entry/__pycache__": 0o755,
        f"entry/__pycache__/EntryAbility.{sys.implementation.cache_tag}.pyc": 0o444,
        "entry/module.json5": 0o444,
        "entry/resources": 0o755,
        "entry/resources/rawfile": 0o755,
        "entry/resources/rawfile/data.bin": 0o444,
    }
    assert (target / "entry/EntryAbility.py").read_text() == CODE
    assert (target / "entry/resources/rawfile/data.bin").read_bytes() == b"\0\1\2"


def test_every_module_is_copied(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    write_app(path, folder="more", module={"name": "extra", "type": "feature"})
    install_files(read_bundle(path), tmp_path / "target")
    assert {child.name for child in (tmp_path / "target").iterdir()} == {"entry", "extra"}


def test_script_is_copied_alone(tmp_path: Path) -> None:
    (tmp_path / "snippet.py").write_text("print(1)\n")
    (tmp_path / "secret.txt").write_text("not part of it")
    install_files(read_bundle(tmp_path / "snippet.py"), tmp_path / "target")
    assert tree(tmp_path / "target") == {"entry": 0o755, "entry/snippet.py": 0o444}


@pytest.mark.parametrize("what", ["link", "fifo"])
@pytest.mark.threat("T3.1")
def test_link_or_fifo_that_appears_after_reading_is_refused_and_nothing_stays(tmp_path: Path, what: str) -> None:
    path = write_app(tmp_path / "echo")
    bundle = read_bundle(path)
    late = path / "entry/src/main/zz_late"
    if what == "link":
        late.symlink_to("/etc/passwd")
    else:
        os.mkfifo(late)
    with pytest.raises(InstallError):
        install_files(bundle, tmp_path / "target")
    assert tree(tmp_path / "target") == {}


def test_script_replaced_by_a_link_after_reading_is_refused(tmp_path: Path) -> None:
    script = tmp_path / "snippet.py"
    script.write_text("print(1)\n")
    bundle = read_bundle(script)
    script.unlink()
    script.symlink_to("/etc/passwd")
    with pytest.raises(InstallError):
        install_files(bundle, tmp_path / "target")
    assert not (tmp_path / "target/entry/snippet.py").exists()


def test_module_folder_replaced_by_a_link_after_reading_is_refused(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    bundle = read_bundle(path)
    (path / "entry/src/main").rename(tmp_path / "elsewhere")
    (path / "entry/src/main").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InstallError):
        install_files(bundle, tmp_path / "target")


def test_module_that_vanished_after_reading_is_refused(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    bundle = read_bundle(path)
    (path / "entry").rename(path / "gone")
    with pytest.raises(InstallError, match="no such file"):
        install_files(bundle, tmp_path / "target")


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    folder = path / "entry/src/main/many"
    folder.mkdir()
    (folder / "0").write_bytes(b"")
    for number in range(1, files.MAX_FILES + 1):
        os.link(folder / "0", folder / str(number))
    with pytest.raises(InstallError, match="the module is too large"):
        read_bundle(path)


def test_too_many_bytes_are_refused(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    with (path / "entry/src/main/big").open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)
    with pytest.raises(InstallError, match="the module is too large"):
        read_bundle(path)


@pytest.mark.threat("T3.2")
def test_too_deep_folders_are_refused(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    (path / "entry/src/main" / "/".join("d" * (files.MAX_DEPTH + 1))).mkdir(parents=True)
    with pytest.raises(InstallError, match="nested deeper than 32 folders"):
        read_bundle(path)


def test_reading_and_installing_leave_no_descriptor_open(tmp_path: Path) -> None:
    path = write_app(tmp_path / "echo")
    before = os.listdir("/proc/self/fd")
    install_files(read_bundle(path), tmp_path / "target")
    (path / "entry/src/main/link").symlink_to("x")
    with pytest.raises(InstallError):
        read_bundle(path)
    assert len(os.listdir("/proc/self/fd")) == len(before)
