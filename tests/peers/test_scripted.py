from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import struct
import time
from typing import Any

import aiohttp
import pytest

from emulator.diagnostics import UserError
from emulator.peers import ScriptedPeer
from emulator.peers.scripted import BadScript, check_script
from tests.peers.conftest import ACCEPT, HANDSHAKE, connect, masked

CLOSE_1000 = b"\x88\x02\x03\xe8"


async def seen(peer: ScriptedPeer, kind: str, count: int = 1) -> None:
    async with asyncio.timeout(5):
        await peer.events.wait(kind, count)


# ------------------------------------------------------------------------------------------------- handshake


async def test_the_empty_script_accepts_pongs_and_closes() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        assert await client.shake_hands() == (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {ACCEPT}\r\n\r\n"
        )
        await client.send(masked(0x89, b"p"))
        await client.receive(b"\x8a\x01p")
        await client.send(masked(0x81, b"no echo") + masked(0x88, b"\x03\xe8bye"))
        assert await client.rest() == CLOSE_1000
        assert peer.accepts == [ACCEPT]


async def test_the_log_has_the_form_of_a_trace() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.send(HANDSHAKE.replace(b"Host: x", b"Host: 127.0.0.1:%d" % peer.port))
        await client.head()
        await client.send(masked(0x89) + masked(0x81, "é".encode()) + masked(0x02, b"\x01") + masked(0x80, b"ab"))
        await client.send(b"\xc1\x01x" + masked(0x8A, b"p") + masked(0x81, b"\xff") + masked(0x88, b"\x03\xe9bye"))
        await client.rest()
        client.writer.close()
        await seen(peer, "end")
        assert peer.log() == [
            {
                "request": {
                    "line": "GET /chat HTTP/1.1",
                    "headers": [
                        ["Host", "127.0.0.1:$PORT"],
                        ["Upgrade", "websocket"],
                        ["Connection", "Upgrade"],
                        ["Sec-WebSocket-Key", "$key"],
                        ["Sec-WebSocket-Version", "13"],
                        ["Sec-WebSocket-Protocol", "one, two"],
                    ],
                },
                "frames": [
                    {"op": "text", "len": 2, "text": "é"},
                    {"op": "binary", "fin": False, "len": 1, "hex": "01"},
                    {"op": "cont", "len": 2, "text": "ab"},
                    {"op": "text", "rsv": 4, "masked": False, "len": 1, "text": "x"},
                    {"op": "pong", "len": 1, "hex": "70"},
                    {"op": "text", "len": 1, "hex": "ff"},
                    {"op": "close", "len": 5, "code": 1001, "reason": "bye"},
                ],
                "pings": 1,
                "end": "fin",
                "msgBytes": 7,
            }
        ]


@pytest.mark.parametrize(("size", "field"), [(128, "hex"), (129, "sha256"), (65535, "sha256"), (70000, "sha256")])
async def test_a_long_payload_is_logged_by_its_hash(size: int, field: str) -> None:
    length = struct.pack("!BH", 0xFE, size) if size < 65536 else struct.pack("!BQ", 0xFF, size)
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(b"\x82" + length + b"\x00\x00\x00\x07" + bytes(size))
        await seen(peer, "binary")
        (frame,) = peer.log()[0]["frames"]
        assert frame["len"] == size
        assert list(frame) == ["op", "len", field]


async def test_a_mask_is_taken_off() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(bytes.fromhex("818537fa213d7f9f4d5158"))  # "Hello", RFC 6455 section 5.7
        await seen(peer, "text")
        assert peer.log()[0]["frames"] == [{"op": "text", "len": 5, "text": "Hello"}]


async def test_the_101_takes_the_shape_that_the_script_gives_it() -> None:
    script = {
        "handshake": {
            "statusLine": "HTTP/1.1 101 Fine",
            "headers": [["X-A", "b"]],
            "omit": ["upgrade"],
            "protocol": "$first",
            "with": [{"text": "a"}, {"binary": {"$hex": "ff"}}, {"close": [1001, "x"]}],
        }
    }
    async with ScriptedPeer(script) as peer, connect(peer.port) as client:
        assert await client.shake_hands() == (
            "HTTP/1.1 101 Fine\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {ACCEPT}\r\nSec-WebSocket-Protocol: one\r\nX-A: b\r\n\r\n"
        )
        await client.receive(b"\x81\x01a\x82\x01\xff\x88\x03\x03\xe9x")
        await client.send(masked(0x88, b"\x03\xe9"))
        assert await client.rest() == b""  # the close frame was the answer already


