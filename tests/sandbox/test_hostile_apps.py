"""Apps attack the device that hosts them: they get nothing, end as they must, and the app beside them feels nothing."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.sandbox.attempts import ATTEMPTS
from tests.sandbox.hostile import HOSTILE_APPS
from tests.sandbox.hostile.app import HostileApp
from tests.sandbox.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

_SLOWEST_BEAT = 2.0
"""Seconds in which the victim has its echo, whatever goes on beside it; a machine with nothing else to do needs 0.3."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def beside_the_victim() -> AsyncIterator[Stage]:
    async with stage() as made:
        yield made


@pytest.mark.parametrize("hostile", HOSTILE_APPS, ids=lambda hostile: hostile.name)
async def test_hostile_app_cannot(hostile: HostileApp, beside_the_victim: Stage) -> None:
    if hostile.only_root and os.geteuid() != 0:
        pytest.skip("only root's /proc shows the files that an app has removed and keeps open")
    accepted = beside_the_victim.accepted
    ending = await beside_the_victim.run(hostile)
    told = [line for line in ending.said if line not in ("reached", "sent", "open", "connected")]
    assert len(told) == len(ending.said), ending
    if hostile.says is not None:
        assert any(hostile.says in line for line in ending.said), ending
    assert re.search(hostile.ends or "^ended$", ending.reason), ending
    assert await beside_the_victim.check_victim() < _SLOWEST_BEAT
    if not hostile.internet:
        assert beside_the_victim.accepted == accepted


_ONE_AFTER_ANOTHER = """
from types import SimpleNamespace

launch = SimpleNamespace(parameters=facts, dirs={})
for name, source in ATTEMPTS.items():
    print(f"{name}:", end=" ", flush=True)
    await asyncio.to_thread(exec, source, {"launch": launch, "control": control})  # where no loop runs
"""


async def test_attempts_of_the_lab_are_refused_on_a_device_as_well(beside_the_victim: Stage) -> None:
    """All in one app, whose policy is the device's own; so what one does is there for the next."""
    attempts = {
        attempt.name: attempt.source
        for attempt in ATTEMPTS
        if attempt.held_by in ("system calls", "files", "kernel")
        and attempt.passed is None
        and attempt.threat != "T1.13"
        and attempt.machine in (None, os.uname().machine)
        and not attempt.answer.startswith("SIG")
    }
    everything = HostileApp("T1.5", "try everything", f"ATTEMPTS = {attempts!r}\n{_ONE_AFTER_ANOTHER}")
    ending = await beside_the_victim.run(everything)
    answers = dict(line.split(": ", 1) for line in ending.said)
    assert (ending.reason, answers.keys()) == ("ended", attempts.keys())
    assert {name: answer for name, answer in answers.items() if not answer.startswith("refused ")} == {}
    await beside_the_victim.check_victim()


async def test_every_hostile_app_is_another_sentence() -> None:
    assert [name for name, count in Counter(hostile.name for hostile in HOSTILE_APPS).items() if count > 1] == []
