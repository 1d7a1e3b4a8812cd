"""Why a call came to nothing before anything went out."""

from __future__ import annotations

from typing import Final

from emulator.explanations import sources
from emulator.explanations.causes.model import c
from emulator.explanations.model import t

REFUSING: Final = (
    c(
        "argument",
        r"^send\(\) takes at most",
        t("message too long", "消息过长"),
        t("A message may have up to 5 MiB less 16 bytes.", "一条消息最长为 5 MiB 减 16 字节。"),
        t("send it in parts that the server puts together", "拆成多条消息发送，由服务器拼接"),
        sources.SEND,
    ),
    c(
        "argument",
        "",
        t("wrong argument", "参数错误"),
        t(
            "The arguments are none of the forms that the call takes; nothing was sent.",
            "参数不符合该接口的任何一种形式，没有发送任何数据。",
        ),
        t("pass the types that are named above, in that order", "按上面列出的类型和顺序传入参数"),
        sources.API_PAGE,
    ),
    c(
        "permission",
        r"not declare",
        t("permission not declared", "未声明权限"),
        t(
            "An app without ohos.permission.INTERNET in its manifest can make no socket.",
            "清单中没有声明 ohos.permission.INTERNET 的应用不能创建套接字。",
        ),
        t(
            'add {"name": "ohos.permission.INTERNET"} to requestPermissions in module.json5; of a single Python file: '
            "run it without `--no-permission`",
            "在 module.json5 的 requestPermissions 中声明该权限；单个 Python 文件去掉 `--no-permission`",
        ),
        sources.COMMON,
    ),
    c(
        "permission",
        "",
        t("permission denied", "权限被拒绝"),
        t(
            "The app declares ohos.permission.INTERNET, but does not have it now.",
            "应用声明了 ohos.permission.INTERNET，但当前没有被授予。",
        ),
        t(
            "an app cannot change it: show that there is no network and go on; to grant it here leave out `--deny`, or "
            "grant it again",
            "应用自身无法改变：应提示没有网络并继续工作；在模拟器中可去掉 `--deny` 或重新授予",
        ),
        sources.COMMON,
    ),
    c(
        "domain",
        "",
        t("host not allowed to an atomic service", "元服务不允许访问的域名"),
        t(
            "An atomic service may connect only to hosts that were registered for it.",
            "元服务只能连接已登记的服务器域名。",
        ),
        t(
            "register the host; here: network.atomic_service_domains in config.yaml",
            "登记该域名；模拟器中为 config.yaml 的 network.atomic_service_domains",
        ),
        sources.EXEC,
    ),
    c(
        "file",
        "",
        t("certificate file missing", "证书文件不存在"),
        t(
            "caPath or clientCert names a file that the app cannot see; no connection was tried.",
            "caPath 或 clientCert 指定的文件对应用不可见，没有尝试连接。",
        ),
        t(
            "put the file into the app's filesDir and pass its absolute path",
            "把文件放入应用的 filesDir 并传入绝对路径",
        ),
        sources.EXEC,
    ),
    c(
        "url",
        r"^the URL has \d+ bytes",
        t("URL too long", "URL 过长"),
        t("The URL is longer than this release takes.", "URL 超过了该版本允许的长度。"),
        t("send what is long in a header or in the first message", "把较长的内容放进请求头或第一条消息"),
        sources.EXEC,
    ),
    c(
        "url",
        "",
        t("not a WebSocket URL", "URL 不合法"),
        t("The URL is not one that netstack takes.", "netstack 不接受该 URL。"),
        t("write ws://HOST[:PORT][/PATH] or wss://...", "写成 ws://HOST[:PORT][/PATH] 或 wss://..."),
        sources.EXEC,
    ),
    c(
        "state",
        r"has not been called",
        t("no connection yet", "尚未连接"),
        t(
            "send and close need a connection, and connect was never called.",
            "send 和 close 需要连接，但没有调用过 connect。",
        ),
        t("call connect, and send after the `open` event", "先调用 connect，并在 `open` 事件之后发送"),
        sources.EXEC,
    ),
    c(
        "state",
        r"has a connection already",
        t("connected already", "已经连接"),
        t("One WebSocket object has one connection at a time.", "一个 WebSocket 对象同时只能有一个连接。"),
        t("close it first, or create another WebSocket", "先关闭连接，或另外创建一个 WebSocket"),
        sources.EXEC,
    ),
    c(
        "state",
        r"is closing",
        t("connection is closing", "连接正在关闭"),
        t("close was called, or the server has sent its close frame.", "已经调用 close，或服务器已发送关闭帧。"),
        t("send before closing; after `close` connect anew", "在关闭之前发送；`close` 事件之后重新连接"),
        sources.EXEC,
    ),
    c(
        "state",
        "",
        t("connection is over", "连接已结束"),
        t("The connection that the object had has ended, as said above.", "该对象原有的连接已经结束，原因见上。"),
        t(
            "connect again, and send after `open`; stop sending at `close` and `error`",
            "重新 connect 并在 `open` 之后发送；收到 `close` 或 `error` 后停止发送",
        ),
        sources.EXEC,
    ),
)
