"""`ohemu check-permissions`: the matrix as a table, as JSON and as JUnit XML."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from tests.cli.command import ohemu

CRASHES = """
from ohos.net import webSocket
await webSocket.createWebSocket().connect(want.parameters["url"])
"""


def test_table_names_each_situation_and_the_fault(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(CRASHES)
    result = ohemu(tmp_path, "check-permissions", "app.py")
    assert result.code == 1
    rows = [line.split(None, 3) for line in result.stdout.splitlines()]
    assert [(row[0], row[2]) for row in rows][:2] == [("ok", "granted"), ("BAD", "denied")]
    assert "crashed · code 1: uncaught BusinessError: 201 Permission denied" in result.stdout
    assert "not good" in result.stderr


def test_junit_has_a_case_for_each_and_a_failure_for_the_fault(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(CRASHES)
    ohemu(tmp_path, "check-permissions", "app.py", "--junit", "out.xml")
    suite = ElementTree.parse(tmp_path / "out.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    [failure] = suite.iter("failure")
    assert failure.get("type") == "crashed"


def test_json_is_one_object_a_cell(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print('hello')")
    result = ohemu(tmp_path, "check-permissions", "app.py", "--json")
    assert result.code == 0
    assert [(cell["situation"], cell["verdict"], cell["good"]) for cell in result.events] == [
        ("granted", "worked", True),
        ("denied", "not_met", True),
        ("revoked", "no_session", True),
    ]


def test_folder_of_the_report_is_looked_for_first(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print('hello')")
    result = ohemu(tmp_path, "check-permissions", "app.py", "--junit", "nowhere/out.xml")
    assert (result.code, result.stdout) == (2, "")
    assert "there is no folder" in result.stderr


def test_what_an_app_says_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from ohos.net import webSocket\n"
        "try: await webSocket.createWebSocket().connect(want.parameters['url'])\n"
        "except Exception: print('\\x1b[2J\\x00')\n"
    )
    result = ohemu(tmp_path, "check-permissions", "app.py", "--junit", "out.xml")
    assert result.code == 0
    assert "\x1b" not in result.stdout
    ElementTree.parse(tmp_path / "out.xml")
