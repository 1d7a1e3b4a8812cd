"""The table of the eight lessons."""

from __future__ import annotations

from typing import Final

from emulator.diagnostics import UserError
from emulator.explanations.model import t
from emulator.lessons import situations as given
from emulator.lessons.model import Lesson

LESSONS: Final = (
    Lesson(
        1,
        t("the first app", "第一个应用"),
        t(
            "when the connection is open send a text, print the answer, close, and end",
            "连接建立后发送一段文本，打印答复，关闭连接，然后结束",
        ),
        (given.ANSWERS_FIRST, given.ANSWERS_DEVICE),
    ),
    Lesson(
        2,
        t("events, callbacks, promises", "事件、回调与 Promise"),
        t(
            "ask `first`, when its answer is there ask `second`, print both answers, close and end; without a "
            "connection say so and end",
            "先问 `first`，得到答复后再问 `second`，打印两个答复，关闭并结束；没有连接时告知用户并结束",
        ),
        (given.QUESTIONS, given.NOBODY_THERE, given.REJECTED),
    ),
    Lesson(
        3,
        t("permissions", "权限"),
        t(
            "send a text, print what comes, on `bye` close and end; without the permission say so, and go on to the "
            "end without the network",
            "发送一段文本，打印收到的内容，收到 `bye` 就关闭并结束；没有权限时告知用户，在没有网络的情况下走到结束",
        ),
        (given.GRANTED, given.DENIED, given.REVOKED, given.DENIED_26),
    ),
    Lesson(
        4,
        t("text, bytes, long messages", "文本、字节与长消息"),
        t(
            "print `length N` for each message, N its length in bytes; on `bye` close and end",
            "为每条消息打印 `length N`，N 是它的字节数；收到 `bye` 就关闭并结束",
        ),
        (given.PARTS, given.WHOLE),
    ),
    Lesson(
        5,
        t("errors", "错误"),
        t(
            "connect; when that fails say why, and try again after a second only if it may help: three tries in all. "
            "When it is open, close and end",
            "连接；失败时说明原因，只有可能有用时才在一秒后重试，总共三次。连接建立后，关闭并结束",
        ),
        (given.ADDRESS, given.NO_PERMISSION, given.REFUSED, given.TRIES, given.UNAVAILABLE, given.TRIES_OFFLINE),
    ),
    Lesson(
        6,
        t("closing well", "好好关闭"),
        t(
            "on `bye` close and end; on `move` close, connect again and send `here`; when the server closes, end",
            "收到 `bye` 就关闭并结束；收到 `move` 就关闭、再次连接并发送 `here`；服务器关闭时结束",
        ),
        (given.BYE, given.MOVE, given.SERVER_CLOSES, given.MOVE_DEVICE),
    ),
    Lesson(
        7,
        t("API levels", "API 版本"),
        t(
            "show the server your ticket, send a text, print the answer, close and end: the same on API 10, 12, 18, 26",
            "向服务器出示票据，发送一段文本，打印答复，关闭并结束：在 API 10、12、18、26 上都一样",
        ),
        given.LEVELS,
    ),
    Lesson(
        8,
        t("a bad network", "糟糕的网络"),
        t(
            "stay connected: after a loss connect again, each pause longer; after six failures in a row, or at 201, "
            "say so and end; on `bye` close and end",
            "保持连接：断开后再次连接，间隔越来越长；连续失败六次，或遇到 201，"
            "就告知用户并结束；收到 `bye` 就关闭并结束",
        ),
        (given.DROPS, given.GONE, given.AIRPLANE, given.SILENT, given.TAKEN),
    ),
)


def lesson_of(number: int) -> Lesson:
    """Return a lesson.

    Raises:
        UserError: there is none of that number.
    """
    if not 1 <= number <= len(LESSONS):
        raise UserError(f"there is no lesson {number}", help=f"1 to {len(LESSONS)}; `ohemu lesson` lists them")
    return LESSONS[number - 1]
