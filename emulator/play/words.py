"""Puts values, frames, heads and causes into words, escaped and short."""

from __future__ import annotations

import re
from typing import Any

from emulator.diagnostics import escape
from emulator.recorder import Excerpt, Failure, Frame, Head, Link, Object, Why

LONGEST = 160
"""Characters of a text; a renderer cuts further."""

_PREVIEW = 60
_HEX = 12

_USUAL_HEADERS = re.compile(
    "(accept-encoding|cache-control|connection|content-length|content-type|date|host|keep-alive|origin|pragma"
    "|sec-websocket-(accept|key|version)|server|transfer-encoding|upgrade) *:",
    re.IGNORECASE,
)
_SECRET_HEADER = re.compile(r"((?:proxy-)?authorization|(?:set-)?cookie) *: *", re.IGNORECASE)
_SECRETS = {"authorization", "proxy-authorization", "cookie", "set-cookie", "password", "keypassword"}
"""Headers and options whose values nobody shall read off a play that is shown to others."""

_SCHEME = re.compile(r"(?:basic|bearer|digest|negotiate) +", re.IGNORECASE)
_USUAL_VERSION = "HTTP/1.1 "
_MOST_HEADERS = 8
_FRAME_TEXT = ("text", "close", "ping", "pong", "continuation")


def cut(text: str, longest: int = LONGEST) -> str:
    """Return the escaped text, shortened."""
    short = escape(text[: longest + 1])
    return short if len(short) <= longest else short[: longest - 1] + "…"


def value_text(value: Any) -> str:
    """Return a value as the app's author would write it."""
    return cut(_value(value))


def arguments_text(arguments: tuple[Any, ...]) -> str:
    """Return a call's arguments; each has room, but not all of it."""
    return cut(", ".join(_value(one) for one in arguments))


def event_text(name: str, arguments: tuple[Any, ...]) -> str:
    """Return an event as its listener gets it, without the error that a success does not have."""
    given = arguments[1:] if len(arguments) > 1 and arguments[0] is None else arguments
    return f"{cut(name, 40)}({cut(', '.join(_handed(one) for one in given))})"


def failure_text(error: Failure) -> str:
    """Return what a call failed with."""
    if error.code is None:
        return cut(f"{error.kind}: {error.message}")
    return cut(f"{error.code} {error.message}".strip())


def why_text(why: Why) -> str:
    """Return a cause and the rule behind it."""
    rule = f" ({why.rule})" if why.rule else ""
    return f"why: {why.cause}: {escape(why.detail[:600])}{escape(rule[:300])}"


def frame_text(frame: Frame, *, known: bool = False) -> str:
    """Return kind, size and beginning of a frame.

    Args:
        known: its content stands beside it already.
    """
    kind = frame.kind if frame.final else f"{frame.kind} (to be continued)"
    if frame.kind == "close":
        return _close_text(frame)
    size = f" {frame.size:,} B" if frame.size or frame.kind not in ("ping", "pong") else ""
    return f"{kind}{size}" + ("" if known or not frame.size else f" {_payload(frame)}")


def first_line(head: Head) -> str:
    """Return a request's or a response's first line, without the usual version."""
    line = head.text.partition("\r\n")[0].partition("\n")[0]
    return cut(line.removeprefix(_USUAL_VERSION).removesuffix(f" {_USUAL_VERSION.strip()}"))


def headers(head: Head) -> list[str]:
    """Return the headers that not every handshake has."""
    lines = [line for line in head.text.replace("\r\n", "\n").split("\n")[1:] if line.strip()]
    found = [cut(_without_secret(line)) for line in lines if not _USUAL_HEADERS.match(line)]
    return found if len(found) <= _MOST_HEADERS else [*found[:_MOST_HEADERS], f"... {len(found) - _MOST_HEADERS} more"]


def _without_secret(line: str) -> str:
    name = _SECRET_HEADER.match(line)
    return line if name is None else name[0] + _masked(line[name.end() :])


