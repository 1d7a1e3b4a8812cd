"""The device's folders: where they are, who may enter them, and that hostile ones go as well."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.appmgr.folders import remove_tree
from emulator.appmgr.storage import Storage

NAME, MODULE = "com.example.demo", "entry"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    made = Storage(tmp_path / "data")
    made.create(NAME, MODULE)
    yield made
    made.close()


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that no app has anything to do with."""
    folder = tmp_path / "outside"
    (folder / "temp").mkdir(parents=True)
    (folder / "temp" / "precious").write_text("kept")
    folder.chmod(0o755)
    return folder


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


# layout -----------------------------------------------------------------------------------------------------


def test_directories_of_the_module_are_the_platforms(storage: Storage) -> None:
    base = storage.root / "app/el2/100/base" / NAME
    assert storage.module_dirs(NAME, MODULE) == {
        "bundleCodeDir": str(storage.root / "app/el1/bundle/public" / NAME),
        "resourceDir": "",
        "filesDir": str(base / "haps/entry/files"),
        "cacheDir": str(base / "haps/entry/cache"),
        "tempDir": str(base / "haps/entry/temp"),
        "preferencesDir": str(base / "haps/entry/preferences"),
        "databaseDir": str(storage.root / "app/el2/100/database" / NAME / "entry"),
        "distributedFilesDir": str(storage.root / "mnt/hmdfs/100/account/merge_view/data" / NAME),
        "cloudFileDir": str(storage.root / "mnt/hmdfs/100/cloud/data" / NAME),
    }


def test_directories_of_the_application_have_no_module(storage: Storage) -> None:
    module, application = storage.module_dirs(NAME, MODULE), storage.application_dirs(NAME)
    assert set(application) == set(module)
    assert application["filesDir"] == str(storage.root / "app/el2/100/base" / NAME / "files")
    assert application["databaseDir"] == str(storage.root / "app/el2/100/database" / NAME)
    for same in ("bundleCodeDir", "distributedFilesDir", "cloudFileDir"):
        assert application[same] == module[same]


def test_resource_dir_is_named_when_there_is_one(storage: Storage) -> None:
    folder = storage.code_dir(NAME) / MODULE / "resources/resfile"
    folder.mkdir(parents=True)
    assert storage.module_dirs(NAME, MODULE)["resourceDir"] == str(folder)
    assert storage.application_dirs(NAME)["resourceDir"] == ""


def test_data_folders_exist_and_are_private(storage: Storage) -> None:
    folders = {
        Path(path)
        for dirs in (storage.module_dirs(NAME, MODULE), storage.application_dirs(NAME))
        for name, path in dirs.items()
        if name not in ("bundleCodeDir", "resourceDir")
    }
    assert len(folders) == 12
    assert {mode(folder) for folder in folders} == {0o700}
    assert {mode(Path(path)) for path in storage.writable(NAME)} == {0o700}


def test_writable_folders_hold_the_apps_own_and_no_others(storage: Storage) -> None:
    storage.create("com.example.other", MODULE)
    mine, others = storage.writable(NAME), storage.writable("com.example.other")
    assert not set(mine) & set(others)
    for name, path in storage.module_dirs(NAME, MODULE).items():
        if name not in ("bundleCodeDir", "resourceDir"):
            assert any(path.startswith(folder) for folder in mine), name


@pytest.mark.threat("T5.1")
def test_private_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        storage = Storage(tmp_path / "strict")
        storage.create(NAME, MODULE)
        os.umask(0)
        Storage(tmp_path / "loose").create(NAME, MODULE)
    finally:
        os.umask(old)
    assert mode(tmp_path / "loose") == mode(Path(storage.module_dirs(NAME, MODULE)["filesDir"])) == 0o700


# the root ---------------------------------------------------------------------------------------------------


