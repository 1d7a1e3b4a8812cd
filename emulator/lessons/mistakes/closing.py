"""Mistakes at the end of a connection."""

from __future__ import annotations

from typing import Any, Final

from emulator.explanations.model import Text, t
from emulator.lessons.model import Mistake, Section
from emulator.lessons.take import State, Take, place

SENDABLE: Final = frozenset({1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014})
"""Close codes of RFC 6455 and IANA's registry that may stand in a frame and that OpenHarmony sends."""

_WHO = Section(6, t("Who closes", "由谁关闭"))


def _sent_after_close(take: Take) -> Text | None:
    for act in take.acts():
        ended = act.state is State.CLOSING or (act.state is State.IDLE and act.was_open)
        if act.call.name == "send" and ended:
            return t(f"{place(act.call)} was called after the close", f"{place(act.call)} 在关闭之后调用")
    return None


def _reused(take: Take) -> Text | None:
    for act in take.acts():
        if act.call.name == "connect" and act.state in (State.CLOSING, State.OPEN):
            return t(
                f"{place(act.call)} was called before the `close` event had come",
                f"{place(act.call)} 在 `close` 事件到来之前调用",
            )
    return None


def _closed_again(take: Take) -> Text | None:
    for act in take.acts():
        if act.call.name == "close" and act.state in (State.IDLE, State.CLOSING) and act.was_open:
            return t(f"{place(act.call)} was called after the close", f"{place(act.call)} 在关闭之后调用")
    return None


def _bad_code(take: Take) -> Text | None:
    for call in take.calls("close"):
        code = _code(call.args)
        if code is not None and code not in SENDABLE:
            return t(f"{place(call)} was given the code {code}", f"{place(call)} 的 code 为 {code}")
    return None


def _code(arguments: tuple[Any, ...]) -> object:
    options = arguments[0] if arguments else None
    return options.get("code") if isinstance(options, dict) else getattr(options, "code", None)


def _no_goodbye(take: Take) -> Text | None:
    if take.calls("close") or take.frames("out", "close"):
        return None
    return t("the server said `bye`, and the app did not call close()", "服务器说了 `bye`，应用没有调用 close()")


def _left_early(take: Take) -> Text | None:
    if not take.calls("close") or take.events("close") or not take.ended:
        return None
    return t("the app ended before it got `close`", "应用在得到 `close` 之前就结束了")


def _did_not_move(take: Take) -> Text | None:
    if take.connections == 2 and take.received[-1:] == ["here"]:
        return None
    return t(
        f"the server had {take.connections} of 2 connections, the last message was {take.received[-1:]}",
        f"服务器应有 2 个连接，实际 {take.connections} 个，最后的消息是 {take.received[-1:]}",
    )


SENT_AFTER_CLOSE: Final = Mistake(
    "sent-after-close",
    _sent_after_close,
    t(
        "after close(), or after the `close` event, nothing can be sent: send what is left first",
        "close() 或 `close` 事件之后不能再发送：先把剩下的发完",
    ),
    _WHO,
)
REUSED_EARLY: Final = Mistake(
    "reused-early",
    _reused,
    t(
        "close() only begins the closing. Until `close` has come, the object still has its connection, and connect() "
        "fails with 2302003. Connect in the listener of `close`",
        "close() 只是开始关闭。`close` 到来之前，对象仍持有连接，connect() 会以 2302003 失败。"
        "请在 `close` 的监听函数中连接",
    ),
    Section(6, t("Connect again", "再次连接")),
)
CLOSED_AGAIN: Final = Mistake(
    "closed-again",
    _closed_again,
    t(
        "the `close` event tells that all is over, whoever closed: there is nothing left to close",
        "`close` 事件表示一切已结束，无论由谁关闭：没有什么可再关闭了",
    ),
    _WHO,
)
BAD_CLOSE_CODE: Final = Mistake(
    "bad-close-code",
    _bad_code,
    t(
        "1000 is the code of an app that has finished. Others than 1000 to 1015 are replaced, and 1004, 1005, 1006 and "
        "1015 may never be sent; say more in `reason`",
        "正常结束用 1000。1000 到 1015 以外的会被替换，1004、1005、1006 和 1015 不允许发送；更多信息写在 `reason` 中",
    ),
    Section(6, t("Codes", "关闭码")),
)
NO_GOODBYE: Final = Mistake(
    "no-goodbye",
    _no_goodbye,
    t(
        "an app that just ends tears the connection, and the server sees 1006. Call close() first",
        "应用直接结束会扯断连接，服务器看到的是 1006。请先调用 close()",
    ),
    Section(6, t("The app's end", "应用的结束")),
)
LEFT_EARLY: Final = Mistake(
    "left-before-close",
    _left_early,
    t(
        "close() only begins: end the app in the listener of `close`, not behind the call",
        "close() 只是开始：请在 `close` 的监听函数中结束应用，而不是紧跟在调用之后",
    ),
    Section(6, t("The app's end", "应用的结束")),
)
DID_NOT_MOVE: Final = Mistake(
    "did-not-move",
    _did_not_move,
    t(
        "on `move`: close, and when `close` has come connect again and send `here`",
        "收到 `move`：关闭，`close` 到来后再次连接，并发送 `here`",
    ),
    Section(6, t("Connect again", "再次连接")),
)
