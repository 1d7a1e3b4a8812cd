"""What no recording shows: own scenarios whose outcome was seen with libwebsockets itself, as the releases have it.

It was built from openharmony/third_party_libwebsockets at the tags of 4.1, 6.1 and 7.0 and driven as netstack does.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from emulator.config import DeviceConfig
from emulator.conformance.collection import Item
from emulator.conformance.runner import record_on_each
from emulator.conformance.scenario import Scenario, check
from emulator.conformance.trace import Trace

EVENTS = ("headerReceive", "open", "openInfo", "message", "error", "close")
LEVELS = (10, 11, 12, 23, 26)

ERROR_302 = [["error", {"code": 200, "data": "302"}]]
ERROR_0 = ["error", {"code": 200, "data": "0"}]
OPEN: list[Any] = ["open", {"status": 101, "message": "Switching Protocols"}]
UPGRADE = {"connection": "Upgrade", "sec-websocket-accept": "$accept", "upgrade": "websocket"}


def scenario(id: str, server: dict[str, Any], *after: dict[str, Any], url: Any = "$URL/a", **options: Any) -> Scenario:
    steps = [
        {"op": "create"},
        *({"op": "on", "args": [event, f"$CB:{event}"]} for event in EVENTS),
        {"op": "connect", "args": [url, {"protocol": "x", "header": {"h": "v"}} | options], "id": "connect"},
        {"op": "wait", "settled": "connect"},
        *after,
        {"op": "wait", "ms": 300},
    ]
    return check(Item(Path("own.jsonl"), 1, {"id": id, "title": id, "server": server, "steps": steps}))


def redirect(status: int, location: str) -> dict[str, Any]:
    return {"handshake": {"mode": "http", "status": status, "reason": "R", "headers": [["Location", location]]}}


def answer(*headers: list[str], **more: Any) -> dict[str, Any]:
    return {"handshake": {"headers": list(headers), **more}}


def send(text: str) -> dict[str, Any]:
    return {"op": "send", "args": [text]}


SCENARIOS = (
    *(scenario(f"redirect-{status}", redirect(status, "ws://127.0.0.1:$PORT/b?c")) for status in (301, 302, 303, 307)),
    scenario("redirect-host", redirect(302, "ws://localhost:$PORT")),
    scenario("redirect-empty", redirect(302, "")),
    scenario("http-1.0", answer(statusLine="HTTP/1.0 101 Switching Protocols")),
    scenario("long-status-line", answer(statusLine="HTTP/1.1 101 " + "p" * 1020)),
    scenario("twice", answer(["Server", "a"], ["Server", "b"], ["Set-Cookie", "c"], ["Set-Cookie", "d"])),
    scenario("empty-first", answer(["Server", ""], ["Server", "b"])),
    scenario("protocol-twice", answer(["Sec-WebSocket-Protocol", "x"], ["Sec-WebSocket-Protocol", "x"])),
    scenario("ping-close", {}, {"op": "wait", "cb": "open"}, {"op": "server", "do": [{"raw": "890170880203e8"}]}),
    *(
        scenario(
            f"close-{id}", {}, {"op": "wait", "cb": "open"}, {"op": "server", "do": [{"raw": f"880403e93132{then}"}]}
        )
        for id, then in (("close", "810161880403eb3334"), ("illegal", "8301"), ("masked", "818000000000"))
    ),
    scenario("early-close", {"handshake": {"delayMs": 200}}, send("early"), {"op": "close"}),
    scenario(
        "late-close", {"handshake": {"delayMs": 50}}, send("early"), {"op": "wait", "cb": "open"}, {"op": "close"}
    ),
    *(
        scenario(f"early-{id}", {"handshake": {"delayMs": 100}}, *calls, {"op": "wait", "cb": "open"}, *then, **options)
        for id, *calls in (("sends", send("early"), send("too")), ("bye", {"op": "close", "args": [{"code": 1001}]}))
        for id, then, options in (
            (f"{id}-pinged", [{"op": "server", "do": [{"ping": "p"}]}], {}),
            (f"{id}-lost", [{"op": "wait", "ms": 100}, {"op": "server", "do": [{"shutdown": True}]}], {}),
            (f"{id}-pings", [{"op": "wait", "ms": 1000}], {"pingInterval": 1}),
        )
    ),
    scenario("no-time-for-a-pong", {}, {"op": "wait", "cb": "close"}, pingInterval=1, pongTimeout=0),
    scenario("nul-first", {"onOpen": [{"raw": "880503e8003132"}]}, {"op": "wait", "cb": "close"}),
    scenario(
        "unfinished",
        {"onOpen": [{"raw": "810162"}, {"raw": "010161"}, {"shutdown": True}]},
        {"op": "wait", "cb": "close"},
        {"op": "connect", "args": ["$URL/b"], "id": "again"},
        {"op": "wait", "cb": "close", "count": 2},
    ),
    scenario("ipv6", {}, url="ws://[::1]:1/"),
    *(scenario(f"url-{length}", {}, url={"$pad": ["$URL/", length, "a"]}) for length in (4066, 8195)),
)


class Recorded:
    """One scenario on each level."""

    def __init__(self, traces: dict[int, Trace]) -> None:
        self._traces = traces

    def events(self, level: int) -> list[list[Any]]:
        """Return the events, without arguments that are undefined."""
        return [
            [entry["name"], *(value for value in entry["args"] if value != {"$undefined": True})]
            for entry in self._traces[level]["trace"]
            if entry["e"] == "callback"
        ]

    def calls(self, level: int) -> list[Any]:
        """Return how connect() ended: true, or the error's code."""
        entries = self._traces[level]["trace"]
        return [
            entry["value"] if entry["e"] == "fulfilled" else entry["error"]["code"]
            for entry in entries
            if entry["e"] in ("fulfilled", "rejected")
        ]

    def wire(self, level: int) -> list[dict[str, Any]]:
        wire: list[dict[str, Any]] = self._traces[level]["wire"]
        return wire

    def lines(self, level: int) -> list[str | None]:
        return [connection["request"] and connection["request"]["line"] for connection in self.wire(level)]

    def headers(self, level: int, connection: int) -> dict[str, str]:
        return {name.lower(): value for name, value in self.wire(level)[connection]["request"]["headers"]}


