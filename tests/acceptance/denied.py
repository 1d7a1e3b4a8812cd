"""An app without ohos.permission.INTERNET: every form of 201, and what comes before it."""

import asyncio
import sys

from ohos import abilityAccessCtrl
from ohos.base import BusinessError
from ohos.net import webSocket

URL = want.parameters["url"]
INTERNET = "ohos.permission.INTERNET"
failures = 0


def check(name, condition, seen=None):
    global failures
    failures += not condition
    print(f"ok {name}" if condition else f"NOT ok {name}: {seen!r}")


def denied(error):
    return isinstance(error, BusinessError) and (error.code, error.message) == (201, "Permission denied")


async def rejected(promise):
    try:
        return await promise
    except BusinessError as error:
        return error


ws = webSocket.createWebSocket()
events = []
for event in ("open", "message", "close", "error", "dataEnd"):
    ws.on(event, lambda *args, event=event: events.append(event))
check("on and off need no permission", True)
for name, call in {
    "connect(url)": lambda *cb: ws.connect(URL, *cb),
    "connect(url, options)": lambda *cb: ws.connect(URL, {"header": {"a": "b"}}, *cb),
    "connect(bad url)": lambda *cb: ws.connect("", *cb),
    "connect(missing certificate)": lambda *cb: ws.connect(URL, {"caPath": "/no/such.pem"}, *cb),
    "send(text)": lambda *cb: ws.send("x", *cb),
    "send(binary)": lambda *cb: ws.send(b"x", *cb),
    "close()": lambda *cb: ws.close(*cb),
    "close(options)": lambda *cb: ws.close({"code": 10000011}, *cb),
}.items():
    error = await rejected(call())
    check(f"201 {name}, promise", denied(error), error)
    future = asyncio.get_running_loop().create_future()
    result = call(lambda *args: future.set_result(args))
    check(f"201 {name}, callback: returns nothing, not called at once", result is None and not future.done())
    args = await future
    check(f"201 {name}, callback: (err, undefined)", len(args) == 2 and denied(args[0]) and args[1] is None, args)
for name, call in {
    "connect(5)": lambda: ws.connect(5),
    "send(5)": lambda: ws.send(5),
    "close(5)": lambda: ws.close(5),
}.items():
    error = await rejected(call())
    check(f"401 comes before 201: {name}", error.code == 401, error)
await asyncio.sleep(0.05)
check("no event tells of it", events == [], events)

manager = abilityAccessCtrl.createAtManager()
token = context.applicationInfo.accessTokenId
check("token id in the platform's range", 0x20000000 <= token <= 0x200FFFFF, token)
status = await manager.checkAccessToken(token, INTERNET)
check("checkAccessToken answers -1", status == abilityAccessCtrl.GrantStatus.PERMISSION_DENIED, status)
check(
    "checkAccessToken of token 0 is 12100001", (await rejected(manager.checkAccessToken(0, INTERNET))).code == 12100001
)
answer = await manager.requestPermissionsFromUser(context, [INTERNET])
expected = want.parameters["expected"]
seen = [answer.authResults, answer.dialogShownResults, answer.errorReasons]
check("requestPermissionsFromUser", seen == expected, seen)
try:
    import socket

    socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    check("the kernel refuses sockets", False)
except PermissionError as error:
    check("the kernel refuses sockets with EPERM", error.errno == 1, error)
sys.exit(min(failures, 100))
