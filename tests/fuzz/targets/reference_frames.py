"""RFC 6455 section 5 as a recipe, with lws' words: all the bytes at hand, one frame after another, nothing clever."""

from __future__ import annotations

from emulator.guest.wire.frames import MAX_WHOLE, PIECE

Told = list[tuple[object, ...]]


def decode(data: bytes) -> tuple[Told, int]:
    """Return what a reader must tell of a whole stream, and how many bytes of an unfinished frame are left."""
    told: Told = []
    in_message = False
    while True:
        if not data:
            return told, 0
        final, reserved, opcode = data[0] >> 7, data[0] >> 4 & 7, data[0] & 15
        masked, length = (data[1] >> 7, data[1] & 127) if len(data) > 1 else (0, 0)
        problem = None
        if opcode == 0 and not in_message:
            problem = "disordered continuation"
        elif opcode not in (0, 1, 2, 8, 9, 10):
            problem = "illegal opcode"
        elif reserved:
            problem = "illegal rsv bits set"
        elif opcode in (1, 2) and in_message:
            problem = "hey you owed us a FIN"
        elif opcode >= 8 and not final:
            problem = "control msg can't be fragmented"
        elif masked:
            problem = "server must not mask"
        elif opcode >= 8 and length > 125:
            problem = "control frame asking for extended length is illegal"
        elif length == 127 and data[2:3] >= b"\x80":
            problem = "b63 of length must be zero"
        if problem is not None:
            told.append(("violation", problem, (1002, b"srv mask") if problem == "server must not mask" else None))
            return told, 0
        header = 2
        if length == 126:
            header = 4
        elif length == 127:
            header = 10
        if len(data) < header:
            return told, len(data)
        if header > 2:
            length = int.from_bytes(data[2:header], "big")
        if length > MAX_WHOLE:
            assert len(data) < length
            data = data[header:]
            while len(data) >= PIECE:
                told.append((opcode, data[:PIECE], False))
                opcode, data = 0, data[PIECE:]
            return told, len(data)
        if len(data) < header + length:
            return told, len(data)
        payload, data = data[header : header + length], data[header + length :]
        if opcode >= 8:
            told.append((opcode, payload))
        else:
            told.append((opcode, payload, bool(final)))
            in_message = not final