@pytest.fixture(scope="module")
def recorded() -> dict[str, Recorded]:
    configs = [DeviceConfig(api_level=level, fidelity="device") for level in LEVELS]
    traces = asyncio.run(record_on_each([(config, SCENARIOS) for config in configs]))
    return {
        scenario.id: Recorded({level: of[scenario.id] for level, of in zip(LEVELS, traces, strict=True)})
        for scenario in SCENARIOS
    }


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_is_followed_by_a_plain_get_on_7_0(recorded: dict[str, Recorded], status: int) -> None:
    one = recorded[f"redirect-{status}"]
    assert one.events(23) == one.events(26) == [["error", {"code": 200, "data": str(status)}]]
    assert one.lines(23) == one.lines(26) == ["GET /a HTTP/1.1", *["GET /b?c HTTP/1.1"] * 4]
    first, second = one.headers(23, 0), one.headers(23, 1)
    assert second == first | {"host": "127.0.0.1"}
    first, second = one.headers(26, 0), one.headers(26, 1)
    assert {name: first[name] for name in ("pragma", "cache-control", "host", "origin", "h")} == second


def test_a_redirect_that_keeps_the_method_repeats_the_request_on_7_0(recorded: dict[str, Recorded]) -> None:
    one = recorded["redirect-307"]
    assert one.lines(26) == ["GET /a HTTP/1.1"] * 5
    assert one.headers(26, 4) == one.headers(26, 0)
    assert one.lines(23) == ["GET /a HTTP/1.1", *["GET /b?c HTTP/1.1"] * 4]


def test_a_redirect_leads_to_another_host_until_7_0(recorded: dict[str, Recorded]) -> None:
    one = recorded["redirect-host"]
    assert (one.headers(23, 1)["host"], one.headers(26, 1)["host"]) == ("localhost", "127.0.0.1:$PORT")
    assert (one.lines(23)[1], one.lines(26)[1]) == ("GET / HTTP/1.1", "GET // HTTP/1.1")


def test_an_empty_location_leads_to_the_root(recorded: dict[str, Recorded]) -> None:
    one = recorded["redirect-empty"]
    assert one.events(23) == one.events(26) == ERROR_302
    assert one.lines(23) == one.lines(26) == ["GET /a HTTP/1.1", *["GET / HTTP/1.1"] * 4]


@pytest.mark.parametrize("id", ["http-1.0", "long-status-line"])
def test_without_a_status_line_there_are_no_headers(recorded: dict[str, Recorded], id: str) -> None:
    assert recorded[id].events(12) == [["open", {"status": 101, "message": ""}]]


@pytest.mark.parametrize(
    ("id", "received"),
    [
        ("twice", {"server": "a,  b", "set-cookie": "c;  d"}),
        ("empty-first", {"server": ", b"}),
        ("protocol-twice", {"sec-websocket-protocol": "x,  x"}),
    ],
)
def test_repeated_headers_are_joined(recorded: dict[str, Recorded], id: str, received: dict[str, str]) -> None:
    assert recorded[id].events(12) == [["headerReceive", UPGRADE | received], OPEN]


def test_open_info_has_the_protocol_as_the_headers_have_it(recorded: dict[str, Recorded]) -> None:
    assert recorded["protocol-twice"].events(26)[-1] == ["openInfo", OPEN[1] | {"protocol": "x,  x"}]


@pytest.mark.parametrize("level", [12, 26])
def test_a_ping_that_a_close_follows_at_once_is_not_answered(recorded: dict[str, Recorded], level: int) -> None:
    (connection,) = recorded["ping-close"].wire(level)
    assert connection["frames"] == [{"op": "close", "len": 2, "code": 1000, "reason": ""}]


