from __future__ import annotations

import copy

from emulator.conformance.check import report, second_report
from emulator.conformance.compare import Difference, compare
from emulator.conformance.exceptions import EXCEPTIONS, KnownDifference
from emulator.conformance.play import play
from emulator.conformance.trace import Golden, Trace
from tests.conformance.conftest import RELEASES


def recordings(golden: Golden) -> dict[str, Trace]:
    return {trace["scenario"]: copy.deepcopy(trace) for trace in golden.traces}


def test_only_what_was_recorded_is_compared(goldens: dict[str, Golden]) -> None:
    golden = goldens["5.0.0"]
    recorded = recordings(golden)
    chosen = {name: recorded[name] for name in ("srv-fin", "on-twice", "gc-drop-reference")}
    result = report(golden, chosen)
    assert (result.agreed, result.compared, result.not_applicable) == (2, 2, 1)
    assert (result.release, result.level) == ("5.0.0", 12)


def test_a_difference_comes_with_its_play(goldens: dict[str, Golden]) -> None:
    golden = goldens["5.0.0"]
    recorded = recordings(golden)
    recorded["srv-fin"]["trace"].pop()
    result = report(golden, {"srv-fin": recorded["srv-fin"]})
    assert (result.agreed, result.compared) == (0, 1)
    (differing,) = result.differing
    assert differing.scenario == "srv-fin"
    assert "device 5.0.0" in differing.play


def test_what_agrees_only_when_run_again_is_told_apart(goldens: dict[str, Golden]) -> None:
    golden = goldens["5.0.0"]
    recorded = recordings(golden)
    recorded["srv-fin"]["trace"].pop()
    chosen = {name: recorded[name] for name in ("srv-fin", "on-twice", "url-text")}
    result = second_report(golden, chosen, ("srv-fin", "url-text"))
    assert (result.agreed, result.compared, result.at_second) == (2, 3, ("url-text",))
    assert [one.scenario for one in result.differing] == ["srv-fin"]


def test_a_known_difference_is_counted_apart(goldens: dict[str, Golden]) -> None:
    golden = goldens["5.0.0"]
    recorded = recordings(golden)
    recorded["srv-fin"]["trace"].pop()
    known = KnownDifference("srv-fin", ("5.0.0",), "because")
    elsewhere = KnownDifference("on-twice", ("4.0",), "because")
    chosen = {name: recorded[name] for name in ("srv-fin", "on-twice")}
    result = report(golden, chosen, (known, elsewhere))
    assert (result.agreed, result.compared, result.known, result.stale) == (1, 2, (known,), ())


def test_a_known_difference_that_agrees_is_stale(goldens: dict[str, Golden]) -> None:
    golden = goldens["5.0.0"]
    known = KnownDifference("srv-fin", ("5.0.0",), "because")
    result = report(golden, {"srv-fin": recordings(golden)["srv-fin"]}, (known,))
    assert (result.agreed, result.stale) == (1, (known,))


def test_a_race_that_agrees_is_not_stale(goldens: dict[str, Golden]) -> None:
    golden = goldens["5.0.0"]
    race = KnownDifference("srv-fin", ("5.0.0",), "two threads", is_race=True)
    result = report(golden, {"srv-fin": recordings(golden)["srv-fin"]}, (race,))
    assert (result.agreed, result.compared, result.known, result.stale) == (1, 1, (), ())


def test_the_known_differences_are_of_recorded_scenarios_and_say_why(goldens: dict[str, Golden]) -> None:
    names = {trace["scenario"] for trace in goldens["5.0.0"].traces}
    for known in EXCEPTIONS:
        assert known.scenario in names
        assert known.reason
        assert set(known.releases) <= set(RELEASES)


def test_the_play_shows_both_sides_from_just_before_the_difference(goldens: dict[str, Golden]) -> None:
    golden = recordings(goldens["5.0.0"])["perm-revoked"]
    got = copy.deepcopy(golden)
    del got["trace"][14]  # the rejection of s2
    (difference,) = compare(golden, got).differences
    assert play(golden, got, difference, width=100).splitlines() == [
        "  device 5.0.0                                    | emulator",
        "-" * 100,
        "  ... 11 more before",
        '  message(undefined, "one")                       | message(undefined, "one")',
        "  dataEnd(undefined)                              | dataEnd(undefined)",
        "  12 send return promise                          | 12 send return promise",
        '! 12 send rejected 201 "Permission denied"        |',
        '  message(undefined, "push")                      | message(undefined, "push")',
        "  dataEnd(undefined)                              | dataEnd(undefined)",
        "  16 close return promise                         | 16 close return promise",
        '  16 close rejected 201 "Permission denied"       | 16 close rejected 201 "Permission denied"',
        "  19 send return promise                          | 19 send return promise",
        "  ... 6 more after",
    ]


def test_the_play_of_the_wire_shows_request_frames_and_end(goldens: dict[str, Golden]) -> None:
    golden = recordings(goldens["5.0.0"])["srv-close-1000"]
    got = copy.deepcopy(golden)
    got["wire"][0]["request"]["headers"].append(["X-Extra", "1\x1b[31m"])
    (difference,) = compare(golden, got).differences
    assert difference.side == "wire"
    shown = play(golden, got, difference)
    assert "x-extra: 1\\x1b[31m" in shown
    assert "\x1b" not in shown
    assert '{"op": "close", "len": 5, "code": 1000, "reason": "bye"}' in shown


def test_the_play_of_every_pair_of_releases_can_be_shown(goldens: dict[str, Golden]) -> None:
    newer = recordings(goldens["7.0"])
    for golden in goldens["4.0"].traces:
        for difference in compare(golden, newer[golden["scenario"]]).differences:
            assert "!" in play(golden, newer[golden["scenario"]], difference) or difference.what.startswith("TCP")


def test_the_play_of_a_missing_connection_is_told() -> None:
    trace: Trace = {"release": "5.0.0", "trace": [], "wire": []}
    request = {"line": "GET / HTTP/1.1", "headers": []}
    got: Trace = {"trace": [], "wire": [{"request": request, "frames": [], "end": None}]}
    assert "GET / HTTP/1.1" in play(trace, got, Difference("wire", "TCP connections: device 0 | emulator 1"))