def test_temporary_root_is_private_and_removed() -> None:
    storage = Storage(None)
    storage.create(NAME, MODULE)
    assert mode(storage.root) == 0o700
    storage.close()
    assert not storage.root.exists()


def test_given_root_is_kept_and_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    storage = Storage(Path("some/data"))
    storage.create(NAME, MODULE)
    storage.close()
    assert storage.root == tmp_path / "some/data"
    assert Path(storage.module_dirs(NAME, MODULE)["filesDir"]).is_dir()


def test_making_folders_again_keeps_what_is_in_them(storage: Storage) -> None:
    kept = Path(storage.module_dirs(NAME, MODULE)["filesDir"]) / "kept"
    kept.write_text("x")
    storage.create(NAME, MODULE)
    assert kept.read_text() == "x"


def test_removing_a_bundle_leaves_others(storage: Storage) -> None:
    storage.create("com.example.other", MODULE)
    storage.code_dir(NAME).mkdir(parents=True)
    storage.remove(NAME)
    assert not storage.code_dir(NAME).exists()
    assert not any(Path(path).exists() for path in storage.writable(NAME))
    assert all(Path(path).is_dir() for path in storage.writable("com.example.other"))
    storage.remove(NAME)


# temporary files --------------------------------------------------------------------------------------------


def test_both_temp_folders_are_emptied_and_nothing_else(storage: Storage) -> None:
    dirs = [storage.module_dirs(NAME, MODULE), storage.application_dirs(NAME)]
    for one in dirs:
        for name in ("tempDir", "cacheDir", "filesDir"):
            (Path(one[name]) / "a/b").mkdir(parents=True)
            (Path(one[name]) / "a/b/file").write_text("x")
    storage.empty_temp(NAME, MODULE)
    assert [os.listdir(one["tempDir"]) for one in dirs] == [[], []]
    assert all((Path(one[name]) / "a/b/file").exists() for one in dirs for name in ("cacheDir", "filesDir"))


@pytest.mark.parametrize("link", ["temp", "haps", "haps/entry", "haps/entry/temp"])
@pytest.mark.threat("T1.20")
def test_temp_folder_that_leads_elsewhere_is_not_emptied(storage: Storage, outside: Path, link: str) -> None:
    """An app may put a link in place of any folder of its own: the device would empty a stranger's."""
    path = storage.base_dir(NAME) / link
    path.rename(path.with_name("moved"))
    target = {"temp": "temp", "haps": ".", "haps/entry": ".", "haps/entry/temp": "temp"}[link]
    if link == "haps":
        (outside / "entry").symlink_to(outside)
    path.symlink_to(outside / target)
    storage.empty_temp(NAME, MODULE)
    assert (outside / "temp/precious").read_text() == "kept"
    assert mode(outside) == 0o755


@pytest.mark.threat("T1.20")
def test_folder_that_becomes_a_link_while_it_is_emptied_does_not_lead_out(storage: Storage, outside: Path) -> None:
    """Another process of the app may swap it at any moment."""
    temp = storage.base_dir(NAME) / "temp"
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                (temp / "inner").mkdir(exist_ok=True)
                temp.rename(temp.with_name("aside"))
                temp.symlink_to(outside)
                temp.unlink()
                temp.with_name("aside").rename(temp)

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        for _ in range(500):
            with contextlib.suppress(OSError):
                storage.empty_temp(NAME, MODULE)
    finally:
        stop.set()
        swapping.join()
    assert (outside / "temp/precious").read_text() == "kept"
    assert mode(outside) == 0o755


def test_temp_folder_that_is_gone_or_a_file_is_nothing_to_empty(storage: Storage) -> None:
    (storage.base_dir(NAME) / "temp").rmdir()
    module = storage.base_dir(NAME) / "haps/entry/temp"
    module.rmdir()
    module.write_text("a file")
    storage.empty_temp(NAME, MODULE)
    assert module.read_text() == "a file"


