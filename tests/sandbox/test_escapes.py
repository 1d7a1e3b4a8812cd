"""No attempt of an app reaches what is not its own; and the suite notices when a layer is not there."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from emulator.appspawn.flags import PermissionFlags
from tests.sandbox.attempts import ATTEMPTS, SECOND_LINE
from tests.sandbox.attempts.attempt import Attempt
from tests.sandbox.harness import Lab, OpenFlags, Outcome, lab
from tests.sandbox.host import Host
from tests.sandbox.zygote import MARK, MARKED

pytestmark = pytest.mark.asyncio(loop_scope="module")

_FILTER = "system calls"
_OPENING = [attempt for attempt in ATTEMPTS if attempt.opens_without]
_FILTERED = [attempt for attempt in ATTEMPTS if attempt.held_by == _FILTER and attempt.answer == "EPERM"]
_MACHINE = os.uname().machine


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole() -> AsyncIterator[Lab]:
    async with lab() as made:
        yield made


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    made = Host(tmp_path_factory.mktemp("host"))
    yield made
    made.close()


async def _try(where: Lab, attempt: Attempt, host: Host, *, open_flags: bool = False) -> Outcome:
    with ExitStack() as open_until_done:
        fds: tuple[int, ...] = ()
        if attempt.passed == "connection":
            connection = open_until_done.enter_context(socket.create_connection(host.tcp.getsockname()))
            host.tcp.setblocking(True)
            open_until_done.enter_context(host.tcp.accept()[0])
            fds = (connection.fileno(),)
        elif attempt.passed == "listener":
            fds = (host.tcp.fileno(),)
        pipe = os.pipe()
        for fd in pipe:
            open_until_done.callback(os.close, fd)
        flags = OpenFlags() if open_flags else PermissionFlags()
        return await where.run(attempt.source, fds=fds, flags=flags, device_pipe=pipe[0], **_facts(where, host))


def _facts(where: Lab, host: Host) -> dict[str, Any]:
    private = where.root / "private"
    private.mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        free_port = free.getsockname()[1]
    return {
        "root": str(where.root),
        "host_file": str(where.root / "host.txt"),
        "other_folder": str(where.other_app),
        "other_file": str(where.other_app / "secret.txt"),
        "empty_folder": str(where.other_app / "empty"),
        "code_folder": str(where.code),
        "code_file": str(where.code / "main.py"),
        "device_code": str(Path(PermissionFlags.__init__.__code__.co_filename)),
        "private": "/etc/ssl/private" if Path("/etc/ssl/private").exists() else str(private),
        "device_pid": os.getpid(),
        "other_app_pid": where.appspawn.pid,
        "port": host.tcp.getsockname()[1],
        "free_port": free_port,
        "unix_path": host.unix_path,
        "abstract": host.abstract_name,
    }


def _result(outcome: Outcome) -> str:
    if outcome.status.signal is not None:
        return f"ended by {signal.Signals(outcome.status.signal).name}"
    return outcome.output.strip() or outcome.errors or str(outcome.status)


def _expected(attempt: Attempt) -> str:
    return f"ended by {attempt.answer}" if attempt.answer.startswith("SIG") else f"refused {attempt.answer}"


def _needs(attempt: Attempt, where: Lab) -> None:
    if attempt.machine not in (None, _MACHINE):
        pytest.skip(f"uses the numbers of {attempt.machine}")
    for layer in where.appspawn.report.layers:
        if layer.name == attempt.held_by and not layer.active:
            pytest.skip(f"this machine has no {layer.name} layer: {layer.detail}")


async def _answers(where: Lab, attempts: list[Attempt], host: Host, *, open_flags: bool = False) -> dict[str, str]:
    """What each attempt that this machine can make met."""
    return {
        attempt.name: _result(await _try(where, attempt, host, open_flags=open_flags))
        for attempt in attempts
        if attempt.machine in (None, _MACHINE)
    }


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
async def test_app_cannot(attempt: Attempt, whole: Lab, host: Host) -> None:
    _needs(attempt, whole)
    outcome = await _try(whole, attempt, host)
    assert _result(outcome) == _expected(attempt)
    assert (whole.root / "host.txt").read_text() == "a host's secret"
    assert (whole.other_app / "secret.txt").read_text() == "another app's secret"
    assert sorted(os.listdir(whole.other_app)) == ["empty", "secret.txt", "secret.txt2"]
    assert os.listdir(whole.code) == ["main.py"]
    assert host.reached == []


async def test_every_attempt_is_another_sentence() -> None:
    assert [name for name, count in Counter(attempt.name for attempt in ATTEMPTS).items() if count > 1] == []


@pytest.mark.parametrize("layer", sorted({attempt.opens_without for attempt in _OPENING if attempt.opens_without}))
async def test_without_a_layer_its_attempts_succeed(layer: str, host: Host) -> None:
    """So the attempts test that layer, and nothing else stands in for it."""
    attempts = [attempt for attempt in _OPENING if attempt.opens_without == layer]
    async with lab(without="" if layer == "flags" else layer) as weakened:
        opened = await _answers(weakened, attempts, host, open_flags=layer == "flags")
    assert [missing.name for missing in weakened.appspawn.report.open_layers] == ([] if layer == "flags" else [layer])
    assert opened == dict.fromkeys(opened, "reached")
    assert set(host.reached) <= {"unix"}


async def test_filter_itself_answers_the_attempts_that_name_it(host: Host) -> None:
    """The filter is made to refuse with an error of its own: where another layer refuses, too, it is the first."""
    async with lab(without=MARKED) as marked:
        answers = await _answers(marked, _FILTERED, host)
    assert {name: answer for name, answer in answers.items() if answer != f"refused {errno.errorcode[MARK]}"} == {}


@pytest.mark.parametrize("attempt", SECOND_LINE, ids=lambda attempt: attempt.name)
async def test_second_line_holds(attempt: Attempt, unfiltered: Lab, host: Host) -> None:
    _needs(attempt, unfiltered)
    assert _result(await _try(unfiltered, attempt, host)) == _expected(attempt)
    assert host.reached == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unfiltered() -> AsyncIterator[Lab]:
    async with lab(without=_FILTER) as made:
        yield made


@pytest.mark.parametrize("layer", sorted({attempt.opens_without for attempt in SECOND_LINE if attempt.opens_without}))
async def test_without_the_second_line_either_its_attempts_succeed(layer: str, host: Host) -> None:
    attempts = [attempt for attempt in SECOND_LINE if attempt.opens_without == layer]
    async with lab(without=f"{_FILTER},{layer}") as weakened:
        opened = await _answers(weakened, attempts, host)
    assert opened == dict.fromkeys(opened, "reached")
    assert set(host.reached) <= {"tcp", "abstract"}
