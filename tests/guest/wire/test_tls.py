"""What is read of a certificate itself."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from emulator.guest.wire.tls import is_in_time, is_self_signed

BEGIN = datetime(2049, 12, 31, tzinfo=UTC)
END = datetime(2050, 1, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_dates_before_and_after_2050_are_read() -> None:
    pem = trustme.CA().issue_cert("h", not_before=BEGIN, not_after=END).cert_chain_pems[0].bytes()
    certificate = ssl.PEM_cert_to_DER_cert(pem.decode())
    at = (BEGIN - SECOND, BEGIN, END, END + SECOND)
    assert [is_in_time(certificate, now) for now in at] == [False, True, True, False]


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x03\x30\x01\x00", b"\x30\x80" * 9, bytes(200)])
def test_what_is_no_certificate_is_neither_valid_nor_self_signed(data: bytes) -> None:
    assert not is_in_time(data, BEGIN)
    assert not is_self_signed(data)
