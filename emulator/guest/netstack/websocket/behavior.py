"""How webSocket behaves, release by release: the one place where levels differ.

Each row of `HISTORY` is one behaviour; each `Since` in it names the first level with that value and where that is known
from. `NS` is openharmony/communication_netstack, `frameworks/js/napi/websocket`, at the tag of the release; a name in
backquotes is a recorded device trace. `DOCUMENTED` holds what the API pages state and devices do otherwise.

A session reads its `Behavior` once; nothing else in the guest knows the level.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

URL_ERROR = 2302001
FILE_ERROR = 2302002
EXISTS_ERROR = 2302003
DOMAIN_ERROR = 2302998
OTHER_ERROR = 2302999
CONNECT_FAILED = -1


class Delivery(Enum):
    """In which pieces a received message reaches the app."""

    CHUNK = "chunk"
    """Each part of at most 4096 bytes, and each fragment, is a message event of its own."""
    MESSAGE = "message"
    """One event a message."""
    FOUR_K = "4k"
    """Several events of at most 4096 bytes each; a text is never cut inside a character."""


class DataEnd(Enum):
    """When `dataEnd` follows a message."""

    NEVER = "never"
    BINARY = "binary"
    EVERY = "every"


class Since(NamedTuple):
    """A value, the first API level that has it, and the evidence."""

    level: int
    value: Any
    evidence: str


@dataclass(frozen=True, slots=True)
class Behavior:
    """The behaviour of one level in one fidelity. Each field is a row of `HISTORY`."""

    # connect
    schemes: tuple[str, ...]
    """URL schemes accepted, in lower case; none is looked at when empty, and a URL that is too long is an empty one."""
    url_max: int
    """Longest URL in bytes of UTF-8."""
    request_max: int
    """Longest opening request in bytes; headers that do not fit end in `error` after TCP is connected."""
    target_max: int
    """Longest request without own headers; beyond it TCP is connected and closed, and nothing is ever heard."""
    target_prefix: str
    """Put in front of the URL's path to make the request target."""
    query_without_slash: bool
    """`ws://host?q` keeps its query."""
    host_port: bool
    """The Host header carries a port other than the scheme's own."""
    ipv6: bool
    proxy_port_check: bool
    """A proxy's port above 65535 ends the call in 401; before, its lower 16 bits are used."""
    proxy_exclusion_parts: bool
    """A part of a host's name keeps it from the proxy, in any case; else its whole name does."""
    exists_error: bool
    """connect() on a connected object is refused; before, TCP is connected and nobody serves it."""
    domain_check: bool
    """An atomic service reaches only the domains it is allowed."""
    redirect_forgets: bool
    """A redirect is followed to its port alone: 307 and 308 repeat the request, others make it a plain GET."""
    start_failure_events: int
    """`error` events when the connection could not even be started (name not found)."""
    start_failure_first: bool
    """Those events come before the call's rejection."""
    failure_wedges: bool
    """After a failed connect the object keeps its dead connection: send() and close() resolve, another connect() is not
    served."""
    wake_seconds: float
    """After a timeout (of the handshake, or of a pong) the object counts as connected until netstack's thread wakes up,
    which it does each so many seconds from connect() on."""
    options: frozenset[str]
    """Members of WebSocketRequestOptions that are read."""

    tls_self_signed: bool
    """A server's self-signed certificate is accepted."""
    tls_untrusted: bool
    """So is one of an issuer that is not trusted. Neither may have expired."""
    tls_skips_dates: bool
    """With skipServerCertVerification it may have expired."""
    tls_hostname: bool
    """The server's certificate must name the host."""

    # send and close
    send_without_connection: int
    empty_frames: bool
    """An empty text or ArrayBuffer is sent; before, text was dropped and an ArrayBuffer refused."""
    send_when_closing: bool
    """send() after close() still resolves (and is lost)."""
    pending_send_at_open: bool
    """What was sent during the handshake goes out at open, not with the next send() or the answer to a ping."""
    pending_close_at_open: bool
    """close() during the handshake closes at open; else the connection stays open until a ping is sent or answered."""
    close_overtakes_early_send: bool
    """What was sent during the handshake and has not gone out is lost with close()."""
    close_overtakes_send: bool
    """close() in the tick of a send() wins: the message is lost."""
    sends_after_pings: bool
    """What is sent, a close too, leaves when lws has sent a ping, and it sends the next one after the pong."""
    close_again: bool
    """A second close() before the first took effect resolves too; the last code and reason win."""
    close_reason: str
    """Reason when none is given."""

    # events
    events: frozenset[str]
    many_listeners: bool
    """Listeners of one event coexist; else the last one replaces the others."""
    replacement_joins: bool
    """A listener that replaces one inside its event hears of that event too, unless no other was subscribed later."""
    checked_listeners: bool
    """on() and off() throw on bad arguments."""
    delivery: Delivery
    data_end: DataEnd
    data_end_arguments: int
    """How many (undefined) arguments `dataEnd` hands over."""
    error_data: bool
    """The `error` event carries `data`: the HTTP status as a string."""
    lost_link_error: bool
    """A link lost without a close frame raises `error` before `close`."""
    header_values_run_on: bool
    """A custom header's value in `headerReceive` goes on with the value of a known header behind it."""

    # heartbeat
    ping_seconds: float
    """Since the last sign of life: the opening, or a pong."""
    hangup_seconds: float
    """Since the last sign of life; then the link counts as lost."""

    texts: dict[int, str]


