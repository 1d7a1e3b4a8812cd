"""Sessions that fail, each for another cause: the account names the true one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from emulator.explanations import Language
from emulator.explanations.causes import explain_cause
from emulator.testing import DeviceRunner, Peer
from emulator.why import account_of
from tests.why.servers import untrusted_server

INTERNET = "ohos.permission.INTERNET"

CONNECT = """
from ohos.net import webSocket
ws = webSocket.createWebSocket()
for event in ("open", "message", "error", "close"):
    ws.on(event, lambda *arguments: None)
try:
    await ws.connect({url}, {options})
except Exception:
    pass
"""


@dataclass(frozen=True)
class Session:
    """A session that fails; `cause` is what `ohemu why` says first."""

    cause: str
    detail: str = ""
    url: str = 'want.parameters["url"]'
    options: str = "{}"
    peer: Callable[[Peer], object] = lambda peer: None
    source: str = CONNECT
    settings: dict[str, Any] = field(default_factory=dict)
    act: Callable[[DeviceRunner], object] | None = None
    """What happens to the device when the connection is open."""


def _head(status: str, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode()


_UPGRADED = ("Upgrade: websocket", "Connection: Upgrade")
_CALL = """
from ohos.net import webSocket
ws = webSocket.createWebSocket()
try:
    await ws.{call}
except Exception:
    pass
"""

SESSIONS = {
    "nobody listens": Session("connection refused", "127.0.0.1:1", url='"ws://127.0.0.1:1/"'),
    "no such name": Session("host name not found (DNS)", "nowhere.invalid", url='"ws://nowhere.invalid/"'),
    "no proxy there": Session(
        "proxy out of reach",
        "127.0.0.1:1",
        url='"ws://example.invalid/"',
        settings={"api_level": 12, "network": {"proxy": "127.0.0.1:1"}},
    ),
    "airplane mode": Session("device offline", settings={"network": {"state": "offline"}}),
    "wrong path": Session("path not found (HTTP status)", "404", peer=lambda peer: peer.refuse(404, "Not Found")),
    "token missing": Session(
        "server wants credentials (HTTP status)", "401", peer=lambda peer: peer.refuse(401, "Unauthorized")
    ),
    "gateway down": Session(
        "server in trouble (HTTP status)", "502", peer=lambda peer: peer.refuse(502, "Bad Gateway")
    ),
    "a web page": Session("no upgrade (HTTP status)", "200", peer=lambda peer: peer.refuse(200, "OK")),
    "bad accept": Session(
        "bad Sec-WebSocket-Accept",
        "Accept",
        peer=lambda peer: peer.answer(
            _head("101 OK", *_UPGRADED, "Sec-WebSocket-Accept: eHh4eHh4eHh4eHh4eHh4eHh4eHg=")
        ),
    ),
    "no accept": Session(
        "bad Sec-WebSocket-Accept", "ACCEPT missing", peer=lambda peer: peer.answer(_head("101 OK", *_UPGRADED))
    ),
    "redirects in circles": Session(
        "redirects without end",
        peer=lambda peer: peer.answer(_head("302 Found", f"Location: {peer.url}", "Content-Length: 0")),
    ),
    "hangs up in the handshake": Session("server hung up in the handshake", peer=lambda peer: peer.answer(b"")),
    "drops": Session("peer dropped the connection", peer=lambda peer: peer.on_connect(peer.end)),
    "resets": Session("peer dropped the connection", peer=lambda peer: peer.on_connect(peer.abort)),
    "closes": Session(
        "the server closed", "out of order", peer=lambda peer: peer.on_connect(lambda: peer.close(1011, "out of order"))
    ),
    "closes without a reason": Session(
        "the server closed", "with 1001 and no reason", peer=lambda peer: peer.on_connect(lambda: peer.close(1001))
    ),
    "closes with a code that no frame may have": Session(
        "server broke the protocol", "1005", peer=lambda peer: peer.on_connect(lambda: peer.close(1005))
    ),
    "masked frame": Session(
        "server broke the protocol",
        peer=lambda peer: peer.on_connect(lambda: peer.send_raw(b"\x8b\x00")),
    ),
    "no URL": Session("not a WebSocket URL", "http://example.com", url='"http://example.com"'),
    "no such port": Session("no such port", "0", url='"ws://127.0.0.1:0/"'),
    "listens to a number": Session(
        "wrong argument",
        "on() takes (type: string, callback: function), got (number)",
        source=_CALL.format(call="on(5)"),
    ),
    "stops to listen to nothing": Session(
        "wrong argument", "off() takes (type: string[, callback: function]), got ()", source=_CALL.format(call="off()")
    ),
    "asks about no app": Session(
        "wrong argument",
        "checkAccessToken() takes a token from 1 on",
        source="""
