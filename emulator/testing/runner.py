"""A device for tests: on a thread of its own, watched, with peers beside it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from emulator.config import DeviceConfig
from emulator.device import Device
from emulator.diagnostics import UserError, did_you_mean, quoted_list
from emulator.document import problems
from emulator.peers import EchoPeer
from emulator.testing.app import InstalledApp
from emulator.testing.peer import Peer
from emulator.testing.run import Records, Run
from emulator.testing.thread import LoopThread, NotRunning
from permissions.definitions import DEFINITIONS
from permissions.errors import PermissionsError, UndefinedPermission


class Clock:
    """The virtual time that the device's apps live by."""

    def __init__(self, runner: DeviceRunner) -> None:
        self._runner = runner

    @property
    def now(self) -> float:
        """Seconds since the device's start."""
        return self._runner.device.now

    def advance(self, seconds: float) -> None:
        """Let time pass for the apps: every timer that is due on the way fires in its turn, pings are answered."""
        __tracebackhide__ = True
        thread, advancing = self._runner.thread, self._runner.device.advance(seconds)
        if thread.is_current:  # a peer's handler: it cannot wait for what it holds up
            thread.start_task(advancing)
        else:
            thread.call(advancing)


class DeviceRunner:
    """A device that tests use without an event loop.

    Args:
        config: the device's settings; each of `settings` replaces one of them.
        virtual_time: the apps' time stands until `clock.advance`.
        folders: where relative paths of apps are looked for, after the current folder.
        settings: fields of `DeviceConfig`, such as `api_level=12`, `fidelity="device"`, `deny=[...]`.

    Raises:
        UserError: a setting is not what was expected.

    Example:
        with DeviceRunner(api_level=12) as device:
            run = device.install_app("apps/hello").run()
            assert run.exit_code == 0
    """

    def __init__(
        self,
        config: DeviceConfig | None = None,
        *,
        virtual_time: bool = False,
        folders: Iterable[Path] = (),
        **settings: Any,
    ) -> None:
        own = (config or DeviceConfig()).model_dump(exclude_unset=True)
        self.config = _config(own | settings)
        self.device = Device(self.config, record=True, virtual_time=virtual_time)
        self.thread = LoopThread("ohemu device")
        self.runs: list[Run] = []
        """Of all apps, in the order of their starts."""
        self._peers: list[Peer] = []
        self._echo: EchoPeer | None = None
        self._folders = tuple(folders)
        self._sources: Path | None = None

    # ------------------------------------------------------------------------------------------------------ its life

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Boot the device.

        Raises:
            UserError: it cannot start on this machine.
        """
        __tracebackhide__ = True
        self.thread.start()
        try:
            self.thread.call(self.device.__aenter__())
        except BaseException:
            self.thread.stop()
            raise

    def stop(self) -> None:
        """End every app and every peer, and remove what the device made."""
        try:
            self.thread.call(self._stop())
        finally:
            self.thread.stop()
            if self._sources is not None:
                shutil.rmtree(self._sources, ignore_errors=True)

    async def _stop(self) -> None:
        await self.device.__aexit__(None, None, None)
        for peer in self._peers:
            await peer.stop()
        if self._echo is not None:
            await self._echo.__aexit__(None, None, None)

    # --------------------------------------------------------------------------------------------------------- apps

    def install_app(
        self,
        path: str | Path | None = None,
        *,
        source: str | None = None,
        deny: str | Sequence[str] = (),
        grant: str | Sequence[str] = (),
        no_permission: bool = False,
    ) -> InstalledApp:
        """Install an app: a Stage folder, a single Python file, or source text.

        Args:
            path: the folder or file.
            source: the text of a single file instead; indented as a whole it may be.
            deny: permissions that the app does not get, whatever it declares.
            grant: permissions that the user has granted already.
            no_permission: a single file does not declare ohos.permission.INTERNET.

        Raises:
            InstallError: the device refuses the app.
            UserError: there is no app, or no such permission.
        """
        __tracebackhide__ = True
        if not self.thread.runs:
            raise NotRunning
        if (path is None) == (source is None):
            raise UserError("an app is either a path or source text", help="give `path` or `source=...`")
        if isinstance(path, str) and "\n" in path:
            raise UserError("expected the path of an app, got a text of several lines", help="give it as `source=...`")
        where = self._find(Path(path)) if path is not None else self._write(source or "")
        denied = _config({"deny": deny}).deny
        granted = (grant,) if isinstance(grant, str) else grant
        if both := sorted({*denied} & {*granted}):
            raise UserError(f"{quoted_list(both)} cannot be denied and granted", help="`app.grant` gives it later")

        async def install() -> InstalledApp:
            return InstalledApp(self, await self.device.install(where, no_permission=no_permission, deny=denied))

        app = self.thread.call(install())
        for permission in granted:
            app.grant(permission)
        return app

    def _find(self, path: Path) -> Path:
        found = (base / path for base in (Path.cwd(), *self._folders) if (base / path).exists())
        return next(found, path)

    def _write(self, source: str) -> Path:
        if self._sources is None:
            self._sources = Path(tempfile.mkdtemp(prefix="ohemu-sources-"))
        number = len(list(self._sources.iterdir()))
        path = self._sources / (f"app{number}.py" if number else "app.py")
        path.write_text(dedent(source), encoding="utf-8")
        return path

    def start_app(self, name: str, parameters: Mapping[str, Any], ability: str | None = None) -> Run:
        """Start an installed app; see `InstalledApp.start`."""
        __tracebackhide__ = True
        given = _parameters(parameters)
        if "url" not in given:
            given["url"] = self.echo_peer.url
        app = self.thread.call(self.device.start(name, ability=ability, parameters=given))
        self.runs.append(Run(self.thread, self.device, app))
        return self.runs[-1]

    def grant(self, name: str, permission: str) -> None:
        """Grant an installed app a permission.

        Raises:
            UserError: the app does not declare it, or no such app or permission is there.
        """
        __tracebackhide__ = True
        self._change(self.device.permissions.grant(name, permission))

    def revoke(self, name: str, permission: str) -> None:
        """Take a permission from an installed app; with the same errors."""
        __tracebackhide__ = True
        self._change(self.device.permissions.revoke(name, permission))

    def _change(self, changing: Coroutine[Any, Any, bool]) -> None:
        __tracebackhide__ = True
        try:
            self.thread.call(changing)
        except PermissionsError as error:
            meant = did_you_mean(error.permission, DEFINITIONS) if isinstance(error, UndefinedPermission) else None
            raise UserError(str(error), help=f"did you mean `{meant}`?" if meant else None) from None

    # ------------------------------------------------------------------------------------------- what is around them

    @property
    def api_level(self) -> int:
        """The device's API level."""
        return self.config.api_level

    @property
    def fidelity(self) -> str:
        """`documented` or `device`."""
        return self.config.fidelity

    @property
    def device_type(self) -> str:
        """`phone`, `tablet`, ..."""
        return self.config.device_type

    def set_online(self, online: bool) -> None:
        """Turn airplane mode off, or on: every connection ends, and nothing connects."""
        self.thread.do(self.device.set_online, online)

    @property
    def clock(self) -> Clock:
        """The virtual time; only of a device made with `virtual_time`."""
        return Clock(self)

    @property
    def echo_peer(self) -> EchoPeer:
        """A server that sends back what it gets: `.url`, `.received`."""
        if self._echo is None:
            self._echo = self.thread.call(EchoPeer(kept=None).__aenter__())
        return self._echo

    @property
    def peer(self) -> Peer:
        """A server that does what the test says."""
        return self._peers[0] if self._peers else self.new_peer()

    def new_peer(self) -> Peer:
        """Return one more server that does what the test says."""

        async def start() -> Peer:
            peer = Peer(self.thread)
            await peer.start()
            self._peers.append(peer)
            return peer

        return self.thread.call(start())

    @property
    def peer_errors(self) -> list[BaseException]:
        """What the handlers of peers have let out."""
        return [error for peer in self._peers for error in peer.errors]

    @property
    def hilog(self) -> Records:
        """The log of all apps, in order of time."""
        return Records(sorted((record for run in self.runs for record in run.hilog), key=lambda record: record.time))


def _parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Want's parameters.

    Raises:
        UserError: they are none.
    """
    if not isinstance(parameters, Mapping):
        raise UserError(f"expected parameters as a dict, got {parameters!r:.60}", help='for example {"url": peer.url}')
    for name, value in parameters.items():
        try:
            json.dumps({name: value})
        except (TypeError, ValueError, RecursionError):
            raise UserError(f"parameter {name!r}: expected what JSON can have, got {value!r:.60}") from None
    return dict(parameters)


def _config(values: dict[str, Any]) -> DeviceConfig:
    """Return the settings; a single permission needs no list."""
    if isinstance(values.get("deny"), str):
        values = values | {"deny": [values["deny"]]}
    try:
        return DeviceConfig.model_validate(values)
    except ValidationError as error:
        wrong = problems(error, DeviceConfig)[0]
        raise UserError(wrong.message, help=wrong.help) from None
