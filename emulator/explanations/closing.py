"""What the `close` event of webSocket says (CloseResult.code), and what close() may send."""

from __future__ import annotations

from typing import Final

from emulator.explanations import sources
from emulator.explanations.model import Explanation, Given, Kind, Text, t

_RECEIVED: Final = t(
    'the peer closed with it; without a reason of its own `reason` is "The link is down"',
    '对端以此状态关闭；对端没有给出原因时，`reason` 为 "The link is down"',
)
_SENT: Final = t("the app closed with it: close accepts 1000 to 1015", "应用以此状态关闭：close 接受 1000 至 1015")
_NEVER_SEND: Final = t(
    "do not send it: RFC 6455 reserves it, and a strict server answers with 1002; the device sends it all the same",
    "不要发送：RFC 6455 将其保留，严格的服务器会以 1002 应答；但设备仍会照样发送",
)


def _close(
    code: int,
    words: str,
    zh: str,
    meaning: Text,
    cause: Text,
    fix: Text,
    *,
    given: tuple[Given, ...] = (Given(_RECEIVED), Given(_SENT)),
    last: int | None = None,
    source: str = sources.RFC_CLOSE,
    trace: str = "srv-close-1000",
) -> Explanation:
    return Explanation(
        Kind.CLOSE_EVENT,
        code,
        t(words, zh),
        meaning,
        given,
        (cause,),
        (fix,),
        (source, sources.EXEC, sources.traces(trace)),
        last=last,
        about=("close",),
    )


def _reserved(code: int, words: str, zh: str, meaning: Text, instead: Given) -> Explanation:
    return _close(
        code,
        words,
        zh,
        meaning,
        t("the app itself passed it to close()", "应用自己把它传给了 close()"),
        _NEVER_SEND,
        given=(Given(_SENT), instead),
        trace=f"close-code-{code}" if code != 1006 else "srv-fin",
    )


_BECOMES_1002: Final = Given(
    t("a peer's close frame with it is reported as 1002", "对端发来的关闭帧若带此状态，报告为 1002")
)

