"""Frames in: literal bytes and what the sink is told."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.guest.wire.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    LARGE_BUFFER,
    LEAST_ROOM,
    MAX_WHOLE,
    PIECE,
    PING,
    PONG,
    TEXT,
    FrameReader,
    utf8_pieces,
)
from emulator.peers.scripted.frames import encode


class Play:
    """A sink that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def data(self, opcode: int, payload: memoryview, final: bool) -> None:
        self.told.append((opcode, bytes(payload), final))

    def control(self, opcode: int, payload: bytes) -> None:
        self.told.append((opcode, payload))

    def violation(self, what: str, close: tuple[int, bytes] | None) -> None:
        self.told.append(("violation", what, close))


def read(*chunks: bytes) -> list[tuple[object, ...]]:
    play = Play()
    reader = FrameReader(play)
    for chunk in chunks:
        reader.feed(chunk)
    return play.told


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x81\x05hello", [(TEXT, b"hello", True)]),
        (b"\x82\x02\x00\xff", [(BINARY, b"\x00\xff", True)]),
        (b"\x81\x00", [(TEXT, b"", True)]),
        (
            b"\x01\x01a\x00\x01b\x80\x01c",
            [(TEXT, b"a", False), (CONTINUATION, b"b", False), (CONTINUATION, b"c", True)],
        ),
        (b"\x89\x02pp", [(PING, b"pp")]),
        (b"\x8a\x00", [(PONG, b"")]),
        (b"\x88\x05\x03\xe8bye", [(CLOSE, b"\x03\xe8bye")]),
        (b"\x01\x01a\x89\x01p\x80\x01b", [(TEXT, b"a", False), (PING, b"p"), (CONTINUATION, b"b", True)]),
        (b"\x82\x7e\x00\x80" + b"x" * 128, [(BINARY, b"x" * 128, True)]),
        (b"\x82\x7f" + struct.pack("!Q", 70000) + b"y" * 70000, [(BINARY, b"y" * 70000, True)]),
        (b"\x81\x01a\x81\x01b", [(TEXT, b"a", True), (TEXT, b"b", True)]),
    ],
)
def test_reader_tells_of_each_frame(data: bytes, told: list[object]) -> None:
    assert read(data) == told


@pytest.mark.parametrize(
    ("data", "what", "close"),
    [
        (b"\xc1\x01a", "illegal rsv bits set", None),
        (b"\x83\x00", "illegal opcode", None),
        (b"\x8b\x00", "illegal opcode", None),
        (b"\x80\x01a", "disordered continuation", None),
        (b"\x01\x01a\x81\x01b", "hey you owed us a FIN", None),
        (b"\x09\x00", "control msg can't be fragmented", None),
        (b"\x89\x7e\x00\x80", "control frame asking for extended length is illegal", None),
        (b"\x81\x81\x01\x02\x03\x04\x60", "server must not mask", (1002, b"srv mask")),
        (b"\x82\x7f\xff" + bytes(7), "b63 of length must be zero", None),
        (b"\x82\x7f\x80", "b63 of length must be zero", None),
        (b"\x83", "illegal opcode", None),
        (b"\xc1", "illegal rsv bits set", None),
    ],
)
def test_reader_refuses_what_lws_refuses(data: bytes, what: str, close: object) -> None:
    assert read(data)[-1] == ("violation", what, close)


def test_nothing_is_told_after_a_violation() -> None:
    assert read(b"\xc1\x01a\x81\x01b", b"\x81\x01c") == [("violation", "illegal rsv bits set", None)]


def test_frames_before_a_violation_are_told() -> None:
    assert read(b"\x81\x01a\xc1\x01b")[0] == (TEXT, b"a", True)


frame_texts = st.lists(st.binary(max_size=300), min_size=1, max_size=20)


@given(frame_texts, st.data())
def test_any_division_into_chunks_tells_the_same(payloads: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(encode(BINARY, payload) for payload in payloads)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert read(*chunks) == [(BINARY, payload, True) for payload in payloads]


@given(st.binary(max_size=2000))
def test_arbitrary_bytes_never_raise(data: bytes) -> None:
    read(data)


def test_buffer_grows_for_a_long_frame_and_shrinks_afterwards() -> None:
    play = Play()
    reader = FrameReader(play)
    reader.feed(encode(BINARY, b"z" * (3 * 1024 * 1024)))
    reader.feed(encode(TEXT, b"after"))
    assert [(op, len(payload)) for op, payload, _ in play.told] == [(BINARY, 3 * 1024 * 1024), (TEXT, 5)]
    assert len(reader.get_buffer(-1)) == LARGE_BUFFER


def test_large_buffer_comes_with_the_first_frame_that_has_not_arrived_whole() -> None:
    play = Play()
    reader = FrameReader(play)
    short = encode(TEXT, b"short")
    for _ in range(2 * LEAST_ROOM // len(short)):
        reader.feed(short)
    assert len(reader.get_buffer(-1)) == LEAST_ROOM
    reader.feed(short[:3])
    assert len(reader.get_buffer(-1)) > LARGE_BUFFER // 2
    reader.feed(short[3:])
    assert {payload for _, payload, _ in play.told} == {b"short"}


@pytest.mark.parametrize("chunk", [1000, 4096, 100_000])
def test_very_long_frame_is_told_in_pieces(chunk: int) -> None:
    play = Play()
    reader = FrameReader(play)
    stream = b"\x01\x01a" + b"\x80\x7f" + struct.pack("!Q", MAX_WHOLE + 5) + bytes(MAX_WHOLE + 5) + b"\x81\x01b"
    for start in range(0, len(stream), chunk):
        reader.feed(stream[start : start + chunk])
    whole = [(CONTINUATION, bytes(PIECE), False)] * (MAX_WHOLE // PIECE)
    assert play.told == [(TEXT, b"a", False), *whole, (CONTINUATION, bytes(5), True), (TEXT, b"b", True)]
    assert len(reader.get_buffer(-1)) == LARGE_BUFFER


def test_claimed_length_reserves_nothing() -> None:
    reader = FrameReader(Play())
    reader.feed(b"\x82\x7f" + struct.pack("!Q", 2**62))
    assert len(reader.get_buffer(-1)) <= LARGE_BUFFER


@given(st.text(max_size=400), st.integers(4, 40))
def test_utf8_pieces_are_whole_characters_of_at_most_the_size(text: str, size: int) -> None:
    pieces: list[bytes] = []
    utf8_pieces(memoryview(text.encode()), size, lambda piece: pieces.append(bytes(piece)))
    assert all(len(piece) <= size for piece in pieces)
    assert "".join(piece.decode() for piece in pieces) == text


def test_utf8_pieces_of_4096_bytes_as_the_page_says() -> None:
    pieces: list[int] = []
    utf8_pieces(memoryview("中".encode() * 4000), 4096, lambda piece: pieces.append(len(piece)))
    assert pieces == [4095, 4095, 3810]


@given(st.binary(max_size=400))
def test_utf8_pieces_end_also_for_bytes_that_are_no_text(data: bytes) -> None:
    pieces: list[bytes] = []
    utf8_pieces(memoryview(data), 16, lambda piece: pieces.append(bytes(piece)))
    assert b"".join(pieces) == data
