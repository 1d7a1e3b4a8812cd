"""What a WebSocketServer of the platform answers. This emulator has the client only."""

from __future__ import annotations

from typing import Final

from emulator.explanations import sources
from emulator.explanations.model import Explanation, Given, Kind, Text, t

_NOT_HERE: Final = t(
    "this emulator has no WebSocketServer: try this part on a device",
    "模拟器没有 WebSocketServer：这部分请在真机上测试",
)


def _server(
    code: int, message: str, zh: str, meaning: Text, call: str, since: int, cause: Text, fix: Text
) -> Explanation:
    return Explanation(
        Kind.CALL,
        code,
        t(message, f"{message}（{zh}）"),
        meaning,
        (Given(t(f"WebSocketServer.{call}", f"WebSocketServer.{call}"), since=since),),
        (cause,),
        (fix, _NOT_HERE),
        (sources.CONSTANTS.replace("4.1", "6.0"), sources.SERVER),
        about=("createWebSocketServer", "WebSocketServer"),
        messages=((since, message),),
    )


SERVERS: Final = (
    _server(
        2302004,
        "Can't listen to the given NIC",
        "无法监听指定网卡",
        t("The server's `serverIP` is no address that it can listen on.", "服务端的 `serverIP` 不是可以监听的地址。"),
        "start",
        19,
        t("`serverIP` is not an IPv4 or IPv6 address", "`serverIP` 不是 IPv4 或 IPv6 地址"),
        t("leave it out: the default listens on all addresses", "省略它：默认监听所有地址"),
    ),
    _server(
        2302005,
        "Can't listen to the given Port",
        "无法监听指定端口",
        t("The server's `serverPort` is not a port.", "服务端的 `serverPort` 不是有效端口。"),
        "start",
        19,
        t("a number above 65535", "数值大于 65535"),
        t("use 1024 to 65535", "使用 1024 至 65535"),
    ),
    _server(
        2302006,
        "websocket connection does not exist",
        "连接不存在",
        t("The server does not know the connection that it is given.", "服务端不认识传入的连接。"),
        "send and close",
        19,
        t("the client has gone in the meantime", "客户端已经断开"),
        t("take the connection from listAllConnections", "使用 listAllConnections 返回的连接"),
    ),
    _server(
        2302007,
        "Websocket port already occupied",
        "端口已被占用",
        t("Another program listens on the server's port.", "服务端的端口正被其他程序监听。"),
        "start",
        23,
        t("start is called twice, or another app has the port", "调用了两次 start，或端口被其他应用占用"),
        t("stop the first, or choose another port", "先停止前一个，或换一个端口"),
    ),
)
