"""Apps that ask the device for connections that they may not have, or keep those that they may no longer have."""

from __future__ import annotations

from tests.sandbox.hostile.app import HostileApp

_BY_THE_API = """
ws = webSocket.createWebSocket()
answer = asyncio.get_running_loop().create_future()
ws.on("open", lambda *_: answer.done() or answer.set_result("open"))
ws.on("error", lambda error: answer.done() or answer.set_result("no connection"))
try:
    await ws.connect(f"ws://127.0.0.1:{facts['port']}/")
except Exception:
    told("no connection")
else:
    told(await answer)
"""
_COPIES = """
stage, (fd,) = connect(7)
copies = [socket.socket(fileno=fd), socket.socket(fileno=os.dup(fd))]
near, far = socket.socketpair()
socket.send_fds(near, [b"x"], [fd])  # one that is under way while the others are cut
told("on: revoke")
for one in copies:
    one.settimeout(5)
    try:
        while one.recv(4096):
            pass
    except OSError as error:
        assert not isinstance(error, TimeoutError), error
copies.append(socket.socket(fileno=socket.recv_fds(far, 1, 1)[1][0]))
for one in copies:
    try:
        one.send(b"GET / HTTP/1.1\\r\\n\\r\\n")
        one.send(b"x")
    except OSError as error:
        told(f"refused {errno.errorcode[error.errno]}")
    else:
        told("sent")
"""


def _denied(name: str, body: str, says: str | None = "no connection") -> HostileApp:
    return HostileApp("T1.3", name, body, says=says, internet=False)


APPS = (
    _denied("ask for a connection by hand without INTERNET", "told(connect(1)[0])", "permission"),
    _denied(
        "ask for a connection through the guest's own channel without INTERNET",
        """
        attempt = current().channel.connect(*PLACE)
        try:
            await attempt.resolved
        except Exception as failure:
            told(failure.stage)
        """,
        "permission",
    ),
    _denied(
        "have the guest believe that INTERNET is granted",
        f"from ohos.net import webSocket\ncurrent().granted = lambda: True\n{_BY_THE_API}",
    ),
    _denied(
        "put memory of its own in place of the flags",
        f"from ohos.net import webSocket\ncurrent().flags = bytearray(b'\\1' * 4096)\n{_BY_THE_API}",
    ),
    _denied(
        "declare INTERNET in its own launch",
        f"""
from ohos.net import webSocket
object.__setattr__(current().launch, "permissions", ["ohos.permission.INTERNET"])
{_BY_THE_API}""",
    ),
    _denied(
        "ask the user for INTERNET by hand",
        """
        say("RequestPermissions", call=1, permissions=["ohos.permission.INTERNET"])
        assert hear("PermissionsRequested")[0]["auth_results"] != [0]
        told(connect(2)[0])
        """,
        "permission",
    ),
    _denied(
        "connect in the same breath as it hangs up",
        """
        for call in range(50):
            say("Connect", call=call, host="127.0.0.1", port=facts["port"])
        control.shutdown(socket.SHUT_WR)
        """,
        None,
    ),
    HostileApp(
        "T1.3",
        "ask for ports that there are not",
        "told({connect(call, port=port)[0] for call, port in enumerate((0, -1, 65536, 2**70))})",
        says="{'connect'}",
    ),
    HostileApp(
        "T1.3",
        "ask for hosts that are no hosts",
        """
        odd = ("", "/run/docker.sock", "unix:/run/docker.sock", "\\0abstract", "a" * 100_000, "ä" * 5000, "::1%lo::",
               "\\udc80")
        told({connect(call, host=host)[0] for call, host in enumerate(odd)} - {"resolve", "connect"})
        """,
        says="set()",
    ),
    HostileApp(
        "T1.14",
        "replay a request for a connection",
        "told([connect(1)[0], connect(1)[0], connect(1)[0]])",
        says="['connected', 'limit', 'limit']",
    ),
    HostileApp(
        "T1.3",
        "connect again after INTERNET is revoked",
        """
        link = socket.socket(fileno=connect(1)[1][0])
        link.setblocking(True)
        told("on: revoke")
        while link.recv(1):
            pass
        told(connect(2)[0])
        """,
        says="permission",
    ),
    HostileApp("T1.4", "go on with copies of a connection after INTERNET is revoked", _COPIES, says="refused EPIPE"),
    HostileApp(
        "T1.4",
        "shut down, reconnect and reuse a connection after INTERNET is revoked",
        """
        link = socket.socket(fileno=connect(1)[1][0])
        link.setblocking(True)
        told("on: revoke")
        link.settimeout(5)
        while link.recv(4096):
            pass
        for again in (lambda: link.connect(PLACE), lambda: link.sendto(b"x", PLACE), lambda: link.accept(),
                      lambda: link.send(b"x", 0x20000000), lambda: link.listen()):
            try:
                again()
            except OSError as error:
                told(f"refused {errno.errorcode[error.errno]}")
            else:
                told("reached")
        """,
        says="refused EPERM",
    ),
    HostileApp(
        "T1.4",
        "have a connection made while INTERNET is revoked",
        """
        say("Connect", call=1, host="127.0.0.1", port=facts["full_port"])
        hear("Resolved")
        told("on: revoke")
        message, fds = hear("Connected", "ConnectFailed")
        told(f"{message['kind']} {fds}")
        """,
        says="ConnectFailed []",
    ),
    HostileApp(
        "T1.15",
        "hoard connections by closing them without a word",
        """
        call, stage = 0, "connected"
        while stage == "connected" and call < 2000:
            call += 1
            stage, fds = connect(call)
            for fd in fds:
                os.close(fd)
        told(f"{stage} after {call}")
        """,
        says="limit after 65",
    ),
    HostileApp(
        "T1.15",
        "have a thousand connections made at once",
        """
        for call in range(1000):
            say("Connect", call=call, host="127.0.0.1", port=facts["full_port"])
        told({hear("ConnectFailed")[0]["stage"] for _ in range(744)})
        """,
        says="{'limit'}",
    ),
    HostileApp(
        "T1.23",
        "close the connections of other apps by their numbers",
        """
        for call in range(1, 3000):
            say("Closed", call=call)
            say("Cancel", call=call)
        told("all named")
        """,
        says="all named",
    ),
    HostileApp(
        "T1.23",
        "ask for permissions in another app's name",
        """
        for name, value in (("bundle_name", "com.example.victim"), ("access_token_id", facts["victim_token"])):
            object.__setattr__(current().launch, name, value)
        told(connect(1)[0])
        """,
        says="permission",
        internet=False,
    ),
    HostileApp(
        "T1.23",
        "say by hand that it is another app",
        'say("Connect", call=1, host="127.0.0.1", port=facts["port"], bundle_name="com.example.victim")\ntime.sleep(5)',
        ends="sent a forged control message",
    ),
)
