"""Runs the app's own entry file, and writes to hilog what webSocket tells it: events, and how calls end.

The app notices nothing: its functions are called with the same arguments, in the same turn of the loop, and `off` still
finds them.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import linecache
from collections.abc import Callable, Generator
from pathlib import Path
from types import CodeType
from typing import Any
from weakref import WeakKeyDictionary

from ohos import hilog
from ohos.net import webSocket

from .names import DOMAIN, OWN, TAG

SHOWN, SHOWN_OF_OBJECTS = 700, 1000
"""Longest text or ArrayBuffer in bytes, and longest description in characters, told whole: a line of hilog has 4096
bytes, and five may stand for one."""

_numbers: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
"""Which WebSocket of the app is which. Weak, because a socket that the app forgets must end as on a device."""


def run_ability(scope: dict[str, Any]) -> None:
    """Run an ability's entry file in `scope`, the globals of the file that stands in for it."""
    exec(_own_code(scope["__file__"], 0), scope)  # noqa: S102 (the app's own code, inside its sandbox)


async def run_script(scope: dict[str, Any]) -> None:
    """Run a script in `scope`; at its top level it may `await`."""
    coroutine = eval(_own_code(scope["__file__"], ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), scope)  # noqa: S307 (as above)
    if inspect.iscoroutine(coroutine):
        await coroutine


def _own_code(path: str, flags: int) -> CodeType:
    source = Path(path + OWN).read_bytes()
    text = source.decode("utf-8", "replace")
    # Tracebacks show lines of the app's own file; without a time they are never read anew.
    linecache.cache[path] = (len(source), None, text.splitlines(keepends=True), path)
    code: CodeType = compile(source, path, "exec", flags=flags, dont_inherit=True)
    return code


class Observed:
    """A callback of the app's that tells all that it is called with; equal to the function itself, for `off`."""

    def __init__(self, function: Callable[..., Any], kind: str, name: str) -> None:
        self._function, self._kind, self._name = function, kind, name
        self._least, self._most = _arity(function)

    def __call__(self, *arguments: Any) -> Any:
        _tell(self._kind, self._name, *arguments)
        missing = (None,) * (self._least - len(arguments))
        return self._function(*arguments[: self._most], *missing)

    def __eq__(self, other: object) -> bool:
        return self._function == (other._function if isinstance(other, Observed) else other)

    def __hash__(self) -> int:
        return hash(self._function)


def _arity(function: Callable[..., Any]) -> tuple[int, int | None]:
    """Return how many arguments the platform hands to a function, at least and at most."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return 0, None
    positional = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    variadic = any(one.kind is one.VAR_POSITIONAL for one in parameters)
    return sum(one.default is one.empty for one in positional), None if variadic else len(positional)


class ObservedPromise:
    """A call's promise that tells how the call ended when the app looks; it looks at nothing of its own accord."""

    def __init__(self, promise: Any, name: str) -> None:
        self._promise, self._name = promise, name

    def __await__(self) -> Generator[Any, None, Any]:
        try:
            value = yield from self._promise.__await__()
        except Exception as error:
            _tell("call", self._name, error, None)
            raise
        _tell("call", self._name, None, value)
        return value

    def then(self, on_fulfilled: Any = None, on_rejected: Any = None) -> Any:
        return self._promise.then(self._telling(on_fulfilled), self._telling(on_rejected))

    def catch(self, on_rejected: Any) -> Any:
        return self.then(None, on_rejected)

    def finally_(self, on_settled: Any) -> Any:
        return self._promise.finally_(on_settled)

    def _telling(self, handler: Any) -> Any:
        if handler is None:
            return None

        def told(outcome: Any) -> Any:
            _tell("call", self._name, outcome)
            return handler(outcome)

        return told

    def __repr__(self) -> str:
        return repr(self._promise)


def _observe(cls: Any) -> None:
    """Put an observer in front of each method of WebSocket that takes or returns what an app gets to see."""
    own_on = cls.on

    def on(self: Any, *arguments: Any) -> None:
        if len(arguments) == 2 and isinstance(arguments[0], str) and callable(arguments[1]):
            event, function = arguments
            arguments = event, Observed(function, "event", _named(self, event))
        own_on(self, *arguments)

    cls.on = on
    for name in ("connect", "send", "close"):
        setattr(cls, name, _observed_call(getattr(cls, name), name))


def _observed_call(own: Callable[..., Any], name: str) -> Callable[..., Any]:
    def call(self: Any, *arguments: Any) -> Any:
        named = _named(self, name)
        if arguments and callable(arguments[-1]):
            arguments = *arguments[:-1], Observed(arguments[-1], "call", named)
        promise = own(self, *arguments)
        return None if promise is None else ObservedPromise(promise, named)

    return call


def _named(socket: Any, name: str) -> str:
    number = _numbers.setdefault(socket, len(_numbers) + 1)
    return name if number == 1 else f"{name} (socket {number})"


def _tell(kind: str, name: str, *arguments: Any) -> None:
    # Of (error, value) one is undefined.
    given = [one for one in arguments if one is not None] or arguments
    value = ", ".join(map(describe, given)) if given else "()"
    line = json.dumps([kind, name, value], ensure_ascii=False)
    hilog.info(DOMAIN, TAG, "%{public}s", line)


def describe(value: Any) -> str:
    """Return a value in a line: what is long, as its beginning, its length and a digest."""
    match value:
        case str() if len(data := value.encode("utf-8", "surrogatepass")) > SHOWN:
            return f"{value[:40]!r}... ({len(value)} characters, SHA-256 {_digest(data)})"
        case bytes() if len(value) > SHOWN:
            return f"{value[:40]!r}... ({len(value)} bytes, SHA-256 {_digest(value)})"
        case None | str() | bytes() | bool() | int() | float():
            return repr(value)
        case dict():
            return _short("{" + ", ".join(f"{key}: {describe(one)}" for key, one in value.items()) + "}")
    members = {name: one for name, one in getattr(value, "__dict__", {}).items() if one is not None and name[0] != "_"}
    if isinstance(value, BaseException):
        if not members:
            return _short(f"{type(value).__name__}: {value}")
        if members.get("message") == "":
            del members["message"]  # an `error` event has none
    return _short(" ".join(f"{name}={describe(one)}" for name, one in members.items()) or type(value).__name__)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_OF_OBJECTS else text[:SHOWN_OF_OBJECTS] + "..."


if webSocket is not None:  # a device without NetStack has none
    _observe(type(webSocket.createWebSocket()))
