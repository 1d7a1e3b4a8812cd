"""TLS as netstack sets it up: the system's CAs or `caPath`, a client certificate, self-signed servers by release."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class ClientCert:
    """A certificate to show to the server: PEM files, and the key's password or the empty string."""

    cert_path: str
    key_path: str
    key_password: str


def strict_context(ca_file: str | None, check_hostname: bool) -> ssl.SSLContext:
    """Return a context that verifies the server.

    Args:
        ca_file: PEM file of trusted CAs; None for the interpreter's default.
        check_hostname: whether the certificate must name the host.

    Raises:
        OSError: the CA file cannot be read or holds no certificate (`ssl.SSLError`).
    """
    context = ssl.create_default_context(cafile=ca_file)
    context.check_hostname = check_hostname
    return context


_VERSIONS = {2: ssl.TLSVersion.TLSv1_2, 3: ssl.TLSVersion.TLSv1_3}


def set_oldest_version(context: ssl.SSLContext, version: int) -> None:
    """Accept no TLS older than `TlsProtocol` version 2 or 3; older ones are what OpenSSL here still speaks."""
    if version in _VERSIONS:
        context.minimum_version = _VERSIONS[version]


def lenient_context() -> ssl.SSLContext:
    """Return a context that takes any certificate; the caller looks at it afterwards."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def add_client_cert(context: ssl.SSLContext, cert: ClientCert) -> None:
    """Let the context show a client certificate.

    Raises:
        OSError: a file cannot be read, or the key does not fit or not open (`ssl.SSLError`).
    """
    context.load_cert_chain(cert.cert_path, cert.key_path, cert.key_password)


def is_self_signed(certificate: bytes) -> bool:
    """Whether a DER certificate's issuer is its subject."""
    try:
        issuer, _, subject = _issuer_validity_subject(certificate)
    except IndexError:
        return False
    return issuer == subject


def is_in_time(certificate: bytes, now: datetime) -> bool:
    """Whether a DER certificate is valid at a time."""
    try:
        validity = _content(_issuer_validity_subject(certificate)[1])
        middle = _next(validity, 0)
        return _time(validity[:middle]) <= now <= _time(validity[middle:])
    except (IndexError, ValueError):
        return False


def _issuer_validity_subject(certificate: bytes) -> tuple[bytes, bytes, bytes]:
    """Return three elements of X.509's TBSCertificate (RFC 5280 section 4.1)."""
    body = _content(_content(certificate))
    position = _next(body, 0) if body[:1] == b"\xa0" else 0  # [0] version
    position = _next(body, _next(body, position))  # serialNumber, signature
    validity = _next(body, position)
    subject = _next(body, validity)
    return body[position:validity], body[validity:subject], body[subject : _next(body, subject)]


def _time(element: bytes) -> datetime:
    """Read a UTCTime or a GeneralizedTime (RFC 5280 section 4.1.2.5)."""
    digits = _content(element).decode("ascii", "replace")
    if element[0] == _UTC_TIME:
        digits = ("19" if digits >= "50" else "20") + digits
    return datetime.strptime(digits, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


_UTC_TIME = 0x17


def _length(data: bytes, position: int) -> tuple[int, int]:
    """Return where a DER element's content begins and how long it is."""
    first = data[position + 1]
    if first < 0x80:
        return position + 2, first
    count = first & 0x7F
    return position + 2 + count, int.from_bytes(data[position + 2 : position + 2 + count], "big")


def _content(data: bytes) -> bytes:
    start, length = _length(data, 0)
    return data[start : start + length]


def _next(data: bytes, position: int) -> int:
    start, length = _length(data, position)
    return start + length
