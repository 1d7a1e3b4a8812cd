"""What abilityAccessCtrl answers: whether a permission is granted, how a request went, and why a call failed."""

from __future__ import annotations

from typing import Final

from emulator.explanations import sources
from emulator.explanations.model import Explanation, Given, Kind, Text, t

_CHECK: Final = "checkAccessToken"
_ASK: Final = "requestPermissionsFromUser"


def _answer(
    code: int, en: str, zh: str, meaning: Text, given: tuple[Given, ...], cause: Text, fix: Text
) -> Explanation:
    return Explanation(
        Kind.ANSWER,
        code,
        t(en, zh),
        meaning,
        given,
        (cause,),
        (fix,),
        (sources.ACCESS_CONTROL, sources.PERMISSION_MANAGER),
        about=(_CHECK, _ASK, "GrantStatus"),
    )


_RESULT: Final = Given(
    t("authResults of requestPermissionsFromUser", "requestPermissionsFromUser 的 authResults"), since=9
)
_REASON: Final = Given(
    t("errorReasons of requestPermissionsFromUser", "requestPermissionsFromUser 的 errorReasons"), since=18
)
_STATUS: Final = Given(t("result of checkAccessToken", "checkAccessToken 的结果"), since=9)

ANSWERS: Final = (
    _answer(
        -1,
        "PERMISSION_DENIED",
        "PERMISSION_DENIED（未授权）",
        t("The app does not have the permission.", "应用没有该权限。"),
        (_STATUS, _RESULT),
        t("not declared, denied, or the user said no for good", "没有声明、被拒绝，或用户已永久拒绝"),
        t(
            "declare it in module.json5; a user_grant permission has to be asked for as well",
            "在 module.json5 中声明；user_grant 权限还需向用户申请",
        ),
    ),
    _answer(
        0,
        "PERMISSION_GRANTED",
        "PERMISSION_GRANTED（已授权）",
        t(
            "The app has the permission; as an errorReason: nothing is wrong.",
            "应用拥有该权限；作为 errorReasons 表示没有问题。",
        ),
        (_STATUS, _RESULT, _REASON),
        t("a declared system_grant permission has it from the install on", "已声明的 system_grant 权限安装时即授予"),
        t("nothing is wrong", "无需处理"),
    ),
    _answer(
        2,
        "invalid request",
        "申请无效",
        t("It cannot be asked for: not declared, or not known.", "无法申请：没有声明，或不存在。"),
        (
            _RESULT,
            Given(
                t("errorReasons: it is not declared in module.json5", "errorReasons：没有在 module.json5 中声明"),
                since=18,
            ),
        ),
        t("module.json5 does not list it under `requestPermissions`", "module.json5 的 `requestPermissions` 中没有它"),
        t("declare it; INTERNET needs no question, only the declaration", "声明它；INTERNET 只需声明，无需申请"),
    ),
    _answer(
        1,
        "invalid name",
        "名称无效",
        t("There is no permission of that name.", "没有这个名称的权限。"),
        (_REASON,),
        t("a typing mistake", "拼写错误"),
        t("`ohemu` lists the names in docs/reference/permissions.md", "名称见 docs/reference/permissions.md"),
    ),
    _answer(
        12,
        "service exception",
        "服务异常",
        t("The permission service failed.", "权限服务出错。"),
        (_REASON,),
        t("the service was not ready", "服务尚未就绪"),
        t("ask again later", "稍后再申请"),
    ),
)


def _call(
    code: int, en: str, zh: str, cause: Text, fix: Text, *, since: int = 9, members: tuple[str, ...] = (_CHECK, _ASK)
) -> Explanation:
    return Explanation(
        Kind.CALL,
        code,
        t(en, zh),
        t(f"abilityAccessCtrl refused the call: {en.lower()}.", f"abilityAccessCtrl 拒绝了调用：{zh}。"),
        (
            Given(
                t("abilityAccessCtrl, in the promise or the callback", "abilityAccessCtrl，通过 Promise 或回调返回"),
                since=since,
            ),
        ),
        (cause,),
        (fix,),
        (sources.ACCESS_CONTROL,),
        about=("abilityAccessCtrl", *members),
    )


ACCESS_ERRORS: Final = (
    _call(
        12100001,
        "Invalid parameter",
        "参数无效",
        t(
            "token 0, an empty name or list, or a name of more than 256 characters",
            "token 为 0、名称或列表为空，或名称超过 256 个字符",
        ),
        t(
            "take the token from `context.applicationInfo.accessTokenId`",
            "token 取自 `context.applicationInfo.accessTokenId`",
        ),
    ),
    _call(
        12100002,
        "The token does not exist",
        "token 不存在",
        t("the app of that token has been removed, or installed anew", "该 token 的应用已卸载或重新安装"),
        t("read the token again, do not store it", "重新读取 token，不要保存"),
    ),
    _call(
        12100003,
        "The permission does not exist",
        "权限不存在",
        t("a typing mistake, or a permission that users do not grant", "拼写错误，或该权限不由用户授予"),
        t("check the name", "检查名称"),
    ),
    _call(
        12100004,
        "Listed twice, or not used in pairs",
        "重复使用或没有成对使用",
        t("a subscription is made or ended twice", "重复订阅或取消订阅"),
        t("pair each `on` with one `off`", "每个 `on` 对应一个 `off`"),
    ),
    _call(
        12100005,
        "Too many registrations",
        "注册过多",
        t("subscriptions are made and never ended", "只订阅，从不取消"),
        t("end them with `off`", "用 `off` 取消"),
    ),
    _call(
        12100006,
        "Not allowed for this app or permission",
        "不允许对该应用或权限操作",
        t(
            "a permission that the system fixed, as INTERNET, cannot be changed",
            "系统固定的权限（例如 INTERNET）无法更改",
        ),
        t("change the declaration instead", "改为修改声明"),
    ),
    _call(
        12100007,
        "The service is abnormal",
        "服务异常",
        t("the permission service does not answer", "权限服务没有应答"),
        t("try again later", "稍后重试"),
    ),
    _call(
        12100008,
        "Out of memory",
        "内存不足",
        t("the device has no memory left", "设备内存不足"),
        t("free memory, or start the device anew", "释放内存或重启设备"),
    ),
    _call(
        12100009,
        "Common inner error",
        "内部错误",
        t("the dialog could not be shown", "无法弹出对话框"),
        t("ask when the app's window is there: after `loadContent`", "在窗口就绪（`loadContent`）之后再申请"),
    ),
    _call(
        12100010,
        "The request already exists",
        "已有相同的申请",
        t("the same dialog is already open", "同一个对话框已经打开"),
        t("wait for the answer", "等待结果"),
        since=12,
        members=("requestPermissionOnSetting",),
    ),
    _call(
        12100011,
        "All permissions are granted already",
        "权限均已授予",
        t("there is nothing to ask for", "没有需要申请的权限"),
        t("check with checkAccessToken before", "先用 checkAccessToken 查询"),
        since=12,
        members=("requestPermissionOnSetting",),
    ),
    _call(
        12100012,
        "Not all permissions have been refused yet",
        "存在尚未被用户拒绝过的权限",
        t("the settings page is for permissions that the user refused before", "设置页只用于用户曾经拒绝的权限"),
        t("ask with requestPermissionsFromUser first", "先用 requestPermissionsFromUser 申请"),
        since=12,
        members=("requestPermissionOnSetting",),
    ),
)
