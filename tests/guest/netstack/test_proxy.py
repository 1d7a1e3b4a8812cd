"""HTTP proxies: the option's, the device's, neither; and what a proxy may do to a connection."""

from __future__ import annotations

import socket
import ssl
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import trustme

from emulator.guest.netstack.websocket.proxy import Proxy as HttpProxy
from emulator.peers import EchoPeer
from tests.guest.netstack.hosted import Heard, connect, connect_each, device
from tests.guest.netstack.servers import Proxy, proxying

FAILED = (200, "0")


def option(proxy: Proxy, *exclusions: str) -> dict[str, Any]:
    return {"proxy": {"host": "127.0.0.1", "port": proxy.port, "exclusionList": list(exclusions)}}


async def meet(
    folder: Path, options: dict[str, Any], *, host: str = "127.0.0.1", level: int = 12, **more: Any
) -> Heard:
    """Connect to an echo server; `more` is of the device's network."""
    async with EchoPeer() as peer:
        config = device(level, network=more)
        return await connect(folder, f"ws://{host}:{peer.port}/", options, config=config)


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_connection_goes_through_the_options_proxy(tmp_path: Path, fidelity: str) -> None:
    async with proxying() as proxy, EchoPeer() as peer:
        url = f"ws://localhost:{peer.port}/path"
        heard = await connect(tmp_path, url, option(proxy), config=device(12, fidelity))
    assert heard.is_opened, heard.events
    assert proxy.requests == [
        f"CONNECT localhost:{peer.port} HTTP/1.1\r\nHost: localhost:{peer.port}\r\nUser-agent: lws\r\n\r\n"
    ]


async def test_name_is_resolved_by_the_proxy(tmp_path: Path) -> None:
    async with proxying(b"HTTP/1.1 502 Bad gateway\r\n\r\n") as proxy:
        heard = await connect(tmp_path, "ws://no-such-host.invalid:99/", option(proxy), config=device(12))
    assert heard.failure == FAILED
    assert proxy.requests[0].startswith("CONNECT no-such-host.invalid:99 ")


async def test_tls_goes_through_the_proxy_to_the_server(tmp_path: Path) -> None:
    ca = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(tls)
    for fidelity in ("documented", "device"):
        async with proxying() as proxy, EchoPeer(tls=tls) as peer:
            options = {**option(proxy), "caPath": "$FILES/ca.pem"}
            files = {"ca.pem": ca.cert_pem.bytes()}
            url = f"wss://localhost:{peer.port}/"
            heard = await connect(tmp_path, url, options, config=device(12, fidelity), files=files)
        assert heard.is_opened, heard.events
        assert proxy.requests


@pytest.mark.parametrize("level", [6, 11])
async def test_levels_without_the_option_connect_directly(tmp_path: Path, level: int) -> None:
    async with proxying() as proxy:
        heard = await meet(tmp_path, option(proxy), level=level, proxy=f"127.0.0.1:{proxy.port}")
    assert (heard.is_opened, proxy.requests) == (True, [])


EXCLUSIONS: list[tuple[list[str], str, bool]] = [
    (["localhost"], "localhost", True),
    (["LOCALHOST"], "localhost", False),
    (["local"], "localhost", False),
    (["local*"], "localhost", True),
    (["*.0.0.1"], "127.0.0.1", True),
    (["127.0.0.*", "x"], "127.0.0.1", True),
    (["127.0.0."], "127.0.0.1", False),
    (["127*1"], "127.0.0.1", True),
    (["127.0.1"], "127.0.0.1", False),
    (["*"], "localhost", True),
    ([" 127.0.0.1\t"], "127.0.0.1", True),
    (["example.com, localhost"], "localhost", True),
    (["[localhost]"], "localhost", False),
    (["127.0.0.1"], "127.0.0.1", True),
    (["example.com", "", "localhost"], "localhost", True),
    (["example.com"], "localhost", False),
    ([""], "localhost", False),
    ([], "localhost", False),
]


async def test_exclusion_list(tmp_path: Path) -> None:
    async with proxying() as proxy, EchoPeer() as peer:
        attempts = [
            (f"ws://{host}:{peer.port}/{number}", option(proxy, *exclusions))
            for number, (exclusions, host, _) in enumerate(EXCLUSIONS)
        ]
        all_heard = await connect_each(tmp_path, attempts, config=device(12, "device"))
    assert all(heard.is_opened for heard in all_heard), [heard.events for heard in all_heard]
    assert len(proxy.requests) == sum(not excluded for _, _, excluded in EXCLUSIONS)


IPV6_EXCLUSIONS = [(["::1"], "::1", False), (["fe80"], "fe80::1", True), (["*"], "::1", True), (["*:1"], "a::1", False)]


@pytest.mark.parametrize(("exclusions", "host", "excluded"), EXCLUSIONS + IPV6_EXCLUSIONS)
def test_excluded_hosts(exclusions: list[str], host: str, excluded: bool) -> None:
    assert HttpProxy("proxy", 80, tuple(exclusions)).excludes(host, parts=False) is excluded