async def test_a_named_protocol_is_sent_whatever_was_asked() -> None:
    async with ScriptedPeer({"handshake": {"protocol": "mine"}}) as peer, connect(peer.port) as client:
        assert "Sec-WebSocket-Protocol: mine\r\n" in await client.shake_hands()


async def test_mode_bad_accept_sends_another_value() -> None:
    async with ScriptedPeer({"handshake": {"mode": "badAccept"}}) as peer, connect(peer.port) as client:
        assert "Sec-WebSocket-Accept: eHh4eHh4eHh4eHh4eHh4eHh4eHg=\r\n" in await client.shake_hands()


async def test_mode_http_answers_with_status_headers_and_body() -> None:
    script = {
        "handshake": {"mode": "http", "status": 403, "reason": "No", "headers": [["L", "x:$PORT"]], "body": "sorry"}
    }
    async with ScriptedPeer(script) as peer, connect(peer.port) as client:
        assert await client.shake_hands() == f"HTTP/1.1 403 No\r\nL: x:{peer.port}\r\nContent-Length: 5\r\n\r\n"
        await client.receive(b"sorry")
        assert peer.log()[0]["end"] is None
        client.writer.write_eof()
        assert await client.rest() == b""
        assert peer.log()[0]["end"] == "fin"


async def test_mode_silent_never_answers() -> None:
    async with ScriptedPeer({"handshake": {"mode": "silent"}}) as peer, connect(peer.port) as client:
        await client.send(HANDSHAKE)
        await seen(peer, "request")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.reader.read(1)
        assert peer.events.count("accepted") == 0


@pytest.mark.parametrize(("mode", "end"), [("shutdown", "server-closed"), ("closeOnConnect", "server-closed")])
async def test_a_mode_that_closes_sends_nothing(mode: str, end: str) -> None:
    async with ScriptedPeer({"handshake": {"mode": mode}}) as peer, connect(peer.port) as client:
        if mode == "shutdown":
            await client.send(HANDSHAKE)
        assert await client.rest() == b""
        await seen(peer, "end")
        assert peer.log()[0]["end"] == end


async def test_mode_rst_resets() -> None:
    async with ScriptedPeer({"handshake": {"mode": "rst"}}) as peer, connect(peer.port) as client:
        await client.send(HANDSHAKE)
        with pytest.raises(ConnectionResetError):
            await client.rest()
        await seen(peer, "end")
        assert peer.log()[0]["end"] == "server-reset"


async def test_mode_garbage_answers_no_http() -> None:
    async with ScriptedPeer({"handshake": {"mode": "garbage"}}) as peer, connect(peer.port) as client:
        assert await client.shake_hands() == "this is not http\r\n\r\n"


async def test_the_delay_comes_before_the_answer() -> None:
    async with ScriptedPeer({"handshake": {"delayMs": 120}}) as peer, connect(peer.port) as client:
        started = time.monotonic()
        await client.shake_hands()
        assert time.monotonic() - started >= 0.12


async def test_a_peer_that_does_not_listen_has_a_port_that_refuses() -> None:
    async with ScriptedPeer({"listen": False}) as peer:
        assert peer.port
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", peer.port)


async def test_another_address_can_be_listened_on() -> None:
    async with ScriptedPeer({"host": "::1"}) as peer, connect(peer.port, host="::1") as client:
        assert peer.url == f"ws://[::1]:{peer.port}/"
        assert "101" in await client.shake_hands()


