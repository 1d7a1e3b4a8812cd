"""An app that walks the API page of @ohos.net.webSocket (API 11) sentence by sentence.

Each check prints `ok <name>` or `NOT ok <name>: <what it saw>`; the process ends with the number of failures.
"""

import array
import asyncio
import os
import sys

from ohos import canIUse, hilog
from ohos.base import BusinessError
from ohos.net import webSocket

URL = want.parameters["url"]
CLOSED_PORT = want.parameters["closed"]
failures = 0


def check(name, condition, seen=None):
    global failures
    if condition:
        print(f"ok {name}")
    else:
        failures += 1
        print(f"NOT ok {name}: {seen!r}")


class Recorder:
    """Subscribes to every event and keeps what came, in order."""

    def __init__(self, ws):
        self.events = []
        self.changed = asyncio.Event()
        for event in ("open", "message", "close", "error", "dataEnd"):
            ws.on(event, self.listener(event))

    def listener(self, event):
        def heard(*args):
            self.events.append((event, args))
            self.changed.set()

        return heard

    def of(self, event):
        return [args for name, args in self.events if name == event]

    async def until(self, event, count=1, seconds=5):
        async with asyncio.timeout(seconds):
            while len(self.of(event)) < count:
                self.changed.clear()
                await self.changed.wait()
        return self.of(event)


def outcome():
    """A callback and the future of what it got."""
    future = asyncio.get_running_loop().create_future()
    return (lambda *args: future.set_result(args)), future


async def rejected(promise):
    try:
        value = await promise
    except BusinessError as error:
        return error
    return value


def thrown(function, *args):
    try:
        function(*args)
    except BusinessError as error:
        return error
    return None


async def connected(**options):
    ws = webSocket.createWebSocket()
    recorder = Recorder(ws)
    await ws.connect(URL, *([options] if options else []))
    await recorder.until("open")
    return ws, recorder


# createWebSocket ----------------------------------------------------------------------------------------------------
ws = webSocket.createWebSocket()
check("createWebSocket returns an object", ws is not None)
check(
    "it has connect, send, close, on and off",
    all(callable(getattr(ws, n)) for n in ["connect", "send", "close", "on", "off"]),
)
check("each call makes an object of its own", webSocket.createWebSocket() is not webSocket.createWebSocket())
check("canIUse NetStack", canIUse("SystemCapability.Communication.NetStack") is True)
check("canIUse of an unknown capability is false", canIUse("SystemCapability.No.Such") is False)
check("canIUse of no string is undefined", canIUse(5) is None and canIUse() is None)
check(
    "members of later levels are absent",
    not hasattr(webSocket, "TlsProtocol") and not hasattr(webSocket, "createWebSocketServer"),
)
from kit.NetworkKit import webSocket as from_kit  # noqa: E402

check("the kit has the same module", from_kit is webSocket)

# connect, three forms; the life of a connection ---------------------------------------------------------------------
r = Recorder(ws)
callback, answer = outcome()
result = ws.connect(URL, callback)
check("connect(url, callback) returns nothing", result is None, result)
args = await answer
check("connect's callback gets (undefined, true)", args == (None, True), args)
(opened,) = await r.until("open")
check("open has (undefined, {status, message})", opened[0] is None and opened[1].status == 101, opened)
check("open's message", opened[1].message == "Switching Protocols", opened[1].message)
check("callback before open", len(r.events) == 1)

callback, answer = outcome()
check("send(data, callback) returns nothing", ws.send("Hello, server!", callback) is None)
args = await answer
check("send's callback gets (undefined, true)", args == (None, True), args)
(message,) = await r.until("message")
check("message has (undefined, string)", message == (None, "Hello, server!"), message)
(end,) = await r.until("dataEnd")
check("dataEnd follows a text, without arguments", end == (), end)
check("dataEnd after its message", [e for e, _ in r.events[-2:]] == ["message", "dataEnd"], r.events)

promise = ws.send(b"\x00\x01\xff")
check("send(data) returns a promise", hasattr(promise, "then") and hasattr(promise, "catch"))
check("send resolves true", await promise is True)
message = (await r.until("message", 2))[1]
check("binary arrives as an ArrayBuffer", message == (None, b"\x00\x01\xff") and isinstance(message[1], bytes), message)
await r.until("dataEnd", 2)
check("a bytearray is an ArrayBuffer", await ws.send(bytearray(b"ab")) is True)
check("...and is sent", (await r.until("message", 3))[2] == (None, b"ab"))
await r.until("dataEnd", 3)

