"""Performs a scenario's steps and records what the app saw."""

from __future__ import annotations

import asyncio
import gc
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, Protocol

from .encoding import Arguments, encode, encode_error

WAIT = 3000
"""Milliseconds that a `wait` step waits unless it says otherwise."""

SETTLE = 200
"""Milliseconds of idle time after the last step unless the scenario says otherwise."""

TURNS = 10
"""How often app and server each get a turn in the settling time; a close handshake takes four."""


class Runner(Protocol):
    """What the recorder needs of the outside."""

    def record(self, entry: dict[str, Any]) -> None: ...

    def ask(self, what: str, step: dict[str, Any]) -> asyncio.Future[None]: ...


class Recorder:
    """One run of one scenario.

    Args:
        api: the `webSocket` namespace.
        variables: what `$URL` and the others stand for.
    """

    def __init__(self, scenario: dict[str, Any], api: Any, variables: dict[str, str], runner: Runner) -> None:
        self._steps: list[dict[str, Any]] = scenario["steps"]
        self._plans: dict[str, dict[str, Any]] = scenario.get("callbacks", {})
        self._settle: float = scenario.get("settleMs", SETTLE)
        self._is_timed = "slow" in scenario.get("tags", [])
        self._api = api
        self._arguments = Arguments(variables, self._callback)
        self._runner = runner
        self._sockets: dict[str, Any] = {}
        self._callbacks: dict[str, Callable[..., None]] = {}
        self._listeners: set[str] = set()
        self._fired: Counter[str] = Counter()
        self._settled: Counter[str] = Counter()
        self._changed = asyncio.Event()
        self._throwing = ""
        self._started = 0.0

    async def run(self) -> None:
        """Perform every step, then stay idle for the settling time."""
        self._started = time.monotonic()
        for index, step in enumerate(self._steps):
            if step["op"] in ("wait", "permission", "server", "gc"):
                await self._suspend(index, step)
            else:
                self._perform(index, step)
        await self._stay_idle()

    async def _stay_idle(self) -> None:
        """Let the settling time pass, in which app and server take turns.

        On a machine under load, time alone does not say that the other side had any of it.
        """
        for _ in range(TURNS):
            await asyncio.sleep(self._settle / TURNS / 1000)
            await self._runner.ask("turn", {})

    def uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Record an exception that a callback let out: `sys.excepthook`."""
        where = "event" if self._throwing in self._listeners else "async-complete"
        self._record({"e": "uncaught", "where": where, "error": encode_error(error)})

    # ------------------------------------------------------------------------------------------ steps that wait

    async def _suspend(self, index: int, step: dict[str, Any]) -> None:
        match step["op"]:
            case "permission" | "server":
                await self._runner.ask(step["op"], step)
            case "gc":
                for _ in range(5):
                    gc.collect()
                    await asyncio.sleep(0.02)
            case "wait" if "ms" in step:
                await asyncio.sleep(step["ms"] / 1000)
            case "wait":
                await self._wait(index, step)

    async def _wait(self, index: int, step: dict[str, Any]) -> None:
        kind = next(kind for kind in ("cb", "settled", "server") if kind in step)
        try:
            async with asyncio.timeout(step.get("timeout", WAIT) / 1000):
                if kind == "server":
                    await self._runner.ask("wait", step)
                else:
                    counter = self._fired if kind == "cb" else self._settled
                    while counter[step[kind]] < step.get("count", 1):
                        await self._changed.wait()
        except TimeoutError:
            self._record({"e": "wait-timeout", "step": index, "what": f"{kind}:{step[kind]}"})
        else:
            await asyncio.sleep(0)  # the device's runner does the next step in a turn of its own, too

    def _count(self, counter: Counter[str], name: str) -> None:
        counter[name] += 1
        self._changed.set()
        self._changed = asyncio.Event()

    # -------------------------------------------------------------------------------------- steps done at once

    def _perform(self, where: int | str, step: dict[str, Any]) -> None:
        match step["op"]:
            case "mark":
                self._record({"e": "mark", "label": step["label"]})
            case "drop":
                self._sockets.pop(_socket(step), None)
            case "server" | "permission":  # inside a callback, which cannot wait for it
                self._runner.ask(step["op"], step)
            case _:
                for _ in range(step.get("times", 1)):
                    self._call(where, step)

    def _call(self, where: int | str, step: dict[str, Any]) -> None:
        op = step["op"]
        call = {"step": where, "op": op} | {key: step[key] for key in ("ws", "id") if key in step}
        if op == "on":
            self._listeners |= {part[4:] for part in step.get("args", []) if str(part).startswith("$CB:")}
        try:
            arguments = self._arguments.decode(step.get("args", []))
            method = self._api.createWebSocket if op == "create" else getattr(self._sockets.get(_socket(step)), op)
            result = method(*arguments)
        except Exception as error:
            self._record({"e": "throw"} | call | {"error": encode_error(error)})
            self._count(self._settled, step.get("id", ""))
            return
        if op == "create":
            self._sockets[_socket(step)] = result
        if not step.get("quiet"):
            self._record({"e": "return"} | call | {"value": "$socket" if op == "create" else encode(result)})
        if hasattr(result, "then"):
            result.then(partial(self._fulfilled, call, step), partial(self._rejected, call, step))

    def _fulfilled(self, call: dict[str, Any], step: dict[str, Any], value: Any) -> None:
        if not step.get("quiet"):
            self._record({"e": "fulfilled"} | call | {"value": encode(value)})
        self._count(self._settled, step.get("id", ""))

    def _rejected(self, call: dict[str, Any], step: dict[str, Any], error: BaseException) -> None:
        self._record({"e": "rejected"} | call | {"error": encode_error(error)})
        self._count(self._settled, step.get("id", ""))

    # ------------------------------------------------------------------------------------------------ callbacks

    def _callback(self, name: str) -> Callable[..., None]:
        if name not in self._callbacks:

            def fire(*arguments: Any) -> None:
                self._fire(name, arguments)

            self._callbacks[name] = fire
        return self._callbacks[name]

    def _fire(self, name: str, arguments: tuple[Any, ...]) -> None:
        shown = [encode(argument) for argument in arguments]
        self._record({"e": "callback", "name": name, "argc": len(arguments), "args": shown})
        self._count(self._fired, name)
        plan = self._plans.get(name, {})
        if self._fired[name] == 1 or plan.get("each"):
            for step in plan.get("do", []):
                self._perform(f"{name}/do", step)
        if "throws" in plan:
            self._throwing = name
            raise JsError(plan["throws"])

    def _record(self, entry: dict[str, Any]) -> None:
        if self._is_timed:
            seconds = round(time.monotonic() - self._started, 1)
            entry["atSeconds"] = [seconds, seconds]
        self._runner.record(entry)


class JsError(Exception):
    """What a scenario's callback throws: JavaScript's `Error`."""


def _socket(step: dict[str, Any]) -> str:
    name: str = step.get("ws", "a")
    return name