from ohos import abilityAccessCtrl
try:
    await abilityAccessCtrl.createAtManager().checkAccessToken(0, "ohos.permission.INTERNET")
except Exception:
    pass
""",
    ),
    "asks for nothing": Session(
        "wrong argument",
        "requestPermissionsFromUser() takes (context: Context, permissionList: string[])",
        source="""
from ohos import abilityAccessCtrl
try:
    await abilityAccessCtrl.createAtManager().requestPermissionsFromUser(None, [])
except Exception:
    pass
""",
    ),
    "URL is a number": Session("wrong argument", "number", url="12"),
    "certificate missing": Session("certificate file missing", "/nope.pem", options='{"caPath": "/nope.pem"}'),
    "sends a number": Session("wrong argument", "got (number)", source=_CALL.format(call="send(1)")),
    "sends too much": Session("message too long", "5242864", source=_CALL.format(call="send(bytes(6000000))")),
    "sends before connect": Session("no connection yet", source=_CALL.format(call='send("x")')),
    "not declared": Session("permission not declared", "requestPermissions", settings={"no_permission": True}),
    "denied": Session("permission denied", "deny", settings={"deny": [INTERNET]}),
    "revoked while connected": Session(
        "permission taken away", "revoked", act=lambda device: device.revoke("com.example.app", INTERNET)
    ),
    "airplane mode while connected": Session(
        "the device cut the connection", "airplane", act=lambda device: device.set_online(False)
    ),
    "headers too long": Session("request not possible", "fit", options='{"header": {"x": "y" * 9000}}'),
}


CASES = [
    (name, fidelity)
    for name in SESSIONS
    for fidelity in ("documented", "device")
    if (name, fidelity) != ("revoked while connected", "device")  # a device does not cut what stands
]


@pytest.mark.parametrize(("name", "fidelity"), CASES)
def test_account_names_the_true_cause(name: str, fidelity: str) -> None:
    session = SESSIONS[name]
    settings = dict(session.settings)
    no_permission = settings.pop("no_permission", False)
    with DeviceRunner(fidelity=fidelity, **settings) as device:
        peer = device.peer
        session.peer(peer)
        source = session.source.format(url=session.url, options=session.options)
        run = device.install_app(source=source, no_permission=no_permission).start({"url": peer.url})
        if session.act is not None:
            run.wait_for_event("open")
            session.act(device)
        run.wait()
        account = account_of(run.whys[-1], Language.ENGLISH)
    assert account.cause == session.cause
    assert session.detail in account.detail
    assert account.where.startswith("app.py:")
    assert account.fix
    assert account.source


def test_missing_pong_is_told() -> None:
    source = CONNECT.format(url='want.parameters["url"]', options="{}")
    with DeviceRunner(virtual_time=True) as device:
        peer = device.peer
        run = device.install_app(source=source).start({"url": peer.url})
        run.wait_for_event("open")
        peer.pause()
        device.clock.advance(600)
        run.wait()
        assert account_of(run.whys[-1], Language.ENGLISH).cause == "pong did not come"


@pytest.mark.parametrize(
    ("server", "cause"),
    [
        ("another host's", "certificate of another host (TLS)"),
        ("expired", "certificate out of date (TLS)"),
        ("unknown CA's", "certificate not trusted (TLS)"),
        ("plain", "the server speaks no TLS"),
        ("that wants a certificate, too,", "client certificate missing (TLS)"),
    ],
)
def test_tls_cause_is_told(server: str, cause: str) -> None:
    with untrusted_server(server) as (url, ca_file), DeviceRunner(api_level=20, ca_file=ca_file) as device:
        run = device.install_app(source=CONNECT.format(url=repr(url), options="{}")).run()
        account = account_of(run.whys[-1], Language.ENGLISH)
    assert account.cause == cause, account


@pytest.mark.parametrize(
    ("cause", "detail", "title"),
    [
        ("url", "the URL has 5015 bytes, 1023 are allowed: ws://h/", "URL too long"),
        ("tls", "TLS: TLSV1_ALERT_PROTOCOL_VERSION", "no common TLS version"),
        ("tls", "TLS: SSLV3_ALERT_HANDSHAKE_FAILURE", "TLS alert"),
        ("tls", "TLS: TLSV13_ALERT_CERTIFICATE_REQUIRED", "client certificate missing (TLS)"),
    ],
)
def test_cause_is_told_by_its_detail(cause: str, detail: str, title: str) -> None:
    assert explain_cause(cause, detail).title.in_(Language.ENGLISH) == title
