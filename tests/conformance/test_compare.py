from __future__ import annotations

import copy
from typing import Any

import pytest

from emulator.conformance.compare import compare, compare_app, compare_wire, is_applicable
from emulator.conformance.trace import Golden

UNDEFINED = {"$undefined": True}


def fired(name: str, *args: Any, **more: Any) -> dict[str, Any]:
    return {"e": "callback", "name": name, "argc": len(args), "args": list(args), **more}


def app(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"scenario": "s", "release": "5.0.0", "outcome": "ok", "trace": list(entries), **more}


def wire(**connection: Any) -> dict[str, Any]:
    request = {"line": "GET / HTTP/1.1", "headers": [["Host", "h"], ["A", "b"]]}
    return app(wire=[{"request": request, "frames": [], "end": "fin", **connection}])


A, B, C = fired("a"), fired("b"), fired("c")
RACY_A, RACY_B = A | {"racy": {"swapsWith": [1]}}, B | {"racy": {"swapsWith": [0]}}
MAYBE_A = A | {"racy": {"absentInRuns": 1}}


@pytest.mark.parametrize(
    ("golden", "got"),
    [
        (app(A, B), app(A, B)),
        (app(RACY_A, RACY_B, C), app(B, A, C)),
        (app(RACY_A, RACY_B, C), app(C, B, A)),
        (app(MAYBE_A, B), app(B)),
        (app(MAYBE_A, B), app(B, A)),
        (app(fired("a", UNDEFINED)), app(fired("a", None))),
        (app(fired("a", 1)), app(fired("a", 1.0))),
        (app(fired("a", {"x": 1, "y": 2})), app(fired("a", {"y": 2, "x": 1}))),
        (app(A | {"racyThreadPool": {"swapsWith": [1]}}), app(A)),
        (app(A | {"atSeconds": [0, 1], "id": "x", "ws": "a"}), app(A | {"atSeconds": [5, 5]})),
        (
            app({"e": "wait-timeout", "step": 1, "what": "cb:open"}),
            app({"e": "wait-timeout", "step": 1, "what": "callback open"}),
        ),
        (
            app({"e": "throw", "step": 1, "op": "on", "error": {"isError": True, "name": "Error", "code": "401"}}),
            app({"e": "throw", "step": 1, "op": "on", "error": {"isError": False, "keys": [], "code": "401"}}),
        ),
    ],
)
def test_the_apps_agree(golden: dict[str, Any], got: dict[str, Any]) -> None:
    assert compare_app(golden, got) is None


@pytest.mark.parametrize(
    ("golden", "got", "what"),
    [
        (app(A, B), app(B, A), 'entry 0: device {"argc": 0, "args": [], "e": "callback", "name": "a"} | emulator'),
        (app(A), app(A, B), "entry 1: device (nothing more) | emulator"),
        (app(A, B), app(A), 'entry 1: device {"argc": 0, "args": [], "e": "callback", "name": "b"} | emulator (noth'),
        (app(RACY_A, RACY_B), app(B), 'missing, in any order: {"argc": 0, "args": [], "e": "callback", "name": "a"}'),
        (app(RACY_A), app(A, A), "entry 0: device (nothing more) | emulator"),
        (app(MAYBE_A, B), app(A, A, B), "entry 0: device"),
        (app(A | {"racyThreadPool": {"swapsWith": [1]}}, B), app(B, A), "entry 0: device"),
        (app(fired("a", 1)), app(fired("a", True)), "entry 0: device"),
        (app(fired("a", UNDEFINED)), app(fired("a")), "entry 0: device"),
        (
            app({"e": "rejected", "step": 1, "error": {"code": 401, "codeType": "number"}}),
            app({"e": "rejected", "step": 1, "error": {"code": 401, "codeType": "string"}}),
            "entry 0: device",
        ),
    ],
)
def test_the_apps_differ(golden: dict[str, Any], got: dict[str, Any], what: str) -> None:
    difference = compare_app(golden, got)
    assert difference is not None
    assert difference.side == "app"
    assert difference.what.startswith(what)


