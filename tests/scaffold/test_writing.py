from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from emulator.diagnostics import UserError
from emulator.scaffold import write

FILES = {PurePath("README.md"): "hello\n", PurePath("a/b/c.txt"): "你好\n"}


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.mark.parametrize("folder", ["new", "deep/er/new", "."])
def test_the_files_are_written_into_a_new_or_an_empty_folder(folder: str, tmp_path: Path) -> None:
    write(tmp_path / folder, FILES)
    assert (tmp_path / folder / "a/b/c.txt").read_text(encoding="utf-8") == "你好\n"
    assert (tmp_path / folder / "README.md").read_text() == "hello\n"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".hidden").touch()
    with pytest.raises(UserError, match=r"is not empty: it has `\.hidden`"):
        write(tmp_path, FILES)
    assert tree(tmp_path) == {".hidden"}


@pytest.mark.parametrize("where", ["file", "file/app"])
def test_a_file_in_the_way_is_named(where: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match="in the way"):
        write(tmp_path / where, FILES)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("where", ["/proc/ohemu-app", "x" * 300, "nul\0"])
def test_a_folder_that_cannot_be_made_is_a_mistake_of_the_user(where: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot write"):
        write(tmp_path / where, FILES)
    assert tree(tmp_path) == set()


@pytest.mark.parametrize("folder", ["new", "deep/er/new", "."])
def test_nothing_stays_when_a_file_cannot_be_written(folder: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="file name too long"):
        write(tmp_path / folder, {**FILES, PurePath("a", "x" * 300): "no"})
    assert tree(tmp_path) == set()


def test_nothing_stays_when_it_is_interrupted_and_what_others_put_there_does(tmp_path: Path) -> None:
    class Interrupted(dict[PurePath, str]):
        def items(self):  # type: ignore[no-untyped-def]  # as a mapping's, one at a time
            yield from FILES.items()
            (tmp_path / "new" / "mine").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "new", Interrupted())
    assert tree(tmp_path) == {"new", "new/mine"}
