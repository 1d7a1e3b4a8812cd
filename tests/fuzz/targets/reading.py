"""What the device reads of its user: manifests, settings, the command line. Refusals are errors of the user's."""

from __future__ import annotations

import contextlib
import io
import json
import math
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from emulator.bundle import json5, read_bundle
from emulator.cli.command import run_command
from emulator.cli.exit_codes import ExitCode
from emulator.config.resolve import keys, resolve
from emulator.diagnostics import UserError
from tests.bundle.apps import APP, MODULE, write_app
from tests.fuzz.source import Source, text

PLACE = Path("app.json5")


def json5_text(data: bytes) -> None:
    """A JSON5 text is read or refused at a place in it; JSON is read as JSON."""
    written = text(data)
    try:
        found = json5.parse(written, PLACE).value
    except UserError as error:
        error.render().encode("utf-8")
        assert error.position is not None
        found = ...
    with contextlib.suppress(ValueError, RecursionError):
        expected = json.loads(written, object_pairs_hook=_no_doubles, parse_constant=_refuse)
        if len(written) < 60:  # nothing that short is refused for its depth or the length of a number
            assert found is not ..., f"JSON is JSON5: {written!r}"
            assert _same(found, expected), f"{written!r}: expected {expected!r}, got {found!r}"


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key is given twice")
    return dict(pairs)


def _refuse(name: str) -> None:
    raise ValueError(name)


def _same(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, (int, float)) and isinstance(other, (int, float)) and one not in (True, False):
        return one == other or math.isclose(one, other)
    return one == other


def manifest(data: bytes) -> None:
    """Two manifests make a bundle that may be installed, or an error at a place.

    The text of one, or of both with a NUL between.
    """
    written = Source(data).texts()
    first = json.dumps(APP) if len(written) == 1 else written[1]
    with tempfile.TemporaryDirectory() as folder:
        path = write_app(Path(folder) / "app", app=json.dumps(APP), module=json.dumps(MODULE))
        (path / "entry/src/main/module.json5").write_bytes(written[0].encode("utf-8", "surrogatepass"))
        (path / "AppScope/app.json5").write_bytes(first.encode("utf-8", "surrogatepass"))
        try:
            bundle = read_bundle(path)
        except UserError as error:
            error.render().encode("utf-8")
            assert error.position is not None or "UTF-8" in error.message or "empty" in error.message, error.message
        else:
            for warning in bundle.warnings:
                warning.render().encode("utf-8")
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]{6,127}", bundle.name)
            assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", module.name) for module in bundle.modules)


def config(data: bytes) -> None:
    """A config.yaml makes a device's settings, or an error; so do values of flags and variables behind NULs."""
    written, *values = data.split(b"\0")
    names = sorted(keys())
    flags = {names[number % len(names)]: text(value) for number, value in enumerate(values)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_bytes(written)
        for call in (lambda: resolve(file=path), lambda: resolve(flags=flags)):
            _read(call)


def _read(call: Callable[[], object]) -> None:
    try:
        call()
    except UserError as error:
        error.render().encode("utf-8")


def command_line(data: bytes) -> None:
    """Any arguments of `ohemu run`, for an app that does not exist, end in a message and an exit code of the user's."""
    words = ["--ps" if word == "" else word for word in Source(data).texts()]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_command(["run", "/nonexistent/app", *words])
    assert code in (0, ExitCode.WRONG_USE), err.getvalue()
    assert code == 0 or "error" in err.getvalue(), err.getvalue()
    assert "Traceback" not in err.getvalue()
