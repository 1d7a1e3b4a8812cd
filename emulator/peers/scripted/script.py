"""Checks scripts before they run, so that a slip in one is told by its place and not by a strange trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.document import Loc, dotted
from emulator.peers.scripted.payload import decode

MODES = ("accept", "http", "silent", "badAccept", "shutdown", "rst", "garbage", "closeOnConnect")


class BadScript(ValueError):
    """A script that cannot be followed.

    Attributes:
        message: what is wrong, without the place.
        loc: where, keys and list indices from the outside in.
        word: the one that has no meaning, if it is that; `choices`: those that have one.
    """

    def __init__(self, loc: Loc, message: str, *, word: str = "", choices: tuple[str, ...] = ()) -> None:
        super().__init__(f"`{dotted(loc)}`: {message}" if loc else message)
        self.loc = loc
        self.message = message
        self.word = word
        self.choices = choices


Check = Callable[[Loc, Any], None]


def check_script(script: Any) -> None:
    """Check a server script.

    Raises:
        BadScript: the first thing that is wrong.
    """
    _object((), script, _SCRIPT)


def check_actions(loc: Loc, actions: Any) -> None:
    """Check a list of actions.

    Raises:
        BadScript: the first thing that is wrong.
    """
    _list(loc, actions)
    for index, action in enumerate(actions):
        where = (*loc, index)
        if action == "echo":
            continue
        if not isinstance(action, dict) or not action:
            raise BadScript(where, f'expected an object or "echo", got {action!r:.60}')
        name = next((name for name in action if name in _ACTIONS), None)
        if name is None:
            word = str(next(iter(action)))
            raise BadScript((*where, word), f"unknown action `{word}`", word=word, choices=tuple(_ACTIONS))
        _object(where, action, {name: _ACTIONS[name]} | _EXTRAS.get(name, {}))


def _object(loc: Loc, value: Any, known: dict[str, Check]) -> None:
    if not isinstance(value, dict):
        raise BadScript(loc, f"expected an object, got {value!r:.60}")
    for name, part in value.items():
        where = (*loc, name)
        if name not in known:
            raise BadScript(where, f"unknown key `{name}`", word=name, choices=tuple(known))
        known[name](where, part)


def _of(kind: type, what: str) -> Check:
    def check(loc: Loc, value: Any) -> None:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise BadScript(loc, f"expected {what}, got {value!r:.60}")

    return check


_text = _of(str, "a text")
_number = _of(int, "a whole number")
_flag = _of(bool, "true or false")
_list = _of(list, "a list")


def _milliseconds(loc: Loc, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadScript(loc, f"expected milliseconds, got {value!r:.60}")


def _payload(loc: Loc, value: Any) -> None:
    try:
        decode(value)
    except ValueError as error:
        raise BadScript(loc, str(error)) from error


def _payloads(loc: Loc, value: Any) -> None:
    _list(loc, value)
    for index, part in enumerate(value):
        _payload((*loc, index), part)


def _hex(loc: Loc, value: Any) -> None:
    _payload(loc, {"$hex": value})


def _numbered(loc: Loc, value: Any) -> None:
    match value:
        case [str(), int()]:
            return
    raise BadScript(loc, f"expected [prefix, count], got {value!r:.60}")


def _close(loc: Loc, value: Any) -> None:
    match value:
        case None:
            return
        case [int(code)] if 0 <= code <= 0xFFFF:
            return
        case [int(code), reason] if 0 <= code <= 0xFFFF:
            _payload((*loc, 1), reason)
            return
    raise BadScript(loc, f"expected null or [code, reason], got {value!r:.60}")


def _headers(loc: Loc, value: Any) -> None:
    _list(loc, value)
    for index, pair in enumerate(value):
        match pair:
            case [str(), str()]:
                continue
        raise BadScript((*loc, index), f"expected [name, value], got {pair!r:.60}")


def _names(loc: Loc, value: Any) -> None:
    _list(loc, value)
    for index, name in enumerate(value):
        _text((*loc, index), name)


def _mode(loc: Loc, value: Any) -> None:
    _text(loc, value)
    if value not in MODES:
        raise BadScript(loc, f"unknown mode `{value}`", word=value, choices=MODES)


def _with(loc: Loc, value: Any) -> None:
    _list(loc, value)
    for index, frame in enumerate(value):
        _object((*loc, index), frame, {"text": _payload, "binary": _payload, "close": _close})


def _opcode(loc: Loc, value: Any) -> None:
    if value not in ("text", "binary"):
        raise BadScript(loc, f"expected `text` or `binary`, got {value!r:.60}")


def _on_message(loc: Loc, value: Any) -> None:
    if value != "echo":
        check_actions(loc, value)


def _handshake(loc: Loc, value: Any) -> None:
    _object(loc, value, _HANDSHAKE)
    if value.get("mode") == "http" and "status" not in value:
        raise BadScript(loc, "mode `http` needs a `status`")


_HANDSHAKE: dict[str, Check] = {
    "mode": _mode,
    "delayMs": _milliseconds,
    "status": _number,
    "reason": _text,
    "body": _payload,
    "headers": _headers,
    "statusLine": _text,
    "omit": _names,
    "protocol": _text,
    "with": _with,
}

_SCRIPT: dict[str, Check] = {
    "listen": _flag,
    "host": _text,
    "tls": _flag,
    "handshake": _handshake,
    "onOpen": check_actions,
    "onMessage": _on_message,
    "autoPong": _flag,
    "autoClose": _flag,
    "finAfterClose": _flag,
}

_ACTIONS: dict[str, Check] = {
    "text": _payload,
    "binary": _payload,
    "numbered": _numbered,
    "fragments": _payloads,
    "ping": _payload,
    "pong": _payload,
    "close": _close,
    "raw": _hex,
    "masked": _payload,
    "fin": _flag,
    "shutdown": _flag,
    "rst": _flag,
    "sleep": _milliseconds,
    "stopReading": _flag,
    "resumeReading": _flag,
}

_EXTRAS: dict[str, dict[str, Check]] = {
    "text": {"times": _number},
    "binary": {"times": _number},
    "fragments": {"opcode": _opcode, "ping_between": _flag, "gapMs": _milliseconds},
}
