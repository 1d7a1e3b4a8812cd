"""The table of API members."""

from itertools import pairwise

import pytest

from syscap.devices import CAPABILITIES
from syscap.levels import LEVELS, RELEASES, UnknownLevel
from syscap.members import MEMBERS, Kind, added_in, available, change_log, find, members_of

NETSTACK = "SystemCapability.Communication.NetStack"
INTERNET = "ohos.permission.INTERNET"


@pytest.mark.parametrize(
    ("name", "since"),
    [
        ("webSocket.createWebSocket", 6),
        ("webSocket.WebSocket.connect", 6),
        ("webSocket.WebSocket.on.close", 6),
        ("canIUse", 8),
        ("abilityAccessCtrl.createAtManager", 8),
        ("abilityAccessCtrl.AtManager.checkAccessToken", 9),
        ("base.BusinessError.data", 9),
        ("webSocket.CloseResult", 10),
        ("abilityAccessCtrl.AtManager.checkAccessTokenSync", 10),
        ("webSocket.WebSocketRequestOptions.caPath", 11),
        ("webSocket.WebSocketRequestOptions.clientCert", 11),
        ("webSocket.WebSocket.on.dataEnd", 11),
        ("webSocket.WebSocket.off.dataEnd", 11),
        ("kit", 11),
        ("kit.NetworkKit.webSocket", 11),
        ("webSocket.WebSocketRequestOptions.proxy", 12),
        ("webSocket.WebSocket.on.headerReceive", 12),
        ("PermissionRequestResult.dialogShownResults", 12),
        ("PermissionRequestResult.errorReasons", 18),
        ("webSocket.createWebSocketServer", 19),
        ("webSocket.WebSocketServer.on.messageReceive", 19),
        ("webSocket.WebSocketRequestOptions.skipServerCertVerification", 20),
        ("webSocket.WebSocketRequestOptions.pingInterval", 21),
        ("webSocket.TlsProtocol", 26),
        ("webSocket.WebSocket.on.openInfo", 26),
        ("webSocket.WebSocketRequestOptions.supportOriginPort", 26),
    ],
)
def test_a_member_is_there_from_its_level_on_and_not_before(name: str, since: int) -> None:
    assert [level for level in LEVELS if name in available(level)] == [level for level in LEVELS if level >= since]


def test_level_11_has_exactly_the_client_of_the_api_page() -> None:
    events = {name.rpartition(".")[2] for name in available(11) if name.startswith("webSocket.WebSocket.on.")}
    assert events == {"open", "message", "close", "error", "dataEnd"}
    options = {
        name.rpartition(".")[2] for name in available(11) if name.startswith("webSocket.WebSocketRequestOptions.")
    }
    assert options == {"header", "caPath", "clientCert"}
    assert not {name for name in available(11) if "Server" in name and name.startswith("webSocket")}


def test_static_only_members_are_not_there() -> None:
    names = available(26)
    assert "webSocket.OpenResult" not in names
    assert not {name for name in names if name.rpartition(".")[2].startswith(("onOpen", "onMessage", "onDataEnd"))}


def test_no_member_ever_goes_away() -> None:
    for older, newer in pairwise(LEVELS):
        assert available(older) <= available(newer)


def test_internet_is_needed_by_exactly_the_calls_that_use_the_network() -> None:
    assert {member.name for member in MEMBERS if member.permission} == {
        *(f"webSocket.WebSocket.{name}" for name in ("connect", "send", "close")),
        *(f"webSocket.WebSocketServer.{name}" for name in ("start", "stop", "listAllConnections", "send", "close")),
    }
    assert {member.permission for member in MEMBERS} == {None, INTERNET}


def test_everything_in_web_socket_is_netstack_but_the_proxy_type() -> None:
    inside = [member for member in MEMBERS if member.name.partition(".")[0] == "webSocket"]
    assert [member.name for member in inside if member.syscap != NETSTACK] == ["webSocket.HttpProxy"]


def test_every_row_has_a_known_level_a_tracked_capability_and_evidence() -> None:
    for member in MEMBERS:
        assert member.since in LEVELS, member.name
        assert member.syscap in CAPABILITIES.values(), member.name
        assert member.file.startswith(("api/", "kits/@kit.")), member.name
        assert member.evidence == f"interface_sdk-js {member.file}@{member.release.tag}"
        assert member.release in RELEASES


def test_every_name_is_there_once_and_is_not_older_than_what_it_belongs_to() -> None:
    assert len({member.name for member in MEMBERS}) == len(MEMBERS)
    for member in MEMBERS:
        if member.parent:
            parent = find(member.parent)
            assert parent is not None, member.name
            assert parent.since <= member.since, member.name


def test_callable_members_have_a_signature() -> None:
    for member in MEMBERS:
        if member.kind in (Kind.FUNCTION, Kind.METHOD, Kind.EVENT):
            assert member.signatures, member.name
            assert all(signature.startswith("(") for signature in member.signatures), member.name


@pytest.mark.parametrize(("name", "overloads"), [("connect", 3), ("send", 2), ("close", 3)])
def test_calls_have_every_overload_of_the_page(name: str, overloads: int) -> None:
    member = find(f"webSocket.WebSocket.{name}")
    assert member is not None
    assert len(member.signatures) == overloads


def test_every_on_has_its_off() -> None:
    names = available(26)
    ons = {name for name in names if ".on." in name}
    assert {name.replace(".on.", ".off.") for name in ons} == {name for name in names if ".off." in name}


def test_members_of_lists_what_belongs_directly_to_a_name() -> None:
    assert [member.name for member in members_of("webSocket.CloseResult")] == [
        "webSocket.CloseResult.code",
        "webSocket.CloseResult.reason",
    ]
    assert members_of("nothing") == ()


def test_change_log_tells_every_member_once_oldest_level_first() -> None:
    log = change_log()
    assert list(log) == [6, 8, 9, 10, 11, 12, 18, 19, 20, 21, 26]
    assert sorted(member.name for added in log.values() for member in added) == sorted(
        member.name for member in MEMBERS
    )
    assert log[20] == added_in(20)


def test_unknown_names_and_levels_are_told_apart() -> None:
    assert find("webSocket.nothing") is None
    with pytest.raises(UnknownLevel):
        available(25)
    with pytest.raises(UnknownLevel):
        added_in(27)
