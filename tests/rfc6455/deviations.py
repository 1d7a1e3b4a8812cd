"""Cases of the official suite in which the platform's releases, and so the emulator, do not do what RFC 6455 asks for.

NS: communication_netstack, frameworks/js/napi/websocket; lws: libwebsockets 4.3.1, which it is built on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deviation:
    reason: str
    cases: tuple[str, ...]
    """Ids; one that ends in `.` stands for all that begin so."""
    levels: frozenset[int]
    depends_on_timing: bool = False
    """The case fails or holds as the bytes happen to arrive."""

    def covers(self, case: str) -> bool:
        return any(case == one or (one.endswith(".") and case.startswith(one)) for one in self.cases)


_ALL = frozenset({11, 20, 26})

DEVIATIONS: tuple[Deviation, ...] = (
    Deviation(
        "an empty message cannot be sent: an empty text resolves true and is never sent, an empty ArrayBuffer is "
        "refused with 401 (NS 6.0 websocket_exec.cpp ExecSend, send_context.cpp; `send-empty-text`); 6.1 sends both",
        ("1.1.1", "1.2.1", "6.1.1", "6.1.2"),
        frozenset({11, 20}),
    ),
    Deviation(
        "a text ends before its first NUL when it is received (NS websocket_exec.cpp OnMessage; `recv-nul`), so the "
        "echo is another one, or empty",
        ("6.7.1",),
        _ALL,
    ),
    Deviation(
        "text is not validated: netstack's context has no LWS_SERVER_OPTION_VALIDATE_UTF8 (NS 6.0 websocket_exec.cpp "
        "FillContextInfo; lws client-parser-ws.c check_utf8), and what is wrong becomes U+FFFD",
        (
            "6.3.", "6.4.", "6.6.1", "6.6.3", "6.6.4", "6.6.6", "6.6.8", "6.6.10", "6.8.", "6.10.", "6.11.5", "6.12.",
            "6.13.", "6.14.", "6.15.", "6.16.", "6.17.", "6.18.", "6.19.", "6.20.", "6.21.", "7.5.1",
        ),
        _ALL,
    ),
    Deviation(
        "one pong is kept: of pings that arrive together the first is answered (lws client-parser-ws.c, DROP PING "
        "since one pending)",
        ("2.10", "2.11"),
        _ALL,
        depends_on_timing=True,
    ),
    Deviation(
        "up to API 11 pings go out unasked, time and again (`ping-default-idle`), and in these cases, which pause, the "
        "suite counts each as an event of its own",
        ("5.19", "5.20"),
        frozenset({11}),
        depends_on_timing=True,
    ),
)  # fmt: skip


def deviation_of(case: str, level: int) -> Deviation | None:
    """Return what is known of a case at a level."""
    return next((known for known in DEVIATIONS if level in known.levels and known.covers(case)), None)