callback, answer = outcome()
check("close(callback) returns nothing", ws.close(callback) is None)
args = await answer
check("close's callback gets (undefined, true)", args == (None, True), args)
(closed,) = await r.until("close")
check("close has (undefined, CloseResult)", closed[0] is None and isinstance(closed[1], webSocket.CloseResult), closed)
check("default code 1000", closed[1].code == 1000, closed[1])
check("default reason is the empty string", closed[1].reason == "", closed[1])
check("no error in a normal life", r.of("error") == [], r.of("error"))

ws, r = await connected()
check("connect(url) resolves true", True)
check("close(options) resolves true", await ws.close({"code": 1001, "reason": "your reason"}) is True)
(closed,) = await r.until("close")
check("close has the given code and reason", (closed[1].code, closed[1].reason) == (1001, "your reason"), closed[1])

ws = webSocket.createWebSocket()
r = Recorder(ws)
options = webSocket.WebSocketRequestOptions()
options.header = {"key": "value", "key2": "value2"}
callback, answer = outcome()
check("connect(url, options, callback) returns nothing", ws.connect(URL, options, callback) is None)
check("...and calls back true", await answer == (None, True))
await r.until("open")
closing = webSocket.WebSocketCloseOptions()
closing.code = 1000
closing.reason = "your reason"
callback, answer = outcome()
check("close(options, callback) returns nothing", ws.close(closing, callback) is None)
check("...and calls back true", await answer == (None, True))
(closed,) = await r.until("close")
check("typed close options", (closed[1].code, closed[1].reason) == (1000, "your reason"), closed[1])

ws = webSocket.createWebSocket()
r = Recorder(ws)
seen = []
promise = (
    ws.connect(URL, {"header": {"x": "y"}}).then(lambda value: seen.append(value)).catch(lambda err: seen.append(err))
)
await promise
check("a promise's then gets the value", seen == [True], seen)
await r.until("open")
done = []
await ws.close().finally_(lambda: done.append(1))
check("a promise's finally is called", done == [1])
await r.until("close")
await ws.connect(URL)
check("the same object connects again", len(await r.until("open", 2)) == 2)

# message: at most 4K each, larger ones are split --------------------------------------------------------------------
before = len(r.of("message"))
text = "".join(chr(0x4E00 + i % 500) if i % 3 else "ab" for i in range(4500))[:4500]
while len(text.encode()) < 12000:
    text += "x"
await ws.send(text)
await r.until("dataEnd")
parts = [value for _, value in r.of("message")[before:]]
check("a long text comes in several messages", len(parts) > 2, len(parts))
check("...of at most 4096 bytes", all(len(p.encode()) <= 4096 for p in parts), [len(p.encode()) for p in parts])
check("...that are the whole", "".join(parts) == text)
check("one dataEnd after the last", [e for e, _ in r.events if e in ("message", "dataEnd")][-1] == "dataEnd")
check("...and only one", len(r.of("dataEnd")) == 1, len(r.of("dataEnd")))
before = len(r.of("message"))
data = bytes(i % 251 for i in range(10240))
await ws.send(data)
await r.until("dataEnd", 2)
parts = [value for _, value in r.of("message")[before:]]
check("10,240 bytes come as 4096 + 4096 + 2048", [len(p) for p in parts] == [4096, 4096, 2048], [len(p) for p in parts])
check("...that are the whole", b"".join(parts) == data)
before = len(r.of("message"))
await ws.send(b"z" * 4096)
await r.until("dataEnd", 3)
check("4096 bytes are one message", len(r.of("message")) - before == 1)
check("text of 12,000 bytes of ASCII", True)
before = len(r.of("message"))
await ws.send("t" * 12000)
await r.until("dataEnd", 4)
parts = [value for _, value in r.of("message")[before:]]
check("...comes as 4096 + 4096 + 3808", [len(p) for p in parts] == [4096, 4096, 3808], [len(p) for p in parts])