_OPTIONS_11 = frozenset({"header", "caPath", "clientCert"})
_OPTIONS_12 = _OPTIONS_11 | {"proxy", "protocol"}
_OPTIONS_20 = _OPTIONS_12 | {"skipServerCertVerification", "pingInterval", "pongTimeout"}
_OPTIONS_26 = _OPTIONS_20 | {"minSupportTlsProtocol", "supportOriginPort"}
_EVENTS = frozenset({"open", "message", "close", "error"})
_TEXTS = {
    CONNECT_FAILED: "Websocket connect failed",
    URL_ERROR: "Websocket url error",
    FILE_ERROR: "Websocket file not exist",
    EXISTS_ERROR: "Websocket connection exist",
    DOMAIN_ERROR: "It is not allowed to access this domain",
    OTHER_ERROR: "Websocket Unknown Other Error",
}
_TEXTS_23 = _TEXTS | {
    FILE_ERROR: "Websocket  certificate file does not exist",
    EXISTS_ERROR: "Websocket connection  already exist",
}
_TEXTS_26 = _TEXTS | {
    FILE_ERROR: "Websocket certificate file does not exist",
    EXISTS_ERROR: "Websocket connection already exist",
}

HISTORY: dict[str, tuple[Since, ...]] = {
    "schemes": (
        Since(6, (), "NS 4.0 ParseUrl; `url-http`, `url-leading-space` 4.0: connects"),
        Since(11, ("ws", "wss"), "NS 4.1 websocket_exec.cpp WS_PREFIX; `url-http`"),
    ),
    "url_max": (
        Since(6, 1023, "NS MAX_URI_LENGTH 1024 with its NUL; `url-len-1023`, `url-len-1025`"),
        Since(15, 2047, "NS 5.0.3 MAX_URI_LENGTH 2048; `url-len-2047`"),
        Since(26, 8195, "NS 7.0 MAX_URI_LENGTH 8196; `url-len-8196`"),
    ),
    "request_max": (Since(6, 4084, "lws pt_serv_buf_size 4096 less 12; `header-8000`, `header-3000`"),),
    "target_max": (Since(6, 3997, "lws 4.3 lws_generate_client_handshake; `url-len-3795`, `url-len-3796` 7.0"),),
    "target_prefix": (
        Since(6, "/", "NS 4.1 PATH_START before the parsed path; `url-no-path` GET //"),
        Since(12, "", "NS 5.0.0 CreatConnectInfo; `url-no-path` GET /"),
    ),
    "query_without_slash": (Since(6, False, "`url-query-no-slash` 4.1"), Since(12, True, "`url-query-no-slash` 5.0")),
    "host_port": (Since(6, False, "`session-callback` 4.1"), Since(20, True, "NS 6.0 ParseHost; `session-callback`")),
    "ipv6": (Since(6, False, "`url-ipv6` 4.1: lws built without it"), Since(12, True, "`url-ipv6` 5.0")),
    "proxy_port_check": (Since(6, False, "NS 6.1 ParseProxy"), Since(26, True, "NS 7.0 ParseProxy NET_PORT_MAX")),
    "proxy_exclusion_parts": (Since(6, False, "NS 5.0.0 netstack_common_utils.cpp IsHostNameExcluded, IsMatch"),),
    "exists_error": (
        Since(6, False, "`connect-twice-open` 4.0"),
        Since(11, True, "NS 4.1 ExecConnect; `connect-twice-open`"),
    ),
    "domain_check": (Since(6, False, "NS 4.1 ExecConnect"), Since(12, True, "NS 5.0.0 ExecConnect IsAllowedHostname")),
    "redirect_forgets": (
        Since(6, False, "lws 4.3.1 lib/roles/http/client/client-http.c lws_client_reset"),
        Since(26, True, "the lws that 7.0 has (`url-len-3796`) keeps its stash in lws_client_reset, with method GET"),
    ),
    "start_failure_events": (Since(6, 1, "`err-dns` 4.0"), Since(11, 2, "NS 4.1 OnConnectError; `err-dns`")),
    "start_failure_first": (
        Since(6, False, "`url-userinfo` 4.1"),
        Since(20, True, "`url-userinfo` 6.0, `url-scheme-only` 6.1"),
        Since(26, False, "`url-userinfo` 7.0"),
    ),
    "failure_wedges": (Since(6, True, "`err-refused` 4.0"), Since(11, False, "`err-refused` 4.1")),
    "wake_seconds": (
        Since(6, 30.0, "NS RunService waits inside lws_service; lws lib/plat/unix/unix-init.c sul_plat wakes it"),
    ),
    "options": (
        Since(6, frozenset({"header"}), "interface_sdk-js 3.1 @ohos.net.webSocket.d.ts"),
        Since(11, _OPTIONS_11, "NS 4.1 connect_context.cpp; `tls-ca-missing`"),
        Since(12, _OPTIONS_12, "NS 5.0.0 connect_context.cpp; `protocol-chat`"),
        Since(20, _OPTIONS_20, "NS 6.0 connect_context.cpp; `ping-interval-1-no-pong`"),
        Since(26, _OPTIONS_26, "NS 7.0 connect_context.cpp; `origin-port`"),
    ),
    "tls_self_signed": (Since(6, True, "NS 4.1 LCCSCF_ALLOW_SELFSIGNED; `tls-selfsigned`"),),
    "tls_untrusted": (
        Since(6, True, "NS 4.0 CreatConnectInfo LCCSCF_ALLOW_INSECURE"),
        Since(11, False, "NS 4.1 CreatConnectInfo"),
    ),
    "tls_skips_dates": (
        Since(6, False, "NS 6.0 CreatConnectInfo LCCSCF_ALLOW_INSECURE; lws 4.3.1 OpenSSL_client_verify_callback"),
        Since(23, True, "NS 6.1 CreatConnectInfo LCCSCF_ALLOW_EXPIRED"),
    ),
    "tls_hostname": (Since(6, False, "NS 4.1 LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK"),),
    "send_without_connection": (
        Since(6, OTHER_ERROR, "`send-after-close` 4.0"),
        Since(11, CONNECT_FAILED, "NS 4.1 send_context.cpp GetErrorCode; `send-after-close`"),
    ),
    "empty_frames": (
        Since(6, False, "NS 4.1 send_context.cpp; `send-empty-then-text`"),
        Since(23, True, "NS 6.1; `send-empty-then-text`"),
    ),
    "send_when_closing": (Since(6, True, "NS 4.1 ExecSend"), Since(12, False, "NS 5.0.0 ExecSend")),
    "pending_send_at_open": (
        Since(6, True, "`send-three-before-open` 4.1"),
        Since(
            13, False, "NS 5.0.1 LwsCallbackClientEstablished triggers before SetLws; `send-three-before-open` 5.1.0"
        ),
    ),
    "pending_close_at_open": (
        Since(6, True, "`close-before-open` 4.1"),
        Since(13, False, "NS 5.0.1 LwsCallbackClientEstablished; `close-before-open` 5.1.0"),
    ),
    "close_overtakes_early_send": (Since(6, True, "NS LwsCallbackClientWritable asks IsClosed() before Pop()"),),
    "close_overtakes_send": (
        Since(6, True, "NS 4.1 LwsCallbackClientWritable; `send-then-close-same-tick`"),
        Since(12, False, "`send-then-close-same-tick` 5.0.0"),
        Since(18, True, "`send-then-close-same-tick` 5.1.0"),
        Since(26, False, "`send-then-close-same-tick` 7.0"),
    ),
    "sends_after_pings": (
        Since(6, True, "NS 4.1 ExecSend and ExecClose ask lws for nothing; `ping-interval-1-no-pong` 4.1: one ping"),
        Since(12, False, "NS 5.0.0 UserData::TriggerWritable"),
    ),
    "close_again": (
        Since(6, True, "NS 4.1 ExecClose"),
        Since(12, False, "NS 5.0.0 ExecClose; `close-after-close`"),
    ),
    "close_reason": (
        Since(6, "", "api-surface: NS 3.2 CloseContext"),
        Since(10, "CLOSE_NORMAL", "NS 4.0 close_context.cpp; `close-code-only`"),
    ),
    "events": (
        Since(6, _EVENTS, "interface_sdk-js 3.1"),
        Since(11, _EVENTS | {"dataEnd"}, "NS 4.1 websocket_module.cpp On"),
        Since(12, _EVENTS | {"dataEnd", "headerReceive"}, "NS 5.0.0 websocket_module.cpp On"),
        Since(26, _EVENTS | {"dataEnd", "headerReceive", "openInfo"}, "NS 7.0; `open-info`"),
    ),
    "many_listeners": (Since(6, False, "NS 4.1 event_manager.cpp AddListener; `on-twice`"),),
    "replacement_joins": (
        Since(6, True, "NS 4.1 event_manager.cpp Emit goes over the list itself; `on-replace-inside-message`: last"),
        Since(12, False, "NS 5.0.0 Emit goes over a copy"),
    ),
    "checked_listeners": (
        Since(6, False, "NS 3.2 module_template.cpp On"),
        Since(10, True, "NS 4.0 module_template.cpp On; `on-bad-params`"),
    ),
    "delivery": (
        Since(6, Delivery.CHUNK, "`recv-text-4097` 4.0"),
        Since(11, Delivery.MESSAGE, "NS 4.1 OnMessage; `recv-text-4097`"),
    ),
    "data_end": (
        Since(6, DataEnd.NEVER, "`dataend-text-and-binary` 4.0"),
        Since(11, DataEnd.BINARY, "NS 4.1 OnMessage; `dataend-text-and-binary`"),
        Since(12, DataEnd.EVERY, "NS 5.0.0 CallbackTemplate; `dataend-text-and-binary`"),
    ),
    "data_end_arguments": (
        Since(6, 2, "NS 4.1 websocket_module.cpp On, asyncCallback; `dataend-text-and-binary`"),
        Since(12, 1, "`dataend-text-and-binary` 5.0.0"),
    ),
    "error_data": (
        Since(6, False, "`err-http-403` 4.1"),
        Since(12, True, "NS 5.0.0 CreateConnectError; `err-http-403`"),
    ),
    "lost_link_error": (Since(6, False, "`srv-fin` 4.0"), Since(11, True, "NS 4.1 LwsCallbackClientClosed; `srv-fin`")),
    "header_values_run_on": (
        Since(6, True, "lws_hdr_custom_name_foreach gives a pointer without an end; `header-receive`"),
    ),
    "ping_seconds": (
        Since(6, 1.0, "NS 4.1 RETRY ping 0: a ping storm on the device, once a second here (`ping-default-idle`)"),
        Since(12, 30.0, "NS 5.0.0 RETRY"),
    ),
    "hangup_seconds": (Since(6, 10.0, "NS 4.1 RETRY; `ping-no-pong`"), Since(12, 60.0, "NS 5.0.0 RETRY")),
    "texts": (
        Since(6, _TEXTS, "NS 4.1 constant.h"),
        Since(23, _TEXTS_23, "NS 6.1 constant.h; `connect-twice-open`"),
        Since(26, _TEXTS_26, "NS 7.0 constant.h; `connect-twice-open`"),
    ),
}

