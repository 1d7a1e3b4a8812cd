"""Mistakes that only some releases show."""

from __future__ import annotations

from typing import Final

from emulator.explanations.model import Text, t
from emulator.lessons.model import Mistake, Section
from emulator.lessons.take import Take, place

LONGEST_URL: Final = 1023
"""In bytes, on the oldest release of the lesson."""

_DIFFERS = Section(7, t("What differs", "哪些地方不同"))
_FOR_ALL = Section(7, t("Write for all", "写给所有版本"))


def _refused(take: Take) -> Text | None:
    if take.refused is None or "needs API" not in str(take.refused):
        return None
    return t(str(take.refused), f"设备拒绝安装：{take.refused}")


def _missing_module(take: Take) -> Text | None:
    if take.fault and take.fault.startswith(("ModuleNotFoundError", "ImportError")):
        return t(f"the app ended with {take.fault}", f"应用因 {take.fault} 结束")
    return None


def _long_url(take: Take) -> Text | None:
    for call in take.calls("connect"):
        size = len(call.args[0]) if call.args and hasattr(call.args[0], "__len__") else 0
        if size > LONGEST_URL:
            return t(f"{place(call)} was given a URL of {size} bytes", f"{place(call)} 的 URL 有 {size} 个字节")
    return None


def _no_ticket(take: Take) -> Text | None:
    if take.headers.get("x-ticket", "").startswith(take.token):
        return None
    return t("the request had no `X-Ticket` with the ticket", "请求中没有带票据的 `X-Ticket`")


def _not_portable(take: Take) -> Text | None:
    warning = next((one.message for one in take.log if one.tag == "Portability"), None)
    return None if warning is None else t(f"the device warned: {warning}", f"设备警告：{warning}")


RAISED_MIN_LEVEL: Final = Mistake(
    "raised-min-level",
    _refused,
    t(
        "`minAPIVersion` says where the app may be installed: 10 or less for API 10. Raising it only shuts people out",
        "`minAPIVersion` 决定应用能装在哪里：要支持 API 10，须不大于 10。提高它只会把用户挡在外面",
    ),
    _FOR_ALL,
    at_install=True,
)
MISSING_MODULE: Final = Mistake(
    "missing-module",
    _missing_module,
    t(
        "that module is younger than this device: kits came with API 11. `from ohos.net import webSocket` works on all",
        "这个模块比设备新：Kit 从 API 11 开始才有。`from ohos.net import webSocket` 在所有版本上都可用",
    ),
    _DIFFERS,
)
LONG_URL: Final = Mistake(
    "long-url",
    _long_url,
    t(
        'up to API 14 a URL may have 1023 bytes. Send what is long as a header: connect(url, {"header": {...}})',
        'API 14 及以下，URL 最长 1023 字节。长的内容放在请求头中：connect(url, {"header": {...}})',
    ),
    _DIFFERS,
)
NO_TICKET: Final = Mistake(
    "ticket-missing",
    _no_ticket,
    t(
        'hand over `want.parameters["ticket"]` as the header `X-Ticket`: '
        'connect(url, {"header": {"X-Ticket": ticket}})',
        '把 `want.parameters["ticket"]` 放在请求头 `X-Ticket` 中：connect(url, {"header": {"X-Ticket": ticket}})',
    ),
    _FOR_ALL,
)
NOT_PORTABLE: Final = Mistake(
    "not-portable",
    _not_portable,
    t(
        "it works on this level and not on another: the warning names the levels, and what to write instead",
        "在这个版本上能用，在别的版本上不行：警告中写明了版本，以及应该怎样写",
    ),
    Section(7, t("Warnings", "警告")),
)
