"""`wss://` against real TLS servers: whom the app trusts, what it shows, which versions it takes."""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from emulator.peers import EchoPeer
from tests.guest.netstack.hosted import Attempts, Heard, connect_each, device

FAILED_11 = (200, None)
NO_CONTEXT = (2302999, "Websocket Unknown Other Error")
FAILED_12 = (200, "0")


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def pem(ca: trustme.CA) -> bytes:
    return ca.cert_pem.bytes()


def server(cert: trustme.LeafCert, **more: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    cert.configure_cert(context)
    for name, value in more.items():
        setattr(context, name, value)
    return context


def self_signed(folder: Path, begins: datetime.datetime | None = None) -> ssl.SSLContext:
    """Return a context whose certificate is in force for a day, from now on or another moment."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begins = begins or datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(begins).not_valid_after(begins + datetime.timedelta(days=1))
    cert = built.sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "own.pem").write_bytes(private + cert.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    return context


async def meet(
    folder: Path, tls: ssl.SSLContext, options: dict[str, Any] | None = None, *, host: str = "localhost", **more: Any
) -> Heard:
    """Connect to an echo server with this context; see `meet_each`."""
    (heard,) = await meet_each(folder, tls, [options or {}], host=host, **more)
    return heard


async def meet_each(
    folder: Path,
    tls: ssl.SSLContext,
    options: list[dict[str, Any]],
    *,
    level: int = 11,
    fidelity: str = "documented",
    host: str = "localhost",
    ca_file: bytes | None = None,
    **more: Any,
) -> list[Heard]:
    """Connect with each of the options; `ca_file` is the device's."""
    path = None
    if ca_file is not None:
        path = folder / "device-ca.pem"
        path.write_bytes(ca_file)
    async with EchoPeer(tls=tls) as peer:
        attempts = [(f"wss://{host}:{peer.port}/", one) for one in options]
        return await connect_each(folder, attempts, config=device(level, fidelity, ca_file=path), **more)


# whom it trusts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_ca_of_the_app(tmp_path: Path, ca: trustme.CA, pem: bytes, fidelity: str) -> None:
    tls = server(ca.issue_cert("localhost"))
    heard = await meet(tmp_path, tls, {"caPath": "$FILES/ca.pem"}, fidelity=fidelity, files={"ca.pem": pem})
    assert heard.is_opened, heard.events


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_ca_of_the_device(tmp_path: Path, ca: trustme.CA, pem: bytes, fidelity: str) -> None:
    heard = await meet(tmp_path, server(ca.issue_cert("localhost")), fidelity=fidelity, ca_file=pem)
    assert heard.is_opened, heard.events


async def test_ca_of_the_app_goes_before_that_of_the_device(tmp_path: Path, ca: trustme.CA, pem: bytes) -> None:
    options = {"caPath": "$FILES/ca.pem"}
    stranger = trustme.CA().cert_pem.bytes()
    heard = await meet(tmp_path, server(ca.issue_cert("localhost")), options, files={"ca.pem": stranger}, ca_file=pem)
    assert heard.failure == FAILED_11


@pytest.mark.parametrize("fidelity", ["documented", "device"])
@pytest.mark.parametrize(("level", "failed"), [(11, FAILED_11), (20, FAILED_12)])
async def test_unknown_ca_is_refused(
    tmp_path: Path, ca: trustme.CA, fidelity: str, level: int, failed: tuple[int, str | None]
) -> None:
    heard = await meet(tmp_path, server(ca.issue_cert("localhost")), level=level, fidelity=fidelity)
    assert heard.failure == failed
    assert heard.said("TLS: unable to get local issuer certificate")


async def test_4_0_takes_an_unknown_ca_and_connects_once(tmp_path: Path, ca: trustme.CA) -> None:
    seen: list[str | None] = []
    tls = server(ca.issue_cert("localhost"), sni_callback=lambda _, name, __: seen.append(name))
    heard = await meet(tmp_path, tls, level=10, fidelity="device")
    assert heard.is_opened, heard.events
    assert seen == ["localhost"]


async def test_level_10_does_not_read_ca_path(tmp_path: Path, ca: trustme.CA, pem: bytes) -> None:
    tls = server(ca.issue_cert("localhost"))
    heard = await meet(tmp_path, tls, {"caPath": "$FILES/ca.pem"}, level=10, files={"ca.pem": pem})
    assert heard.failure == FAILED_11


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_expired_certificate_is_refused(tmp_path: Path, ca: trustme.CA, pem: bytes, fidelity: str) -> None:
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    tls = server(ca.issue_cert("localhost", not_before=past, not_after=past + datetime.timedelta(days=1)))
    assert (await meet(tmp_path, tls, fidelity=fidelity, ca_file=pem)).failure == FAILED_11


@pytest.mark.parametrize(
    ("options", "level", "fidelity", "opens"),
    [
        ({}, 10, "device", False),
        ({}, 11, "device", False),
        ({"skipServerCertVerification": True}, 20, "device", False),
        ({"skipServerCertVerification": True}, 23, "device", True),
        ({"skipServerCertVerification": True}, 20, "documented", True),
    ],
)
async def test_expired_certificate_of_an_unknown_ca(
    tmp_path: Path, ca: trustme.CA, options: dict[str, Any], level: int, fidelity: str, opens: bool
) -> None:
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    tls = server(ca.issue_cert("localhost", not_before=past, not_after=past + datetime.timedelta(days=1)))
    heard = await meet(tmp_path, tls, options, level=level, fidelity=fidelity)
    assert heard.is_opened is opens, heard.events
    assert opens or heard.said("the certificate has expired")


async def test_wrong_host_name_is_refused_as_documented(tmp_path: Path, ca: trustme.CA, pem: bytes) -> None:
    heard = await meet(tmp_path, server(ca.issue_cert("other.example")), ca_file=pem)
    assert heard.failure == FAILED_11


async def test_wrong_host_name_is_taken_on_devices(tmp_path: Path, ca: trustme.CA, pem: bytes) -> None:
    heard = await meet(tmp_path, server(ca.issue_cert("other.example")), fidelity="device", ca_file=pem)
    assert heard.is_opened, heard.events


async def test_address_in_the_certificate_is_a_name(tmp_path: Path, ca: trustme.CA, pem: bytes) -> None:
    heard = await meet(tmp_path, server(ca.issue_cert("127.0.0.1")), host="127.0.0.1", ca_file=pem)
    assert heard.is_opened, heard.events


async def test_self_signed_certificate_is_refused_as_documented(tmp_path: Path) -> None:
    assert (await meet(tmp_path, self_signed(tmp_path))).failure == FAILED_11


async def test_self_signed_certificate_is_taken_on_devices(tmp_path: Path) -> None:
    heard = await meet(tmp_path, self_signed(tmp_path), fidelity="device")
    assert heard.is_opened, heard.events


@pytest.mark.parametrize("days", [-2, 2], ids=["expired", "not yet valid"])
async def test_self_signed_certificate_that_is_not_in_force_is_refused_on_devices(tmp_path: Path, days: int) -> None:
    begins = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    heard = await meet(tmp_path, self_signed(tmp_path, begins), fidelity="device")
    assert heard.failure == FAILED_11


@pytest.mark.parametrize(("level", "opens"), [(18, False), (20, True)])
async def test_skip_server_cert_verification(tmp_path: Path, ca: trustme.CA, level: int, opens: bool) -> None:
    options = {"skipServerCertVerification": True}
    heard = await meet(tmp_path, server(ca.issue_cert("other.example")), options, level=level)
    assert heard.is_opened is opens, heard.events


async def test_verification_is_skipped_for_true_only(tmp_path: Path, ca: trustme.CA) -> None:
    options = [{"skipServerCertVerification": value} for value in (False, "true", 1, None)]
    all_heard = await meet_each(tmp_path, server(ca.issue_cert("localhost")), options, level=20)
    assert [heard.failure for heard in all_heard] == [FAILED_12] * 4


# certificate files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (11, "Websocket file not exist"),
        (23, "Websocket  certificate file does not exist"),
        (26, "Websocket certificate file does not exist"),
    ],
)
async def test_file_that_does_not_exist(tmp_path: Path, level: int, text: str) -> None:
    url = "wss://localhost:1/"
    certs = ({"certPath": "/no/such", "keyPath": "/no/key"}, {"certPath": "$FILES/cert.pem"})
    options = ({"caPath": "/no/such"}, *({"clientCert": cert} for cert in certs))
    attempts = [(url, one) for one in options]
    files = {"cert.pem": b""}
    all_heard = await connect_each(tmp_path, attempts, config=device(level, "device"), files=files)
    assert [heard.rejection for heard in all_heard] == [(2302002, text)] * 3


