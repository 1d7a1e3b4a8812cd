"""What an app's process takes from a peer: frames, response heads, redirects, certificates."""

from __future__ import annotations

from datetime import UTC, datetime

from emulator.guest.netstack.websocket.behavior import behavior_for
from emulator.guest.netstack.websocket.failures import OpeningFailed
from emulator.guest.netstack.websocket.received_headers import received_headers
from emulator.guest.netstack.websocket.redirects import redirected
from emulator.guest.netstack.websocket.url import BadUrl, Target, parse_url
from emulator.guest.wire.frames import LARGE_BUFFER, FrameReader, utf8_pieces
from emulator.guest.wire.handshake import Request, Response, parse_response, refusal
from emulator.guest.wire.head import BadResponse
from emulator.guest.wire.tls import is_in_time, is_self_signed
from tests.fuzz.source import Source, chunks, text
from tests.fuzz.targets.reference_frames import Told, decode


class Play:
    """A sink that writes down what it is told."""

    def __init__(self) -> None:
        self.told: Told = []

    def data(self, opcode: int, payload: bytes | bytearray | memoryview, final: bool) -> None:
        self.told.append((opcode, bytes(payload), final))

    def control(self, opcode: int, payload: bytes) -> None:
        self.told.append((opcode, payload))

    def violation(self, what: str, close: tuple[int, bytes] | None) -> None:
        self.told.append(("violation", what, close))


def frames(data: bytes) -> None:
    """A stream is told as the recipe says, however it is cut, and no more than what is unfinished is kept.

    Two sizes of pieces; then the stream, in which 0xF0 and a byte stand for 997 times that byte.
    """
    given = Source(data)
    sizes = bytes([given.byte(), given.byte()])
    stream = _long(given.rest())
    told, left = decode(stream)
    for pieces in ([stream], chunks(stream, sizes)):
        play = Play()
        reader = FrameReader(play)
        for piece in pieces:
            reader.feed(piece)
            assert reader.get_buffer(-1), "a transport without room stops for ever"
        assert play.told == told
        assert len(reader.get_buffer(-1)) + left <= 16 * LARGE_BUFFER + 2 * left


def response(data: bytes) -> None:
    """A response head is judged, or refused. In it, 0xF0 and a byte stand for 997 times that byte."""
    head = _long(data)
    try:
        parsed = parse_response(head)
    except BadResponse:
        return
    request = Request("/", "h", "http://h", "chat", key="dGhlIHNhbXBsZSBub25jZQ==")
    refused = refusal(parsed, request)
    assert (refused is None) <= (parsed.status == 101)
    for run_on in (False, True):
        headers = received_headers(parsed.headers, run_on=run_on)
        assert set(headers) <= {name for name, _ in parsed.headers}
    if parsed.location:
        _follow(parsed)


def _long(data: bytes) -> bytes:
    head, *runs = data.split(b"\xf0")
    return head + b"".join(run[:1] * 997 + run[1:] for run in runs)


def redirect(data: bytes) -> None:
    """A Location leads to a target that can be asked for, or is refused."""
    status, *location = Source(data).texts(b"\n")
    value = "".join(location).lstrip(" \t")
    _follow(Response(302, status, (("location", value),)))


def _follow(parsed: Response) -> None:
    for scheme in ("ws", "wss"):
        try:
            target = redirected(Target(scheme, "h", 8080, "/old"), parsed)
        except OpeningFailed:
            assert scheme == "wss"
            continue
        assert target.path.startswith("/")
        assert target.port
        assert scheme == "ws" or target.secure


def url(data: bytes) -> None:
    """A URL leads to a target that can be asked for, or is refused, at every release."""
    given = Source(data)
    level = given.pick((6, 9, 10, 11, 12, 15, 18, 20, 21, 23, 24, 26))
    written = text(given.rest())
    for fidelity in ("documented", "device"):
        behavior = behavior_for(level, fidelity)
        try:
            target = parse_url(written, behavior)
        except BadUrl:
            continue
        assert target.path.startswith("/")
        assert target.scheme in behavior.schemes or not behavior.schemes
        assert "\0" not in target.host + target.path
        assert abs(target.port) < 1 << 80
        Request(target.path, target.host, target.host).encode()


def certificate(data: bytes) -> None:
    """Any bytes are a self-signed certificate or not, and valid now or not."""
    assert is_self_signed(data) in (True, False)
    assert is_in_time(data, datetime.now(UTC)) in (True, False)


def pieces(data: bytes) -> None:
    """The pieces of a text are the text, none longer than asked for, and none cut inside a character."""
    given = Source(data)
    size = 4 + given.below(64)
    whole = text(given.rest()).encode("utf-8", "replace")
    parts: list[bytes] = []
    utf8_pieces(memoryview(whole), size, lambda piece: parts.append(bytes(piece)))
    assert b"".join(parts) == whole
    assert all(len(part) <= size for part in parts)
    for part in parts:
        part.decode("utf-8")
