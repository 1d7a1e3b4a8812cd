"""The device: the only place where its parts meet."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from emulator.appmgr.app import App
from emulator.appmgr.clock import Clock, VirtualClock
from emulator.appmgr.descriptors import AN_APP, Descriptors, raise_limit
from emulator.appmgr.faultlog import HILOG_LINES, FaultyProcess, fault_of, write_fault_log
from emulator.appmgr.folders import remove_tree
from emulator.appmgr.launching import InstalledBundle, Launcher
from emulator.appmgr.storage import Storage
from emulator.appmgr.warden import Warden
from emulator.appspawn.client import AppSpawn, AppSpawnError, ExitStatus
from emulator.appspawn.flags import PermissionFlags
from emulator.appspawn.sandbox import SandboxReport
from emulator.appspawn.sandbox.paths import interpreter_paths
from emulator.bundle import Bundle, InstallError, install_files, read_bundle
from emulator.config import DeviceConfig
from emulator.diagnostics import UserError, did_you_mean
from emulator.netmanager import Connections
from permissions import AccessToken, AccessTokenManager, Change, GrantMode, PermissionAboveApl
from syscap.devices import capabilities
from syscap.levels import release_of

INTERNET = "ohos.permission.INTERNET"
_INTERNET_FLAG = 0
_FIRST_UID = 20010000
"""User 100's first app: 200000 * 100 + 10000 (bundle_framework, release 6.0)."""

COULD_NOT_START = 3
"""Exit code of `ohemu` when the device could not be started."""


@dataclass(slots=True)
class _Process:
    app: App
    installed: InstalledBundle
    flags: PermissionFlags


