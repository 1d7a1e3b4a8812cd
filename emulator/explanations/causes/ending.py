"""Why a connection that stood has ended."""

from __future__ import annotations

from typing import Final

from emulator.explanations import sources
from emulator.explanations.causes.model import c
from emulator.explanations.model import t

_PARSER: Final = "warmcat/libwebsockets 4.3.1 lib/roles/ws/client-parser-ws.c"

ENDING: Final = (
    c(
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
    c(
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
    c(
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
    c(
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
    c(
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
    c(
        "cut",
        "",
        t("the device cut the connection", "设备切断了连接"),
        t("Airplane mode, or somebody at the device, ended the connection.", "飞行模式或设备端的操作结束了连接。"),
        t("reconnect when the network is back", "网络恢复后重连"),
        "the emulator's own setting",
    ),
)
