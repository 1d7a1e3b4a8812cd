from __future__ import annotations

import asyncio
import ssl
import stat
from pathlib import Path

import pytest

from emulator.peers import ScriptedPeer
from emulator.peers.certificate import write_certificate


async def handshake(peer: ScriptedPeer, context: ssl.SSLContext) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", peer.port, ssl=context)
    writer.close()
    await writer.wait_closed()


async def test_a_client_that_trusts_the_certificate_connects(tmp_path: Path) -> None:
    async with ScriptedPeer({"tls": True}, tls=write_certificate(tmp_path)) as peer:
        context = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        await handshake(peer, context)


async def test_a_client_that_does_not_refuses(tmp_path: Path) -> None:
    async with ScriptedPeer({"tls": True}, tls=write_certificate(tmp_path)) as peer:
        with pytest.raises(ssl.SSLCertVerificationError, match="self-signed"):
            await handshake(peer, ssl.create_default_context())


async def test_another_address_is_refused(tmp_path: Path) -> None:
    async with ScriptedPeer({"tls": True}, tls=write_certificate(tmp_path, "127.0.0.2")) as peer:
        with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
            await handshake(peer, ssl.create_default_context(cafile=str(tmp_path / "cert.pem")))


def test_only_the_user_may_read_the_key(tmp_path: Path) -> None:
    write_certificate(tmp_path)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
