"""A certificate for scripted servers, self-signed, made when it is needed and never kept.

Written with the standard library alone, because nothing else here needs a cryptography package. Fit for tests on
loopback and for nothing else: the arithmetic takes no care of side channels.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import secrets
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

LIFETIME = timedelta(days=2)

# P-256: SEC 2, section 2.4.2
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None

# Object identifiers in DER, without their tag and length
EC_PUBLIC_KEY = bytes.fromhex("2a8648ce3d0201")
PRIME256V1 = bytes.fromhex("2a8648ce3d030107")
ECDSA_WITH_SHA256 = bytes.fromhex("2a8648ce3d040302")
COMMON_NAME = bytes.fromhex("550403")
SUBJECT_KEY_ID = bytes.fromhex("551d0e")
KEY_USAGE = bytes.fromhex("551d0f")
SUBJECT_ALT_NAME = bytes.fromhex("551d11")
BASIC_CONSTRAINTS = bytes.fromhex("551d13")


def write_certificate(folder: Path, address: str = "127.0.0.1") -> ssl.SSLContext:
    """Write `cert.pem` and `key.pem`, valid for an IP address, and return the server's context of them."""
    private = 1 + secrets.randbelow(N - 1)
    public = _encode_point(_multiply(private, G))
    certificate, key = folder / "cert.pem", folder / "key.pem"
    certificate.write_text(_pem("CERTIFICATE", _certificate(private, public, address)))
    key.touch(mode=0o600)
    key.write_text(_pem("EC PRIVATE KEY", _private_key(private, public)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def _certificate(private: int, public: bytes, address: str) -> bytes:
    now = datetime.now(UTC)
    algorithm = _sequence(_oid(ECDSA_WITH_SHA256))
    name = _sequence(_der(0x31, _sequence(_oid(COMMON_NAME), _der(0x0C, b"scripted server"))))
    times = (now - timedelta(hours=1), now + LIFETIME)
    to_be_signed = _sequence(
        _der(0xA0, _integer(2)),  # version 3
        _integer(secrets.randbits(63)),
        algorithm,
        name,
        _sequence(*(_der(0x17, f"{time:%y%m%d%H%M%SZ}".encode()) for time in times)),
        name,
        _sequence(_sequence(_oid(EC_PUBLIC_KEY), _oid(PRIME256V1)), _bits(public)),
        _der(0xA3, _sequence(*_extensions(public, address))),
    )
    return _sequence(to_be_signed, algorithm, _bits(_signature(private, to_be_signed)))


def _extensions(public: bytes, address: str) -> list[bytes]:
    critical = _der(0x01, b"\xff")
    key_id = hashlib.sha1(public, usedforsecurity=False).digest()
    packed = ipaddress.ip_address(address).packed
    return [
        _sequence(_oid(SUBJECT_KEY_ID), _der(0x04, _der(0x04, key_id))),
        _sequence(_oid(BASIC_CONSTRAINTS), critical, _der(0x04, _sequence(critical))),  # its own authority
        _sequence(_oid(KEY_USAGE), critical, _der(0x04, b"\x03\x02\x02\x84")),  # digitalSignature, keyCertSign
        _sequence(_oid(SUBJECT_ALT_NAME), _der(0x04, _sequence(_der(0x87, packed)))),
    ]


def _private_key(private: int, public: bytes) -> bytes:
    return _sequence(
        _integer(1),
        _der(0x04, private.to_bytes(32)),
        _der(0xA0, _oid(PRIME256V1)),
        _der(0xA1, _bits(public)),
    )


# ------------------------------------------------------------------------------------------------------ ECDSA


def _signature(private: int, message: bytes) -> bytes:
    digest = int.from_bytes(hashlib.sha256(message).digest())
    nonce = 1 + secrets.randbelow(N - 1)
    point = _multiply(nonce, G)
    assert point is not None
    r = point[0] % N
    s = pow(nonce, -1, N) * (digest + r * private) % N
    return _sequence(_integer(r), _integer(s))


def _multiply(scalar: int, point: Point) -> Point:
    result: Point = None
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _add(left: Point, right: Point) -> Point:
    if left is None or right is None:
        return left or right
    (x1, y1), (x2, y2) = left, right
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P) if left == right else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def _encode_point(point: Point) -> bytes:
    assert point is not None
    return b"\x04" + point[0].to_bytes(32) + point[1].to_bytes(32)


# -------------------------------------------------------------------------------------------------------- DER


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + body


def _sequence(*parts: bytes) -> bytes:
    return _der(0x30, *parts)


def _oid(body: bytes) -> bytes:
    return _der(0x06, body)


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _bits(body: bytes) -> bytes:
    return _der(0x03, b"\x00" + body)


def _pem(label: str, der: bytes) -> str:
    return f"-----BEGIN {label}-----\n{base64.encodebytes(der).decode()}-----END {label}-----\n"
