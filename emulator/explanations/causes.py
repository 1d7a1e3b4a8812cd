"""What is behind a failure: the true causes that the device knows, whatever the app got for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from emulator.explanations import sources
from emulator.explanations.model import Text, t
from emulator.ipc.messages import Cause

_LWS: Final = "warmcat/libwebsockets 4.3.1 lib/roles"
_CLIENT: Final = f"{_LWS}/http/client/client-http.c"
_UPGRADE: Final = f"{_LWS}/ws/client-ws.c"
_PARSER: Final = f"{_LWS}/ws/client-parser-ws.c"


_WHERE_TLS_ALERTS_SHOW: Final[tuple[Cause, ...]] = ("tls", "lost")
"""TLS 1.3 has the client go on before the server has judged its certificate."""


@dataclass(frozen=True, slots=True)
class CauseExplanation:
    """One cause; `pattern` tells it from others of its kind by the detail, the first that fits holds."""

    cause: Cause
    pattern: str
    title: Text
    meaning: Text
    fix: Text
    source: str

    def fits(self, cause: str, detail: str) -> bool:
        return cause == self.cause and re.search(self.pattern, detail, re.IGNORECASE) is not None


def _c(cause: Cause, pattern: str, title: Text, meaning: Text, fix: Text, source: str) -> CauseExplanation:
    return CauseExplanation(cause, pattern, title, meaning, fix, source)


CAUSES: Final = (
    _c(
        "argument",
        r"takes at most",
        t("message too long", "消息过长"),
        t("A message may have up to 5 MiB less 16 bytes.", "一条消息最长为 5 MiB 减 16 字节。"),
        t("send it in parts that the server puts together", "拆成多条消息发送，由服务器拼接"),
        sources.SEND,
    ),
    _c(
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
    _c(
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
    _c(
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
    _c(
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
    _c(
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
    _c(
        "url",
        r"are allowed",
        t("URL too long", "URL 过长"),
        t("The URL is longer than this release takes.", "URL 超过了该版本允许的长度。"),
        t("send what is long in a header or in the first message", "把较长的内容放进请求头或第一条消息"),
        sources.EXEC,
    ),
    _c(
        "url",
        "",
        t("not a WebSocket URL", "URL 不合法"),
        t("The URL is not one that netstack takes.", "netstack 不接受该 URL。"),
        t("write ws://HOST[:PORT][/PATH] or wss://...", "写成 ws://HOST[:PORT][/PATH] 或 wss://..."),
        sources.EXEC,
    ),
    _c(
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
    _c(
        "state",
        r"has a connection already",
        t("connected already", "已经连接"),
        t("One WebSocket object has one connection at a time.", "一个 WebSocket 对象同时只能有一个连接。"),
        t("close it first, or create another WebSocket", "先关闭连接，或另外创建一个 WebSocket"),
        sources.EXEC,
    ),
    _c(
        "state",
        r"is closing",
        t("connection is closing", "连接正在关闭"),
        t("close was called, or the server has sent its close frame.", "已经调用 close，或服务器已发送关闭帧。"),
        t("send before closing; after `close` connect anew", "在关闭之前发送；`close` 事件之后重新连接"),
        sources.EXEC,
    ),
    _c(
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
    _c(
        "resolve",
        r"offline",
        t("device offline", "设备离线"),
        t(
            "The device has no network: airplane mode, or network.state is offline.",
            "设备没有网络：飞行模式，或 network.state 为 offline。",
        ),
        t("turn the network on; an app should try again later", "打开网络；应用应稍后重试"),
        "the emulator's own setting",
    ),
    _c(
        "resolve",
        r"IPv6",
        t("no IPv6 in this release", "该版本不支持 IPv6"),
        t("The release's libwebsockets is built without IPv6.", "该版本的 libwebsockets 编译时没有启用 IPv6。"),
        t("use a name or an IPv4 address", "使用域名或 IPv4 地址"),
        "openharmony/third_party_libwebsockets BUILD.gn",
    ),
    _c(
        "resolve",
        "",
        t("host name not found (DNS)", "域名解析失败（DNS）"),
        t("No name server knows the host, so nothing was connected.", "域名服务器不认识该主机，没有发起连接。"),
        t("look for a slip in the name; see that the network's DNS works", "检查域名拼写；确认网络的 DNS 可用"),
        sources.EXEC,
    ),
    _c(
        "connect",
        r"refused",
        t("connection refused", "连接被拒绝"),
        t("The machine answers, but no program listens at this port.", "主机可达，但该端口没有程序在监听。"),
        t("start the server; check the port", "启动服务器；检查端口"),
        sources.EXEC,
    ),
    _c(
        "connect",
        r"not a port",
        t("no such port", "端口无效"),
        t("The URL names a port that cannot be: TCP has 1 to 65535.", "URL 中的端口不存在：TCP 端口为 1 到 65535。"),
        t("correct the port in the URL", "改正 URL 中的端口"),
        sources.EXEC,
    ),
    _c(
        "connect",
        r"timed out|no answer|within",
        t("no answer to TCP", "TCP 无应答"),
        t(
            "The address does not answer: a firewall, a wrong address, or a server that is down.",
            "该地址没有应答：防火墙、地址错误或服务器未运行。",
        ),
        t("check address and firewall; try again later with growing pauses", "检查地址和防火墙；以递增的间隔重试"),
        sources.EXEC,
    ),
    _c(
        "connect",
        "",
        t("TCP did not connect", "TCP 未能连接"),
        t("The network gave the error named above.", "网络返回了上面的错误。"),
        t("check the address and the route to it", "检查地址和路由"),
        sources.EXEC,
    ),
    _c(
        "limit",
        "",
        t("limit of the device", "设备的限制"),
        t("The device makes no more connections for the app.", "设备不再为该应用建立连接。"),
        t("close what is no longer needed; the limits are in config.yaml", "关闭不再需要的连接；限制见 config.yaml"),
        "the emulator's own setting",
    ),
    _c(
        "proxy",
        r"the proxy itself",
        t("proxy out of reach", "无法连接代理"),
        t(
            "TCP to the HTTP proxy did not stand; the server was not asked at all.",
            "无法与 HTTP 代理建立 TCP 连接，没有访问到服务器。",
        ),
        t(
            "check the proxy of the device (network.proxy) or of the connect options",
            "检查设备（network.proxy）或 connect 选项中的代理",
        ),
        "warmcat/libwebsockets 4.3.1 lib/core-net/client/connect4.c",
    ),
    _c(
        "proxy",
        "",
        t("proxy refused", "代理拒绝"),
        t("The HTTP proxy did not open a tunnel to the server.", "HTTP 代理没有建立到服务器的隧道。"),
        t(
            "check the proxy of the device (network.proxy) or of the connect options",
            "检查设备（network.proxy）或 connect 选项中的代理",
        ),
        "warmcat/libwebsockets 4.3.1 lib/core-net/client/connect4.c",
    ),
    _c(
        "tls",
        r"wrong.version|record layer|unknown protocol|http request|packet length",
        t("the server speaks no TLS", "服务器不是 TLS"),
        t(
            "wss:// was answered with something that is no TLS, most often a ws:// server.",
            "wss:// 得到的应答不是 TLS，通常是 ws:// 服务器。",
        ),
        t("use ws:// for this port, or the server's TLS port", "该端口使用 ws://，或改用服务器的 TLS 端口"),
        "OpenSSL",
    ),
    _c(
        "tls",
        r"hostname|ip address mismatch|not valid for",
        t("certificate of another host (TLS)", "证书与主机名不符（TLS）"),
        t("The server's certificate is not for the host in the URL.", "服务器证书不是为 URL 中的主机签发的。"),
        t("use the name that the certificate has", "使用证书中的主机名"),
        "OpenSSL",
    ),
    _c(
        "tls",
        r"expired|not yet valid",
        t("certificate out of date (TLS)", "证书已过期或尚未生效（TLS）"),
        t("The server's certificate is not valid at the device's time.", "按设备时间，服务器证书不在有效期内。"),
        t("renew the certificate; check the device's clock", "更新证书；检查设备时间"),
        "OpenSSL",
    ),
    _c(
        "tls",
        r"certificate.verify|self.signed|unable to get",
        t("certificate not trusted (TLS)", "证书不受信任（TLS）"),
        t(
            "No CA that the device trusts has signed the server's certificate.",
            "服务器证书不是由设备信任的 CA 签发的。",
        ),
        t(
            "pass the CA's file as caPath (API 11 and later), or set ca_file in config.yaml",
            "通过 caPath 传入 CA 文件（API 11 及以上），或在 config.yaml 设置 ca_file",
        ),
        sources.EXEC,
    ),
    *(
        _c(
            kind,
            r"certificate.required|_bad_certificate",
            t("client certificate missing (TLS)", "缺少客户端证书（TLS）"),
            t(
                "The server lets in only clients that show a certificate that it trusts.",
                "服务器只允许出示受其信任的证书的客户端连接。",
            ),
            t(
                "pass certPath and keyPath as clientCert (API 11 and later)",
                "通过 clientCert 传入 certPath 和 keyPath（API 11 及以上）",
            ),
            "OpenSSL",
        )
        for kind in _WHERE_TLS_ALERTS_SHOW
    ),
    _c(
        "tls",
        r"protocol.version|unsupported.protocol|legacy_sigalg|no.protocols.available",
        t("no common TLS version", "没有共同的 TLS 版本"),
        t(
            "The server and the device have no TLS version, or no signature of one, in common.",
            "服务器与设备没有共同支持的 TLS 版本或签名算法。",
        ),
        t("let the server speak TLS 1.2 or later", "让服务器支持 TLS 1.2 或更高版本"),
        "OpenSSL",
    ),
    _c(
        "tls",
        "",
        t("TLS alert", "TLS 告警"),
        t("The TLS handshake failed with the alert named above.", "TLS 握手失败，告警见上。"),
        t("see which TLS versions and client certificates the server wants", "确认服务器要求的 TLS 版本和客户端证书"),
        "OpenSSL",
    ),
    _c(
        "timeout",
        "",
        t("no answer to the handshake", "握手无应答"),
        t(
            "TCP stands, but the server did not answer the request in time.",
            "TCP 已连接，但服务器没有及时应答握手请求。",
        ),
        t(
            "see whether the server is a WebSocket server, and for wss:// one with TLS",
            "确认对方是 WebSocket 服务器；wss:// 还需支持 TLS",
        ),
        "warmcat/libwebsockets 4.3.1 timeout_secs; device traces err-silent-handshake",
    ),
    _c(
        "http-status",
        r"\(30[1-8]\)",
        t("redirect without Location (HTTP status)", "没有 Location 的重定向（HTTP 状态）"),
        t("The server answered with a redirect that leads nowhere.", "服务器返回了没有目标的重定向。"),
        t("connect to the final address", "直接连接最终地址"),
        _CLIENT,
    ),
    _c(
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
    _c(
        "http-status",
        r"\(404\)",
        t("path not found (HTTP status)", "路径不存在（HTTP 状态）"),
        t("The server has no WebSocket at this path.", "服务器在该路径上没有 WebSocket。"),
        t("check the path of the URL", "检查 URL 的路径"),
        _UPGRADE,
    ),
    _c(
        "http-status",
        r"\(5\d\d\)",
        t("server in trouble (HTTP status)", "服务器出错（HTTP 状态）"),
        t("The server, or a gateway before it, failed.", "服务器或其前面的网关出错。"),
        t("try again later with growing pauses; look into the server's log", "以递增的间隔重试；查看服务器日志"),
        _UPGRADE,
    ),
    _c(
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
    _c(
        "redirect",
        r"too many",
        t("redirects without end", "重定向次数过多"),
        t("The server redirects again and again; four are followed.", "服务器不断重定向；最多跟随四次。"),
        t("connect to the final address; mend the server", "直接连接最终地址；修复服务器"),
        _CLIENT,
    ),
    _c(
        "redirect",
        "",
        t("redirect not followed", "重定向未被跟随"),
        t("A redirect from wss:// to ws:// would give up encryption.", "从 wss:// 重定向到 ws:// 会失去加密。"),
        t("let the server redirect to wss://", "让服务器重定向到 wss://"),
        _CLIENT,
    ),
    _c(
        "handshake",
        r"accept",
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
    _c(
        "handshake",
        r"protocol",
        t("subprotocol not offered", "子协议不匹配"),
        t("The server chose a subprotocol that the app did not offer.", "服务器选择了应用没有提出的子协议。"),
        t("pass the subprotocol in the options (API 12 and later)", "在选项中传入子协议（API 12 及以上）"),
        _UPGRADE,
    ),
    _c(
        "handshake",
        r"ext",
        t("extension not offered", "扩展不匹配"),
        t(
            "The server wants an extension, such as compression, that the device never offers.",
            "服务器要求设备从不提出的扩展，例如压缩。",
        ),
        t("turn the extension off at the server", "在服务器关闭该扩展"),
        _UPGRADE,
    ),
    _c(
        "handshake",
        r"request has|request does not fit|line break",
        t("request not possible", "请求无法发送"),
        t(
            "The request of the handshake is too long for the device's buffer, or would forge headers.",
            "握手请求超出设备缓冲区，或会伪造请求头。",
        ),
        t("shorten URL and headers; pass a token in a message instead", "缩短 URL 和请求头；改为在消息中传递令牌"),
        _CLIENT,
    ),
    _c(
        "handshake",
        "",
        t("bad answer to the handshake", "握手应答错误"),
        t("The server's answer is not that of a WebSocket server.", "服务器的应答不是 WebSocket 服务器的应答。"),
        t("see what listens at host and port", "确认该主机和端口上运行的程序"),
        _UPGRADE,
    ),
    _c(
        "protocol",
        "",
        t("server broke the protocol", "服务器违反协议"),
        t(
            "The server sent a frame that RFC 6455 does not allow; the device ended the connection.",
            "服务器发送了 RFC 6455 不允许的帧，设备结束了连接。",
        ),
        t("mend the server; `--diagram` shows the frames", "修复服务器；`--diagram` 可显示帧"),
        _PARSER,
    ),
    _c(
        "pong",
        "",
        t("pong did not come", "没有收到 pong"),
        t(
            "The server did not answer a ping in time; the device took the connection for dead.",
            "服务器没有及时回应 ping，设备认为连接已失效。",
        ),
        t(
            "let the server answer pings (RFC 6455 section 5.5.3); reconnect after `close`",
            "让服务器回应 ping（RFC 6455 5.5.3）；在 `close` 之后重新连接",
        ),
        "warmcat/libwebsockets 4.3.1 lib/core-net/wsi-timeout.c",
    ),
    _c(
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
    _c(
        "lost",
        "",
        t("peer dropped the connection", "对端断开连接"),
        t(
            "The connection ended without a close frame: the server died, or the network broke.",
            "连接在没有关闭帧的情况下结束：服务器崩溃或网络中断。",
        ),
        t("reconnect with growing pauses; look into the server's log", "以递增的间隔重连；查看服务器日志"),
        sources.EXEC,
    ),
    _c(
        "peer-close",
        "",
        t("the server closed", "服务器关闭了连接"),
        t(
            "The server ended the connection in good order, with the code and reason above.",
            "服务器以上面的状态码和原因正常关闭连接。",
        ),
        t("`ohemu explain` the code; reconnect only if that helps", "用 `ohemu explain` 查询状态码；确有必要才重连"),
        sources.EXEC,
    ),
    _c(
        "cut",
        r"revoked",
        t("permission taken away", "权限被收回"),
        t(
            "The app lost its permission while it was connected, and the device cut the connection.",
            "应用在连接期间失去权限，设备切断了连接。",
        ),
        t("treat it as 201: do not reconnect until the permission is back", "按 201 处理：权限恢复之前不要重连"),
        "the emulator's own extension: no real device can",
    ),
    _c(
        "cut",
        "",
        t("the device cut the connection", "设备切断了连接"),
        t("Airplane mode, or somebody at the device, ended the connection.", "飞行模式或设备端的操作结束了连接。"),
        t("reconnect when the network is back", "网络恢复后重连"),
        "the emulator's own setting",
    ),
)


def explain_cause(cause: str, detail: str) -> CauseExplanation:
    """Return what is known of a cause."""
    return next(one for one in CAUSES if one.fits(cause, detail))
