"""Scenarios recorded end to end: a device, a sandboxed app, a scripted server."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from emulator.config import DeviceConfig
from emulator.conformance.collection import Item
from emulator.conformance.compare import compare
from emulator.conformance.runner import record, record_all
from emulator.conformance.scenario import Scenario, check
from emulator.conformance.trace import Golden, Trace
from emulator.device import Device
from permissions import Change

LEVEL_12 = DeviceConfig(api_level=12, fidelity="device")
UNDEFINED = {"$undefined": True}


def scenario(*steps: dict[str, Any], **more: Any) -> Scenario:
    return check(Item(Path("x.jsonl"), 1, {"id": "own", "title": "t", "steps": list(steps), "settleMs": 10, **more}))


async def run(*steps: dict[str, Any], **more: Any) -> Trace:
    async with Device(LEVEL_12) as device:
        return await record(scenario(*steps, **more), device)


CREATE = {"op": "create"}
CONNECT = {"op": "connect", "args": ["$URL/"], "id": "connect"}
OPEN = {"op": "on", "args": ["open", "$CB:open"]}
OPENED = {"op": "wait", "cb": "open"}


def kinds(trace: Trace) -> list[str]:
    return [
        entry.get("name") or f"{entry['e']} {entry.get('op') or entry.get('label') or ''}" for entry in trace["trace"]
    ]


async def test_recorded_scenarios_agree_with_the_device(
    scenarios: dict[str, Scenario], goldens: dict[str, Golden]
) -> None:
    """One of each kind: echo, permission, server actions, server waits, bad arguments, TLS, callbacks that call."""
    ids = [
        "on-twice",
        "perm-revoked",
        "srv-fin",
        "no-listeners",
        "on-bad-params",
        "tls-selfsigned",
        "close-inside-open",
    ]
    traces = await record_all([scenarios[id] for id in ids], LEVEL_12)
    assert list(traces) == ids
    golden = {trace["scenario"]: trace for trace in goldens["5.0.0"].traces}
    assert {id: compare(golden[id], traces[id]).differences for id in ids} == dict.fromkeys(ids, ())
    assert {trace["outcome"] for trace in traces.values()} == {"ok"}
    assert {trace["release"] for trace in traces.values()} == {"5.0.0"}


async def test_what_changes_from_run_to_run_has_a_name() -> None:
    send = {"op": "send", "args": ["port $PORT"]}
    trace = await run(CREATE, OPEN, CONNECT, OPENED, send, {"op": "wait", "server": "text"})
    (connection,) = trace["wire"]
    assert [frame["text"] for frame in connection["frames"]] == ["port $PORT"]
    assert ["Sec-WebSocket-Key", "$key"] in connection["request"]["headers"]


async def test_a_wait_in_vain_is_recorded_and_the_run_goes_on() -> None:
    trace = await run(
        {"op": "wait", "cb": "open", "timeout": 10},
        {"op": "wait", "settled": "x", "timeout": 10},
        {"op": "wait", "server": "tcp", "timeout": 10},
        {"op": "mark", "label": "on"},
    )
    assert trace["trace"] == [
        {"e": "wait-timeout", "step": 0, "what": "cb:open"},
        {"e": "wait-timeout", "step": 1, "what": "settled:x"},
        {"e": "wait-timeout", "step": 2, "what": "server:tcp"},
        {"e": "mark", "label": "on"},
    ]
    assert trace["wire"] == []


async def test_a_callback_calls_once_or_each_time_and_throws() -> None:
    echo = {"op": "send", "args": ["again"], "quiet": True}
    trace = await run(
        CREATE, OPEN, {"op": "on", "args": ["message", "$CB:m"]}, CONNECT, OPENED,
        {"op": "server", "do": [{"text": "1"}, {"text": "2"}]},
        {"op": "wait", "server": "text", "count": 2},
        {"op": "wait", "cb": "m", "count": 2},
        callbacks={"m": {"do": [{"op": "mark", "label": "in m"}, echo], "each": True, "throws": "boom"},
                   "open": {"do": [{"op": "mark", "label": "in open"}]}},
    )  # fmt: skip
    fired = [entry for entry in trace["trace"] if entry["e"] != "return" and entry.get("op") != "connect"]
    assert [entry["e"] for entry in fired] == [
        "callback",
        "mark",
        "callback",
        "mark",
        "uncaught",
        "callback",
        "mark",
        "uncaught",
    ]
    assert fired[4] == {
        "e": "uncaught",
        "where": "event",
        "error": {
            "isError": True,
            "name": "JsError",
            "code": UNDEFINED,
            "codeType": "undefined",
            "message": "boom",
            "keys": [],
        },
    }
    assert [frame["text"] for frame in trace["wire"][0]["frames"]] == ["again", "again"]


async def test_quiet_calls_leave_no_entry_but_settle() -> None:
    trace = await run(
        CREATE, OPEN, CONNECT | {"quiet": True}, {"op": "wait", "settled": "connect"}, OPENED,
        {"op": "send", "args": ["x"], "id": "s", "times": 3, "quiet": True},
        {"op": "wait", "settled": "s", "count": 3},
        {"op": "wait", "server": "text", "count": 3},
    )  # fmt: skip
    assert kinds(trace) == ["return create", "return on", "open"]


async def test_a_dropped_socket_is_forgotten_and_a_call_on_it_throws() -> None:
    trace = await run(
        CREATE, {"op": "drop"}, {"op": "gc"}, {"op": "send", "args": [], "id": "s"}, {"op": "wait", "settled": "s"}
    )
    assert kinds(trace) == ["return create", "throw send"]


async def test_sockets_have_names() -> None:
    trace = await run(CREATE | {"ws": "b"}, OPEN | {"ws": "b"}, CONNECT | {"ws": "b"}, OPENED)
    assert [entry.get("ws") for entry in trace["trace"]] == ["b", "b", "b", "b", None]


async def test_slow_scenarios_carry_times() -> None:
    trace = await run({"op": "wait", "ms": 200}, {"op": "mark", "label": "x"}, tags=["slow"])
    ((least, most),) = [entry["atSeconds"] for entry in trace["trace"]]
    assert 0.2 <= least <= most < 2


async def test_actions_on_a_connection_that_never_came_are_passed_over() -> None:
    trace = await run({"op": "server", "do": [{"text": "x"}]}, {"op": "mark", "label": "on"})
    assert kinds(trace) == ["mark on"]


async def test_scenarios_on_one_device_do_not_share_their_permission(scenarios: dict[str, Scenario]) -> None:
    revoked = scenario({"op": "permission", "granted": False}, CREATE, CONNECT, {"op": "wait", "settled": "connect"})
    async with Device(LEVEL_12) as device:
        first = await record(revoked, device, number=1)
        second = await record(scenario(CREATE, CONNECT, {"op": "wait", "settled": "connect"}), device, number=1)
    assert kinds(first)[-1] == "rejected connect"
    assert first["trace"][-1]["error"]["code"] == 201
    assert kinds(second)[-1] == "fulfilled connect"


async def test_an_app_that_is_killed_is_recorded_as_a_crash() -> None:
    steps = ({"op": "mark", "label": "begun"}, {"op": "permission", "granted": False}, {"op": "wait", "ms": 60_000})
    async with Device(LEVEL_12) as device:

        async def kill(_: Change) -> None:
            os.kill(device.apps[0].pid, signal.SIGSEGV)

        device.permissions.observe(kill)
        trace = await record(scenario(*steps), device)
    assert trace["outcome"] == "crash:SIGSEGV"
    assert kinds(trace) == ["mark begun"]


async def test_progress_is_told_for_every_scenario(scenarios: dict[str, Scenario]) -> None:
    told: list[str] = []
    chosen = [scenarios["url-text"], scenarios["url-empty"]]
    await record_all(chosen, LEVEL_12, jobs=1, done=lambda done: told.append(done.id))
    assert sorted(told) == ["url-empty", "url-text"]


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_the_device_s_fidelity_shows(scenarios: dict[str, Scenario], fidelity: Any) -> None:
    config = DeviceConfig(api_level=12, fidelity=fidelity)
    trace = (await record_all([scenarios["recv-text-4097"]], config))["recv-text-4097"]
    messages = [entry for entry in trace["trace"] if entry.get("name") == "message"]
    assert len(messages) == (1 if fidelity == "device" else 2)
