"""Mistakes with long messages and with bytes; the app prints `length N` for each message, N in bytes."""

from __future__ import annotations

import re
from typing import Final

from emulator.explanations.model import Text, t
from emulator.lessons.model import Mistake, Section
from emulator.lessons.take import Take

GREETING: Final = "你好，设备"
LONG_TEXT: Final = "0123456789" * 1000
BYTES: Final = bytes(range(256)) * 20
EXPECTED: Final = [str(len(GREETING.encode())), str(len(LONG_TEXT)), str(len(BYTES))]

BYE: Final = "bye"

PART: Final = 4096
"""The longest part of a message, in bytes."""

_LENGTH: Final = re.compile(r"\blength (\d+)\b")

_PARTS = Section(4, t("Parts and `dataEnd`", "分段与 `dataEnd`"))
_KINDS = Section(4, t("Text and bytes", "文本与字节"))


def _lengths(take: Take) -> list[str]:
    """Return the lengths that the app printed, without that of the last message."""
    found = [number for line in take.printed for number in _LENGTH.findall(line)]
    return found[:-1] if found[-1:] == [str(len(BYE))] else found


def _got(take: Take) -> Text:
    got = ", ".join(_lengths(take)[:6])
    expected = ", ".join(EXPECTED)
    return t(
        f"expected the lengths {expected}, got {got or 'none'}", f"应打印的长度为 {expected}，实际为 {got or '无'}"
    )


def _answered_parts(take: Take) -> Text | None:
    return _got(take) if str(PART) in _lengths(take) else None


def _counted_characters(take: Take) -> Text | None:
    if str(len(GREETING)) not in _lengths(take)[:1]:
        return None
    return t(
        f"`{GREETING}` has {EXPECTED[0]} bytes, the app counted {len(GREETING)}",
        f"`{GREETING}` 有 {EXPECTED[0]} 个字节，应用数出的是 {len(GREETING)}",
    )


def _text_only(take: Take) -> Text | None:
    got_bytes = any(isinstance(event.args[1], bytes) or _is_excerpt(event.args[1]) for event in take.events("message"))
    lengths = _lengths(take)
    if not got_bytes or EXPECTED[2] in lengths or EXPECTED[1] not in lengths or not take.fault:
        return None
    return t(f"an ArrayBuffer came, and the app ended with {take.fault}", f"收到 ArrayBuffer，应用因 {take.fault} 结束")


def _is_excerpt(value: object) -> bool:
    return getattr(value, "kind", "") == "bytes"


def _wrong_length(take: Take) -> Text | None:
    return None if _lengths(take) == EXPECTED else _got(take)


ANSWERED_PARTS: Final = Mistake(
    "answered-parts",
    _answered_parts,
    t(
        "a long message comes in parts of at most 4096 bytes: keep them, and count when `dataEnd` tells that the "
        "message is complete",
        "长消息分段送达，每段最多 4096 字节：把它们存起来，等 `dataEnd` 表示消息完整后再计数",
    ),
    _PARTS,
)
COUNTED_CHARACTERS: Final = Mistake(
    "counted-characters",
    _counted_characters,
    t(
        "the length of a str is its characters; on the wire a text is UTF-8: `len(text.encode())`",
        "str 的长度是字符数；在网络上文本是 UTF-8：`len(text.encode())`",
    ),
    Section(4, t("Bytes are not characters", "字节不是字符")),
)
TEXT_ONLY: Final = Mistake(
    "text-only",
    _text_only,
    t(
        "`message` hands over a str or, for an ArrayBuffer, bytes: ask with `isinstance(data, bytes)`",
        "`message` 传入 str，ArrayBuffer 则传入 bytes：用 `isinstance(data, bytes)` 判断",
    ),
    _KINDS,
)
WRONG_LENGTH: Final = Mistake(
    "wrong-length",
    _wrong_length,
    t(
        "one line `length N` for each whole message, N in bytes; `dataEnd` ends a message of one part as well. Forget "
        "the parts when you have counted them",
        "每条完整的消息打印一行 `length N`，N 是字节数；只有一段的消息也以 `dataEnd` 结束。计数之后清空已存的分段",
    ),
    _PARTS,
)
