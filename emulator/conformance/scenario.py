"""Scenarios: a server script and an app's steps, checked before they run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.conformance.app.encoding import Arguments
from emulator.conformance.app.recorder import SETTLE, WAIT
from emulator.conformance.collection import Item, read
from emulator.diagnostics import UserError, did_you_mean, quoted_list
from emulator.document import Loc, dotted
from emulator.peers.scripted import BadScript, check_actions, check_script

Json = dict[str, Any]

_KEYS = ("id", "title", "tags", "server", "callbacks", "steps", "settleMs", "dropRefs")
_CALL = ("op", "ws", "args", "id", "times", "quiet")
_STEPS: dict[str, tuple[str, ...]] = {
    "create": _CALL,
    "on": _CALL,
    "off": _CALL,
    "connect": _CALL,
    "send": _CALL,
    "close": _CALL,
    "permission": ("op", "granted"),
    "server": ("op", "conn", "do"),
    "mark": ("op", "label"),
    "drop": ("op", "ws"),
    "gc": ("op",),
    "wait": ("op", "ms", "cb", "settled", "server", "count", "conn", "timeout"),
}
_NEEDS: dict[str, tuple[str, type]] = {"permission": ("granted", bool), "server": ("do", list), "mark": ("label", str)}
_WAITS = ("ms", "cb", "settled", "server")
_EVENTS = ("tcp", "request", "accepted", "end", "frame", "text", "binary", "cont", "close", "ping", "pong")
_VARIABLES = {"URL": "", "WSSURL": "", "PORT": "", "CERTS": ""}


@dataclass(frozen=True, slots=True)
class Scenario:
    id: str
    title: str
    tags: tuple[str, ...]
    source: Json
    """As it was written; what the app performs."""

    @property
    def server(self) -> Json:
        script: Json = self.source.get("server", {})
        return script

    @property
    def is_slow(self) -> bool:
        return "slow" in self.tags

    @property
    def longest(self) -> float:
        """Seconds that the steps take when every wait fails."""
        waits = (step.get("ms", step.get("timeout", WAIT)) for step in self.source["steps"] if step["op"] == "wait")
        settle: float = self.source.get("settleMs", SETTLE)
        return float(sum(waits) + settle) / 1000


def load_scenarios(path: Path) -> list[Scenario]:
    """Read a folder of `.json` files, a `.jsonl` or a `.jsonl.gz` file.

    Raises:
        UserError: a file that cannot be read, or the first thing that is wrong in one.
    """
    scenarios: dict[str, Scenario] = {}
    for item in read(path):
        scenario = check(item)
        if scenario.id in scenarios:
            raise item.error(("id",), f"there are two scenarios `{scenario.id}`")
        scenarios[scenario.id] = scenario
    return list(scenarios.values())


def only(scenarios: list[Scenario], ids: list[str]) -> list[Scenario]:
    """Return the scenarios of these ids.

    Raises:
        UserError: there is none of one of them.
    """
    known = {scenario.id: scenario for scenario in scenarios}
    for id in ids:
        if id not in known:
            meant = did_you_mean(id, known)
            raise UserError(f"there is no scenario `{id}`", help=f"did you mean `{meant}`?" if meant else None)
    return [known[id] for id in dict.fromkeys(ids)]


def check(item: Item) -> Scenario:
    """Return the scenario that an item of a collection is.

    Raises:
        UserError: the first thing that is wrong in it.
    """
    source = item.value
    checks = _Check(item)
    checks.kind((), source, dict)
    checks.known((), source, _KEYS)
    for key, kind in (("id", str), ("title", str), ("steps", list)):
        checks.needed((), source, key, kind)
    checks.kind(("tags",), source.get("tags", []), list)
    checks.milliseconds(("settleMs",), source.get("settleMs", 0))
    checks.script(("server",), source.get("server", {}))
    checks.callbacks(source.get("callbacks", {}))
    for index, step in enumerate(source["steps"]):
        checks.step(("steps", index), step)
    return Scenario(source["id"], source["title"], tuple(map(str, source.get("tags", []))), source)


class _Check:
    def __init__(self, item: Item) -> None:
        self._item = item
        self._arguments = Arguments(_VARIABLES, lambda name: None)

    def kind(self, loc: Loc, value: Any, kind: type) -> None:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self._error(loc, f"expected {_KINDS[kind]}, got {value!r:.60}")

    def needed(self, loc: Loc, value: Json, key: str, kind: type) -> None:
        if key not in value:
            raise self._error(loc, f"`{key}` is missing")
        self.kind((*loc, key), value[key], kind)

    def known(self, loc: Loc, value: Json, keys: tuple[str, ...]) -> None:
        for key in value:
            if key not in keys:
                raise self._unknown((*loc, key), "key", key, keys)

    def milliseconds(self, loc: Loc, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self._error(loc, f"expected milliseconds, got {value!r:.60}")

    def script(self, loc: Loc, script: Any) -> None:
        try:
            check_script(script)
        except BadScript as error:
            raise self._bad_script(loc, error) from error

    def callbacks(self, callbacks: Any) -> None:
        self.kind(("callbacks",), callbacks, dict)
        for name, plan in callbacks.items():
            loc = ("callbacks", name)
            self.kind(loc, plan, dict)
            self.known(loc, plan, ("do", "each", "throws"))
            self.kind((*loc, "do"), plan.get("do", []), list)
            for index, step in enumerate(plan.get("do", [])):
                at = (*loc, "do", index)
                self.step(at, step)
                if step["op"] in ("wait", "gc"):
                    raise self._error((*at, "op"), f"a callback cannot `{step['op']}`: it runs without a pause")

    def step(self, loc: Loc, step: Any) -> None:
        self.kind(loc, step, dict)
        self.needed(loc, step, "op", str)
        op = step["op"]
        if op not in _STEPS:
            raise self._unknown((*loc, "op"), "step", op, tuple(_STEPS))
        self.known(loc, step, _STEPS[op])
        if op in _NEEDS:
            self.needed(loc, step, *_NEEDS[op])
        for key in ("count", "conn", "times"):
            self.kind((*loc, key), step.get(key, 1), int)
        self.arguments((*loc, "args"), step.get("args", []))
        if op == "wait":
            self.wait(loc, step)
        if op == "server":
            try:
                check_actions((), step["do"])
            except BadScript as error:
                raise self._bad_script((*loc, "do"), error) from error

    def wait(self, loc: Loc, step: Json) -> None:
        kinds = [kind for kind in _WAITS if kind in step]
        if len(kinds) != 1:
            raise self._error(loc, f"a `wait` needs one of {quoted_list(_WAITS)}, got {len(kinds)} of them")
        for key in ("ms", "timeout"):
            self.milliseconds((*loc, key), step.get(key, 0))
        if kinds != ["ms"]:
            self.kind((*loc, kinds[0]), step[kinds[0]], str)
        if kinds == ["server"] and step["server"] not in _EVENTS:
            raise self._unknown((*loc, "server"), "event", step["server"], _EVENTS)

    def arguments(self, loc: Loc, arguments: Any) -> None:
        self.kind(loc, arguments, list)
        for index, argument in enumerate(arguments):
            try:
                self._arguments.decode(argument)
            except (ValueError, OverflowError) as error:
                raise self._error((*loc, index), str(error)) from error

    def _bad_script(self, loc: Loc, error: BadScript) -> UserError:
        meant = did_you_mean(error.word, error.choices)
        return self._error((*loc, *error.loc), error.message, f"did you mean `{meant}`?" if meant else None)

    def _unknown(self, loc: Loc, what: str, word: str, choices: tuple[str, ...]) -> UserError:
        meant = did_you_mean(word, choices)
        return self._error(loc, f"unknown {what} `{word}`", f"did you mean `{meant}`?" if meant else None)

    def _error(self, loc: Loc, message: str, help: str | None = None) -> UserError:
        return self._item.error(loc, f"`{dotted(loc)}`: {message}" if loc else message, help=help)


_KINDS = {dict: "an object", list: "a list", str: "a text", int: "a whole number", bool: "true or false"}
