"""Apps' starts rehearsed in the process that they are forked from.

A process shares a page of memory with the one it was forked from until either writes to it. Code that has run before
the fork writes less when it runs again: its bytecode is specialized, types and methods are in the interpreter's caches.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from typing import get_args

from emulator.guest import runtime
from emulator.ipc import link, messages
from emulator.ipc.flags import SIZE
from emulator.ipc.messages import AbilityState, Launch

_TIMES = 8
"""Calls after which the interpreter has specialized a function (Python 3.11)."""

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_APP = "app"
_DIRS = (
    "bundleCodeDir",
    "resourceDir",
    "filesDir",
    "cacheDir",
    "tempDir",
    "preferencesDir",
    "databaseDir",
    "distributedFilesDir",
    "cloudFileDir",
)


def rehearse(run: Callable[[Launch, socket.socket, int], int]) -> None:
    """Run an app from its start to its end, again and again; afterwards nothing of it is left but what is warm.

    Raises:
        RuntimeError: it failed.
    """
    main, argv, streams, path = sys.modules["__main__"], sys.argv, (sys.stdout, sys.stderr), sys.path[:]
    try:
        for _ in range(_TIMES):
            for is_script in (True, False):
                _perform(run, is_script)
    finally:
        sys.modules["__main__"], sys.argv, (sys.stdout, sys.stderr), sys.path[:] = main, argv, streams, path
        sys.modules.pop(_APP, None)
        sys.path_importer_cache.pop(_FOLDER, None)


def _perform(run: Callable[[Launch, socket.socket, int], int], is_script: bool) -> None:
    device, app = link.pair()
    with device, app:
        for state in get_args(AbilityState):
            link.send(device, messages.Enter(state))
        flags = os.memfd_create("permission-flags", os.MFD_CLOEXEC)
        os.ftruncate(flags, SIZE)
        code = run(_launch(is_script), app, flags)
        asyncio.get_event_loop().close()
        asyncio.set_event_loop(None)
        runtime.uninstall()
        if code:
            raise RuntimeError(f"the rehearsal ended with code {code}")


def _launch(is_script: bool) -> Launch:
    dirs = dict.fromkeys(_DIRS, _FOLDER)
    return Launch(
        bundle_name="rehearsal",
        module_name="entry",
        ability_name="RehearsalAbility",
        process_name="rehearsal",
        code_dir=_FOLDER,
        entry=f"{_APP}.py",
        is_script=is_script,
        api_level=20,
        fidelity="documented",
        capabilities=["SystemCapability.Communication.NetStack"],
        members=["webSocket.createWebSocket"],
        dirs=dirs,
        application_dirs=dirs,
        access_token_id=0,
        uid=0,
        permissions=[],
        parameters={"url": ""},
    )