def _masked(secret: str) -> str:
    """Return what stands for a password, token or cookie: its scheme at most."""
    scheme = _SCHEME.match(secret)
    return f"{scheme[0] if scheme else ''}****"


def link_text(link: Link) -> str:
    """Return a step of a connection's life."""
    match link.what:
        case "connected":
            return f"TCP to {cut(link.detail)}"
        case "encrypted":
            return "TLS agreed" if link.detail == "TLS" else f"TLS agreed {cut(link.detail)}"
        case "ended":
            return "TCP ended" + (f": {cut(link.detail)}" if link.detail else "")
        case "violation":
            return f"violation: {cut(link.detail)}"


def place(where: str) -> str:
    """Return `file:line`, of which the end counts."""
    return escape(where if len(where) <= _PREVIEW else f"…{where[-_PREVIEW:]}")


def duration(seconds: float) -> str:
    """Return how long something took."""
    return f"({seconds * 1000:.1f} ms)" if seconds < 1 else f"({seconds:.1f} s)"


def plural(count: int, noun: str) -> str:
    """Return "1 step", "1,000 steps"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _close_text(frame: Frame) -> str:
    payload = frame.payload
    if not isinstance(payload, bytes) or len(payload) < 2:
        return "close" if not frame.size else f"close {frame.size} B"
    reason = payload[2:].decode("utf-8", "replace")
    return f"close {int.from_bytes(payload[:2], 'big')}" + (f" {cut(_quoted(reason), _PREVIEW)}" if reason else "")


def _payload(frame: Frame) -> str:
    head = frame.payload.head if isinstance(frame.payload, Excerpt) else frame.payload
    data = head if isinstance(head, bytes) else str(head).encode("utf-8", "replace")
    if frame.kind not in _FRAME_TEXT:
        return _hex(data, frame.size)
    text = data[: _PREVIEW * 4].decode("utf-8", "replace").rstrip("\ufffd")
    return cut(f'"{text}…' if len(data) < frame.size or len(data) > _PREVIEW * 4 else _quoted(text), _PREVIEW)


def _hex(data: bytes, size: int) -> str:
    return data[:_HEX].hex(" ") + (" …" if size > _HEX else "")


def _handed(value: Any) -> str:
    """An object that an event hands over is known by its event: its members say all."""
    if not isinstance(value, Object) or not vars(value):
        return _value(value)
    members = {name: one for name, one in vars(value).items() if name != "kind_" and one not in (None, "")}
    if list(members)[:1] == ["code"] or list(members)[:1] == ["status"]:
        return " ".join(str(one) if isinstance(one, int) else _value(one) for one in members.values())
    return ", ".join(f"{name}={_value(one)}" for name, one in members.items()) or value.kind_


def _value(value: Any, depth: int = 0) -> str:
    match value:
        case str():
            return _quoted(value[: LONGEST + 1])
        case bytes():
            return f"<{plural(len(value), 'byte')}>"
        case Excerpt(kind="text", head=str(head)):
            return f'"{head}…"'
        case Excerpt(length=length):
            return f"<{plural(length, 'byte')}>"
        case list() | dict() if depth > 2 or len(value) > 20:
            return "[…]" if isinstance(value, list) else "{…}"
        case list():
            return f"[{', '.join(_value(one, depth + 1) for one in value)}]"
        case dict():
            return "{" + ", ".join(f"{_quoted(key)}: {_member(key, one, depth)}" for key, one in value.items()) + "}"
        case Object():
            members = [(name, one) for name, one in vars(value).items() if name != "kind_"]
            return f"{value.kind_}({', '.join(f'{name}={_member(name, one, depth)}' for name, one in members[:8])})"
        case int() if abs(value) > 10**LONGEST:
            return "<a large number>"  # which Python would refuse to write out
    return getattr(value, "name", None) or str(value)


def _member(name: str, value: Any, depth: int) -> str:
    if name.strip().lower() not in _SECRETS:
        return _value(value, depth + 1)
    return _quoted(_masked(value)) if isinstance(value, str) else "****"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'
