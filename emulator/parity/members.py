"""The API's members: each is in exactly one group of those that stand alike and that one test holds."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.parity.entry import Entry, Support, levels
from syscap.members import MEMBERS

_PAGE = "tests/acceptance/test_api_page.py::test_every_sentence_of_the_page_holds"
_SURFACE = "tests/parity/test_surface.py::test_an_app_finds_exactly_the_members_that_the_ledger_names"
_RECORDED = "tests/parity/test_recorded.py::test_a_member_newer_than_the_page_does_what_the_device_does"
_TLS = "tests/parity/test_tls.py"

_ABSENT = "absent: AttributeError"
_NO_SERVER = "this emulator has the client only: reading `createWebSocketServer` raises AttributeError with this reason"
_OPTIONS = "webSocket.WebSocketRequestOptions"
_SOCKET = "webSocket.WebSocket"
_MANAGER = "abilityAccessCtrl.AtManager"


@dataclass(frozen=True, slots=True)
class Group:
    """Members that stand alike. A name that ends in `.*` is a member with all that belongs to it."""

    support: Support
    test: str
    names: tuple[str, ...]
    reason: str = ""

    def claim(self, name: str) -> int:
        """Return how closely the group names a member: the length of what fits, 0 when nothing does."""
        fits = [len(one) for one in self.names if name == one]
        prefixes = [one.removesuffix(".*") for one in self.names if one.endswith(".*")]
        fits += [len(prefix) for prefix in prefixes if name == prefix or name.startswith(f"{prefix}.")]
        return max(fits, default=0)


GROUPS: tuple[Group, ...] = (
    # ------------------------------------------------------------------------------------------- webSocket, client
    Group(
        Support.SUPPORTED,
        _PAGE,
        (
            "webSocket",
            "webSocket.createWebSocket",
            f"{_SOCKET}.*",
            _OPTIONS,
            f"{_OPTIONS}.header",
            "webSocket.WebSocketCloseOptions.*",
            "webSocket.CloseResult.*",
        ),
    ),
    Group(
        Support.SUPPORTED,
        _RECORDED,
        (
            f"{_SOCKET}.on.headerReceive",
            f"{_SOCKET}.off.headerReceive",
            f"{_SOCKET}.on.openInfo",
            f"{_SOCKET}.off.openInfo",
            "webSocket.WebSocketOpenInfo.*",
            "webSocket.ResponseHeaders",
            f"{_OPTIONS}.protocol",
            f"{_OPTIONS}.pingInterval",
            f"{_OPTIONS}.pongTimeout",
            f"{_OPTIONS}.supportOriginPort",
            f"{_OPTIONS}.skipServerCertVerification",
        ),
    ),
    Group(
        Support.SUPPORTED,
        "tests/parity/test_proxy.py::test_a_proxy_is_used_unless_the_host_is_excluded_or_none_is_wanted",
        ("webSocket.HttpProxy", "webSocket.ProxyConfiguration", f"{_OPTIONS}.proxy"),
    ),
    Group(
        Support.SUPPORTED,
        f"{_TLS}::test_a_client_certificate_with_an_encrypted_key_is_shown_to_a_server_that_the_app_trusts",
        (f"{_OPTIONS}.caPath", f"{_OPTIONS}.clientCert", "webSocket.ClientCert.*"),
    ),
    Group(
        Support.SUPPORTED,
        f"{_TLS}::test_a_server_with_an_older_tls_version_than_asked_for_is_refused",
        (f"{_OPTIONS}.minSupportTlsProtocol", "webSocket.TlsProtocol.*"),
    ),
    # ------------------------------------------------------------------------------------------- webSocket, server
    Group(
        Support.DIVERGENT,
        "tests/parity/test_surface.py::test_the_server_says_that_it_is_not_emulated",
        (
            "webSocket.createWebSocketServer",
            "webSocket.WebSocketServer.*",
            "webSocket.WebSocketServerConfig.*",
            "webSocket.ServerCert.*",
            "webSocket.WebSocketConnection.*",
            "webSocket.WebSocketMessage.*",
            "webSocket.ClientConnectionCloseCallback",
        ),
        _NO_SERVER,
    ),
    # ------------------------------------------------------------------------------------------------ other modules
    Group(Support.SUPPORTED, _SURFACE, ("base.*",)),
    Group(Support.SUPPORTED, "tests/test_device.py::test_kits_come_with_level_11", ("kit.*",)),
    Group(Support.SUPPORTED, _PAGE, ("canIUse",)),
    Group(
        Support.SUPPORTED,
        _SURFACE,
        (
            "abilityAccessCtrl",
            "abilityAccessCtrl.createAtManager",
            "abilityAccessCtrl.GrantStatus.*",
            _MANAGER,
            f"{_MANAGER}.verifyAccessToken",
            f"{_MANAGER}.checkAccessToken",
            f"{_MANAGER}.requestPermissionsFromUser",
            "PermissionRequestResult.*",
        ),
    ),
    Group(
        Support.DIVERGENT,
        _SURFACE,
        (
            f"{_MANAGER}.verifyAccessTokenSync",
            f"{_MANAGER}.checkAccessTokenSync",
            f"{_MANAGER}.requestPermissionOnSetting",
            f"{_MANAGER}.getSelfPermissionStatus",
            "abilityAccessCtrl.PermissionStatus.*",
        ),
        _ABSENT,
    ),
)


def group_of(name: str) -> Group:
    """Return the group that names a member most closely.

    Raises:
        LookupError: none does.
    """
    best = max(GROUPS, key=lambda group: group.claim(name))
    if not best.claim(name):
        raise LookupError(f"the ledger has no entry for `{name}`")
    return best


def _entries() -> tuple[Entry, ...]:
    rows = ((member, group_of(member.name)) for member in MEMBERS)
    return tuple(Entry(row.name, levels(row.since), one.support, one.reason, one.test) for row, one in rows)


MEMBER_ENTRIES = _entries()