@pytest.mark.parametrize("level", [12, 26])
def test_a_close_that_another_one_follows_at_once_is_forgotten(recorded: dict[str, Recorded], level: int) -> None:
    one = recorded["close-close"]
    assert one.events(level)[-1] == ["close", {"code": 1003, "reason": "34"}]
    (connection,) = one.wire(level)
    assert connection["frames"] == [{"op": "close", "len": 4, "code": 1003, "reason": "34"}]


@pytest.mark.parametrize("level", [12, 26])
@pytest.mark.parametrize("id", ["close-illegal", "close-masked"])
def test_a_close_that_a_violation_follows_at_once_is_not_answered(
    recorded: dict[str, Recorded], id: str, level: int
) -> None:
    assert recorded[id].events(level)[-1] == ["close", {"code": 1001, "reason": "12"}]
    (connection,) = recorded[id].wire(level)
    assert connection["frames"] == []


@pytest.mark.parametrize(
    ("id", "level"), [("early-close", 11), ("early-close", 12), ("late-close", 23), ("late-close", 26)]
)
def test_what_was_sent_before_open_is_lost_with_close(recorded: dict[str, Recorded], id: str, level: int) -> None:
    assert recorded[id].events(level)[-1] == ["close", {"code": 1000, "reason": "CLOSE_NORMAL"}]
    (connection,) = recorded[id].wire(level)
    assert [frame["op"] for frame in connection["frames"]] == ["close"]


@pytest.mark.parametrize("level", [23, 26])
def test_what_was_left_undone_before_open_is_done_after_a_ping(recorded: dict[str, Recorded], level: int) -> None:
    def frames(id: str) -> list[Any]:
        (connection,) = recorded[id].wire(level)
        return [(frame["op"], frame.get("text") or frame.get("code")) for frame in connection["frames"]]

    sent, bye = [("text", "early"), ("text", "too")], [("close", 1001)]
    assert frames("early-sends-pinged") == [("pong", None), *sent]
    assert frames("early-bye-pinged") == [("pong", None), *bye]
    assert (frames("early-sends-pings"), frames("early-bye-pings")) == (sent, bye)
    assert (frames("early-sends-lost"), frames("early-bye-lost")) == ([], [])
    for how in ("pinged", "pings"):
        assert recorded[f"early-bye-{how}"].events(level)[-1] == ["close", {"code": 1001, "reason": "CLOSE_NORMAL"}]


@pytest.mark.parametrize("level", [23, 26])
def test_a_link_lost_after_a_close_that_did_not_go_out_ends_as_that_asked(
    recorded: dict[str, Recorded], level: int
) -> None:
    ends = {
        id: [event for event in recorded[id].events(level) if event[0] in ("error", "close")]
        for id in ("early-bye-lost", "early-sends-lost")
    }
    assert ends["early-bye-lost"] == [["close", {"code": 1001, "reason": "CLOSE_NORMAL"}]]
    assert ends["early-sends-lost"] == [ERROR_0, ["close", {"code": 0, "reason": "The link is down"}]]


def test_a_pong_that_has_no_time_is_not_asked_for(recorded: dict[str, Recorded]) -> None:
    one = recorded["no-time-for-a-pong"]
    for level in (23, 26):
        assert one.events(level)[-2:] == [ERROR_0, ["close", {"code": 0, "reason": "The link is down"}]]
        (connection,) = one.wire(level)
        assert (connection["pings"], connection["frames"]) == (0, [])


@pytest.mark.parametrize("level", LEVELS)
def test_a_reason_that_begins_with_nul_is_empty(recorded: dict[str, Recorded], level: int) -> None:
    assert recorded["nul-first"].events(level)[-1] == ["close", {"code": 1000, "reason": ""}]


def test_without_ipv6_only_netstack_tells_of_it(recorded: dict[str, Recorded]) -> None:
    one = recorded["ipv6"]
    assert (one.calls(10), one.events(10)) == ([-1], [])
    assert (one.calls(11), one.events(11)) == ([-1], [["error", {"code": 200}]])
    assert (one.calls(12), one.events(12)) == ([True], [ERROR_0])


def test_a_url_that_lws_cannot_store_is_not_begun(recorded: dict[str, Recorded]) -> None:
    assert (recorded["url-4066"].calls(26), recorded["url-4066"].events(26)) == ([True], [])
    assert (recorded["url-8195"].calls(26), recorded["url-8195"].events(26)) == ([-1], [ERROR_0])
    assert [recorded[id].lines(26) for id in ("url-4066", "url-8195")] == [[None], []]


def test_a_message_that_a_connection_does_not_end_is_ended_by_the_next(recorded: dict[str, Recorded]) -> None:
    def messages(level: int) -> list[str]:
        return [event[1] for event in recorded["unfinished"].events(level) if event[0] == "message"]

    assert messages(10) == ["b", "a", "b", "a"]
    assert messages(11) == messages(26) == ["b", "ab"]