@pytest.mark.parametrize(
    ("exclusion", "excluded"),
    [("ample.com", True), ("WWW.Example.COM", True), ("*.example.com", True), ("*.org", False), ("", False)],
)
def test_hosts_excluded_as_documented(exclusion: str, excluded: bool) -> None:
    assert HttpProxy("proxy", 80, (exclusion,)).excludes("www.example.com", parts=True) is excluded


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("proxy", 80, ("proxy", 80, "")),
        ("proxy", 65536 + 80, ("proxy", 80, "")),
        ("proxy", 0, None),
        ("", 80, None),
        ("proxy:8080", 80, ("proxy", 8080, "")),
        ("proxy:x", 80, None),
        ("http://proxy", 80, ("proxy", 80, "")),
        ("ab:c@proxy", 80, ("proxy", 80, "basic YWI6Yw==")),
        ("[::1]", 80, ("::1", 80, "")),
        ("[::1]:8080", 80, ("::1", 8080, "")),
        ("::1", 80, None),
    ],
)
def test_address_of_a_proxy(host: str, port: int, address: tuple[str, int, str] | None) -> None:
    assert HttpProxy(host, port).address == address


async def test_user_in_a_proxys_host_is_told_to_it(tmp_path: Path) -> None:
    async with proxying() as proxy:
        given = {"proxy": {"host": "http://me:secret@127.0.0.1", "port": proxy.port, "exclusionList": []}}
        heard = await meet(tmp_path, given)
    assert heard.is_opened, heard.events
    assert proxy.requests[0].endswith("\r\nUser-agent: lws\r\nProxy-authorization: basic bWU6c2VjcmV0\r\n\r\n")


@pytest.mark.parametrize(
    ("options", "network", "through"),
    [
        ({}, {}, True),
        ({"proxy": "system"}, {}, True),
        ({"proxy": "no-proxy"}, {}, False),
        ({}, {"proxy_exclusions": ["127.0.0.1"]}, False),
        ({"proxy": "system"}, {"proxy_exclusions": ["example.com"]}, True),
        ({"proxy": {"host": "", "port": 0, "exclusionList": []}}, {}, False),
    ],
)
async def test_proxy_of_the_device(
    tmp_path: Path, options: dict[str, Any], network: dict[str, Any], through: bool
) -> None:
    async with proxying() as proxy:
        heard = await meet(tmp_path, options, proxy=f"127.0.0.1:{proxy.port}", **network)
    assert heard.is_opened, heard.events
    assert bool(proxy.requests) is through


async def test_proxy_of_the_option_goes_before_that_of_the_device(tmp_path: Path) -> None:
    async with proxying() as one, proxying() as other:
        heard = await meet(tmp_path, option(one), proxy=f"127.0.0.1:{other.port}")
    assert heard.is_opened, heard.events
    assert (len(one.requests), len(other.requests)) == (1, 0)


async def test_proxy_of_another_type_is_401(tmp_path: Path) -> None:
    options = [{"proxy": proxy} for proxy in (None, 5, "", "none", "SYSTEM", "127.0.0.1:80")]
    attempts = [("ws://127.0.0.1:1/", one) for one in options]
    all_heard = await connect_each(tmp_path, attempts, config=device(12))
    assert [heard.rejection for heard in all_heard] == [(401, "Parameter error")] * len(options)


async def test_proxy_that_does_not_tunnel(tmp_path: Path) -> None:
    answers = {
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n": "http_proxy -> 407",
        b"HTTP/1.1 403 Forbidden\r\n\r\n": "http_proxy -> 403",
        b"SSH-2.0-OpenSSH\r\n\r\n": "http_proxy fail",
        b"": "proxy conn dead",
        b"HTTP/1.1 200 OK\r\n": "proxy conn dead",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000: "proxy conn dead",
    }
    async with AsyncExitStack() as stack:
        proxies = [await stack.enter_async_context(proxying(answer)) for answer in answers]
        attempts = [("ws://example.com/", option(proxy)) for proxy in proxies]
        all_heard = await connect_each(tmp_path, attempts, config=device(12, "device"))
    assert [heard.failure for heard in all_heard] == [FAILED] * len(answers)
    reasons = [r.message.split("ConnectionError ")[1] for r in all_heard[0].log if "ConnectionError" in r.message]
    assert reasons == list(answers.values())


async def test_proxy_that_is_not_there(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    attempts = [
        ("ws://example.com/", {"proxy": {"host": "127.0.0.1", "port": one, "exclusionList": None}})
        for one in (port, -1, 70000)
    ]
    all_heard = await connect_each(tmp_path, attempts, config=device(12))
    assert [heard.failure for heard in all_heard] == [FAILED] * len(attempts)


async def test_proxy_without_a_port_is_none(tmp_path: Path) -> None:
    """There is one when it has a port: lws 4.3.3 lib/core-net/client/connect2.c."""
    async with EchoPeer() as peer:
        attempts = [
            (f"ws://127.0.0.1:{peer.port}/", {"proxy": {"host": "127.0.0.9", "port": one}}) for one in (0, "80")
        ]
        all_heard = await connect_each(tmp_path, attempts, config=device(12, "device"))
    assert [heard.is_opened for heard in all_heard] == [True] * len(attempts)


async def test_host_with_a_line_break_forges_nothing_at_the_proxy(tmp_path: Path) -> None:
    async with proxying(b"HTTP/1.1 403 Forbidden\r\n\r\n") as proxy:
        url = "ws://a\r\nX-Forged: 1\r\n\r\n/"
        heard = await connect(tmp_path, url, option(proxy), config=device(12))
    assert "open" not in heard.names
    assert not any("X-Forged" in request for request in proxy.requests)
