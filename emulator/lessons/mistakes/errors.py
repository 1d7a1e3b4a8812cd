"""Mistakes with errors: what they mean, and which are worth another try."""

from __future__ import annotations

from typing import Final

from emulator.explanations.model import Text, t
from emulator.lessons.model import Mistake, Section
from emulator.lessons.take import State, Take, place
from emulator.recorder import Call, Event

SHORTEST_PAUSE: Final = 0.2
"""Seconds; sooner after the last try is at once."""

MOST_TRIES: Final = 3

_AGAIN = Section(5, t("Try again, or not", "要不要重试"))


def _took_200(take: Take) -> Text | None:
    """After an `error` event of a connection that never stood, the app used the connection."""
    failed = False
    for entry in take.entries:
        match entry:
            case Event(name="error"):
                failed = True
            case Call(name="connect"):
                failed = False
            case Call(name="send" | "close") if failed:
                return t(
                    f"the `error` event brought code 200, and then {place(entry)} was called",
                    f"`error` 事件的 code 为 200，随后调用了 {place(entry)}",
                )
    return None


def _tries(take: Take) -> Text | None:
    count = len(take.calls("connect"))
    return t(f"connect() was called {count} times", f"connect() 调用了 {count} 次") if count > 1 else None


def _too_many(take: Take) -> Text | None:
    count = len(take.calls("connect"))
    return _tries(take) if count > MOST_TRIES else None


def _gave_up(take: Take) -> Text | None:
    count = len(take.calls("connect"))
    if count >= MOST_TRIES:
        return None
    return t(
        f"connect() was called {'once' if count == 1 else f'{count} times'}, {MOST_TRIES} tries were allowed",
        f"connect() 调用了 {count} 次，允许 {MOST_TRIES} 次",
    )


def no_pause(take: Take) -> Text | None:
    """Return a try that came at once after the connection before it was over, or while that was still under way."""
    for pause, call in take.waits():
        if pause < SHORTEST_PAUSE:
            return t(
                f"{place(call)} came {pause:.2f} s after the one before had failed",
                f"上一次失败后只过了 {pause:.2f} 秒，就调用了 {place(call)}",
            )
    return None


def two_connections(take: Take) -> Text | None:
    """Return a connect() while the app has a connection, or is making one."""
    for act in take.acts():
        busy = {State.CONNECTING, State.OPEN} & {act.state, *act.others}
        if act.call.name == "connect" and busy:
            return t(
                f"{place(act.call)} was called while a connection was there or being made",
                f"{place(act.call)} 调用时，已有连接，或正在连接",
            )
    return None


TOOK_200: Final = Mistake(
    "took-200-for-ok",
    _took_200,
    t(
        "code 200 of the `error` event is no HTTP 200 OK: it stands in every such event. There is no connection; from "
        "API 12 on the HTTP status is in `data`",
        "`error` 事件的 code 200 不是 HTTP 200 OK：每个 error 事件都是它。连接并不存在；"
        "从 API 12 起，HTTP 状态在 `data` 中",
    ),
    Section(5, t("200 is not OK", "200 不是 OK")),
)
RETRIED_ADDRESS: Final = Mistake(
    "retried-address",
    _tries,
    t(
        "2302001 and 401 speak of what you passed: the same address will be refused again. Show it and stop",
        "2302001 和 401 说的是你传入的参数：同一个地址还会被拒绝。告知用户，然后停止",
    ),
    _AGAIN,
)
RETRIED_REFUSAL: Final = Mistake(
    "retried-refusal",
    _tries,
    t(
        "the server is there and said no: `data` of the `error` event has an HTTP status from 400 to 499. Asking again "
        "changes nothing",
        "服务器在，并且拒绝了：`error` 事件的 `data` 是 400 到 499 的 HTTP 状态。再问一次不会有变化",
    ),
    _AGAIN,
)
GAVE_UP: Final = Mistake(
    "gave-up",
    _gave_up,
    t(
        "this may be over in a moment: no server, no network (-1), or an HTTP status from 500 on. Wait a second and "
        "try again, three times in all",
        "这种情况可能很快就会过去：没有服务器、没有网络（-1），或 500 以上的 HTTP 状态。等一秒再试，总共三次",
    ),
    _AGAIN,
)
TOO_MANY_TRIES: Final = Mistake(
    "too-many-tries",
    _too_many,
    t("three tries in all, then say so and end", "总共试三次，然后告知用户并结束"),
    _AGAIN,
)
NO_PAUSE: Final = Mistake(
    "no-pause",
    no_pause,
    t(
        "wait before the next try, a second at least; and one failure may be told twice, by the promise and by "
        "`error`: count it once",
        "下一次之前要等待，至少一秒；同一次失败可能由 Promise 和 `error` 各告知一次：只算一次",
    ),
    _AGAIN,
)
