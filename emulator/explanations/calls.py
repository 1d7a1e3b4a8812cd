"""What connect, send and close of webSocket hand over when they fail, and `on` and `off` throw."""

from __future__ import annotations

from typing import Final

from emulator.explanations import sources
from emulator.explanations.model import Explanation, Given, Kind, t

_CALLS: Final = ("connect", "send", "close")

CALLS: Final = (
    Explanation(
        Kind.CALL,
        201,
        t("Permission denied", "Permission denied（没有权限）"),
        t(
            "The app has no `ohos.permission.INTERNET`, so the system lets it make no socket.",
            "应用没有 `ohos.permission.INTERNET` 权限，系统不允许它创建套接字。",
        ),
        (
            Given(
                t(
                    "connect, send and close, in the callback or the promise; never thrown, never an `error` event",
                    "connect、send、close：通过回调或 Promise 返回，既不会同步抛出，也不会触发 `error` 事件",
                )
            ),
        ),
        (
            t(
                "module.json5 does not list the permission under `requestPermissions`",
                "module.json5 的 `requestPermissions` 中没有声明该权限",
            ),
            t(
                "this emulator was told to deny it: `--deny`, `deny` in config.yaml, or a revoke while the app ran",
                "模拟器被要求拒绝该权限：`--deny`、config.yaml 的 `deny`，或在运行中收回",
            ),
        ),
        (
            t(
                'declare it: "requestPermissions": [{"name": "ohos.permission.INTERNET"}]; it is granted at install',
                '在 module.json5 中声明："requestPermissions": [{"name": "ohos.permission.INTERNET"}]，安装时自动授予',
            ),
            t(
                "do not try again: the answer stays until the app is installed anew; go on without the network",
                "不要反复重试：重新安装之前结果不会变。应让应用在无网络的情况下继续工作",
            ),
        ),
        (sources.COMMON, sources.UNIVERSAL, sources.traces("perm-denied-bad-params", "perm-revoked")),
        about=(*_CALLS, "ohos.permission.INTERNET"),
        messages=((6, "Permission denied"),),
    ),
    Explanation(
        Kind.CALL,
        202,
        t("Not a system app", "非系统应用"),
        t(
            "The API is for system apps only, and the caller is none.",
            "该接口是系统接口，调用者却不是系统应用。",
        ),
        (Given(t("no member of webSocket gives it; system APIs do", "webSocket 不会返回；系统接口会返回")),),
        (t("an ordinary app calls a system API", "普通应用调用了系统接口"),),
        (t("use a public API instead", "改用公开接口"),),
        (sources.UNIVERSAL, sources.ACCESS_CONTROL),
        about=("abilityAccessCtrl",),
    ),
    Explanation(
        Kind.CALL,
        401,
        t("Parameter error", "Parameter error（参数错误）"),
        t(
            "An argument is missing, of the wrong type, or too large. It is looked at before the permission.",
            "缺少参数、参数类型不对或过大。参数检查先于权限检查。",
        ),
        (
            Given(
                t(
                    "connect, send and close: in the callback, when one stands last, else in the promise",
                    "connect、send、close：最后一个参数是函数时通过回调返回，否则通过 Promise 返回",
                )
            ),
            Given(
                t(
                    '`on` and `off` throw it at once, and their code is the text "401", not the number',
                    '`on` 和 `off` 立即抛出，且 code 是字符串 "401"，不是数字',
                ),
                since=10,
            ),
            Given(
                t(
                    "send of an empty ArrayBuffer (from API 23 on it is sent)",
                    "send 空的 ArrayBuffer（API 23 起可以发送）",
                ),
                until=22,
            ),
            Given(
                t("abilityAccessCtrl: wrong types, in the promise", "abilityAccessCtrl：类型错误，通过 Promise 返回"),
                since=9,
            ),
        ),
        (
            t("the URL or the data is None (null)", "URL 或数据为 None（null）"),
            t(
                "None is given for an optional argument: leave the argument out instead",
                "给可选参数传了 None：应省略该参数",
            ),
            t(
                "send of something that is no text and no ArrayBuffer: a number, a dict, a view of a buffer",
                "send 的内容既不是文本也不是 ArrayBuffer，例如数字、字典、缓冲区视图",
            ),
            t("a message of more than 5,242,864 bytes", "消息超过 5,242,864 字节"),
            t(
                "API 12 and later: `protocol` is not a text, or `proxy` has a wrong shape",
                "API 12 及以上：`protocol` 不是文本，或 `proxy` 结构不对",
            ),
        ),
        (
            t("compare the call with the signature on the API page", "对照接口文档中的签名检查调用"),
            t(
                'write `str(error.code) == "401"` where a code of `on` or `off` may arrive',
                '可能收到 `on`、`off` 的错误码时，用 `str(error.code) == "401"` 比较',
            ),
        ),
        (sources.UNIVERSAL, sources.API_PAGE, sources.traces("connect-bad-params", "on-bad-params")),
        about=(*_CALLS, "on", "off", "checkAccessToken", "requestPermissionsFromUser"),
        messages=((6, "Parameter error"),),
    ),
    Explanation(
        Kind.CALL,
        801,
        t("Capability not supported", "设备不支持该能力"),
        t(
            "The device has the capability (SystemCapability), but not this API of it.",
            "设备具备该系统能力（SystemCapability），但不支持其中的这个接口。",
        ),
        (
            Given(
                t(
                    "no member of webSocket gives it: a device without NetStack has no module at all",
                    "webSocket 不会返回：没有 NetStack 的设备上整个模块都不存在",
                )
            ),
        ),
        (t("the device type lacks this part of the API", "该设备类型没有这部分接口"),),
        (
            t(
                'ask first: `canIUse("SystemCapability.Communication.NetStack")`, or test whether `webSocket` is None',
                '先查询：`canIUse("SystemCapability.Communication.NetStack")`，或判断 `webSocket` 是否为 None',
            ),
        ),
        (sources.UNIVERSAL,),
        about=("canIUse",),
    ),
    Explanation(
        Kind.CALL,
        -1,
        t("Websocket connect failed", "Websocket connect failed（连接失败）"),
        t(
            "The connection could not even be begun, or there is none to send on. No API page names this code.",
            "连接根本无法发起，或没有可用于发送的连接。接口文档没有列出这个错误码。",
        ),
        (
            Given(
                t(
                    "connect: the host name is not found, or the device is offline; `error` with 200 comes as well",
                    "connect：找不到主机名或设备离线；同时还会触发 code 为 200 的 `error` 事件",
                )
            ),
            Given(
                t("connect: the URL cannot be used (later: 2302001)", "connect：URL 不可用（之后的版本为 2302001）"),
                until=10,
            ),
            Given(
                t(
                    "send without a connection: the message is that of 2302999",
                    "没有连接时 send：message 与 2302999 的相同",
                ),
                since=11,
            ),
        ),
        (
            t(
                "a typing mistake in the host name; `user@host` counts as a host name, too",
                "主机名写错；`user@host` 整体会被当成主机名",
            ),
            t("no network", "没有网络"),
            t(
                "send before connect, after `close`, or after a failed connect",
                "在 connect 之前、`close` 之后或连接失败之后调用 send",
            ),
        ),
        (
            t("connect: wait and try again, later each time", "connect：等待后重试，间隔逐次加长"),
            t("send: only between `open` and `close`", "send：只在 `open` 之后、`close` 之前调用"),
        ),
        (sources.CONSTANTS, sources.SEND, sources.traces("err-dns", "url-empty", "send-after-close")),
        about=("connect", "send"),
        messages=((6, "Websocket connect failed"),),
    ),
    Explanation(
        Kind.CALL,
        2302001,
        t("Websocket url error", "Websocket url error（URL 错误）"),
        t("The URL cannot be used. No `error` event follows.", "URL 不可用。不会再触发 `error` 事件。"),
        (
            Given(
                t(
                    "connect: not `ws://` or `wss://` in lower case, no host, a space in front",
                    "connect：不是小写的 `ws://` 或 `wss://` 开头、没有主机、开头有空格",
                ),
                since=11,
            ),
            Given(t("connect: more than 1023 bytes", "connect：超过 1023 字节"), since=11, until=14),
            Given(t("connect: more than 2047 bytes", "connect：超过 2047 字节"), since=15, until=24),
            Given(t("connect: more than 8195 bytes", "connect：超过 8195 字节"), since=26),
        ),
        (
            t("`http://` or `https://`, which API 10 still accepted", "写成 `http://` 或 `https://`（API 10 还接受）"),
            t("the address is empty, because a setting or a parameter is missing", "配置或参数缺失，地址为空"),
            t(
                "the URL is too long: tokens belong into a header or the first message",
                "URL 太长：令牌应放进请求头或第一条消息",
            ),
        ),
        (
            t(
                "begin with `ws://` or `wss://`, and print the URL before connecting",
                "以 `ws://` 或 `wss://` 开头，连接前打印 URL",
            ),
            t("on API 6 to 10 look for -1 instead", "在 API 6 至 10 上，对应的错误码是 -1"),
        ),
        (sources.CONSTANTS, sources.ERROR_PAGE, sources.traces("url-empty", "url-http", "url-len-2048")),
        about=("connect",),
        messages=((11, "Websocket url error"),),
    ),
    Explanation(
        Kind.CALL,
        2302002,
        t("Websocket file not exist", "Websocket file not exist（证书文件不存在）"),
        t(
            "A certificate file that the options name is not there. The files are looked for even for `ws://`.",
            "选项中指定的证书文件不存在。即使是 `ws://` 也会检查。",
        ),
        (
            Given(
                t("connect: `caPath`, or a path of `clientCert`", "connect：`caPath` 或 `clientCert` 中的路径"),
                since=11,
            ),
            Given(
                t("WebSocketServer.start: a path of `serverCert`", "WebSocketServer.start：`serverCert` 中的路径"),
                since=19,
            ),
        ),
        (
            t("a path of the computer, not of the app's sandbox", "写的是电脑上的路径，而不是应用沙箱中的路径"),
            t("the file was never copied to the app's folder", "文件没有复制到应用目录"),
        ),
        (
            t(
                "build the path from `context.filesDir` or `context.resourceDir`",
                "用 `context.filesDir` 或 `context.resourceDir` 拼出路径",
            ),
        ),
        (sources.CONSTANTS, sources.ERROR_PAGE, sources.traces("tls-ca-missing")),
        about=("connect", "caPath", "clientCert"),
        messages=(
            (11, "Websocket file not exist"),
            (23, "Websocket  certificate file does not exist"),
            (26, "Websocket certificate file does not exist"),
        ),
    ),
    Explanation(
        Kind.CALL,
        2302003,
        t("Websocket connection exist", "Websocket connection exist（连接已存在）"),
        t("This WebSocket object has a connection already.", "这个 WebSocket 对象已经有连接。"),
        (Given(t("connect on a connected object", "在已连接的对象上调用 connect"), since=11),),
        (
            t("connect is called again before the `close` event", "没有等到 `close` 事件就再次 connect"),
            t("two places reconnect after one loss", "连接断开一次，却有两处代码同时重连"),
        ),
        (
            t(
                "wait for `close`, then connect the same object, or create another one",
                "等到 `close` 事件后再连接，或另建一个对象",
            ),
            t("let one place decide to connect again", "只在一个地方决定重连"),
        ),
        (sources.CONSTANTS, sources.ERROR_PAGE, sources.traces("connect-twice-open")),
        about=("connect",),
        messages=(
            (11, "Websocket connection exist"),
            (23, "Websocket connection  already exist"),
            (26, "Websocket connection already exist"),
        ),
    ),
    Explanation(
        Kind.CALL,
        2302998,
        t("It is not allowed to access this domain", "It is not allowed to access this domain（不允许访问该域名）"),
        t("An atomic service reaches only the domains that are configured for it.", "元服务只能访问为它配置过的域名。"),
        (
            Given(
                t(
                    "connect of an atomic service; here when `network.atomic_service_domains` lacks the host",
                    "元服务调用 connect；在模拟器中，指 `network.atomic_service_domains` 不含该主机",
                ),
                since=12,
            ),
        ),
        (t("the host is not in the list of allowed domains", "主机不在允许的域名列表中"),),
        (
            t(
                "add the domain to the list of the service (a device: AppGallery Connect; here: config.yaml)",
                "把域名加入列表（真机：AppGallery Connect；模拟器：config.yaml）",
            ),
        ),
        (sources.EXEC.replace("4.1", "5.0"), sources.ERROR_PAGE),
        about=("connect",),
        messages=((12, "It is not allowed to access this domain"),),
    ),
    Explanation(
        Kind.CALL,
        2302999,
        t("Websocket Unknown Other Error", "Websocket Unknown Other Error（其他未知错误）"),
        t(
            "There is no connection that could be closed, or something inside the system failed.",
            "没有可以关闭的连接，或系统内部出错。",
        ),
        (
            Given(
                t(
                    "close without a connection, and after a failed connect from API 11 on",
                    "没有连接时 close；API 11 起还包括连接失败之后",
                )
            ),
            Given(t("close a second time while the first is under way", "第一次 close 尚未完成时再次 close"), since=12),
            Given(t("send without a connection (later: -1)", "没有连接时 send（之后的版本为 -1）"), until=10),
            Given(
                t("WebSocketServer: a limit above 10, or not started", "WebSocketServer：连接上限超过 10，或尚未启动"),
                since=19,
            ),
        ),
        (
            t("close is called twice, or after the peer has closed", "调用了两次 close，或对端已经关闭"),
            t("connect failed, and the clean-up closes all the same", "连接失败后，清理代码仍然调用 close"),
        ),
        (
            t(
                "close once, between `open` and `close`; ignore this code in clean-up",
                "只在 `open` 与 `close` 之间关闭一次；清理时可忽略此错误码",
            ),
        ),
        (sources.CONSTANTS, sources.ERROR_PAGE, sources.CLOSE, sources.traces("close-after-close")),
        about=("close", "send"),
        messages=((6, "Websocket Unknown Other Error"),),
    ),
)