# --------------------------------------------------------------------------------------------------- actions


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"text": "hi"}, b"\x81\x02hi"),
        ({"text": "hi", "times": 2}, b"\x81\x02hi\x81\x02hi"),
        ({"text": {"$repeat": ["ab", 3]}}, b"\x81\x06ababab"),
        ({"text": {"$repeat": ["a", 126]}}, b"\x81\x7e\x00\x7e" + b"a" * 126),
        ({"text": {"$repeat": ["a", 65536]}}, b"\x81\x7f" + (65536).to_bytes(8) + b"a" * 65536),
        ({"binary": {"$buffer": "AQI="}}, b"\x82\x02\x01\x02"),
        ({"binary": {"$bufferFill": [7, 3]}, "times": 2}, b"\x82\x03\x07\x07\x07" * 2),
        ({"numbered": ["n", 3]}, b"\x81\x02n0\x81\x02n1\x81\x02n2"),
        ({"fragments": ["a", "b", "c"]}, b"\x01\x01a\x00\x01b\x80\x01c"),
        ({"fragments": ["a", "b"], "opcode": "binary"}, b"\x02\x01a\x80\x01b"),
        ({"fragments": ["a", "b"], "ping_between": True}, b"\x01\x01a\x89\x03mid\x80\x01b"),
        ({"ping": "p"}, b"\x89\x01p"),
        ({"pong": "p"}, b"\x8a\x01p"),
        ({"close": [1001, "away"]}, b"\x88\x06\x03\xe9away"),
        ({"close": [1001]}, b"\x88\x02\x03\xe9"),
        ({"close": None}, b"\x88\x00"),
        ({"raw": "c10378"}, b"\xc1\x03\x78"),
        ({"masked": "m"}, b"\x81\x81\x01\x02\x03\x04l"),
    ],
    ids=str,
)
async def test_an_action_writes_exactly_its_bytes(action: dict[str, Any], expected: bytes) -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await peer.do(-1, [action, {"fin": True}])
        assert await client.rest() == expected


async def test_on_open_runs_after_the_101() -> None:
    script = {"onOpen": [{"text": "a"}, {"sleep": 20}, {"text": "b"}]}
    async with ScriptedPeer(script) as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.receive(b"\x81\x01a\x81\x01b")


async def test_echo_returns_whole_messages_with_their_opcode() -> None:
    async with ScriptedPeer({"onMessage": "echo"}) as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x02, b"a") + masked(0x89, b"p") + masked(0x80, b"b") + masked(0x81, b"c"))
        await client.receive(b"\x8a\x01p\x82\x02ab\x81\x01c")


async def test_on_message_runs_its_actions_for_each_message() -> None:
    async with ScriptedPeer({"onMessage": [{"text": "got"}, "echo"]}) as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x81, b"1") + masked(0x81, b"2"))
        await client.receive(b"\x81\x03got\x81\x011\x81\x03got\x81\x012")


async def test_a_gap_keeps_fragments_apart() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        started = time.monotonic()
        await peer.do(0, [{"fragments": ["a", "b"], "gapMs": 60}])
        assert time.monotonic() - started >= 0.06
        await client.receive(b"\x01\x01a\x80\x01b")


async def test_after_fin_the_peer_still_reads() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await peer.do(0, [{"fin": True}])
        assert await client.rest() == b""
        await client.send(masked(0x81, b"late") + masked(0x89, b"no pong"))
        await seen(peer, "ping")
        assert [frame["op"] for frame in peer.log()[0]["frames"]] == ["text", "ping"]
        assert peer.log()[0]["end"] is None


@pytest.mark.parametrize(("action", "end"), [("shutdown", "server-closed"), ("rst", "server-reset")])
async def test_the_connection_can_be_ended(action: str, end: str) -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await peer.do(0, [{action: True}, {"text": "never"}])
        if action == "rst":
            with pytest.raises(ConnectionResetError):
                await client.rest()
        else:
            assert await client.rest() == b""
        await seen(peer, "end")
        assert peer.log()[0]["end"] == end


async def test_while_the_peer_does_not_read_no_frame_but_the_next_is_taken() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x81, b"0"))
        await seen(peer, "text")
        await peer.do(0, [{"stopReading": True}])
        await client.send(masked(0x81, b"1") + masked(0x81, b"2"))
        await seen(peer, "text", 2)
        assert peer.events.count("frame") == 2
        await peer.do(0, [{"resumeReading": True}])
        await seen(peer, "text", 3)


async def test_actions_on_a_missing_connection_are_refused() -> None:
    async with ScriptedPeer() as peer:
        with pytest.raises(LookupError, match="no connection -1: 0 accepted so far"):
            peer.do(-1, [{"text": "x"}])


async def test_connections_are_counted_in_the_order_of_accepting() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as first, connect(peer.port) as second:
        await second.shake_hands()
        await first.shake_hands()
        await peer.do(0, [{"text": "first"}])
        await peer.do(-1, [{"text": "newest"}])
        await first.receive(b"\x81\x05first")
        await second.receive(b"\x81\x06newest")


