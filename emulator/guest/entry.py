"""Finds and runs the app's own code: a UIAbility through its states, or a script's top level."""

from __future__ import annotations

import ast
import asyncio
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any

from emulator.guest.callbacks import arity, fit
from emulator.guest.context import LaunchParam, UIAbilityContext, want_of
from emulator.guest.runtime import Runtime
from emulator.ipc import messages
from emulator.ipc.messages import AbilityState, Launch

_CALLBACKS: dict[AbilityState, str] = {
    "foreground": "onForeground",
    "background": "onBackground",
    "destroy": "onDestroy",
}


class UIAbility:
    """Base class of an ability (`@ohos.app.ability.UIAbility`): override any of its callbacks, plain or `async`."""

    context: UIAbilityContext

    def onCreate(self, want: Any, launchParam: Any) -> Any:
        """The ability has been created."""

    def onForeground(self) -> Any:
        """The ability comes to the foreground."""

    def onBackground(self) -> Any:
        """The ability goes to the background."""

    def onDestroy(self) -> Any:
        """The ability ends."""


class NoAbility(Exception):
    """The source file has no class for the ability."""


async def run_script(runtime: Runtime) -> None:
    """Run a file's top level, then wait until no socket is open and no answer is owed, and end the app."""
    launch = runtime.launch
    path = os.path.join(launch.code_dir, launch.entry)
    code = _compile(path)
    module = ModuleType("__main__")
    module.__dict__.update(__file__=path, want=want_of(runtime), context=UIAbilityContext(runtime))
    sys.modules["__main__"] = module
    result = eval(code, module.__dict__)  # noqa: S307 (the app's own code, inside its sandbox)
    if inspect.iscoroutine(result):
        await result
    await asyncio.sleep(0)
    while not runtime.quiet.is_set() or runtime.answers.waiting:
        await runtime.quiet.wait()
        await asyncio.sleep(0)  # a listener of `close` may connect anew
    runtime.end(0)


def _compile(path: str) -> CodeType:
    with open(path, "rb") as file:
        code: CodeType = compile(file.read(), path, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return code


class AbilityRunner:
    """Takes one ability through its states, one after another, as the device says."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._states: asyncio.Queue[AbilityState] = asyncio.Queue()
        runtime.channel.on_enter = self._states.put_nowait

    async def run(self) -> None:
        """Create the ability and follow the device's states until it is destroyed."""
        ability = load_ability(self._runtime.launch)()
        ability.context = UIAbilityContext(self._runtime)
        await _call(ability.onCreate, want_of(self._runtime), LaunchParam())
        while True:
            state = await self._states.get()
            await _call(getattr(ability, _CALLBACKS[state]))
            self._runtime.channel.send(messages.Reached(state))
            if state == "destroy":
                self._runtime.end(0)
                return


def load_ability(launch: Launch) -> type[UIAbility]:
    """Import the ability's source file and return its class.

    Raises:
        NoAbility: the file has no UIAbility of that name, and not exactly one of another.
    """
    path = os.path.join(launch.code_dir, launch.entry)
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    found = {
        key: value
        for key, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, UIAbility) and value.__module__ == name
    }
    if launch.ability_name in found:
        return found[launch.ability_name]
    if len(found) == 1:
        return next(iter(found.values()))
    raise NoAbility(
        f"{launch.entry} has no `class {launch.ability_name}(UIAbility)`"
        + (f"; it has {', '.join(sorted(found))}" if found else "")
    )


async def _call(function: Callable[..., Any], *arguments: Any) -> None:
    """Call one of the ability's callbacks with as many arguments as it takes."""
    result = function(*fit(arguments, *arity(function)))
    if inspect.isawaitable(result):
        await result
