"""`this.context` of an ability and the Want it was started with.

ability_ability_runtime frameworks/native/appkit/ability_runtime/context/context_impl.cpp; release 6.0.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from emulator.guest.promise import Promise
from emulator.guest.runtime import Runtime
from emulator.ipc import messages


@dataclass
class Want:
    """What a start is asked for (`@ohos.app.ability.Want`)."""

    bundleName: str = ""
    abilityName: str = ""
    moduleName: str = ""
    deviceId: str = ""
    action: str = ""
    uri: str = ""
    type: str = ""
    flags: int = 0
    entities: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass
class LaunchParam:
    """Why the ability starts: launchReason 1 is START_ABILITY; lastExitReason 0 is UNKNOWN."""

    launchReason: int = 1
    lastExitReason: int = 0


@dataclass
class ApplicationInfo:
    name: str
    uid: int
    accessTokenId: int
    permissions: list[str]


@dataclass
class HapModuleInfo:
    name: str


@dataclass
class AbilityInfo:
    name: str
    bundleName: str
    moduleName: str


class Context:
    """An application's or a module's directories and identity."""

    def __init__(self, runtime: Runtime, dirs: dict[str, str]) -> None:
        launch = runtime.launch
        self._runtime = runtime
        self.applicationInfo = ApplicationInfo(
            launch.bundle_name, launch.uid, launch.access_token_id, list(launch.permissions)
        )
        self.bundleCodeDir = dirs["bundleCodeDir"]
        self.resourceDir = dirs["resourceDir"]
        self.filesDir = dirs["filesDir"]
        self.cacheDir = dirs["cacheDir"]
        self.tempDir = dirs["tempDir"]
        self.preferencesDir = dirs["preferencesDir"]
        self.databaseDir = dirs["databaseDir"]
        self.distributedFilesDir = dirs["distributedFilesDir"]
        self.cloudFileDir = dirs["cloudFileDir"]

    def getApplicationContext(self) -> Context:
        """Return the application's context."""
        return Context(self._runtime, self._runtime.launch.application_dirs)


class UIAbilityContext(Context):
    """`this.context` of a UIAbility."""

    def __init__(self, runtime: Runtime) -> None:
        launch = runtime.launch
        super().__init__(runtime, launch.dirs)
        self.abilityInfo = AbilityInfo(launch.ability_name, launch.bundle_name, launch.module_name)
        self.currentHapModuleInfo = HapModuleInfo(launch.module_name)

    def terminateSelf(self) -> Promise[None]:
        """Let the device end the ability: onBackground, onDestroy, then the process."""
        self._runtime.channel.send(messages.TerminateSelf())
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return Promise(done)


def want_of(runtime: Runtime) -> Want:
    """Return the Want that started this process."""
    launch = runtime.launch
    return Want(launch.bundle_name, launch.ability_name, launch.module_name, parameters=dict(launch.parameters))
