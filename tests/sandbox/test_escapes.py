"""No attempt of an app reaches what is not its own; and the suite notices when a layer is not there."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from emulator.appspawn.flags import PermissionFlags
from tests.sandbox.attempts import ATTEMPTS
from tests.sandbox.attempts.attempt import Attempt
from tests.sandbox.harness import Lab, Outcome, lab

pytestmark = pytest.mark.asyncio(loop_scope="module")

_OPENING = [attempt for attempt in ATTEMPTS if attempt.opens_without]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole() -> AsyncIterator[Lab]:
    async with lab() as made:
        yield made


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


async def _try(where: Lab, attempt: Attempt, listener: socket.socket) -> Outcome:
    with ExitStack() as open_until_done:
        fds: tuple[int, ...] = ()
        if attempt.passed == "connection":
            connection = open_until_done.enter_context(socket.create_connection(listener.getsockname()))
            open_until_done.enter_context(listener.accept()[0])
            fds = (connection.fileno(),)
        elif attempt.passed == "listener":
            fds = (listener.fileno(),)
        pipe = os.pipe()
        for fd in pipe:
            open_until_done.callback(os.close, fd)
        return await where.run(attempt.source, fds=fds, device_pipe=pipe[0], **_facts(where, listener))


def _facts(where: Lab, listener: socket.socket) -> dict[str, Any]:
    private = where.root / "private"
    private.mkdir(exist_ok=True)
    return {
        "root": str(where.root),
        "host_file": str(where.root / "host.txt"),
        "other_folder": str(where.other_app),
        "other_file": str(where.other_app / "secret.txt"),
        "code_folder": str(where.code),
        "code_file": str(where.code / "main.py"),
        "device_code": str(Path(PermissionFlags.__init__.__code__.co_filename)),
        "private": "/etc/ssl/private" if Path("/etc/ssl/private").exists() else str(private),
        "device_pid": os.getpid(),
        "other_app_pid": where.appspawn.pid,
        "port": listener.getsockname()[1],
        "abstract": "\0ohemu-escape-suite",
    }


def _result(outcome: Outcome) -> str:
    if outcome.status.signal is not None:
        return f"ended by {signal.Signals(outcome.status.signal).name}"
    return outcome.output.strip() or outcome.errors or str(outcome.status)


def _needs(attempt: Attempt, where: Lab) -> None:
    if attempt.machine not in (None, os.uname().machine):
        pytest.skip(f"uses the numbers of {attempt.machine}")
    for layer in where.appspawn.report.layers:
        if layer.name == attempt.held_by and not layer.active:
            pytest.skip(f"this machine has no {layer.name} layer: {layer.detail}")


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
async def test_app_cannot(attempt: Attempt, whole: Lab, listener: socket.socket) -> None:
    _needs(attempt, whole)
    outcome = await _try(whole, attempt, listener)
    expected = f"ended by {attempt.answer}" if attempt.answer.startswith("SIG") else f"refused {attempt.answer}"
    assert _result(outcome) == expected
    assert (whole.root / "host.txt").read_text() == "a host's secret"


@pytest.mark.parametrize("layer", sorted({attempt.opens_without for attempt in _OPENING if attempt.opens_without}))
async def test_without_a_layer_its_attempts_succeed(layer: str, listener: socket.socket) -> None:
    """So the attempts test that layer, and nothing else stands in for it."""
    async with lab(without=layer) as weakened:
        opened = {
            attempt.name: _result(await _try(weakened, attempt, listener))
            for attempt in _OPENING
            if attempt.opens_without == layer and attempt.machine in (None, os.uname().machine)
        }
    assert [missing.name for missing in weakened.appspawn.report.open_layers] == [layer]
    assert opened == dict.fromkeys(opened, "reached")
