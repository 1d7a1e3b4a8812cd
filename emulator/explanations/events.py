"""What the `error` event of webSocket says, and the HTTP status in its `data`."""

from __future__ import annotations

from typing import Final

from emulator.explanations import sources
from emulator.explanations.model import Explanation, Given, Kind, Text, t

ERRORS: Final = (
    Explanation(
        Kind.ERROR_EVENT,
        200,
        t("connect failed", "连接失败"),
        t(
            "There is no connection, or it was lost. It is not HTTP's `200 OK`: webSocket has only this one code here, "
            "whatever went wrong.",
            "连接没有建立，或已经断开。它不是 HTTP 的 `200 OK`：无论什么原因，`error` 事件都只有这一个 code。",
        ),
        (
            Given(t("no connection came about; no `close` event follows", "连接没有建立；之后不会有 `close` 事件")),
            Given(
                t(
                    "a connection was lost without a closing handshake; `close` with code 0 follows",
                    "连接没有经过关闭握手就断开；随后是 code 为 0 的 `close` 事件",
                ),
                since=11,
            ),
            Given(
                t(
                    "`data` has the HTTP status of the server's answer as a text, `0` when there was none",
                    "`data` 是服务器应答的 HTTP 状态（字符串），没有应答时为 `0`",
                ),
                since=12,
            ),
            Given(t("no more than the code: no `data`, no message", "只有 code，没有 `data` 和 message"), until=11),
        ),
        (
            t(
                "nobody listens at the address (refused), or nobody answers within 15 s",
                "目标地址没有服务在监听（拒绝连接），或 15 秒内没有应答",
            ),
            t(
                "the server answers, but not with 101: a wrong path, a missing token",
                "服务器应答的不是 101：路径错误、缺少令牌",
            ),
            t("the certificate of a `wss://` server is not trusted", "`wss://` 服务器的证书不受信任"),
            t("the server breaks the protocol, or sends no pong", "服务器违反协议，或不回应 pong"),
        ),
        (
            t(
                "read `data` (API 12 and later), then `ohemu explain` that number",
                "查看 `data`（API 12 及以上），再用 `ohemu explain` 查询该数字",
            ),
            t(
                "the NETSTACK lines of hilog name the cause: `OnError`, `LwsCallbackClientConnectionError`",
                "hilog 中 NETSTACK 的日志写有原因：`OnError`、`LwsCallbackClientConnectionError`",
            ),
            t(
                "connect again after a pause that grows; the same object serves",
                "间隔逐次加长地重连；可以使用同一个对象",
            ),
        ),
        (sources.EXEC, sources.ERROR_PAGE, sources.traces("err-refused", "err-http-403", "srv-fin")),
        about=("error",),
    ),
    Explanation(
        Kind.HTTP_STATUS,
        0,
        t("no answer", "没有应答"),
        t(
            "The server never answered the opening handshake, or an open connection was lost.",
            "服务器没有应答握手请求，或已打开的连接断开了。",
        ),
        (Given(t("`error` event with code 200", "code 为 200 的 `error` 事件"), since=12),),
        (
            t(
                "refused, unreachable, name not found, timed out, or TLS failed",
                "拒绝连接、不可达、找不到主机名、超时或 TLS 失败",
            ),
            t(
                "a `close` event follows: the connection stood, and was lost",
                "随后有 `close` 事件：连接曾经打开，后来断开",
            ),
        ),
        (t("check address, port and certificate; is the server running?", "检查地址、端口和证书；服务器是否在运行？"),),
        (sources.EXEC.replace("4.1", "5.0"), sources.traces("err-refused", "srv-fin", releases="5.0.0 to 7.0")),
        about=("error",),
    ),
)


def _status(code: int, words: str, zh: str, meaning: Text, fix: Text, last: int | None = None) -> Explanation:
    return Explanation(
        Kind.HTTP_STATUS,
        code,
        t(words, f"{words}（{zh}）"),
        meaning,
        (
            Given(
                t(
                    f"`error` event with code 200, as the text `{code}`",
                    f"code 为 200 的 `error` 事件，值为字符串 `{code}`",
                ),
                since=12,
            ),
        ),
        (t("the server answered the opening handshake so, and not with 101", "服务器用它应答握手请求，而不是 101"),),
        (fix,),
        (sources.RFC_HTTP, sources.traces("err-http-403", "err-http-200", releases="5.0.0 to 7.0")),
        last=last,
        about=("error",),
    )