class Device:
    """A device that hosts apps. Use it as an async context manager; leaving ends every app and removes what it made.

    Example:
        async with Device(DeviceConfig(api_level=11)) as device:
            bundle = await device.install("apps/hello")
            app = await device.start(bundle.name, parameters={"url": url})
            code = await app.wait(timeout=10)
    """

    def __init__(self, config: DeviceConfig | None = None, *, record: bool = False, virtual_time: bool = False) -> None:
        """Make a device; it is started by `async with`.

        Args:
            config: its settings.
            record: watch the apps: `app.recording` tells of every call, event and frame.
            virtual_time: the apps' clock stands until `advance` is called.
        """
        self.config = config or DeviceConfig()
        self._record = record
        self._clock = VirtualClock(lambda: self.apps) if virtual_time else Clock()
        self.release = release_of(self.config.api_level)
        self.capabilities = capabilities(self.config.device_type, self.config.api_level) - set(
            self.config.without_syscap
        )
        self.permissions = AccessTokenManager(dialog=self.config.permissions.dialog)
        self._connections = Connections(
            self.config.network.connect_timeout,
            online=self.config.network.state == "online",
            most=self.config.limits.open_files,
        )
        self._appspawn = AppSpawn(self._on_exit, self._on_appspawn_death)
        self._storage: Storage | None = None
        self._watch: asyncio.Task[None] | None = None
        self._installed: dict[str, InstalledBundle] = {}
        self._processes: dict[int, _Process] = {}
        self._early_exits: dict[int, ExitStatus] = {}
        self._launcher: Launcher | None = None
        self._uids = count(_FIRST_UID)
        self._most_descriptors = 0

    # --------------------------------------------------------------------------------------------------- device

    async def __aenter__(self) -> Self:
        try:
            self._storage = Storage(self.config.data_dir)
        except OSError as error:
            raise UserError(
                f"the device's data folder cannot be made: {error.strerror}: `{error.filename}`",
                help="choose a folder that you may write to: `--data DIR`",
                exit_code=COULD_NOT_START,
            ) from error
        self._most_descriptors = raise_limit()
        try:
            await self._appspawn.start()
        except BaseException as error:
            self._storage.close()
            if isinstance(error, AppSpawnError):
                raise UserError(f"the device could not start: {error}", exit_code=COULD_NOT_START) from error
            raise
        self._launcher = Launcher(
            self.config, self._storage, self.capabilities, interpreter_paths(), self._clock, record=self._record
        )
        self.permissions.observe(self._on_permission)
        warden = Warden(self.config.limits, self._storage.root, self._storage.writable, lambda: self.apps)
        self._watch = asyncio.get_running_loop().create_task(warden.run())
        missing = self.sandbox.open_layers
        if missing and self.config.sandbox == "required":
            names = ", ".join(layer.name for layer in missing)
            await self._close()
            raise UserError(
                f"this machine lacks the sandbox layers {names}, and `sandbox: required` asks for all",
                notes=self.sandbox.warnings(),
                help="run on a newer kernel, or set `sandbox: auto` to run with what there is",
                exit_code=COULD_NOT_START,
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        for process in self._processes.values():
            process.app.mark_stopped("the device stopped")
        try:
            await self._appspawn.stop()
        finally:  # it has ended as well when this was cancelled
            for pid in list(self._processes):
                self._on_exit(pid, ExitStatus(None, 9, 0))
            self._connections.cut_all()
            if self._storage is not None:
                self._storage.close()

    @property
    def sandbox(self) -> SandboxReport:
        """What the sandbox consists of on this machine."""
        return self._appspawn.report

    @property
    def data_dir(self) -> Path:
        """Host path of the device's /data."""
        assert self._storage is not None
        return self._storage.root

    @property
    def apps(self) -> list[App]:
        """The running apps."""
        return [process.app for process in self._processes.values()]

    def set_online(self, online: bool) -> None:
        """Turn airplane mode off, or on: every connection ends, and nothing connects."""
        if not online:
            for app in self.apps:
                app.cut("the device went into airplane mode")
        self._connections.set_online(online)

    @property
    def now(self) -> float:
        """The apps' time in seconds; virtual time begins at 0."""
        return self._clock.now()

    @property
    def virtual_time(self) -> bool:
        """Whether the apps' time stands until `advance`."""
        return isinstance(self._clock, VirtualClock)

    async def advance(self, seconds: float) -> None:
        """Let the apps' virtual time pass: every timer that is due on the way fires, and is waited for.

        Raises:
            UserError: the device's time is the real one.
            ValueError: a negative time.
        """
        await self._virtual_clock.advance(seconds)

    async def advance_to_next(self, within: float) -> None:
        """Let the apps' virtual time pass to the next timer that is due, if that is not later than `within`.

        Raises:
            UserError: the device's time is the real one.
        """
        await self._virtual_clock.advance_to_next(within)

    @property
    def _virtual_clock(self) -> VirtualClock:
        if isinstance(self._clock, VirtualClock):
            return self._clock
        raise UserError("this device's time is the real one", help="make it with `Device(config, virtual_time=True)`")

    async def run_to_end(self, app: App) -> None:
        """Wait for an app's end; virtual time jumps from timer to timer meanwhile, as soon as nothing else moves."""
        if isinstance(self._clock, VirtualClock):
            await self._clock.run_until(app.exited, lambda: sum(one.activity for one in self.apps))
        else:
            await app.wait()

    # ------------------------------------------------------------------------------------------------- bundles

    async def install(
        self, path: str | Path, *, no_permission: bool = False, deny: Sequence[str] = ()
    ) -> InstalledBundle:
        """Install a Stage folder or a single Python file; an app that is installed already is replaced, its data kept.

        Args:
            no_permission: a single file does not declare INTERNET.
            deny: permissions that the app does not get, besides those that no app gets.

        Raises:
            InstallError: the device refuses it.
            UserError: the source is no Python.
        """
        return self.install_bundle(
            read_bundle(
                Path(path),
                api_level=self.config.api_level,
                device_type=self.config.device_type,
                capabilities=self.capabilities,
                no_permission=no_permission,
            ),
            deny=deny,
        )

    def install_bundle(self, bundle: Bundle, *, deny: Sequence[str] = ()) -> InstalledBundle:
        """Install a bundle that has been read; see `install`."""
        assert self._storage is not None
        code = self._storage.code_dir(bundle.name)
        staged = code.with_name(f".{bundle.name}")
        try:
            remove_tree(staged)  # of a device that was killed
            install_files(bundle, staged)
            self._storage.create(bundle.name, bundle.module.name)
            token = self._token_for(bundle, deny)
            remove_tree(code)
            staged.rename(code)
        except OSError as error:
            raise _not_stored(bundle.name, error) from error
        finally:
            with contextlib.suppress(OSError):
                remove_tree(staged)
        before = self._installed.get(bundle.name)
        uid = before.uid if before else next(self._uids)
        files_dir = Path(self._storage.module_dirs(bundle.name, bundle.module.name)["filesDir"])
        self._installed[bundle.name] = InstalledBundle(bundle, token, uid, files_dir)
        return self._installed[bundle.name]

    def _token_for(self, bundle: Bundle, deny: Sequence[str]) -> AccessToken:
        try:
            return self.permissions.install(
                bundle.name,
                bundle.requested_permissions,
                apl=self.config.permissions.apl,
                denied=(*self.config.deny, *deny),
            )
        except PermissionAboveApl as above:
            raise bundle.grant_refused(above.permissions[0], str(above)) from above

    async def uninstall(self, name: str) -> None:
        """Stop an app and remove its code, data and token."""
        self._find(name)
        for app in [process.app for process in self._processes.values() if process.installed.name == name]:
            await app.stop("uninstalled")
            await app.wait()
        assert self._storage is not None
        self._storage.remove(name)
        self.permissions.uninstall(name)
        del self._installed[name]

    def _find(self, name: str) -> InstalledBundle:
        if name in self._installed:
            return self._installed[name]
        meant = did_you_mean(name, self._installed)
        raise UserError(
            f"no app `{name}` is installed", help=f"did you mean `{meant}`?" if meant else "install it first"
        )

    # ---------------------------------------------------------------------------------------------------- apps

    async def start(
        self,
        name: str,
        *,
        ability: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        crash_on_uncaught: bool = True,
    ) -> App:
        """Start an installed app in a process of its own.

        Args:
            ability: which of its abilities; the main one by default.
            parameters: the Want's parameters.
            crash_on_uncaught: False lets an app go on after an uncaught exception (conformance runner).

        Raises:
            UserError: no such app or ability, or the process could not be made.
        """
        installed = self._find(name)
        assert self._launcher is not None
        launch = self._launcher.launch(installed, ability, parameters or {}, crash_on_uncaught=crash_on_uncaught)
        ends = self._descriptors(name)
        ends.flags[_INTERNET_FLAG] = self.permissions.check(name, INTERNET).granted
        app = App(
            name,
            is_script=installed.bundle.is_script,
            control=ends.control,
            outputs={ends.out: "I", ends.err: "W"},
            permissions=self.permissions,
            connections=self._connections,
            kill=self._appspawn.kill,
            freeze_seconds=self.config.limits.freeze_seconds,
            clock=self._clock,
            record=self._record,
        )
        try:
            pid = await self._appspawn.spawn(
                launch,
                self._launcher.policy(name),
                control=ends.app_control.fileno(),
                stdout=ends.app_out,
                stderr=ends.app_err,
                flags=ends.flags.fd,
            )
        except BaseException as error:
            ends.close_devices()
            if isinstance(error, AppSpawnError):
                raise UserError(f"`{name}` could not be started: {error}", exit_code=COULD_NOT_START) from error
            raise
        finally:
            ends.close_apps()
        self._processes[pid] = _Process(app, installed, ends.flags)
        ends.flags[_INTERNET_FLAG] = self.permissions.check(name, INTERNET).granted  # it may have changed meanwhile
        app.attach(pid)
        for warning in installed.bundle.warnings:
            app.log("W", f"{warning.position}: {warning.message}" if warning.position else warning.message)
        if (status := self._early_exits.pop(pid, None)) is not None:
            self._on_exit(pid, status)
        return app

    def _descriptors(self, name: str) -> Descriptors:
        try:
            return Descriptors.open()
        except OSError as error:
            raise UserError(
                f"`{name}` could not be started: {error.strerror}",
                notes=[
                    f"{len(self._processes)} apps run and have {len(self._connections)} connections; each app takes "
                    f"{AN_APP} file descriptors of the device's {self._most_descriptors}, each connection one"
                ],
                help="raise the hard limit of open files: `ulimit -Hn`, `LimitNOFILE=` of systemd",
                exit_code=COULD_NOT_START,
            ) from error

    # ----------------------------------------------------------------------------------------- what happens to them

    async def _on_permission(self, change: Change) -> None:
        """A grant or revoke at run time: tell the processes, and cut what stands.

        The platform kills every process of an app that loses a user_grant permission (abilityruntime
        KillProcessesByAccessTokenId, release 6.0). INTERNET is none: at `device` fidelity its connections stay, and
        only new sockets are refused (`perm-revoked`).
        """
        if not change.granted and change.grant_mode is GrantMode.USER_GRANT:
            for process in self._processes.values():
                if process.installed.name == change.token.bundle_name:
                    await process.app.stop(f"{change.permission} was revoked: PermissionUpdate")
        if change.permission != INTERNET:
            return
        for pid, process in self._processes.items():
            if process.installed.name == change.token.bundle_name:
                process.flags[_INTERNET_FLAG] = change.granted
                if not change.granted and self.config.fidelity == "documented":
                    process.app.cut(f"{INTERNET} was revoked")
                    self._connections.cut(pid)

    def _on_exit(self, pid: int, status: ExitStatus) -> None:
        process = self._processes.pop(pid, None)
        if process is None:
            self._early_exits[pid] = status
            return
        process.app.drain()
        process.flags.close()
        log_path = self._write_fault_log(process, status)
        assert self._storage is not None
        with contextlib.suppress(OSError):
            self._storage.empty_temp(process.installed.name, process.installed.bundle.module.name)
        process.app.finish(status, log_path)

    def _on_appspawn_death(self, reason: str) -> None:
        for pid in list(self._processes):
            self._processes[pid].app.mark_stopped(f"{reason}: every app ends with it")
            self._on_exit(pid, ExitStatus(None, 9, 0))

    def _write_fault_log(self, process: _Process, status: ExitStatus) -> str | None:
        fault = fault_of(process.app.fault, process.app.frozen, status)
        if fault is None:
            return None
        assert self._storage is not None
        installed = process.installed
        faulty = FaultyProcess(
            installed.name,
            installed.bundle.version_name,
            installed.bundle.version_code,
            process.app.pid,
            installed.uid,
            process.app.age,
            status.max_rss,
        )
        try:
            path = write_fault_log(
                self._storage.faultlog_dir,
                faulty,
                fault,
                f"OpenHarmony NetStack emulator, {self.config.device_type}",
                f"OpenHarmony {self.release.name} (API {self.config.api_level})",
                process.app.tail(HILOG_LINES),
            )
        except OSError as error:
            process.app.log("E", f"the fault log could not be written: {error.strerror}")
            return None
        return str(path)


def _not_stored(name: str, error: OSError) -> UserError:
    """Return what to tell of a bundle that could not be written."""
    reason = f"`{name}` could not be installed: {(error.strerror or str(error)).lower()}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return InstallError(9568288, reason, help="make room, or choose another folder: `--data DIR`")
    return UserError(f"{reason}: `{error.filename}`" if error.filename else reason, exit_code=COULD_NOT_START)