@pytest.mark.parametrize("path", ["files", "haps", "haps/entry", "haps/entry/files"])
@pytest.mark.parametrize("kind", ["link", "dangling", "file"])
def test_what_an_app_put_in_place_of_a_folder_is_replaced(
    storage: Storage, outside: Path, path: str, kind: str
) -> None:
    """Else the next start would make folders wherever the app's link leads."""
    hostile = storage.base_dir(NAME) / path
    hostile.rename(hostile.with_name("moved"))
    if kind == "file":
        hostile.write_text("a file")
    else:
        hostile.symlink_to(outside if kind == "link" else outside / "nowhere")
    storage.create(NAME, MODULE)
    assert hostile.is_dir()
    assert not hostile.is_symlink()
    assert Path(storage.module_dirs(NAME, MODULE)["filesDir"]).is_dir()
    assert sorted(os.listdir(outside)) == ["temp"]


# hostile trees ----------------------------------------------------------------------------------------------


def test_links_are_removed_and_not_what_they_lead_to(tmp_path: Path, outside: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "deep").mkdir(parents=True)
    (tree / "folder").symlink_to(outside)
    (tree / "deep/file").symlink_to(outside / "temp/precious")
    (tree / "deep/dangling").symlink_to(outside / "nowhere")
    (tree / "deep/loop").symlink_to("loop")
    os.mkfifo(tree / "fifo")
    os.link(outside / "temp/precious", tree / "hard")
    remove_tree(tree)
    assert not tree.exists()
    assert (outside / "temp/precious").read_text() == "kept"
    assert mode(outside) == 0o755


def test_link_itself_is_removed(tmp_path: Path, outside: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(outside)
    remove_tree(link)
    assert not link.is_symlink()
    assert (outside / "temp/precious").exists()


def test_nothing_and_a_file_are_removed_too(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for name in ("file", "missing"):
        remove_tree(tmp_path / name)
    assert os.listdir(tmp_path) == []


@pytest.mark.threat("T1.20")
def test_folders_nested_beyond_any_recursion_and_path_limit_are_removed(tmp_path: Path) -> None:
    """One path of 4096 bytes holds 2000 of them, and an app can nest more by going down step by step."""
    tree = tmp_path / "tree"
    tree.mkdir()
    folder = os.open(tree, os.O_RDONLY)
    for _ in range(2500):
        os.mkdir("d", dir_fd=folder)
        below = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = below
    os.close(os.open("file", os.O_CREAT, dir_fd=folder))
    os.close(folder)
    remove_tree(tree)
    assert not tree.exists()


WITHOUT_POWER = """
    import os, platform, sys
    from pathlib import Path
    from emulator.appmgr.storage import Storage
    from emulator.appspawn.sandbox import capabilities, syscalls
    capabilities.drop_all(syscalls.ARCHITECTURES[platform.machine()])
    storage = Storage(None)
    storage.create("com.example.demo", "entry")
    base = storage.base_dir("com.example.demo")
    outer = base / "files/outer"
    for folder in (outer / "inner", base / "temp/inner", base / "cache/x"):
        folder.mkdir(parents=True)
        (folder / "file").write_text("x")
        (folder / "file").chmod(0)
    for folder in (outer / "inner", outer, base / "temp/inner", base / "temp", base / "cache/x"):
        folder.chmod(0)
    try:
        os.listdir(outer)
    except PermissionError:
        print("denied")
    storage.empty_temp("com.example.demo", "entry")
    print(os.listdir(base / "temp"))
    around = storage.root.parent.stat().st_mode
    base.chmod(0)
    storage.close()
    print(storage.root.exists(), storage.root.parent.stat().st_mode == around)
"""


@pytest.mark.threat("T1.20")
def test_folders_without_permissions_are_removed_by_a_device_without_power() -> None:
    """Root's capabilities would hide it."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WITHOUT_POWER)], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.stdout, done.stderr) == ("denied\n[]\nFalse True\n", "")
