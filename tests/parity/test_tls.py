"""caPath, clientCert and minSupportTlsProtocol, with real certificates."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from emulator import DeviceConfig
from emulator.peers import EchoPeer, ScriptedPeer
from tests.parity.hosting import run

CA = trustme.CA()

CONNECT = """
    import asyncio
    from ohos.net import webSocket

    ended = asyncio.get_running_loop().create_future()
    ws = webSocket.createWebSocket()
    ws.on("open", lambda error, value: ended.set_result("open"))
    ws.on("error", lambda error: ended.done() or ended.set_result(f"error {error.code}"))
    here = context.filesDir
    await ws.connect(want.parameters["url"], eval(want.parameters["options"]))
    print(await ended)
    if ended.result() == "open":
        await ws.close()
"""


def server() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    CA.issue_cert("127.0.0.1").configure_cert(context)
    return context


async def connected(folder: Path, tls: ssl.SSLContext, level: int, options: str, files: dict[str, bytes]) -> list[str]:
    async with EchoPeer(tls=tls) as peer:
        config = DeviceConfig(api_level=level)
        return (await run(folder, CONNECT, config, files, url=peer.url, options=options)).printed[-1:]


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        ("{'caPath': here + '/ca.pem', 'clientCert': {'certPath': here + '/cert.pem', 'keyPath': here + '/key.pem',"
         " 'keyPassword': 'secret'}}", "open"),
        ("{'caPath': here + '/ca.pem'}", "error 200"),
        ("{'clientCert': webSocket.ClientCert(certPath=here + '/cert.pem', keyPath=here + '/key.pem',"
         " keyPassword='secret')}", "error 200"),
    ],
    ids=["both", "no client certificate", "server not trusted"],
)  # fmt: skip
async def test_a_client_certificate_with_an_encrypted_key_is_shown_to_a_server_that_the_app_trusts(
    options: str, outcome: str, tmp_path: Path
) -> None:
    tls = server()
    # TLS 1.3 tells of a missing client certificate only after the handshake, where it races with the answer.
    tls.maximum_version = ssl.TLSVersion.TLSv1_2
    tls.verify_mode = ssl.CERT_REQUIRED
    CA.configure_trust(tls)
    own = CA.issue_cert("app@example.com")
    key = serialization.load_pem_private_key(own.private_key_pem.bytes(), None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.BestAvailableEncryption(b"secret"),
    )
    files = {"ca.pem": CA.cert_pem.bytes(), "cert.pem": own.cert_chain_pems[0].bytes(), "key.pem": key}
    assert await connected(tmp_path, tls, 11, options, files) == [outcome]


@pytest.mark.parametrize(("oldest", "outcome"), [("TLS_V_1_2", "open"), ("TLS_V_1_3", "error 200")])
async def test_a_server_with_an_older_tls_version_than_asked_for_is_refused(
    oldest: str, outcome: str, tmp_path: Path
) -> None:
    tls = server()
    tls.maximum_version = ssl.TLSVersion.TLSv1_2
    options = f"{{'caPath': here + '/ca.pem', 'minSupportTlsProtocol': webSocket.TlsProtocol.{oldest}}}"
    assert await connected(tmp_path, tls, 26, options, {"ca.pem": CA.cert_pem.bytes()}) == [outcome]


@pytest.mark.parametrize(("fidelity", "connections"), [("documented", 1), ("device", 2)])
async def test_at_device_fidelity_a_first_connection_only_looks_at_the_certificate(
    fidelity: str, connections: int, tmp_path: Path
) -> None:
    CA.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    config = DeviceConfig.model_validate({"fidelity": fidelity, "ca_file": tmp_path / "ca.pem"})
    async with ScriptedPeer({"tls": True}, tls=server()) as peer:
        done = await run(tmp_path, CONNECT, config, url=f"wss://127.0.0.1:{peer.port}/", options="{}")
        assert done.printed[-1:] == ["open"]
        seen = [connection["request"] is not None for connection in peer.log()]
    assert seen == [False] * (connections - 1) + [True]


async def test_a_ca_that_the_server_sends_along_is_not_trusted(tmp_path: Path) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    leaf = CA.issue_cert("127.0.0.1")
    chain = b"".join(pem.bytes() for pem in (leaf.private_key_pem, *leaf.cert_chain_pems, CA.cert_pem))
    (tmp_path / "chain.pem").write_bytes(chain)
    tls.load_cert_chain(tmp_path / "chain.pem")
    async with EchoPeer(tls=tls) as peer:
        config = DeviceConfig(api_level=12, fidelity="device")
        assert (await run(tmp_path, CONNECT, config, url=peer.url, options="{}")).printed == ["error 200"]