async def test_file_that_holds_no_certificate(tmp_path: Path, ca: trustme.CA) -> None:
    files = {"1.pem": b"", "2.pem": b"no certificate", "3.pem": b"\x00\xff" * 100}
    options = [{"caPath": f"$FILES/{name}"} for name in files]
    all_heard = await meet_each(tmp_path, server(ca.issue_cert("localhost")), options, files=files)
    assert [heard.failure for heard in all_heard] == [FAILED_11] * 3


async def test_file_of_the_host_cannot_be_read(tmp_path: Path, ca: trustme.CA, pem: bytes) -> None:
    (tmp_path / "ca.pem").write_bytes(pem)
    heard = await meet(tmp_path, server(ca.issue_cert("localhost")), {"caPath": str(tmp_path / "ca.pem")})
    assert "open" not in heard.names


# client certificates ----------------------------------------------------------------------------------------


def client_files(ca: trustme.CA, password: bytes | None) -> dict[str, bytes]:
    cert = ca.issue_cert("client@example.com")
    key = serialization.load_pem_private_key(cert.private_key_pem.bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption(),
    )
    return {"cert.pem": cert.cert_chain_pems[0].bytes(), "key.pem": locked}


def demanding(ca: trustme.CA) -> ssl.SSLContext:
    context = server(ca.issue_cert("localhost"), verify_mode=ssl.CERT_REQUIRED)
    ca.configure_trust(context)
    return context


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_client_certificate(tmp_path: Path, ca: trustme.CA, pem: bytes, fidelity: str) -> None:
    plain, locked = client_files(ca, b""), client_files(ca, "中文".encode())
    files = {**plain, "locked-cert.pem": locked["cert.pem"], "locked-key.pem": locked["key.pem"]}
    options = [
        {"clientCert": {"certPath": "$FILES/cert.pem", "keyPath": "$FILES/key.pem"}},
        {"clientCert": {"certPath": "$FILES/cert.pem", "keyPath": "$FILES/key.pem", "keyPassword": ""}},
        {
            "clientCert": {
                "certPath": "$FILES/locked-cert.pem",
                "keyPath": "$FILES/locked-key.pem",
                "keyPassword": "中文",
            }
        },
    ]
    all_heard = await meet_each(tmp_path, demanding(ca), options, fidelity=fidelity, files=files, ca_file=pem)
    assert [heard.is_opened for heard in all_heard] == [True] * 3, [heard.events for heard in all_heard]


