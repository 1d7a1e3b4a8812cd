"""A page in a browser on the same machine: all that it can find is an echo peer, which tells it nothing of others."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from emulator.peers.echo import EchoPeer

_PAGE = {"Origin": "https://page.example"}


@pytest.mark.threat("T4.2")
async def test_page_hears_only_its_own_messages_from_the_echo_peer() -> None:
    async with (
        EchoPeer() as peer,
        aiohttp.ClientSession() as app,
        aiohttp.ClientSession(headers=_PAGE) as page,
        app.ws_connect(peer.url) as spoken,
        page.ws_connect(peer.url) as heard,
    ):
        await spoken.send_str("the app's secret")
        assert await spoken.receive_str() == "the app's secret"
        await heard.send_str("the page's")
        assert await heard.receive_str() == "the page's"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(heard.receive(), 0.2)


@pytest.mark.threat("T4.2")
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
async def test_page_gets_nothing_by_plain_requests(method: str) -> None:
    async with (
        EchoPeer() as peer,
        aiohttp.ClientSession() as app,
        aiohttp.ClientSession(headers=_PAGE) as page,
        app.ws_connect(peer.url) as spoken,
    ):
        await spoken.send_str("the app's secret")
        await spoken.receive_str()
        async with page.request(method, peer.url.replace("ws:", "http:")) as answer:
            assert answer.status >= 400
            assert "Access-Control-Allow-Origin" not in answer.headers
            assert "secret" not in await answer.text()