# --------------------------------------------------------------------------------------------- pings, closing


async def test_only_three_empty_pings_become_events_but_all_count() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x89) * 10)
        await client.receive(b"\x8a\x00" * 10)
        assert peer.events.count("ping") == 3
        assert peer.events.count("frame") == 0
        assert peer.log()[0]["pings"] == 10
        assert peer.log()[0]["frames"] == []


async def test_pings_stay_unanswered_without_auto_pong() -> None:
    async with ScriptedPeer({"autoPong": False}) as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x89, b"p") + masked(0x89) + masked(0x88))
        assert await client.rest() == b"\x88\x00"


async def test_a_close_frame_stays_unanswered_without_auto_close() -> None:
    async with ScriptedPeer({"autoClose": False}) as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x88, b"\x03\xe8"))
        await seen(peer, "close")
        await peer.do(0, [{"text": "still here"}])
        await client.receive(b"\x81\x0astill here")


async def test_tcp_stays_open_without_fin_after_close() -> None:
    async with ScriptedPeer({"finAfterClose": False}) as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x88, b"\x03\xe8"))
        await client.receive(CLOSE_1000)
        await peer.do(0, [{"text": "still here"}])
        await client.receive(b"\x81\x0astill here")


async def test_a_close_of_the_peer_is_not_answered_twice() -> None:
    async with ScriptedPeer({"onOpen": [{"close": [1011, "oops"]}]}) as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.receive(b"\x88\x06\x03\xf3oops")
        await client.send(masked(0x88, b"\x03\xf3oops"))
        assert await client.rest() == b""


# ----------------------------------------------------------------------------------------------------- ends