def test_what_the_device_did_in_another_run_differs_but_is_told() -> None:
    golden = app(A, alsoSeen=[{"entry": B, "runs": 1}])
    difference = compare_app(golden, app(B))
    assert difference is not None
    assert difference.what.endswith("(the device did this too, in another run)")


@pytest.mark.parametrize(
    ("golden", "got"),
    [
        (wire(), wire(request={"line": "GET / HTTP/1.1", "headers": [["a", "b"], ["HOST", "h"]]})),
        (wire(), wire(end="rst")),
        (wire(end=None), wire(end="fin")),
        (wire(end="rst", endSeen=["None", "rst"]), wire(end=None)),
        (wire(pings=3), wire(pings=5000)),
        (wire(frames=[{"op": "text"}], framesAlsoSeen=[[], [{"op": "close"}]]), wire(frames=[{"op": "close"}])),
        (wire(request=None), wire(request=None)),
        (app(), app(wire=[])),
    ],
)
def test_the_wires_agree(golden: dict[str, Any], got: dict[str, Any]) -> None:
    assert compare_wire(golden, got) is None


@pytest.mark.parametrize(
    ("golden", "got", "what"),
    [
        (wire(), app(wire=[]), "TCP connections: device 1 | emulator 0"),
        (wire(), wire(request=None), "connection 0: request: device {'line'"),
        (wire(), wire(request={"line": "GET // HTTP/1.1", "headers": []}), "connection 0: request line: device 'GET /"),
        (
            wire(),
            wire(request={"line": "GET / HTTP/1.1", "headers": [["Host", "x"], ["A", "b"]]}),
            "connection 0: headers: only on the device [('host', 'h')] | only here [('host', 'x')]",
        ),
        (wire(frames=[{"op": "text"}]), wire(), 'connection 0: frames: device [\'{"op": "text"}\'] | emulator []'),
        (wire(end="rst"), wire(end=None), "connection 0: the device ended TCP (rst), the emulator left it open"),
    ],
)
def test_the_wires_differ(golden: dict[str, Any], got: dict[str, Any], what: str) -> None:
    difference = compare_wire(golden, got)
    assert difference is not None
    assert difference.side == "wire"
    assert difference.what.startswith(what)


@pytest.mark.parametrize("name", ["gc-drop", "throw-in-open", "recv-utf8-bad", "recv-empty-binary"])
def test_what_the_recording_set_up_decides_is_not_compared(name: str) -> None:
    assert not is_applicable(app(A) | {"scenario": name})
    assert not compare(app(A) | {"scenario": name}, None).applicable


def test_a_crash_of_the_device_is_not_compared() -> None:
    assert not is_applicable(app(A) | {"outcome": "crash:SIGSEGV"})


def test_a_missing_recording_does_not_agree() -> None:
    comparison = compare(app(A), None)
    assert not comparison.agrees
    assert comparison.differences[0].what == "no recorded trace"


def test_every_golden_trace_agrees_with_itself(goldens: dict[str, Golden]) -> None:
    traces = [trace for golden in goldens.values() for trace in golden.traces]
    assert len(traces) == 7 * 166
    assert [trace["scenario"] for trace in traces if is_applicable(trace) and not compare(trace, trace).agrees] == []


def test_no_golden_trace_agrees_once_it_is_cut_or_told_differently(goldens: dict[str, Golden]) -> None:
    for trace in goldens["5.0.0"].traces:
        if not is_applicable(trace):
            continue
        cut, told = copy.deepcopy(trace), copy.deepcopy(trace)
        cut["trace"].pop(0)
        told["trace"][0]["op"] = "something else"
        assert not compare(trace, cut).agrees
        assert not compare(trace, told).agrees


def test_releases_are_told_apart(goldens: dict[str, Golden]) -> None:
    newer = {trace["scenario"]: trace for trace in goldens["5.0.0"].traces}
    older = [trace for trace in goldens["4.0"].traces if is_applicable(trace)]
    agreeing = [trace["scenario"] for trace in older if compare(trace, newer[trace["scenario"]]).agrees]
    assert "srv-fin" not in agreeing  # 4.0 has no `error` before the `close`
    assert len(agreeing) < len(older) / 2
