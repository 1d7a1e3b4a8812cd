"""What runs in an app's process after fork and sandbox: from here on nothing is trusted by the device."""

from __future__ import annotations

import asyncio
import importlib
import os
import socket
import sys
from typing import Any

import uvloop

from emulator.guest import rehearsal
from emulator.guest.channel import Channel
from emulator.guest.clock import VirtualLoop
from emulator.guest.entry import AbilityRunner, run_script
from emulator.guest.runtime import JSAPP_DOMAIN, JSAPP_TAG, Runtime, describe, exit_code, install
from emulator.guest.stdio import HilogStream
from emulator.ipc import messages
from emulator.ipc.flags import map_flags
from emulator.ipc.messages import Launch

_PRELOADED = (
    "ohos.abilityAccessCtrl",
    "ohos.app.ability.UIAbility",
    "ohos.base",
    "ohos.hilog",
    "ohos.net.webSocket",
    "emulator.guest.netstack.websocket.options",
    "emulator.guest.netstack.websocket.websocket",
)
"""Imported before the fork, so that apps share their memory and need not read them."""

API_PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "api")
"""Where `ohos` and `kit` are imported from; added to the path of apps only."""


sys.path.append(API_PATH)
for _name in _PRELOADED:
    importlib.import_module(_name)
del sys.modules["ohos.net"].webSocket  # whether an app finds it there depends on the device


def run(launch: Launch, control: socket.socket, flags_fd: int) -> int:
    """Run one app to its end and return its exit code.

    Args:
        launch: the app.
        control: the connected control socket.
        flags_fd: the device's permission flags, read-only.
    """
    entry_dir = os.path.dirname(os.path.join(launch.code_dir, launch.entry))
    sys.path[:0] = [*dict.fromkeys((entry_dir, launch.code_dir)), API_PATH]
    sys.argv = [launch.process_name]
    channel = Channel(control)
    out, err = HilogStream(channel, "I"), HilogStream(channel, "W")
    sys.stdout, sys.stderr = out, err
    loop = uvloop.new_event_loop() if launch.virtual_time is None else VirtualLoop(launch.virtual_time)
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(_main(launch, channel, flags_fd))
    except SystemExit as error:
        # A task that calls sys.exit() stops the loop: asyncio lets it through.
        return exit_code(error)
    except BaseException as error:
        # Likewise KeyboardInterrupt and what else is no Exception.
        channel.send(describe(error))
        return 1
    finally:
        channel.flush()
        out.finish()
        err.finish()


async def _main(launch: Launch, channel: Channel, flags_fd: int) -> int:
    loop = asyncio.get_running_loop()
    runtime = Runtime(launch, channel, map_flags(flags_fd))
    install(runtime)
    if launch.record:
        from emulator.guest.recording.recorder import Recorder

        runtime.recorder = Recorder(channel, launch.code_dir, virtual_time=launch.virtual_time is not None)
    if isinstance(loop, VirtualLoop):
        loop.serve(runtime)
    loop.set_exception_handler(lambda _, context: _report(channel, context))
    channel.start()
    channel.send(messages.Ready())
    runtime.run(run_script(runtime) if launch.is_script else AbilityRunner(runtime).run())
    return await runtime.ended


def rehearse() -> None:
    """Warm up what every app runs, before any is forked; see `emulator.guest.rehearsal`."""
    rehearsal.rehearse(run)


def _report(channel: Channel, context: dict[str, Any]) -> None:
    """Tell hilog of what asyncio found: most often a promise whose rejection nobody handled."""
    if "transport" in context:
        return  # a connection's: its session tells how it failed
    error = context.get("exception")
    what = "unhandled rejection" if "never retrieved" in context["message"] else context["message"]
    text = f"{what}: {error!r}" if error is not None else what
    channel.log("A", "W", JSAPP_DOMAIN, JSAPP_TAG, text)