def reset(client_socket: Any) -> None:
    client_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize(
    ("sent", "end"),
    [
        (b"", "fin"),
        (b"\x81", "fin-mid-frame"),
        (b"\x81\x85\x00\x00", "fin-mid-frame"),
        (b"\x81\x05", "fin-mid-frame"),
        (b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff", "fin-mid-frame"),
        (b"\x83\x80\x00\x00\x00\x00", "fin"),
    ],
)
async def test_the_end_tells_whether_a_frame_was_cut(sent: bytes, end: str) -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(sent)
        client.writer.write_eof()
        await seen(peer, "end")
        assert peer.log()[0]["end"] == end


async def test_a_reset_is_told_from_fin() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        reset(client.writer.get_extra_info("socket"))
        client.writer.transport.abort()
        await seen(peer, "end")
        assert peer.log()[0]["end"] == "rst"


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\n", bytes(range(256)), b"x" * (9 << 20)], ids=len)
async def test_a_client_without_a_complete_request_is_logged_as_such(sent: bytes) -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        try:
            await client.send(sent)
            client.writer.write_eof()
        except OSError:
            pass  # the peer gave up before all was sent
        await seen(peer, "end")
        log = peer.log()[0]
        assert (log["request"], log["end"]) == (None, "eof-before-request")


async def test_a_request_that_is_no_http_is_still_answered() -> None:
    async with ScriptedPeer() as peer, connect(peer.port) as client:
        await client.send(b"nonsense\r\nSec-WebSocket-Key: %%%\r\n\xff\r\n\r\n")
        assert (await client.head()).startswith("HTTP/1.1 101")
        assert peer.log()[0]["request"] == {
            "line": "nonsense",
            "headers": [["Sec-WebSocket-Key", "%%%"], ["\xff", ""]],
        }


@pytest.mark.parametrize("script", [{}, {"handshake": {"mode": "silent"}}, {"onOpen": [{"sleep": 60_000}]}], ids=str)
async def test_the_block_ends_at_once_whatever_the_clients_do(script: dict[str, Any]) -> None:
    started = time.monotonic()
    async with ScriptedPeer(script) as peer, connect(peer.port) as talking, connect(peer.port):
        await talking.send(HANDSHAKE)
        await seen(peer, "request")
        await peer.do(-1, [])
        peer.do(0, [{"text": {"$repeat": ["x", 1 << 24]}}])  # more than the client will ever read
        await asyncio.sleep(0)
    assert time.monotonic() - started < 1
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect()  # a leaked transport would warn here, and a warning is an error


# ------------------------------------------------------------------------------------------------------- tls


async def test_tls_carries_the_same_conversation(server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    script = {"tls": True, "onMessage": "echo"}
    async with ScriptedPeer(script, tls=server_tls) as peer, aiohttp.ClientSession() as session:
        assert peer.url == f"wss://127.0.0.1:{peer.port}/"
        async with session.ws_connect(peer.url, ssl=client_tls) as ws:
            await ws.send_str("secret")
            assert await ws.receive_str(timeout=5) == "secret"
            await ws.close(code=1001, message=b"bye")
        await seen(peer, "end")
        assert peer.log()[0]["frames"][-1] == {"op": "close", "len": 5, "code": 1001, "reason": "bye"}


async def test_a_client_that_refuses_the_certificate_is_not_in_the_log(server_tls: ssl.SSLContext) -> None:
    async with ScriptedPeer({"tls": True}, tls=server_tls) as peer:
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection("127.0.0.1", peer.port, ssl=ssl.create_default_context())
        async with connect(peer.port) as plain:
            await plain.send(HANDSHAKE)
            await plain.rest()
        assert peer.log() == []


async def test_the_block_ends_while_a_tls_handshake_hangs(server_tls: ssl.SSLContext) -> None:
    started = time.monotonic()
    async with ScriptedPeer({"tls": True}, tls=server_tls) as peer, connect(peer.port):
        await asyncio.sleep(0.05)  # nothing to wait for: a hanging handshake reports nothing
    assert time.monotonic() - started < 1
    gc.collect()


async def test_tls_without_a_certificate_is_refused() -> None:
    with pytest.raises(UserError, match="`tls`"):
        await ScriptedPeer({"tls": True}).__aenter__()


async def test_a_busy_port_is_refused() -> None:
    async with ScriptedPeer() as peer:
        with pytest.raises(UserError, match=f"port {peer.port} on 127.0.0.1 is already in use"):
            await ScriptedPeer(port=peer.port).__aenter__()


# ---------------------------------------------------------------------------------------------------- checks


@pytest.mark.parametrize(
    ("script", "key", "message"),
    [
        ([], "", "expected an object, got []"),
        ({"lisen": True}, "lisen", "unknown key `lisen`"),
        ({"listen": 1}, "listen", "expected true or false, got 1"),
        ({"handshake": {"mode": "htp"}}, "handshake.mode", "unknown mode `htp`"),
        ({"handshake": {"mode": "http"}}, "handshake", "mode `http` needs a `status`"),
        ({"handshake": {"with": [{"close": 5}]}}, "handshake.with[0].close", "expected null or [code, reason], got 5"),
        ({"handshake": {"headers": [["a"]]}}, "handshake.headers[0]", "expected [name, value], got ['a']"),
        ({"handshake": {"delayMs": -1}}, "handshake.delayMs", "expected milliseconds, got -1"),
        ({"onOpen": {"text": "x"}}, "onOpen", "expected a list, got {'text': 'x'}"),
        ({"onOpen": [{"txt": "x"}]}, "onOpen[0].txt", "unknown action `txt`"),
        ({"onOpen": [{"text": "x", "time": 2}]}, "onOpen[0].time", "unknown key `time`"),
        ({"onOpen": [{"raw": "xyz"}]}, "onOpen[0].raw", "non-hexadecimal number found in fromhex() arg at position 0"),
        ({"onOpen": [{"close": [70000]}]}, "onOpen[0].close", "expected null or [code, reason], got [70000]"),
        ({"onOpen": [{"fragments": ["a", 5]}]}, "onOpen[0].fragments[1]", "expected a text, `$repeat`, `$buffer`, "),
        ({"onMessage": ["ekho"]}, "onMessage[0]", "expected an object or \"echo\", got 'ekho'"),
        ({"onOpen": [{"numbered": ["x"]}]}, "onOpen[0].numbered", "expected [prefix, count], got ['x']"),
        ({"onOpen": [{"binary": {"$buffer": "?"}}]}, "onOpen[0].binary", "`$buffer` is not base64"),
    ],
)
def test_a_script_with_a_slip_is_refused_by_its_place(script: Any, key: str, message: str) -> None:
    with pytest.raises(BadScript) as caught:
        check_script(script)
    assert str(caught.value).startswith(f"`{key}`: {message}" if key else message)
