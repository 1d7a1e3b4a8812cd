"""WebSocketRequestOptions as netstack reads them (NS 7.0 async_context/src/connect_context.cpp).

An option that the level does not have is not read; one of the wrong type is passed over, except `proxy` and `protocol`,
which make the call end in 401.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.guest.netstack.websocket.behavior import Behavior
from emulator.guest.netstack.websocket.proxy import Proxy
from emulator.guest.netstack.websocket.url import LARGEST_PORT
from emulator.guest.netstack.websocket.values import until_nul, well_formed
from emulator.guest.wire.tls import ClientCert

SYSTEM_PROXY, NO_PROXY = "system", "no-proxy"
DEFAULT_PING_SECONDS = DEFAULT_PONG_SECONDS = 30
LONGEST_PING_SECONDS = 30000

_OBJECTS_BY_KEY = (dict, Mapping)
"""The usual one first: whether something is a Mapping takes long to find out."""


class BadOption(Exception):
    """An option that ends the call in 401; the text says which, for people."""


@dataclass(frozen=True, slots=True)
class ConnectOptions:
    """What a call to connect() asks for beside its URL."""

    headers: tuple[tuple[str, str], ...] = ()
    """Lower-case names, sorted, as netstack's std::map has them."""
    ca_path: str = ""
    client_cert: ClientCert | None = None
    proxy: Proxy | str = SYSTEM_PROXY
    protocol: str = ""
    skip_verification: bool = False
    ping_seconds: int = DEFAULT_PING_SECONDS
    pong_seconds: int = DEFAULT_PONG_SECONDS
    min_tls: int = 0
    """0 to 3: TLS 1.0 to 1.3."""
    origin_port: bool = False


NO_OPTIONS = ConnectOptions()


def read_options(given: Any, behavior: Behavior) -> ConnectOptions:
    """Read an options object.

    Raises:
        BadOption: `proxy` or `protocol` is not what it may be.
    """
    known = {name: member(given, name) for name in behavior.options if has_member(given, name)}
    if not known:
        return NO_OPTIONS
    cert = known.get("clientCert")
    return ConnectOptions(
        headers=_headers(known.get("header")),
        ca_path=_text(known.get("caPath")),
        client_cert=_client_cert(cert) if is_object(cert) else None,
        proxy=_proxy(known["proxy"], behavior) if "proxy" in known else SYSTEM_PROXY,
        protocol=_protocol(known["protocol"]) if "protocol" in known else "",
        skip_verification=known.get("skipServerCertVerification") is True,
        ping_seconds=_number(known.get("pingInterval"), DEFAULT_PING_SECONDS),
        pong_seconds=_number(known.get("pongTimeout"), DEFAULT_PONG_SECONDS),
        min_tls=_number(known.get("minSupportTlsProtocol"), 0),
        origin_port=known.get("supportOriginPort") is True,
    )


def heartbeat(options: ConnectOptions) -> tuple[int, int]:
    """Return seconds to the ping, and to giving up, since the last sign of life; (0, 0) is off (NS 6.0 SetRetry)."""
    ping = options.ping_seconds if options.ping_seconds <= LONGEST_PING_SECONDS else DEFAULT_PING_SECONDS
    pong = options.pong_seconds
    if pong > ping and pong != DEFAULT_PONG_SECONDS:
        pong = ping
    if ping == 0:
        pong = 0
    return ping, ping + pong


def is_object(value: Any) -> bool:
    """Whether a value would be an object in JavaScript: not undefined, a primitive, or a function."""
    return value is not None and not isinstance(value, (str, bool, int, float)) and not callable(value)


def member(value: Any, name: str) -> Any:
    """Return an object's member: a dict's item or an attribute; None when it has none."""
    if isinstance(value, _OBJECTS_BY_KEY):
        return value.get(name)
    return getattr(value, name, None)


def has_member(value: Any, name: str) -> bool:
    """Whether an object has a member; one of a typed options object counts when it is set."""
    return name in value if isinstance(value, _OBJECTS_BY_KEY) else getattr(value, name, None) is not None


def uint32(value: Any) -> int | None:
    """Return what napi_get_value_uint32 makes of a number; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return 0
    return int(value) & 0xFFFFFFFF


def _number(value: Any, default: int) -> int:
    number = uint32(value)
    return default if number is None else number


def _text(value: Any) -> str:
    """Return a text as C reads it; nothing for another value."""
    return until_nul(well_formed(value)) if isinstance(value, str) else ""


def _headers(given: Any) -> tuple[tuple[str, str], ...]:
    """Header names in lower case, sorted; values that are empty or no strings are left out.

    Case is that of ASCII, and a name with a NUL is not found again (NS CommonUtils::ToLower, ParseHeader).
    """
    items: Iterable[tuple[Any, Any]]
    if isinstance(given, Mapping):
        items = given.items()
    elif isinstance(given, (list, tuple)):
        items = enumerate(given)
    elif is_object(given) and hasattr(given, "__dict__"):
        items = vars(given).items()
    else:
        return ()
    kept = {_lower(str(name)): _text(value) for name, value in items if isinstance(value, str) and value}
    return tuple(sorted((name, value) for name, value in kept.items() if "\0" not in name))


def _lower(name: str) -> str:
    return well_formed(name).encode().lower().decode()


def _client_cert(given: Any) -> ClientCert | None:
    cert = ClientCert(*(_text(member(given, name)) for name in ("certPath", "keyPath", "keyPassword")))
    return cert if cert.cert_path else None


def _proxy(given: Any, behavior: Behavior) -> Proxy | str:
    if given in (SYSTEM_PROXY, NO_PROXY) and isinstance(given, str):
        return given
    if not is_object(given):
        raise BadOption("options.proxy must be 'system', 'no-proxy' or an object")
    port = _number(member(given, "port"), 0)
    if behavior.proxy_port_check and port > LARGEST_PORT:
        raise BadOption(f"options.proxy.port must be at most {LARGEST_PORT}")
    exclusions = member(given, "exclusionList")
    listed = exclusions if isinstance(exclusions, (list, tuple)) else ()
    return Proxy(_text(member(given, "host")), port, tuple(_text(exclusion) for exclusion in listed))


def _protocol(given: Any) -> str:
    if not isinstance(given, str):
        raise BadOption("options.protocol must be a string")
    return _text(given)