async def test_wrong_password_of_the_key_fails_and_does_not_ask(tmp_path: Path, ca: trustme.CA, pem: bytes) -> None:
    options = [
        {"clientCert": {"certPath": "$FILES/cert.pem", "keyPath": "$FILES/key.pem", "keyPassword": password}}
        for password in ("wrong", "", None, 5)
    ]
    files = client_files(ca, b"secret")
    all_heard = await meet_each(tmp_path, demanding(ca), options, files=files, ca_file=pem)
    assert [heard.rejection for heard in all_heard] == [NO_CONTEXT] * 4


async def test_server_that_demands_a_certificate_refuses_an_app_without(
    tmp_path: Path, ca: trustme.CA, pem: bytes
) -> None:
    assert (await meet(tmp_path, demanding(ca), ca_file=pem)).failure == FAILED_11


async def test_client_certificate_without_its_key_fails(tmp_path: Path, ca: trustme.CA, pem: bytes) -> None:
    files = client_files(ca, None) | {"key.pem": client_files(ca, None)["key.pem"]}
    cert = {"certPath": "$FILES/cert.pem", "keyPath": "$FILES/key.pem"}
    heard = await meet(tmp_path, demanding(ca), {"clientCert": cert}, files=files, ca_file=pem)
    assert heard.rejection == NO_CONTEXT


# versions, names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "opens"), [(26, {3: False, 2: True, 0: True, 9: True, "3": True}), (23, {3: True, 2: True})]
)
async def test_oldest_tls_version_against_a_server_of_1_2(
    tmp_path: Path, ca: trustme.CA, pem: bytes, level: int, opens: dict[object, bool]
) -> None:
    tls = server(ca.issue_cert("localhost"), maximum_version=ssl.TLSVersion.TLSv1_2)
    options = [{"minSupportTlsProtocol": least} for least in opens]
    all_heard = await meet_each(tmp_path, tls, options, level=level, ca_file=pem)
    assert [heard.is_opened for heard in all_heard] == list(opens.values()), [heard.events for heard in all_heard]


@pytest.mark.parametrize(("host", "sent"), [("localhost", "localhost"), ("127.0.0.1", None)])
async def test_server_name_indication(tmp_path: Path, ca: trustme.CA, pem: bytes, host: str, sent: str | None) -> None:
    seen: list[str | None] = []
    tls = server(ca.issue_cert("localhost", "127.0.0.1"), sni_callback=lambda _, name, __: seen.append(name))
    heard = await meet(tmp_path, tls, host=host, ca_file=pem)
    assert heard.is_opened, heard.events
    assert set(seen) == {sent}


async def test_application_protocol_is_http_1_1(tmp_path: Path, ca: trustme.CA, pem: bytes) -> None:
    chosen: list[str | None] = []

    class Watched(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            chosen.append(self.selected_alpn_protocol())

    tls = server(ca.issue_cert("localhost"), sslobject_class=Watched)
    tls.set_alpn_protocols(["h2", "http/1.1"])
    heard = await meet(tmp_path, tls, ca_file=pem)
    assert heard.is_opened, heard.events
    assert chosen == ["http/1.1"]


async def test_tls_on_one_side_only(tmp_path: Path, ca: trustme.CA) -> None:
    async with EchoPeer() as plain, EchoPeer(tls=server(ca.issue_cert("localhost"))) as secure:
        attempts: Attempts = [(f"wss://localhost:{plain.port}/", {}), (f"ws://localhost:{secure.port}/", {})]
        all_heard = await connect_each(tmp_path, attempts)
    assert [heard.failure for heard in all_heard] == [FAILED_11] * 2
