"""Redirects are followed, in both fidelities, to where `redirected` says they lead."""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme

from tests.guest.netstack.hosted import Attempts, connect, connect_each, device
from tests.guest.netstack.servers import redirecting

FIDELITIES = pytest.mark.parametrize("fidelity", ["documented", "device"])


@FIDELITIES
async def test_redirect_is_followed_and_only_the_end_is_heard(tmp_path: Path, fidelity: str) -> None:
    targets = [f"/go/{status}?to=/end" for status in (301, 302, 303, 307, 308)]
    async with redirecting() as server:
        attempts: Attempts = [(f"ws://127.0.0.1:{server.port}{target}", {}) for target in targets]
        for heard in await connect_each(tmp_path, attempts, config=device(12, fidelity)):
            assert heard.names == ["connect", "headerReceive", "open", "message", "close"]
            assert heard.of("open") == [None, {"status": 101, "message": "Switching Protocols"}]
    assert server.paths == [path for target in targets for path in (target, "/end")]


async def test_redirect_to_another_server(tmp_path: Path) -> None:
    async with redirecting() as first, redirecting() as second:
        url = f"ws://127.0.0.1:{first.port}/go/302?to=ws://127.0.0.1:{second.port}/end"
        heard = await connect(tmp_path, url, {"header": {"X-Token": "secret"}}, config=device(12))
    assert heard.is_opened, heard.events
    assert (len(first.paths), second.paths) == (1, ["/end"])


@FIDELITIES
async def test_four_redirects_are_followed(tmp_path: Path, fidelity: str) -> None:
    async with redirecting() as server:
        attempts: Attempts = [(f"ws://127.0.0.1:{server.port}/hops/{hops}", {}) for hops in (4, 5)]
        four, five = await connect_each(tmp_path, attempts, config=device(12, fidelity))
    assert four.is_opened, four.events
    assert five.failure == (200, "302")
    assert five.said("too many redirects")
    assert server.paths == [f"/hops/{left}" for left in (4, 3, 2, 1, 0, 5, 4, 3, 2, 1)]


@FIDELITIES
@pytest.mark.parametrize(("to", "opens"), [("wss", True), ("https", True), ("ws", False), ("http", False)])
async def test_redirect_may_lead_into_tls_and_not_out_of_it(
    tmp_path: Path, fidelity: str, to: str, opens: bool
) -> None:
    ca = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(tls)
    files = {"ca.pem": ca.cert_pem.bytes()}
    from_tls, to_tls = not opens, to in ("wss", "https")
    async with redirecting(tls if from_tls else None) as first, redirecting(tls if to_tls else None) as second:
        scheme = "wss" if from_tls else "ws"
        url = f"{scheme}://127.0.0.1:{first.port}/go/302?to={to}://127.0.0.1:{second.port}/end"
        options = {"caPath": "$FILES/ca.pem"}
        heard = await connect(tmp_path, url, options, config=device(12, fidelity), files=files)
    assert heard.is_opened is opens, heard.events
    assert second.paths == (["/end"] if opens else [])


async def test_redirect_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    locations = ("ws://no-such-host.invalid/", "ws://127.0.0.1:1/", "ws://", "://", "ws://[", "mailto:x")
    async with redirecting() as server:
        start = f"ws://127.0.0.1:{server.port}/go/302"
        attempts: Attempts = [(f"{start}?to={quote(location, safe='')}", {}) for location in locations]
        all_heard = await connect_each(tmp_path, [*attempts, (start, {})], config=device(12))
    assert [heard.failure[0] for heard in all_heard] == [200] * (len(locations) + 1)
    assert all_heard[-1].failure == (200, "302")