CLOSES: Final = (
    _close(
        0,
        "the link was lost",
        "连接中断",
        t(
            "TCP ended without a closing handshake. Other systems report 1006 here; OpenHarmony reports 0.",
            "TCP 连接没有经过关闭握手就结束了。其他系统此时报告 1006，OpenHarmony 报告 0。",
        ),
        t(
            "network lost, server crashed, no pong in time, or a frame that breaks the protocol",
            "网络中断、服务器崩溃、没有及时收到 pong，或收到违反协议的帧",
        ),
        t(
            "connect again, with a pause that grows; what was not answered may be lost",
            "间隔逐次加长地重连；没有得到应答的消息可能已丢失",
        ),
        given=(
            Given(t('alone, with the reason "The link is down"', '单独出现，reason 为 "The link is down"'), until=10),
            Given(t("right after an `error` event with code 200", "紧跟在 code 为 200 的 `error` 事件之后"), since=11),
        ),
        source=sources.EXEC,
        trace="srv-fin",
    ),
    _close(
        1000,
        "normal closure",
        "正常关闭",
        t("The connection has done its work.", "连接已完成使命，正常结束。"),
        t(
            "close() without a code, a peer's close without a status, or a code that close() does not accept",
            "close() 没有给出 code、对端关闭时没有给出状态，或 close() 收到了不接受的 code",
        ),
        t("nothing is wrong", "无需处理"),
        given=(
            Given(_RECEIVED),
            Given(
                t(
                    "the app closed: without a code, with 1000, or with one outside 1000 to 1015, which becomes 1000",
                    "应用关闭：没有 code、code 为 1000，或 code 不在 1000 至 1015 之内（会变成 1000）",
                )
            ),
        ),
    ),
    _close(
        1001,
        "going away",
        "对端离开",
        t("The server shuts down, or the page or app of the peer is left.", "服务器停机，或对端的页面、应用已退出。"),
        t("a restart or an update of the server", "服务器重启或更新"),
        t("connect again after a while", "稍后重连"),
    ),
    _close(
        1002,
        "protocol error",
        "协议错误",
        t("One side got a frame that breaks the protocol.", "一方收到了违反协议的帧。"),
        t(
            "a faulty server or proxy; or a status that nobody may send (below 1000, 1004 to 1006, 1016 to 2999)",
            "服务器或代理有缺陷；不允许发送的状态（小于 1000、1004 至 1006、1016 至 2999）也报告为 1002",
        ),
        t("look at the frames of the server", "检查服务器发送的帧"),
    ),
    _close(
        1003,
        "unacceptable data",
        "数据类型不可接受",
        t("One side got a type of data that it cannot use.", "一方收到了无法处理的数据类型。"),
        t(
            "an ArrayBuffer to a server that wants text, or the other way round",
            "向只接受文本的服务器发送了 ArrayBuffer，或相反",
        ),
        t("send a str for text, bytes for binary", "文本用 str，二进制用 bytes"),
    ),
    _reserved(1004, "reserved", "保留", t("It has no meaning yet.", "尚未定义含义。"), _BECOMES_1002),
    _reserved(
        1005,
        "no status received",
        "没有状态",
        t(
            "A local word for a close frame without a status; OpenHarmony reports 1000 for it.",
            "本地用语，表示关闭帧没有状态；OpenHarmony 此时报告 1000。",
        ),
        _BECOMES_1002,
    ),
    _reserved(
        1006,
        "abnormal closure",
        "异常关闭",
        t(
            "A local word for a connection that ended without a close frame; OpenHarmony reports 0 for it.",
            "本地用语，表示连接没有关闭帧就结束；OpenHarmony 此时报告 0。",
        ),
        _BECOMES_1002,
    ),
    _close(
        1007,
        "invalid payload",
        "数据无效",
        t(
            "A text message was not UTF-8, or not what the type of message asks for.",
            "文本消息不是 UTF-8，或内容与类型不符。",
        ),
        t("binary data sent as text", "把二进制数据当作文本发送"),
        t("send bytes, not str, for what is not text", "不是文本的内容用 bytes 发送"),
    ),
    _close(
        1008,
        "policy violation",
        "违反策略",
        t("A message goes against the peer's rules.", "消息违反了对端的规则。"),
        t("not logged in, or too many messages", "未登录，或消息过多"),
        t("look at `reason`: it is the server's own text", "查看 `reason`：那是服务器给出的说明"),
    ),
    _close(
        1009,
        "message too big",
        "消息过大",
        t("A message is larger than the peer takes.", "消息超过对端的上限。"),
        t(
            "the server's own limit, often 1 MiB; the device sends up to 5,242,864 bytes",
            "服务器自己的上限，常为 1 MiB；设备最多发送 5,242,864 字节",
        ),
        t("send in parts, or raise the limit of the server", "分段发送，或提高服务器的上限"),
    ),
    _close(
        1010,
        "extension missing",
        "缺少扩展",
        t("The client wanted an extension that the server did not offer.", "客户端需要的扩展服务器没有提供。"),
        t("the app passed it to close(): only clients send it", "应用把它传给了 close()：只有客户端会发送"),
        t("webSocket offers no extensions: close with 1000", "webSocket 不提供扩展：用 1000 关闭"),
    ),
    _close(
        1011,
        "internal error",
        "内部错误",
        t("The peer met something unexpected and cannot go on.", "对端遇到意外情况，无法继续。"),
        t("an exception in the server", "服务器出现异常"),
        t("look at the log of the server; connect again later", "查看服务器日志；稍后重连"),
    ),
    _close(
        1012,
        "service restart",
        "服务重启",
        t("The server restarts.", "服务器正在重启。"),
        t("a restart or an update of the server", "服务器重启或更新"),
        t("connect again after 5 to 30 seconds, not everyone at once", "5 至 30 秒后重连，避免所有客户端同时重连"),
        source=sources.IANA_CLOSE,
    ),
    _close(
        1013,
        "try again later",
        "稍后再试",
        t("The server is overloaded.", "服务器过载。"),
        t("too many clients", "客户端过多"),
        t("connect again later, to another server if there is one", "稍后重连，或改连其他服务器"),
        source=sources.IANA_CLOSE,
    ),
    _close(
        1014,
        "bad gateway",
        "网关错误",
        t("A gateway got a bad answer from the server behind it.", "网关从后端服务器得到了无效应答。"),
        t("the server behind the gateway is down", "网关后面的服务器已停止"),
        t("connect again later", "稍后重连"),
        source=sources.IANA_CLOSE,
        trace="close-code-1014",
    ),
    _reserved(
        1015,
        "TLS handshake failed",
        "TLS 握手失败",
        t(
            "A local word for a failed TLS handshake; OpenHarmony raises `error` 200 then, without `close`.",
            "本地用语，表示 TLS 握手失败；OpenHarmony 此时触发 code 为 200 的 `error` 事件，没有 `close`。",
        ),
        Given(t("a peer's close frame with it is reported as it is", "对端发来的关闭帧若带此状态，原样报告")),
    ),
    _close(
        1016,
        "reserved for the protocol",
        "为协议保留",
        t("Kept for later versions of the protocol.", "保留给协议的后续版本。"),
        t("a server sends a status that it may not send", "服务器发送了不允许发送的状态"),
        t("the server should use 3000 to 4999 for statuses of its own", "服务器自定义状态应使用 3000 至 4999"),
        given=(
            _BECOMES_1002,
            Given(t("passed to close() it silently becomes 1000", "传给 close() 时会悄悄变成 1000")),
        ),
        last=2999,
        trace="close-code-1016",
    ),
    _close(
        3000,
        "registered by a library or framework",
        "由库或框架注册",
        t(
            "IANA registers these, e.g. 3000 unauthorized, 3003 forbidden, 3008 timeout.",
            "由 IANA 登记，例如 3000 未认证、3003 禁止、3008 超时。",
        ),
        t("the server closed with it", "服务器以此状态关闭"),
        t("look it up in the documentation of the server", "查阅服务器的文档"),
        given=(
            Given(_RECEIVED),
            Given(
                t(
                    "passed to close() it silently becomes 1000: an app cannot send it",
                    "传给 close() 时会悄悄变成 1000：应用无法发送",
                )
            ),
        ),
        last=3999,
        source=sources.IANA_CLOSE,
        trace="close-code-3000",
    ),
    _close(
        4000,
        "the application's own",
        "应用自定义",
        t("Its meaning is agreed between this app and its server.", "含义由应用与服务器自行约定。"),
        t("the server closed with it", "服务器以此状态关闭"),
        t(
            "look it up in the documentation of the server; tell the server with a message why the app closes",
            "查阅服务器的文档；应用关闭的原因应通过消息告诉服务器",
        ),
        given=(
            Given(_RECEIVED),
            Given(
                t(
                    "passed to close() it silently becomes 1000: an app cannot send it",
                    "传给 close() 时会悄悄变成 1000：应用无法发送",
                )
            ),
        ),
        last=4999,
        trace="close-code-4999",
    ),
    _close(
        5000,
        "outside the protocol",
        "超出协议范围",
        t(
            "No status of the protocol. The device reports what the peer sent, all the same.",
            "不是协议规定的状态。设备仍原样报告对端发送的值。",
        ),
        t("a faulty server", "服务器有缺陷"),
        t("the server should use 3000 to 4999", "服务器应使用 3000 至 4999"),
        given=(Given(_RECEIVED),),
        last=65535,
        trace="srv-close-code-5000",
    ),
)
