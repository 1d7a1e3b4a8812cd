from __future__ import annotations

from pathlib import Path

import pytest

from emulator.cli.fault import in_users_files
from emulator.diagnostics import Position

INSTALLED = Path("/data/app/el1/bundle/public/com.example.a/entry")
STACK = """\
Traceback (most recent call last):
  File "/data/app/el1/bundle/public/com.example.a/entry/EntryAbility.py", line 4, in onCreate
    self.helper()
  File "/data/app/el1/bundle/public/com.example.a/entry/lib/helper.py", line 9, in helper
    json.loads("")
  File "/usr/lib/python3.11/json/decoder.py", line 355, in raw_decode
    raise JSONDecodeError
"""


def test_frames_are_where_the_user_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stack, _ = in_users_files(STACK, installed=INSTALLED, source=tmp_path / "app")
    assert '  File "app/EntryAbility.py", line 4, in onCreate' in stack
    assert '  File "app/lib/helper.py", line 9, in helper' in stack
    assert '  File "/usr/lib/python3.11/json/decoder.py", line 355' in stack


def test_the_place_is_the_innermost_of_the_users_own() -> None:
    _, position = in_users_files(STACK, installed=INSTALLED, source=Path("/home/me/app"))
    assert position == Position(Path("/home/me/app/lib/helper.py"), 9, 1)


def test_a_folder_that_only_begins_alike_is_not_the_apps() -> None:
    stack = 'File "/data/app/el1/bundle/public/com.example.a/entry2/x.py", line 1'
    assert in_users_files(stack, installed=INSTALLED, source=Path("/home")) == (stack, None)


def test_frames_inside_an_exception_group_count() -> None:
    stack = f'  + Exception Group Traceback (most recent call last):\n  |   File "{INSTALLED}/a.py", line 2, in f'
    renamed, position = in_users_files(stack, installed=INSTALLED, source=Path("/home"))
    assert renamed.endswith('  |   File "/home/a.py", line 2, in f')
    assert position == Position(Path("/home/a.py"), 2, 1)
