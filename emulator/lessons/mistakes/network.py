"""Mistakes on a bad network."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from emulator.explanations.model import Text, t
from emulator.lessons.mistakes.errors import no_pause, two_connections
from emulator.lessons.model import Mistake, Section
from emulator.lessons.take import Take

ENDLESS_TRIES: Final = 12
"""So many failures in a row are taken for a loop without an end."""

FEWEST_TRIES: Final = 4

GROWTH: Final = 1.5

_PAUSES = Section(8, t("Growing pauses", "越来越长的间隔"))
_STOP = Section(8, t("Know when to stop", "知道何时停止"))


def _no_reconnect(take: Take) -> Text | None:
    if take.connections >= 2:
        return None
    return t("the connection was lost, and the app made no other", "连接断开了，应用没有再建立连接")


def _gave_up_soon(take: Take) -> Text | None:
    count = len(take.calls("connect"))
    if count >= FEWEST_TRIES:
        return None
    return t(f"tries of the app: {count}", f"应用试了 {count} 次")


def _same_pauses(take: Take) -> Text | None:
    pauses = take.pauses()
    grows = all(later >= earlier * 0.9 for earlier, later in pairwise(pauses)) and pauses[-1:] >= [
        one * GROWTH for one in pauses[:1]
    ]
    if len(pauses) < 2 or grows:
        return None
    shown = ", ".join(f"{pause:.1f}" for pause in pauses[:6])
    return t(f"seconds between the tries: {shown}", f"各次尝试的间隔（秒）：{shown}")


def _endless(take: Take) -> Text | None:
    count = len(take.calls("connect"))
    if count < ENDLESS_TRIES:
        return None
    return t(f"nobody answered, and the app tried {count} times and more", f"没有人应答，应用试了 {count} 次还在继续")


NO_RECONNECT: Final = Mistake(
    "did-not-reconnect",
    _no_reconnect,
    t(
        "a lost connection raises `error` and `close`: connect again after a pause",
        "连接断开会触发 `error` 和 `close`：等待片刻后再次连接",
    ),
    Section(8, t("Losses are normal", "断开是常事")),
)
TWO_CONNECTIONS: Final = Mistake(
    "two-connections",
    two_connections,
    t(
        "a loss raises both `error` and `close`; who connects again in both has two connections. Let one place decide: "
        "one loop, one object",
        "一次断开会触发 `error` 和 `close` 两个事件；两处都重连就有了两个连接。只由一处决定：一个循环，一个对象",
    ),
    Section(8, t("One connection at a time", "同时只有一个连接")),
)
HASTY: Final = Mistake(
    "hasty",
    no_pause,
    t(
        "a thousand phones that come back at once bring the server down again: wait before each try",
        "上千台手机立刻重连，会把服务器再次压垮：每次尝试之前都要等待",
    ),
    _PAUSES,
)
SAME_PAUSES: Final = Mistake(
    "same-pauses",
    _same_pauses,
    t(
        "each pause longer than the one before, doubled for example, up to a limit: it saves battery and server",
        "每次间隔都比上一次长，例如加倍，直到上限：省电，也保护服务器",
    ),
    _PAUSES,
)
GAVE_UP_SOON: Final = Mistake(
    "gave-up-soon",
    _gave_up_soon,
    t("a lift ride takes longer than that: try six times before you give up", "坐一趟电梯都比这久：试六次再放弃"),
    _PAUSES,
)
ENDLESS: Final = Mistake(
    "endless-retry",
    _endless,
    t(
        "after six failures in a row say that there is no connection, and end",
        "连续失败六次后，告知用户没有连接，然后结束",
    ),
    _STOP,
)
