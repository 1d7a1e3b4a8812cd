"""What an editor and a type checker know of the API that apps import."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from mypy import api

from syscap.websocket_api import MEMBERS as CLIENT

API = Path(__file__).parents[1] / "emulator" / "guest" / "api"

Check = Callable[[str], str]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


@pytest.fixture
def check(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Type-check an app's code and return what mypy says."""
    monkeypatch.setenv("MYPYPATH", str(API))

    def run(code: str) -> str:
        path = tmp_path / "app.py"
        path.write_text(textwrap.dedent(code))
        arguments = ["--strict", "--config-file=", "--no-error-summary", "--hide-error-context"]
        out, err, _ = api.run([*arguments, "--cache-dir", str(cache), str(path)])
        assert err == ""
        return out.replace(f"{path}:", "")

    return run


def test_listeners_are_typed_by_their_event(check: Check) -> None:
    said = check("""
        from ohos.net import webSocket

        ws = webSocket.createWebSocket()
        ws.on("open", lambda err, value: print(value.status + 1, value.message.upper()))
        ws.on("message", lambda err, value: value.upper() if isinstance(value, str) else value.hex())
        ws.on("close", lambda err, value: print(value.code + 1, value.reason.upper()))
        ws.on("error", lambda err: print(err.code, err.message.upper()))
        ws.on("dataEnd", lambda: None)
        ws.on("headerReceive", lambda headers: print(headers["date"].upper()))
        ws.on("openInfo", lambda err, value: print(value.status + 1, value.protocol.upper()))
        ws.off("message")
    """)
    assert said == ""


def test_options_of_every_level_are_typed(check: Check) -> None:
    said = check("""
        from ohos.net import webSocket

        ws = webSocket.createWebSocket()
        ws.connect(
            "wss://h/",
            {
                "proxy": {"host": "proxy", "port": 8080, "exclusionList": ["h"]},
                "protocol": "chat",
                "skipServerCertVerification": True,
                "pingInterval": 30,
                "pongTimeout": 10,
                "minSupportTlsProtocol": webSocket.TlsProtocol.TLS_V_1_2,
                "supportOriginPort": True,
            },
        )
        ws.connect("wss://h/", webSocket.WebSocketRequestOptions(proxy="no-proxy", pingInterval=5))
    """)
    assert said == ""


def test_the_stubs_have_every_member_of_the_client() -> None:
    stub = (API / "ohos" / "net" / "webSocket.pyi").read_text()
    missing = [member.name for member in CLIENT if member.name.rpartition(".")[2] not in stub]
    assert missing == []


def test_promises_are_awaited_to_their_value(check: Check) -> None:
    said = check("""
        from ohos.net import webSocket

        async def talk(ws: webSocket.WebSocket) -> None:
            reveal_type(await ws.connect("ws://h/", {"header": {"name": "value"}}))
            reveal_type(await ws.send(b"data"))
            reveal_type(await ws.close({"code": 1000, "reason": "done"}))
            ws.send("text", lambda err, value: print(value))
    """)
    assert said == "".join(f'{line}: note: Revealed type is "bool"\n' for line in (5, 6, 7))


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ('ws.on("mesage", lambda err, value: None)', "No overload variant"),
        ('ws.on("error", lambda err, value: None)', "No overload variant"),
        ('ws.on("open", lambda err, value: value.code)', "No overload variant"),
        ('ws.on("message", lambda err, value: value.encode())', "No overload variant"),
        ('ws.off("mesage")', "incompatible type"),
        ("ws.send(42)", "No overload variant"),
        ('ws.connect("ws://h/", {"headers": {}})', "No overload variant"),
        ('ws.close({"code": "1000"})', "No overload variant"),
    ],
)
def test_a_wrong_call_is_found(check: Check, call: str, complaint: str) -> None:
    said = check(f"""
        from ohos.net import webSocket

        ws = webSocket.createWebSocket()
        {call}
    """)
    assert said.startswith("5: error: ")
    assert complaint in said
