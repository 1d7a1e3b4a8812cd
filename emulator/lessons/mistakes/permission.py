"""Mistakes with ohos.permission.INTERNET."""

from __future__ import annotations

from typing import Final

from emulator.explanations.model import Text, t
from emulator.lessons.model import Mistake, Section
from emulator.lessons.take import Take, place

_MOST_TRIES = 2
"""To ask a second time may be a check; more is a hope that nothing fulfils."""


def _not_declared(take: Take) -> Text | None:
    for why in take.whys:
        if why.cause == "permission" and "not declare" in why.detail:
            return t(why.detail, f"module.json5 没有声明 ohos.permission.INTERNET：{why.met} 得到 201")
    return None


def _ignored(take: Take) -> Text | None:
    denials = take.denials()
    rejected = take.logged("unhandled rejection")
    if denials and ((take.fault and "201" in take.fault) or (rejected and "201" in rejected)):
        return t(
            f"{place(denials[0])} failed with 201, and nothing caught it",
            f"{place(denials[0])} 以 201 失败，没有任何代码处理它",
        )
    return None


def _retried(take: Take) -> Text | None:
    denials = len(take.denials())
    if denials <= _MOST_TRIES:
        return None
    return t(f"connect() was refused with 201 {denials} times", f"connect() 被 201 拒绝了 {denials} 次")


def _hung(take: Take) -> Text | None:
    if take.ended or not take.denials():
        return None
    return t("after 201 the app did nothing and did not end", "201 之后，应用什么也不做，也不结束")


def _silent(take: Take) -> Text | None:
    asked_elsewhere = not take.calls("connect")
    if take.printed or take.fault or not (take.denials() or asked_elsewhere):
        return None
    return t("there was no permission, and the app's log is empty", "没有权限，应用的日志却是空的")


NOT_DECLARED: Final = Mistake(
    "permission-not-declared",
    _not_declared,
    t(
        'add `{ "name": "ohos.permission.INTERNET" }` to `requestPermissions` of entry/src/main/module.json5: it is '
        "granted at install",
        "在 entry/src/main/module.json5 的 `requestPermissions` 中加入 "
        '`{ "name": "ohos.permission.INTERNET" }`：安装时即授予',
    ),
    Section(3, t("Declare it", "声明权限")),
)
IGNORED_201: Final = Mistake(
    "ignored-201",
    _ignored,
    t(
        "201 comes as the rejection of connect(): catch it, with `.catch(...)` or `except BusinessError`, and go on "
        "without the network",
        "201 以 connect() 的失败送达：用 `.catch(...)` 或 `except BusinessError` 处理它，然后在没有网络的情况下继续",
    ),
    Section(3, t("Going on without the network", "没有网络也要继续")),
)
RETRIED_201: Final = Mistake(
    "retried-201",
    _retried,
    t(
        "trying again does not help: the permission does not come back while the app runs. Stop at 201",
        "重试没有用：应用运行期间权限不会回来。遇到 201 就停止",
    ),
    Section(3, t("Going on without the network", "没有网络也要继续")),
)
HUNG_201: Final = Mistake(
    "hung-after-201",
    _hung,
    t(
        "no event follows 201, neither `error` nor `close`: what is to be done must be done where it is caught, here "
        "`terminateSelf()`",
        "201 之后没有任何事件，既没有 `error` 也没有 `close`：要做的事必须在捕获处做，这里是 `terminateSelf()`",
    ),
    Section(3, t("Going on without the network", "没有网络也要继续")),
)
SILENT_201: Final = Mistake(
    "silent-201",
    _silent,
    t("tell the user why there is no network: print it", "告诉用户为什么没有网络：打印出来"),
    Section(3, t("Going on without the network", "没有网络也要继续")),
)

DENIED: Final = (IGNORED_201, RETRIED_201, HUNG_201, SILENT_201)
"""Looked for where the permission is not there."""
