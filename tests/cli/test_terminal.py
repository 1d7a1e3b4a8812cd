from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping

import pytest

from emulator.cli.terminal import say, wants_color


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "wanted"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    stream: io.StringIO, environ: Mapping[str, str], wanted: bool
) -> None:
    assert wants_color(stream, environ) is wanted


def test_what_is_said_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("one \x1b[31m\ntwo")
    assert capsys.readouterr().err == "one \\x1b[31m\ntwo\n"


def test_nobody_listening_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w", buffering=1)
    monkeypatch.setattr(sys, "stderr", stream)
    say("hello")
    say("hello")
    with pytest.raises(BrokenPipeError):
        stream.close()