_PATH: Final = t("check the path of the URL", "检查 URL 的路径")
_LOG_IN: Final = t(
    "send what the server wants, e.g. `Authorization`, in the option `header`",
    "在 `header` 选项中发送服务器要求的内容，例如 `Authorization`",
)
_LATER: Final = t("connect again later, with a growing pause", "稍后重连，间隔逐次加长")

STATUSES: Final = (
    Explanation(
        Kind.HTTP_STATUS,
        101,
        t("Switching Protocols", "Switching Protocols（切换协议）"),
        t(
            "In the `open` event: the handshake succeeded. In `error`: it began well, but the answer was no valid one.",
            "在 `open` 事件中：握手成功。在 `error` 事件中：应答以 101 开头，但内容无效。",
        ),
        (
            Given(t("`status` of the `open` event", "`open` 事件的 `status`")),
            Given(t("`data` of the `error` event, after a bad answer", "应答无效时 `error` 事件的 `data`"), since=12),
        ),
        (
            t("`Sec-WebSocket-Accept` is wrong or missing", "`Sec-WebSocket-Accept` 错误或缺失"),
            t("a subprotocol that was not asked for", "服务器选择了没有请求的子协议"),
        ),
        (
            t(
                "set the option `protocol` (API 12) to what the server speaks, or mend the server",
                "把 `protocol` 选项（API 12）设为服务器使用的子协议，或修正服务器",
            ),
        ),
        (sources.RFC_HTTP, sources.traces("err-bad-accept", "err-unsolicited-protocol")),
        about=("open", "error"),
    ),
    _status(
        200,
        "OK",
        "成功",
        t("A web page answered: the address is not that of a WebSocket.", "应答的是普通网页：该地址不是 WebSocket。"),
        _PATH,
    ),
    _status(
        301,
        "redirect",
        "重定向",
        t(
            "The server redirects; webSocket follows four times and then gives up.",
            "服务器重定向；webSocket 最多跟随四次，然后放弃。",
        ),
        t(
            "use the address it leads to: look for a loop, or for a way from `wss` to `ws`, which is refused",
            "直接使用最终地址：检查是否循环，或从 `wss` 重定向到了会被拒绝的 `ws`",
        ),
        last=308,
    ),
    _status(
        400,
        "Bad Request",
        "请求错误",
        t("The server does not understand the handshake.", "服务器不理解握手请求。"),
        t(
            "look at headers and subprotocol; API 6 to 19 send no port in `Host`",
            "检查请求头和子协议；API 6 至 19 的 `Host` 不带端口",
        ),
    ),
    _status(401, "Unauthorized", "未认证", t("The server wants to know who you are.", "服务器要求认证。"), _LOG_IN),
    _status(
        403,
        "Forbidden",
        "禁止访问",
        t("The server knows you, and refuses.", "服务器拒绝访问。"),
        t("check rights and token; some servers look at `Origin`", "检查权限和令牌；有些服务器会检查 `Origin`"),
    ),
    _status(
        404,
        "Not Found",
        "未找到",
        t("The server has nothing at this path.", "服务器上没有这个路径。"),
        t(
            "check the path; API 6 to 11 ask for `//` where the URL has no path",
            "检查路径；URL 没有路径时，API 6 至 11 请求的是 `//`",
        ),
    ),
    _status(
        426,
        "Upgrade Required",
        "需要升级协议",
        t("The server wants another protocol version.", "服务器要求其他协议版本。"),
        t("it must speak WebSocket version 13", "服务器必须支持 WebSocket 版本 13"),
    ),
    _status(429, "Too Many Requests", "请求过多", t("You connect too often.", "连接过于频繁。"), _LATER),
    _status(500, "Internal Server Error", "服务器内部错误", t("The server failed.", "服务器出错。"), _LATER),
    _status(
        502,
        "Bad Gateway",
        "网关错误",
        t("The server behind the gateway cannot be reached.", "网关后面的服务器不可达。"),
        _LATER,
    ),
    _status(
        503,
        "Service Unavailable",
        "服务不可用",
        t("The server is overloaded or down for a while.", "服务器过载或暂停服务。"),
        _LATER,
    ),
    _status(
        504,
        "Gateway Timeout",
        "网关超时",
        t("The server behind the gateway does not answer.", "网关后面的服务器没有应答。"),
        _LATER,
    ),
)
