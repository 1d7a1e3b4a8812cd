"""What goes out with the opening request, and what comes back beside `open`, by level."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emulator.peers import ScriptedPeer
from tests.guest.netstack.hosted import Heard, connect, connect_each, device

ECHOES: dict[str, Any] = {"onMessage": "echo"}


async def meet(
    folder: Path,
    options: dict[str, Any] | None = None,
    *,
    level: int = 26,
    fidelity: str = "documented",
    handshake: dict[str, Any] | None = None,
) -> tuple[Heard, dict[str, list[str]]]:
    """Connect to a scripted peer; return what was heard and the request's headers by their names as sent."""
    async with ScriptedPeer({**ECHOES, "handshake": handshake or {}}) as peer:
        heard = await connect(folder, peer.url + "chat", options, config=device(level, fidelity))
        connections = peer.log()
    headers: dict[str, list[str]] = {}
    for connection in connections:
        for name, value in (connection.get("request") or {}).get("headers", ()):
            headers.setdefault(name, []).append(value)
    return heard, headers


# subprotocols -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_protocol_that_the_server_chooses_opens(tmp_path: Path, fidelity: str) -> None:
    options = {"protocol": "chat, superchat"}
    heard, headers = await meet(tmp_path, options, fidelity=fidelity, handshake={"protocol": "superchat"})
    assert heard.is_opened, heard.events
    assert headers["Sec-WebSocket-Protocol"] == ["chat, superchat"]
    assert heard.of("openInfo") == [
        None,
        {"status": 101, "message": "Switching Protocols", "protocol": "superchat"},
    ]


async def test_server_need_not_choose_a_protocol(tmp_path: Path) -> None:
    heard, _ = await meet(tmp_path, {"protocol": "chat"})
    assert heard.is_opened, heard.events
    assert heard.of("openInfo") == [None, {"status": 101, "message": "Switching Protocols"}]


@pytest.mark.parametrize("fidelity", ["documented", "device"])
@pytest.mark.parametrize("options", [{"protocol": "chat"}, {}])
async def test_protocol_that_was_not_offered_is_refused(tmp_path: Path, fidelity: str, options: dict[str, Any]) -> None:
    heard, _ = await meet(tmp_path, options, fidelity=fidelity, handshake={"protocol": "other"})
    assert heard.failure == (200, "101")
    assert heard.said("PROTOCOL malformed")


@pytest.mark.parametrize("level", [6, 11])
async def test_level_without_the_option_offers_none(tmp_path: Path, level: int) -> None:
    heard, headers = await meet(tmp_path, {"protocol": "chat"}, level=level)
    assert heard.is_opened, heard.events
    assert "Sec-WebSocket-Protocol" not in headers


async def test_protocol_that_is_no_string_is_401(tmp_path: Path) -> None:
    given: tuple[Any, ...] = (None, 5, ["chat"], {})
    attempts = [("ws://127.0.0.1:1/", {"protocol": protocol}) for protocol in given]
    all_heard = await connect_each(tmp_path, attempts, config=device(12))
    assert [heard.rejection for heard in all_heard] == [(401, "Parameter error")] * 4


# headers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_own_headers_go_out_in_lower_case_sorted_and_cut_at_nul(tmp_path: Path, fidelity: str) -> None:
    header = {"X-Token": "a b\0c", "Authorization": "Bearer é", "empty": "", "number": 5, "none": None}
    heard, headers = await meet(tmp_path, {"header": header}, fidelity=fidelity, level=11)
    assert heard.is_opened, heard.events
    own = {name: value for name, value in headers.items() if name.islower()}
    assert list(own) == ["authorization", "x-token"]
    assert own["x-token"] == ["a b"]


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_header_with_a_line_break_is_not_sent_and_warned_of(tmp_path: Path, fidelity: str) -> None:
    broken = ("a\r\nX-Forged: 1", "a\nX-Forged: 2", "a\rX-Forged: 3", "a\r\n\r\nGET / HTTP/1.1")
    header = {
        "x-kept": "1",
        **{f"x-{number}": text for number, text in enumerate(broken)},
        **dict.fromkeys(broken, "v"),
    }
    heard, headers = await meet(tmp_path, {"header": header}, fidelity=fidelity)
    assert heard.is_opened, heard.events
    assert [name for name in headers if name.islower()] == ["x-kept"]
    assert "forged" not in str(headers).lower()
    assert sum("line break" in record.message for record in heard.log) == 1


