"""This process: one app, its launch, its channel to the device, its event loop.

`current()` is the guest's only module-level state: an app's process is one app from fork to exit, and `ohos`, imported
by name, has no other way to know which.
"""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Callable, Coroutine
from mmap import mmap
from typing import TYPE_CHECKING, Any

from emulator.guest import eager
from emulator.guest.callbacks import Answers, CallbackRunner, Turn
from emulator.guest.channel import Channel
from emulator.guest.mark import Mark
from emulator.guest.places import place
from emulator.ipc import messages
from emulator.ipc.messages import Cause, Launch, LogLevel

if TYPE_CHECKING:
    from emulator.guest.recording.recorder import Recorder

INTERNET_FLAG = 0
"""Index of ohos.permission.INTERNET in the shared permission flags."""

NETSTACK_DOMAIN, NETSTACK_TAG = 0xD0015B0, "NETSTACK"
JSAPP_DOMAIN, JSAPP_TAG = 0x03D00, "JSAPP"
PORTABILITY_DOMAIN, PORTABILITY_TAG = 0xD00E000, "Portability"
EMULATOR_DOMAIN, EMULATOR_TAG = 0xD00E000, "Emulator"

UNFINISHED_MARK = 1000
"""Coroutines of the app that have not ended, beyond which it is called too slow."""


class Runtime(CallbackRunner):
    """What the parts inside an app's process share."""

    def __init__(self, launch: Launch, channel: Channel, flags: mmap) -> None:
        self.launch = launch
        self.channel = channel
        self.flags = flags
        self.loop = asyncio.get_running_loop()
        self.turn = Turn()
        self.answers = Answers(self.loop, self.turn)
        self.ended: asyncio.Future[int] = self.loop.create_future()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._unfinished = Mark(UNFINISHED_MARK)
        self._sockets: set[object] = set()
        self._sockets_made = 0
        self.pinging: set[object] = set()
        """Connections that wait for a pong."""
        self.recorder: Recorder | None = None
        """Only when somebody watches."""
        self._kinds_met: set[str] = set()
        self.quiet = asyncio.Event()
        """Set while no socket is open."""
        self.quiet.set()

    def log(self, level: LogLevel, text: str) -> None:
        """Write one of netstack's own lines."""
        self.channel.log("C", level, NETSTACK_DOMAIN, NETSTACK_TAG, text)

    def count_socket(self) -> int:
        """Return the number of a new WebSocket object, from 1."""
        self._sockets_made += 1
        return self._sockets_made

    def why(self, socket: int, met: str, code: int, cause: Cause, detail: str, where: str) -> None:
        """Tell the device the true cause of what the app meets next."""
        self.channel.send(messages.Why(socket, met, str(code), cause, detail[:1024], where))

    def place(self) -> str:
        """Return the app's own line that led here, as `file:line`; empty when none did."""
        return place(sys._getframe(1), self.launch.code_dir)

    def is_new(self, kind: str) -> bool:
        """Whether portability counts and this kind of act has not been asked about before."""
        if not self.launch.portability or kind in self._kinds_met:
            return False
        self._kinds_met.add(kind)
        return True

    def warn(self, kind: str, text: str) -> None:
        """Tell the developer that the app is not portable."""
        self.channel.log("C", "W", PORTABILITY_DOMAIN, PORTABILITY_TAG, f"{kind}: {text}")

    def caution(self, text: str) -> None:
        """Tell the developer of a danger that the app is in."""
        self.channel.log("C", "W", EMULATOR_DOMAIN, EMULATOR_TAG, text)

    def later(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function after what the app's current call has settled, as lws does from a thread of its own.

        Two turns of the loop: one for the call's completion, one for what awaits it.
        """
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, function, *arguments)

    # ------------------------------------------------------------------------------------------- app's own code

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine to its end; its first step is taken at once."""
        task = eager.start(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        if self._unfinished.is_passed(len(self._tasks)):
            self.caution(
                f"{len(self._tasks)} calls of async callbacks have not ended: more comes in than the app gets done, "
                "and each waits in its memory. Let the server send only what was asked for, or put messages into a "
                "queue and drop what is too old"
            )

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.uncaught(error)

    def uncaught(self, error: BaseException) -> None:
        """End the app for what its code let out: with its own code for sys.exit(), with a fault log else."""
        if isinstance(error, SystemExit):
            self.end(exit_code(error))
        elif not self.launch.crash_on_uncaught and isinstance(error, Exception):
            sys.excepthook(type(error), error, error.__traceback__)
        else:
            self.channel.send(describe(error))
            self.end(1)

    def end(self, code: int) -> None:
        """Let the process end with `code`."""
        if not self.ended.done():
            self.ended.set_result(code)

    # ------------------------------------------------------------------------------------------------- sockets

    def opened(self, owner: object) -> None:
        """Count a connection, or a call that makes one; a script's process lives as long as there is any."""
        self._sockets.add(owner)
        self.quiet.clear()

    def closed(self, owner: object) -> None:
        """Count it no longer."""
        self._sockets.discard(owner)
        if not self._sockets:
            self.quiet.set()


def describe(error: BaseException) -> messages.Fault:
    """Return the report of an uncaught exception; the device writes the fault log from it."""
    stack = "".join(traceback.format_exception(type(error), error, app_traceback(error)))
    return messages.Fault(type(error).__name__[:256], str(error)[:4096], stack[-32768:])


def exit_code(error: SystemExit) -> int:
    """Return the process's exit code for a SystemExit, as the interpreter would."""
    if error.code is None:
        return 0
    return error.code & 0xFF if isinstance(error.code, int) else 1


def app_traceback(error: BaseException) -> Any:
    """Return the traceback from the first frame of the app's own code on; None when there is none."""
    tb = error.__traceback__
    while tb is not None and "/emulator/guest/" in tb.tb_frame.f_code.co_filename:
        tb = tb.tb_next
    return tb


_runtime: Runtime | None = None


def install(runtime: Runtime) -> None:
    """Make `runtime` this process's."""
    global _runtime
    _runtime = runtime


def uninstall() -> None:
    """Let this process have no runtime."""
    global _runtime
    _runtime = None


def current() -> Runtime:
    """Return this process's runtime.

    Raises:
        RuntimeError: the module is used outside a hosted app.
    """
    if _runtime is None:
        raise RuntimeError("`ohos` works only inside an app on the emulator: run it with `ohemu run`")
    return _runtime
