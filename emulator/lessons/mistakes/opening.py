"""Mistakes on the way to the first answer: order of calls, and what counts as connected."""

from __future__ import annotations

from typing import Final

from emulator.diagnostics import did_you_mean
from emulator.explanations.model import Text, t
from emulator.lessons.model import Mistake, Section
from emulator.lessons.take import State, Take, place
from emulator.recorder import Call

EVENTS: Final = ("open", "message", "close", "error", "dataEnd", "headerReceive", "openInfo")

_CALLS = Section(1, t("Four calls, four events", "四个调用，四个事件"))
_ORDER = Section(2, t("The order of events", "事件的顺序"))


def _subscribed_late(take: Take) -> Text | None:
    connected: dict[int, Call] = {}
    early: set[tuple[int, object]] = set()
    for entry in take.entries:
        match entry:
            case Call(name="connect"):
                connected.setdefault(entry.socket, entry)
            case Call(name="on", args=(event, *_)) if entry.socket not in connected:
                early.add((entry.socket, event))
            case Call(name="on", args=(event, *_)) if (entry.socket, event) not in early:
                first = place(connected[entry.socket])
                return t(
                    f'{first} came before on("{event}") ({entry.where})',
                    f'{first} 在 on("{event}")（{entry.where}）之前',
                )
    return None


def _sent_before_open(take: Take) -> Text | None:
    for act in take.acts():
        if act.call.name == "send" and act.state is State.CONNECTING:
            return t(f"{place(act.call)} was called before `open`", f"{place(act.call)} 在 `open` 之前调用")
    return None


def _wrong_event(take: Take) -> Text | None:
    for call in take.calls("on"):
        event = call.args[0] if call.args else None
        if isinstance(event, str) and event not in EVENTS:
            meant = did_you_mean(event, EVENTS)
            return t(
                f'on("{event[:40]}") ({call.where})' + (f": did you mean `{meant}`?" if meant else ""),
                f'on("{event[:40]}")（{call.where}）' + (f"：是不是 `{meant}`？" if meant else ""),
            )
    return None


def _nothing_sent(take: Take) -> Text | None:
    if take.received:
        return None
    return t("the connection was open, and the server got no message", "连接已经建立，服务器没有收到任何消息")


def _not_shown(take: Take) -> Text | None:
    if any(take.token in line for line in take.printed):
        return None
    return t("the server answered, and the answer is not in the app's log", "服务器已答复，应用的日志中却没有答复")


def _not_closed(take: Take) -> Text | None:
    if take.calls("close") or take.frames("in", "close"):
        return None
    return t("the app had its answer, and never called close()", "应用已得到答复，却没有调用 close()")


def _did_not_wait(take: Take) -> Text | None:
    """Two messages went out before the first came in."""
    answered = False
    sent: list[Call] = []
    for entry in take.entries:
        if isinstance(entry, Call) and entry.name == "send":
            sent.append(entry)
            if len(sent) == 2 and not answered:
                return t(
                    f"{place(entry)} was called before the first answer was there",
                    f"{place(entry)} 在第一个答复到达之前就调用了",
                )
        answered = answered or entry in take.events("message")
    return None


def _one_question(take: Take) -> Text | None:
    if list(take.received) == ["first", "second"]:
        return None
    got = ", ".join(repr(message)[:40] for message in take.received[:4]) or "-"
    return t(f"the server got: {got}", f"服务器收到：{got}")


def _error_not_heard(take: Take) -> Text | None:
    if take.ended or take.listens_to("error"):
        return None
    return t(
        "connect() gave `true`, the connection failed, and the app waited for `open` for ever",
        "connect() 给出 `true`，连接却失败了，应用一直在等 `open`",
    )


def _silent_failure(take: Take) -> Text | None:
    if take.printed or not take.ended or take.fault:
        return None
    return t("there was no connection, and the app said nothing", "没有连接，应用什么也没有说")


SUBSCRIBED_LATE: Final = Mistake(
    "subscribed-late",
    _subscribed_late,
    t(
        "subscribe before you connect: an event that comes while nobody listens is lost. All `on(...)` go above "
        "`connect`",
        "先订阅，再连接：没有监听者时到来的事件就丢了。所有 `on(...)` 都写在 `connect` 之前",
    ),
    Section(1, t("Subscribe first", "先订阅")),
)
SENT_BEFORE_OPEN: Final = Mistake(
    "sent-before-open",
    _sent_before_open,
    t(
        "`true` from connect() only means that connecting has begun; the connection stands when `open` comes. Send in "
        "the listener of `open`",
        "connect() 给出的 `true` 只表示开始连接；`open` 到来时连接才建立。请在 `open` 的监听函数中发送",
    ),
    Section(1, t("`true` is not connected", "`true` 不是已连接")),
)
WRONG_EVENT: Final = Mistake(
    "wrong-event",
    _wrong_event,
    t(
        "no device has an event of that name, and none says so: the listener is just never called. The names are "
        "`open`, `message`, `close`, `error` and `dataEnd`",
        "没有这个名称的事件，设备也不会报错：监听函数只是永远不会被调用。事件名是 "
        "`open`、`message`、`close`、`error` 和 `dataEnd`",
    ),
    _CALLS,
)
NOTHING_SENT: Final = Mistake(
    "nothing-sent",
    _nothing_sent,
    t("when `open` has come, call send() with a text", "`open` 到来后，用一段文本调用 send()"),
    _CALLS,
)
NOT_SHOWN: Final = Mistake(
    "answer-not-shown",
    _not_shown,
    t(
        'an answer comes as an event: subscribe to `message` with `on("message", ...)` and print its second argument',
        '答复以事件送达：用 `on("message", ...)` 订阅 `message`，打印它的第二个参数',
    ),
    _CALLS,
)
NOT_CLOSED: Final = Mistake(
    "not-closed",
    _not_closed,
    t(
        "say goodbye: call close() when you have what you want, so that the server knows that nothing was lost",
        "要道别：得到所需后调用 close()，服务器才知道没有丢失任何东西",
    ),
    Section(1, t("Close, and end", "关闭，然后结束")),
)
DID_NOT_WAIT: Final = Mistake(
    "did-not-wait",
    _did_not_wait,
    t(
        "the end of send() tells that the message has been handed over, not that it was answered. Send the next "
        "question from the listener of `message`",
        "send() 完成只表示消息已交出，不表示已得到答复。请在 `message` 的监听函数中发送下一个问题",
    ),
    _ORDER,
)
QUESTIONS: Final = Mistake(
    "questions-missing",
    _one_question,
    t("ask `first`, and when its answer is there `second`: once each", "先问 `first`，得到答复后再问 `second`：各一次"),
    _ORDER,
)
ERROR_NOT_HEARD: Final = Mistake(
    "error-not-heard",
    _error_not_heard,
    t(
        "a connection that fails after connect() has given `true` is told by the `error` event alone: subscribe to it",
        "connect() 给出 `true` 之后的失败只由 `error` 事件告知：请订阅它",
    ),
    Section(2, t("When it fails", "失败的时候")),
)
SILENT_FAILURE: Final = Mistake(
    "silent-failure",
    _silent_failure,
    t("tell the user: print the error's code and what it means", "告诉用户：打印错误码和它的含义"),
    Section(2, t("When it fails", "失败的时候")),
)
