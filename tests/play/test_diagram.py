"""The file of a diagram: written whole, at the end, where that is possible."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from emulator.diagnostics import UserError
from emulator.play import Arrow, Step, play
from emulator.play.diagram import LARGEST_MERMAID, Diagram
from tests.play.recorded import session


def varied(count: int) -> list[Step]:
    return [Step(at, 1, app=Arrow("call", f"call{at}", f"call{at}({'[]' * 30})", "peer")) for at in range(count)]


@pytest.mark.parametrize(("name", "beginning"), [("a.svg", "<svg "), ("a.SVG", "<svg "), ("a.md", "```mermaid\n")])
def test_the_suffix_names_the_format(name: str, beginning: str, tmp_path: Path) -> None:
    diagram = Diagram(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
    diagram.write(play(session()), "title")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(beginning)


@pytest.mark.parametrize("name", ["a.png", "a", "a.svg.txt", ".svg"])
def test_another_suffix_is_refused_with_those_that_are_possible(name: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"ends with `.svg` or `.md`, got"):
        Diagram(tmp_path / name)


@pytest.mark.parametrize("name", ["missing/a.svg", "/proc/a.svg", "file/a.svg", "folder.svg", f"{'x' * 300}.svg"])
def test_a_place_that_cannot_be_written_is_found_at_once(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        Diagram(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.svg"]


def test_a_file_that_is_there_is_replaced_at_the_end_and_a_link_kept(tmp_path: Path) -> None:
    (tmp_path / "real.svg").write_text("old")
    (tmp_path / "link.svg").symlink_to("real.svg")
    diagram = Diagram(tmp_path / "link.svg")
    assert (tmp_path / "real.svg").read_text() == "old"
    diagram.write([], "")
    assert (tmp_path / "link.svg").is_symlink()
    assert (tmp_path / "real.svg").read_text().startswith("<svg ")


def test_the_file_has_the_mode_that_files_have(tmp_path: Path) -> None:
    Diagram(tmp_path / "a.svg").write([], "")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.svg").stat().st_mode) == 0o666 & ~mask


def test_a_folder_that_goes_away_is_a_users_error(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    diagram = Diagram(folder / "a.svg")
    folder.rmdir()
    with pytest.raises(UserError, match="cannot be written"):
        diagram.write([], "")


@pytest.mark.parametrize("name", ["a.svg", "a.md"])
def test_a_long_session_keeps_its_beginning_and_its_end(name: str, tmp_path: Path) -> None:
    Diagram(tmp_path / name).write(varied(5000), "title")
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert "call0(" in text
    assert "call4999(" in text
    assert "steps are left out here" in text
    if name == "a.md":
        assert len(text) <= LARGEST_MERMAID
