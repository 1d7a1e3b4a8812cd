"""Why the server's answer to the handshake opened no connection."""

from __future__ import annotations

from typing import Final

from emulator.explanations.causes.model import c
from emulator.explanations.model import t
from emulator.ipc.messages import Cause

_CLIENT: Final = "warmcat/libwebsockets 4.3.1 lib/roles/http/client/client-http.c"
_UPGRADE: Final = "warmcat/libwebsockets 4.3.1 lib/roles/ws/client-ws.c"

_WHERE_AN_ANSWER_STOPS: Final[tuple[Cause, ...]] = ("timeout", "lost")

ANSWERING: Final = (
    c(
        "http-status",
        r"\(30[1-8]\)",
        t("redirect without Location (HTTP status)", "没有 Location 的重定向（HTTP 状态）"),
        t("The server answered with a redirect that leads nowhere.", "服务器返回了没有目标的重定向。"),
        t("connect to the final address", "直接连接最终地址"),
        _CLIENT,
    ),
    c(
        "http-status",
        r"\(40[13]\)",
        t("server wants credentials (HTTP status)", "服务器要求鉴权（HTTP 状态）"),
        t("The server knows the path, but does not let this client in.", "服务器拒绝了该客户端。"),
        t(
            'send what it wants in the options: {"header": {"Authorization": ...}}',
            '在选项中传入所需的请求头：{"header": {"Authorization": ...}}',
        ),
        _UPGRADE,
    ),
    c(
        "http-status",
        r"\(404\)",
        t("path not found (HTTP status)", "路径不存在（HTTP 状态）"),
        t("The server has no WebSocket at this path.", "服务器在该路径上没有 WebSocket。"),
        t("check the path of the URL", "检查 URL 的路径"),
        _UPGRADE,
    ),
    c(
        "http-status",
        r"\((400|426)\)",
        t("handshake not understood (HTTP status)", "服务器不接受握手请求（HTTP 状态）"),
        t(
            "The server takes the request for none that opens a WebSocket.",
            "服务器认为该请求不是有效的 WebSocket 握手请求。",
        ),
        t(
            "check path, headers and scheme (ws or wss); a gateway before the server must pass `Upgrade` on",
            "检查路径、请求头和协议（ws 或 wss）；服务器前面的网关必须保留 `Upgrade` 请求头",
        ),
        _UPGRADE,
    ),
    c(
        "http-status",
        r"\(429\)",
        t("too many requests (HTTP status)", "请求过于频繁（HTTP 状态）"),
        t("The server limits how often this client may connect.", "服务器限制了该客户端的连接频率。"),
        t("try again later with growing pauses", "以递增的间隔重试"),
        _UPGRADE,
    ),
    c(
        "http-status",
        r"\(0\)",
        t("answer without a status", "应答没有状态码"),
        t("The answer begins as HTTP/1.1, but no number follows.", "应答以 HTTP/1.1 开头，但后面没有状态码。"),
        t(
            "let the server answer `HTTP/1.1 101 Switching Protocols`",
            "让服务器应答 `HTTP/1.1 101 Switching Protocols`",
        ),
        _UPGRADE,
    ),
    c(
        "http-status",
        r"\(5\d\d\)",
        t("server in trouble (HTTP status)", "服务器出错（HTTP 状态）"),
        t("The server, or a gateway before it, failed.", "服务器或其前面的网关出错。"),
        t("try again later with growing pauses; look into the server's log", "以递增的间隔重试；查看服务器日志"),
        _UPGRADE,
    ),
    c(
        "http-status",
        "",
        t("no upgrade (HTTP status)", "服务器没有升级协议（HTTP 状态）"),
        t(
            "The server answered as to a web page: only status 101 opens a WebSocket.",
            "服务器像网页一样应答：只有状态 101 才会打开 WebSocket。",
        ),
        t("check host, port and path", "检查主机、端口和路径"),
        _UPGRADE,
    ),
    c(
        "redirect",
        r"too many redirects$",
        t("redirects without end", "重定向次数过多"),
        t("The server redirects again and again; four are followed.", "服务器不断重定向；最多跟随四次。"),
        t("connect to the final address; mend the server", "直接连接最终地址；修复服务器"),
        _CLIENT,
    ),
    c(
        "redirect",
        r"plain GET",
        t("redirect asks for a page", "重定向后成为普通请求"),
        t(
            "This release asks for a redirect's target as for a web page: no connection, and no event, comes of it.",
            "该版本在重定向后发送普通的网页请求：不会建立连接，也没有任何事件。",
        ),
        t("connect to the final address", "直接连接最终地址"),
        _CLIENT,
    ),
    c(
        "redirect",
        "",
        t("redirect not followed", "重定向未被跟随"),
        t("A redirect from wss:// to ws:// would give up encryption.", "从 wss:// 重定向到 ws:// 会失去加密。"),
        t("let the server redirect to wss://", "让服务器重定向到 wss://"),
        _CLIENT,
    ),
    c(
        "handshake",
        r"^HS: accept",
        t("bad Sec-WebSocket-Accept", "Sec-WebSocket-Accept 错误"),
        t(
            "The server's answer does not prove that it read the request's key.",
            "服务器的应答不能证明它读取了请求中的 key。",
        ),
        t(
            "a cache, or a server that does not compute RFC 6455 section 4.2.2: mend the server",
            "可能是缓存，或服务器没有按 RFC 6455 4.2.2 计算：请修复服务器",
        ),
        _UPGRADE,
    ),
    c(
        "handshake",
        r"^HS: protocol",
        t("subprotocol not offered", "子协议不匹配"),
        t("The server chose a subprotocol that the app did not offer.", "服务器选择了应用没有提出的子协议。"),
        t("pass the subprotocol in the options (API 12 and later)", "在选项中传入子协议（API 12 及以上）"),
        _UPGRADE,
    ),
    c(
        "handshake",
        r"^HS: upgrade",
        t("bad Upgrade or Connection header", "Upgrade 或 Connection 响应头错误"),
        t(
            "The status is 101, but `Upgrade: websocket` or `Connection: Upgrade` is missing or says something else.",
            "状态码是 101，但应答缺少 `Upgrade: websocket` 或 `Connection: Upgrade`，或其值不对。",
        ),
        t(
            "let the server send both, and gateways before it pass them on (RFC 6455 section 4.2.2)",
            "让服务器发送这两个响应头，并让其前面的网关保留它们（RFC 6455 4.2.2）",
        ),
        _UPGRADE,
    ),
    c(
        "handshake",
        r"^the answer is a TLS alert",
        t("the server wants TLS", "服务器要求 TLS"),
        t("ws:// was answered as only a server of wss:// answers.", "对 ws:// 的应答来自 wss:// 服务器。"),
        t("use wss:// for this port, or the server's port without TLS", "该端口使用 wss://，或改用服务器不加密的端口"),
        "RFC 8446 section 6",
    ),
    c(
        "handshake",
        r"^no status line",
        t("the answer is no HTTP/1.1", "应答不是 HTTP/1.1"),
        t(
            "What answered speaks another protocol: its answer does not begin with an HTTP/1.1 status line.",
            "对方使用其他协议：应答不是以 HTTP/1.1 状态行开头。",
        ),
        t("see what listens at host and port", "确认该主机和端口上运行的程序"),
        _CLIENT,
    ),
    c(
        "handshake",
        r"^problems parsing header",
        t("headers of the answer too long", "应答的响应头过长"),
        t(
            "The head of the answer does not fit into what the device keeps: 4096 bytes, with the request's beside it.",
            "应答的响应头超过设备所能保存的大小：与请求合计 4096 字节。",
        ),
        t("let the server send fewer and shorter headers and cookies", "让服务器减少并缩短响应头和 cookie"),
        _CLIENT,
    ),
    c(
        "handshake",
        r"^the request |^a line break",
        t("request not possible", "请求无法发送"),
        t(
            "The request of the handshake is too long for the device's buffer, or would forge headers.",
            "握手请求超出设备缓冲区，或会伪造请求头。",
        ),
        t("shorten URL and headers; pass a token in a message instead", "缩短 URL 和请求头；改为在消息中传递令牌"),
        _CLIENT,
    ),
    c(
        "handshake",
        "",
        t("bad answer to the handshake", "握手应答错误"),
        t("The server's answer is not that of a WebSocket server.", "服务器的应答不是 WebSocket 服务器的应答。"),
        t("see what listens at host and port", "确认该主机和端口上运行的程序"),
        _UPGRADE,
    ),
    *(
        c(
            kind,
            r"^no empty line",
            t("answer not finished", "应答不完整"),
            t(
                "The server began to answer as HTTP does, but the empty line that ends the head did not come.",
                "服务器开始以 HTTP 应答，但没有发送结束响应头的空行。",
            ),
            t(
                "end the head with an empty line (two CR LF); see whether the server failed in between",
                "用空行（两个 CR LF）结束响应头；检查服务器是否中途出错",
            ),
            _CLIENT,
        )
        for kind in _WHERE_AN_ANSWER_STOPS
    ),
    c(
        "lost",
        r"handshake",
        t("server hung up in the handshake", "服务器在握手时断开"),
        t(
            "The server ended the connection instead of answering; it may be no WebSocket server, or want TLS.",
            "服务器没有应答就断开；可能不是 WebSocket 服务器，或要求 TLS。",
        ),
        t("check port and scheme (ws or wss)", "检查端口和协议（ws 或 wss）"),
        _CLIENT,
    ),
    c(
        "timeout",
        "",
        t("no answer to the handshake", "握手无应答"),
        t(
            "TCP stands, but the server did not answer in time.",
            "TCP 已连接，但服务器没有及时应答。",
        ),
        t(
            "see whether the server is a WebSocket server, and for wss:// one with TLS",
            "确认对方是 WebSocket 服务器；wss:// 还需支持 TLS",
        ),
        "warmcat/libwebsockets 4.3.1 timeout_secs; device traces err-silent-handshake",
    ),
)