# on and off: subscriptions add up, off removes one or all -----------------------------------------------------------
heard = []
one, two = (lambda err, value: heard.append("one")), (lambda err, value: heard.append("two"))
ws.on("message", one)
ws.on("message", two)
count = len(r.of("message"))
await ws.send("x")
await r.until("message", count + 1)
check("several listeners of one event coexist, in order", heard == ["one", "two"], heard)
ws.off("message", one)
heard.clear()
await ws.send("x")
await r.until("message", count + 2)
check("off(type, callback) removes that one", heard == ["two"], heard)
ws.off("message")
ends = len(r.of("dataEnd"))
marker, reached = outcome()
await ws.send("unheard")
ws.send("x", marker)
await reached
ws.on("message", one)
check("off(type) removes all", heard == ["two"] and len(r.of("message")) == count + 2, heard)
ws.off("close", lambda *a: None)
check("off of a function that is not subscribed changes nothing", True)
ws.on("no-such-event", one)
ws.off("no-such-event")
check("an unknown event is ignored", True)
for event in ("open", "message", "close", "error", "dataEnd"):
    ws.off(event)
check("off without a callback for every event", True)
check("arity: a callback takes fewer arguments", True)
few = []
ws.on("close", lambda: few.append("closed"))
await ws.close()
await asyncio.sleep(0.05)
check("a callback is called with as many arguments as it takes", few == ["closed"], few)

# 401: never thrown by connect, send and close; thrown by on and off -------------------------------------------------
ws = webSocket.createWebSocket()
for name, call in {
    "connect()": lambda: ws.connect(),
    "connect(number)": lambda: ws.connect(5),
    "connect(undefined)": lambda: ws.connect(None),
    "connect(url, undefined)": lambda: ws.connect(URL, None),
    "connect(url, string)": lambda: ws.connect(URL, "x"),
    "connect(url, options, string)": lambda: ws.connect(URL, {}, "x"),
    "send()": lambda: ws.send(),
    "send(number)": lambda: ws.send(5),
    "send(undefined)": lambda: ws.send(None),
    "send(object)": lambda: ws.send({}),
    "send(view)": lambda: ws.send(array.array("B", b"ab")),
    "send(memoryview)": lambda: ws.send(memoryview(b"ab")),
    "close(undefined)": lambda: ws.close(None),
    "close(string)": lambda: ws.close("x"),
    "close(number)": lambda: ws.close(5),
}.items():
    error = await rejected(call())
    check(f"401 {name}", getattr(error, "code", None) == 401, error)
    check(f"401 text {name}", getattr(error, "message", None) == "Parameter error", error)
for name, call in {
    "connect(number, callback)": lambda cb: ws.connect(5, cb),
    "send(number, callback)": lambda cb: ws.send(5, cb),
    "close(number, callback)": lambda cb: ws.close(5, cb),
}.items():
    callback, answer = outcome()
    check(f"401 {name} returns nothing", call(callback) is None)
    args = await answer
    check(f"401 {name} calls back", args[0].code == 401 and args[1] is None, args)
for name, arguments in {
    "on()": (),
    "on(type)": ("open",),
    "on(type, string)": ("open", "x"),
    "on(number, f)": (5, print),
}.items():
    error = thrown(ws.on, *arguments)
    check(f"401 {name} is thrown", error is not None and str(error.code) == "401", error)
for name, arguments in {"off()": (), "off(number)": (5,), "off(type, string)": ("open", "x")}.items():
    error = thrown(ws.off, *arguments)
    check(f"401 {name} is thrown", error is not None and str(error.code) == "401", error)
check("send over the limit is 401", (await rejected(ws.send("x" * (5 * 1024 * 1024 - 15)))).code == 401)

# errors -------------------------------------------------------------------------------------------------------------
ws = webSocket.createWebSocket()
r = Recorder(ws)
check("send without a connection fails", (await rejected(ws.send("x"))).code == -1)
check("close without a connection fails", (await rejected(ws.close())).code == 2302999)
check("a bad URL fails", (await rejected(ws.connect("http://x/"))).code == 2302001)
check("connect to a closed port still resolves true", await ws.connect(CLOSED_PORT) is True)
(error,) = await r.until("error")
check("the error event has one argument with code 200", len(error) == 1 and error[0].code == 200, error)
check("a BusinessError is an exception", isinstance(error[0], BusinessError))
ws, r = await connected()
check("a second connect is refused", (await rejected(ws.connect(URL))).code == 2302003)
await ws.close()

# its own folder -----------------------------------------------------------------------------------------------------
path = os.path.join(context.filesDir, "page.txt")
with open(path, "w") as file:
    file.write("kept")
with open(path) as file:
    check("filesDir can be written and read", file.read() == "kept")
try:
    open("/etc/passwd").close()
    check("the host's files cannot be read", False)
except OSError:
    check("the host's files cannot be read", True)
hilog.info(0x0001, "page", "%{public}d failures", failures)
sys.exit(min(failures, 100))
