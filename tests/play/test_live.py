"""Steps are told while the app runs."""

from __future__ import annotations

import asyncio

from emulator.play import Step
from emulator.play.live import Live
from tests.play.recorded import Tape


def text(step: Step) -> str:
    return step.app.text if step.app is not None else step.notes[0].text


async def test_a_step_is_told_although_nothing_follows() -> None:
    tape = Tape()
    steps = Live(tape.recording).steps()
    tape.call("connect", "ws://h/")
    async with asyncio.timeout(5):
        assert text(await anext(steps)) == 'connect("ws://h/")'
    await steps.aclose()


async def test_a_line_of_the_log_is_told_at_once() -> None:
    tape = Tape()
    steps = Live(tape.recording).steps()
    waiting = asyncio.ensure_future(anext(steps))
    await asyncio.sleep(0)
    tape.log("hello")
    async with asyncio.timeout(5):
        assert text(await waiting) == "hello"
    await steps.aclose()


async def test_the_end_tells_what_is_left() -> None:
    tape = Tape()
    for number in range(100):
        tape.echo(f"number {number}")
    tape.recording.close()
    live = Live(tape.recording)
    told = [text(step) async for step in live.steps()]
    assert len(told) == 4
    assert [text(step) for step in live.end("ended", False, 1.0)] == ["… 98 more round trips (488.0 ms)", "ended"]


async def test_programs_get_every_step() -> None:
    tape = Tape()
    for number in range(600):
        tape.echo(f"number {number}")
    tape.recording.close()
    live = Live(tape.recording, fold=False)
    told = [step async for step in live.steps()]
    told += live.end("ended", False, 1.0)
    assert len(told) == 1201
    [call, frame], [incoming, event] = (step.to_data() for step in told[:2])
    assert call == {
        "event": "step",
        "time": 0.001,
        "socket": 1,
        "kind": "call",
        "name": "send",
        "from": "app",
        "to": "netstack",
        "text": 'send("number 0")',
        "outcome": "done",
        "where": "Chat.py:20",
    }
    assert (frame["kind"], frame["from"], frame["to"]) == ("frame", "netstack", "peer")
    assert (incoming["kind"], incoming["from"], incoming["to"]) == ("frame", "peer", "netstack")
    assert (event["kind"], event["from"], event["to"]) == ("event", "netstack", "app")
    assert told[-1].to_data() == []
