from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

from emulator.bundle import install_files, read_bundle
from emulator.bundle.bytecode import write_bytecode
from tests.bundle.apps import write_app


def bytecode_of(target: Path) -> Path:
    return target / "entry" / "__pycache__" / f"EntryAbility.{sys.implementation.cache_tag}.pyc"


def test_bytecode_is_what_the_interpreter_loads_for_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_files(read_bundle(write_app(tmp_path / "echo")), tmp_path / "target")
    path = str(tmp_path / "target/entry/EntryAbility.py")
    loader = SourceFileLoader("EntryAbility", path)
    monkeypatch.setattr(loader, "source_to_code", lambda *_: None)  # it is not compiled again
    code = loader.get_code("EntryAbility")
    assert code is not None
    assert code.co_filename == path


def test_file_that_the_compiler_warns_of_is_left_to_the_app(tmp_path: Path) -> None:
    bundle = read_bundle(write_app(tmp_path / "echo"))
    source = tmp_path / "echo/entry/src/main/EntryAbility.py"
    source.write_text(source.read_text() + "\nif 1 is 2:\n    pass\n")
    install_files(bundle, tmp_path / "target")
    assert not bytecode_of(tmp_path / "target").exists()


def test_file_that_is_no_python_any_more_is_left_to_the_app(tmp_path: Path) -> None:
    bundle = read_bundle(write_app(tmp_path / "echo"))
    (tmp_path / "target/entry").mkdir(parents=True)
    (tmp_path / "target/entry/EntryAbility.py").write_text("class (")
    write_bytecode(bundle, tmp_path / "target")
    assert not bytecode_of(tmp_path / "target").exists()