async def test_line_break_elsewhere_forges_nothing(tmp_path: Path) -> None:
    async with ScriptedPeer(ECHOES) as peer:
        attempts = [
            (peer.url + "a HTTP/1.1\r\nX-Forged: 1\r\nx: ", {}),
            (peer.url + "a\rb", {}),
            (peer.url, {"protocol": "chat\r\nX-Forged: 1"}),
            (peer.url, {"protocol": "chat\nX-Forged: 1"}),
        ]
        all_heard = await connect_each(tmp_path, attempts, config=device(12))
        assert [connection.get("request") for connection in peer.log()] == [None] * 4
    assert [heard.failure for heard in all_heard] == [(200, "0")] * 4
    assert sum("forges further headers" in record.message for record in all_heard[0].log) == 1


# Host and Origin --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "option", "host_has_port", "origin_has_port"),
    [
        (18, None, False, False),
        (20, None, True, False),
        (23, True, True, False),
        (26, None, True, False),
        (26, False, True, False),
        (26, "true", True, False),
        (26, True, True, True),
    ],
)
async def test_ports_in_host_and_origin(
    tmp_path: Path, level: int, option: object, host_has_port: bool, origin_has_port: bool
) -> None:
    options = {} if option is None else {"supportOriginPort": option}
    heard, headers = await meet(tmp_path, options, level=level)
    assert heard.is_opened, heard.events
    assert [":" in headers["Host"][0], headers["Origin"][0].count(":") == 2] == [host_has_port, origin_has_port]
    assert headers["Origin"][0].startswith("http://127.0.0.1")


# events of later levels -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "fidelity", "events"),
    [
        (10, "documented", ["open"]),
        (11, "device", ["open"]),
        (12, "documented", ["headerReceive", "open"]),
        (23, "device", ["headerReceive", "open"]),
        (26, "documented", ["headerReceive", "open", "openInfo"]),
        (26, "device", ["headerReceive", "open", "openInfo"]),
    ],
)
async def test_events_of_the_opening_by_level(tmp_path: Path, fidelity: str, level: int, events: list[str]) -> None:
    heard, _ = await meet(tmp_path, level=level, fidelity=fidelity)
    assert heard.names == ["connect", *events, "message", "close"]


async def test_header_receive_has_the_responses_headers(tmp_path: Path) -> None:
    handshake = {"headers": [["X-One", "1"], ["X-Empty", ""], ["Server", "test"]]}
    heard, _ = await meet(tmp_path, level=12, handshake=handshake)
    (headers,) = heard.of("headerReceive")
    assert headers["x-one"] == "1"
    assert headers["server"] == "test"
    assert headers["upgrade"].lower() == "websocket"


@pytest.mark.parametrize("level", [11, 12])
async def test_refusal_tells_its_status_from_12_on(tmp_path: Path, level: int) -> None:
    heard, _ = await meet(tmp_path, level=level, handshake={"mode": "http", "status": 403})
    assert heard.failure == (200, None if level == 11 else "403")


@pytest.mark.parametrize("more", [65536, -65536])
async def test_port_beyond_16_bits_leads_to_what_they_hold(tmp_path: Path, more: int) -> None:
    async with ScriptedPeer(ECHOES) as peer:
        heard = await connect(tmp_path, f"ws://127.0.0.1:{peer.port + more}/", config=device(18, "device"))
    assert heard.is_opened, heard.events
