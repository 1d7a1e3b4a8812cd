"""Mistakes of any app: it stands still, breaks down, or never ends."""

from __future__ import annotations

from typing import Final

from emulator.explanations.model import Text, t
from emulator.lessons.model import Mistake, Section
from emulator.lessons.take import Take, place

_END = Section(1, t("Close, and end", "关闭，然后结束"))
_FAILING = Section(2, t("When it fails", "失败的时候"))


def _blocked(take: Take) -> Text | None:
    if not take.frozen:
        return None
    return t("the main thread answered nothing any more, and the app was ended", "主线程不再响应，应用被系统终止")


def _never_connected(take: Take) -> Text | None:
    if take.fault or take.calls("connect"):
        return None
    return t("there was no call of connect()", "没有调用 connect()")


def _unhandled(take: Take) -> Text | None:
    message = take.logged("unhandled rejection")
    return t(f"the log has: {message}", f"日志中有：{message}") if message else None


def _uncaught_rejection(take: Take) -> Text | None:
    """A rejection that was awaited and not caught ends the app, one that nobody awaited is logged only."""
    failed = [call for call in take.calls("connect") if call.error]
    if take.fault and take.fault.startswith("BusinessError") and failed:
        return t(
            f"{place(failed[0])} failed with {failed[0].error and failed[0].error.code}, and nobody caught it",
            f"{place(failed[0])} 以 {failed[0].error and failed[0].error.code} 失败，没有被捕获",
        )
    return _unhandled(take)


def _crashed(take: Take) -> Text | None:
    return t(f"the app ended with {take.fault}", f"应用因 {take.fault} 结束") if take.fault else None


def _not_ended(take: Take) -> Text | None:
    if take.ended:
        return None
    return t("nothing happened any more, and the app was still there", "不再发生任何事情，应用却还在运行")


BLOCKED: Final = Mistake(
    "blocked-main-thread",
    _blocked,
    t(
        "an app has one thread for its events, and it was kept busy, with time.sleep() for example. Write "
        "`await asyncio.sleep(...)` in an `async def`, so that events come through meanwhile",
        "应用只有一个线程处理事件，它却一直被占用，例如用了 time.sleep()。请在 `async def` 中写 "
        "`await asyncio.sleep(...)`，等待期间事件才能送达",
    ),
    Section(1, t("One thread", "只有一个线程")),
)
NEVER_CONNECTED: Final = Mistake(
    "never-connected",
    _never_connected,
    t(
        'the address is in `want.parameters["url"]`: hand it to connect()',
        '地址在 `want.parameters["url"]` 中：把它传给 connect()',
    ),
    Section(1, t("Four calls, four events", "四个调用，四个事件")),
)
UNHANDLED_REJECTION: Final = Mistake(
    "unhandled-rejection",
    _uncaught_rejection,
    t(
        "a promise that fails must reach somebody: add `.catch(...)`, or `await` it inside `try` and `except "
        "BusinessError`",
        "Promise 失败时必须有人处理：加上 `.catch(...)`，或在 `try` 与 `except BusinessError` 中 `await` 它",
    ),
    Section(2, t("Callback or promise", "回调还是 Promise")),
)
CRASHED: Final = Mistake(
    "crashed",
    _crashed,
    t(
        "an exception that nobody catches ends the app, as on a device; `ohemu run` shows the line",
        "没有捕获的异常会结束应用，与真机相同；用 `ohemu run` 可以看到出错的行",
    ),
    _FAILING,
)
NOT_ENDED: Final = Mistake(
    "not-ended",
    _not_ended,
    t(
        "an ability lives until it calls `self.context.terminateSelf()`: do so when the connection has ended, whatever "
        "ended it",
        "Ability 会一直运行，直到调用 `self.context.terminateSelf()`：无论连接因何结束，结束后都要调用它",
    ),
    _END,
)

LAST: Final = (UNHANDLED_REJECTION, CRASHED, NOT_ENDED)
"""Looked for when nothing else was found."""