DOCUMENTED: dict[str, tuple[Since, ...]] = {
    "options": (
        Since(6, frozenset({"header"}), "page: since 6"),
        Since(11, _OPTIONS_11, "interface_sdk-js 4.1: caPath and clientCert since 11"),
        Since(12, _OPTIONS_12, "page: proxy and protocol since 12"),
        Since(20, _OPTIONS_12 | {"skipServerCertVerification"}, "page: since 20"),
        Since(21, _OPTIONS_20, "page: pingInterval and pongTimeout since 21"),
        Since(26, _OPTIONS_26, "page: minSupportTlsProtocol and supportOriginPort since 26.0.0"),
    ),
    "many_listeners": (Since(6, True, "page, off: without a callback all subscriptions are cleared"),),
    "replacement_joins": (Since(6, False, "page, on: subscribes; silent about the event that is being told"),),
    "delivery": (
        Since(6, Delivery.FOUR_K, "page, on('message'): at most 4K each, larger ones are split"),
        Since(20, Delivery.MESSAGE, "the sentence is gone from the pages of the 6.0 era"),
    ),
    "data_end": (
        Since(6, DataEnd.NEVER, "page: since 11"),
        Since(11, DataEnd.EVERY, "page, on('dataEnd'): end of received data"),
    ),
    "data_end_arguments": (Since(6, 0, "page: Callback<void>"),),
    "close_reason": (
        Since(6, "", "page, WebSocketCloseOptions: default is the empty string"),
        Since(21, "CLOSE_NORMAL", "pages from API 21 on"),
    ),
    "tls_self_signed": (
        Since(6, False, "page, skipServerCertVerification (20): certificates are verified by default"),
    ),
    "tls_untrusted": (Since(6, False, "as above"),),
    "tls_skips_dates": (Since(6, True, "page, skipServerCertVerification: certificates are not verified"),),
    "tls_hostname": (Since(6, True, "as above"),),
    "proxy_exclusion_parts": (Since(6, True, "page, connection.HttpProxy: exact or partial domain, in any case"),),
    "redirect_forgets": (Since(6, False, "page, connect: connects; silent about redirects"),),
    "wake_seconds": (Since(6, 0.0, "page, connect: silent about what a timeout leaves"),),
    "header_values_run_on": (Since(6, False, "page, on('headerReceive'): the response's headers"),),
    "close_overtakes_early_send": (Since(6, False, "page, send: as close_overtakes_send"),),
    "close_overtakes_send": (Since(6, False, "page, send: sends data; silent about losing it"),),
    "sends_after_pings": (Since(6, False, "page, send: sends data; silent about pings"),),
    "pending_send_at_open": (Since(6, True, "page, send sample: sends in connect's callback, before open"),),
    "pending_close_at_open": (Since(6, True, "page, close: closes the connection, then the close event"),),
}


@cache
def behavior_for(level: int, fidelity: str) -> Behavior:
    """Return the behaviour of an API level.

    Args:
        level: the device's API level.
        fidelity: `documented` or `device`.
    """
    rows = HISTORY | DOCUMENTED if fidelity == "documented" else HISTORY
    return Behavior(**{field.name: _in_force(rows[field.name], level) for field in fields(Behavior)})


def _in_force(row: tuple[Since, ...], level: int) -> Any:
    return [since.value for since in row if since.level <= level][-1]
