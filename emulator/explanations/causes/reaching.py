"""Why the server was not reached: its name, TCP, the proxy, TLS."""

from __future__ import annotations

from typing import Final

from emulator.explanations import sources
from emulator.explanations.causes.model import c
from emulator.explanations.model import t
from emulator.ipc.messages import Cause

_PROXY: Final = "warmcat/libwebsockets 4.3.1 lib/core-net/client/connect4.c"

_WHERE_TLS_ALERTS_SHOW: Final[tuple[Cause, ...]] = ("tls", "lost")
"""TLS 1.3 has the client go on before the server has judged its certificate."""

REACHING: Final = (
    c(
        "resolve",
        r"^the device is offline",
        t("device offline", "设备离线"),
        t(
            "The device has no network: airplane mode, or network.state is offline.",
            "设备没有网络：飞行模式，或 network.state 为 offline。",
        ),
        t("turn the network on; an app should try again later", "打开网络；应用应稍后重试"),
        "the emulator's own setting",
    ),
    c(
        "resolve",
        r"built without IPv6",
        t("no IPv6 in this release", "该版本不支持 IPv6"),
        t("The release's libwebsockets is built without IPv6.", "该版本的 libwebsockets 编译时没有启用 IPv6。"),
        t("use a name or an IPv4 address", "使用域名或 IPv4 地址"),
        "openharmony/third_party_libwebsockets BUILD.gn",
    ),
    c(
        "resolve",
        r"names no host",
        t("no host in the URL", "URL 中没有主机"),
        t("Between `//` and the path there is no host to connect to.", "URL 的 `//` 与路径之间没有主机名。"),
        t("write ws://HOST[:PORT][/PATH] or wss://...", "写成 ws://HOST[:PORT][/PATH] 或 wss://..."),
        sources.EXEC,
    ),
    c(
        "resolve",
        r"^no answer for the name",
        t("name server does not answer (DNS)", "域名服务器没有应答（DNS）"),
        t(
            "It is not known whether the host exists: no name server has answered.",
            "域名服务器没有应答，无法确定主机是否存在。",
        ),
        t("see that the network's DNS works; try again later", "确认网络的 DNS 可用；稍后重试"),
        sources.EXEC,
    ),
    c(
        "resolve",
        "",
        t("host name not found (DNS)", "域名解析失败（DNS）"),
        t("No name server knows the host, so nothing was connected.", "域名服务器不认识该主机，没有发起连接。"),
        t("look for a slip in the name; see that the network's DNS works", "检查域名拼写；确认网络的 DNS 可用"),
        sources.EXEC,
    ),
    c(
        "connect",
        r": Connection refused$",
        t("connection refused", "连接被拒绝"),
        t("The machine answers, but no program listens at this port.", "主机可达，但该端口没有程序在监听。"),
        t("start the server; check the port", "启动服务器；检查端口"),
        sources.EXEC,
    ),
    c(
        "connect",
        r"^-?\d+ is not a port",
        t("no such port", "端口无效"),
        t("The URL names a port that cannot be: TCP has 1 to 65535.", "URL 中的端口不存在：TCP 端口为 1 到 65535。"),
        t("correct the port in the URL", "改正 URL 中的端口"),
        sources.EXEC,
    ),
    c(
        "connect",
        r": (Connection timed out|no answer within [\d.]+ s)$",
        t("no answer to TCP", "TCP 无应答"),
        t(
            "The address does not answer: a firewall, a wrong address, or a server that is down.",
            "该地址没有应答：防火墙、地址错误或服务器未运行。",
        ),
        t("check address and firewall; try again later with growing pauses", "检查地址和防火墙；以递增的间隔重试"),
        sources.EXEC,
    ),
    c(
        "connect",
        "",
        t("TCP did not connect", "TCP 未能连接"),
        t("The network gave the error named above.", "网络返回了上面的错误。"),
        t("check the address and the route to it", "检查地址和路由"),
        sources.EXEC,
    ),
    c(
        "limit",
        "",
        t("limit of the device", "设备的限制"),
        t("The device makes no more connections for the app.", "设备不再为该应用建立连接。"),
        t("close what is no longer needed; the limits are in config.yaml", "关闭不再需要的连接；限制见 config.yaml"),
        "the emulator's own setting",
    ),
    c(
        "proxy",
        r"^the proxy itself",
        t("proxy out of reach", "无法连接代理"),
        t(
            "TCP to the HTTP proxy did not stand; the server was not asked at all.",
            "无法与 HTTP 代理建立 TCP 连接，没有访问到服务器。",
        ),
        t(
            "check the proxy of the device (network.proxy) or of the connect options",
            "检查设备（network.proxy）或 connect 选项中的代理",
        ),
        _PROXY,
    ),
    c(
        "proxy",
        r"^no answer|conn dead",
        t("proxy did not answer", "代理没有应答"),
        t(
            "The HTTP proxy took the connection, but gave no whole answer to CONNECT; the server was not asked at all.",
            "HTTP 代理接受了连接，但没有完整应答 CONNECT 请求，没有访问到服务器。",
        ),
        t("see that an HTTP proxy runs at that host and port", "确认该主机和端口上运行的是 HTTP 代理"),
        _PROXY,
    ),
    c(
        "proxy",
        "",
        t("proxy refused", "代理拒绝"),
        t("The HTTP proxy did not open a tunnel to the server.", "HTTP 代理没有建立到服务器的隧道。"),
        t(
            "check the proxy of the device (network.proxy) or of the connect options",
            "检查设备（network.proxy）或 connect 选项中的代理",
        ),
        _PROXY,
    ),
    c(
        "tls",
        r"^client certificate:",
        t("client certificate of no use (TLS)", "客户端证书无法使用（TLS）"),
        t(
            "The files of clientCert are there, but no pair of certificate and key; no connection was tried.",
            "clientCert 的文件存在，但不是配对的证书和私钥，没有尝试连接。",
        ),
        t(
            "pass PEM files of one pair, and the key's password as keyPassword",
            "传入配对的 PEM 证书和私钥，以及私钥的密码 keyPassword",
        ),
        sources.EXEC,
    ),
    c(
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
    c(
        "tls",
        r"hostname|ip address mismatch|not valid for",
        t("certificate of another host (TLS)", "证书与主机名不符（TLS）"),
        t("The server's certificate is not for the host in the URL.", "服务器证书不是为 URL 中的主机签发的。"),
        t("use the name that the certificate has", "使用证书中的主机名"),
        "OpenSSL",
    ),
    c(
        "tls",
        r"expired|not yet valid",
        t("certificate out of date (TLS)", "证书已过期或尚未生效（TLS）"),
        t("The server's certificate is not valid at the device's time.", "按设备时间，服务器证书不在有效期内。"),
        t("renew the certificate; check the device's clock", "更新证书；检查设备时间"),
        "OpenSSL",
    ),
    c(
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
        c(
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
    c(
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
    c(
        "tls",
        "",
        t("TLS alert", "TLS 告警"),
        t("The TLS handshake failed with the alert named above.", "TLS 握手失败，告警见上。"),
        t("see which TLS versions and client certificates the server wants", "确认服务器要求的 TLS 版本和客户端证书"),
        "OpenSSL",
    ),
)
