"""The work of `ohemu run`: a device, an echo peer, one app, from its start to its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import TYPE_CHECKING

from emulator import __version__
from emulator.appmgr.app import App
from emulator.appmgr.launching import InstalledBundle
from emulator.bundle import Bundle, read_bundle
from emulator.cli.exit_codes import ExitCode
from emulator.cli.fault import in_users_files
from emulator.cli.interruption import Interruption
from emulator.cli.narration import End, Format, JsonLines, Start, Text, banner, farewell
from emulator.cli.output import Output
from emulator.cli.portability import Finding, judged, summary
from emulator.cli.terminal import complain, say, wants_color, warn
from emulator.config import DeviceConfig
from emulator.device import Device
from emulator.diagnostics import Position, escape
from emulator.hilog import HilogFilter

if TYPE_CHECKING:
    from emulator.cli.watching import Watching
    from emulator.peers import EchoPeer

_LAST_MOMENTS = 0.2
"""Seconds that an app and a reader of stdout each get when they are not to be waited for."""


@dataclass(frozen=True, slots=True)
class Request:
    """What `ohemu run` was asked."""

    path: Path
    config: DeviceConfig
    parameters: Mapping[str, str]
    """Of the Want."""
    port: int
    """Of the echo peer."""
    no_permission: bool
    timeout: float | None
    """In seconds, from the app's start."""
    as_json: bool
    watch: bool = False
    """Draw the play of app, netstack and peer as it happens."""
    diagram: Path | None = None
    """File that the play is written to at the end."""


async def host(request: Request, interruption: Interruption) -> int:
    """Run the app to its end and return the exit code.

    Raises:
        UserError: the app is not installed or the device does not start.
    """
    watched = request.watch or request.diagram is not None
    device = Device(request.config, record=watched)
    bundle = _read(request, device)
    format: Format = JsonLines() if request.as_json else Text(color=wants_color(sys.stdout, os.environ))

    def unwritable(reason: str | None) -> None:
        if reason is not None:
            say(f"stdout cannot be written: {reason}")
        interruption(Signals.SIGPIPE)

    output = Output(sys.stdout.fileno(), unwritable)
    async with AsyncExitStack() as stack:
        stack.callback(output.close)
        watching = _watching(request, output) if watched else None
        if watching is not None:
            stack.callback(watching.close)
        parameters, peer = dict(request.parameters), None
        importing = asyncio.create_task(asyncio.to_thread(_import_peer)) if "url" not in parameters else None
        await stack.enter_async_context(device)
        if importing is not None:
            peer = parameters["url"] = (await stack.enter_async_context((await importing)(request.port))).url
        installed = device.install_bundle(bundle)
        _tell_ineffective(installed)
        app = await device.start(installed.name, parameters=parameters)
        layers = {layer.name: layer.active for layer in device.sandbox.layers}
        start = Start(__version__, request.config, device.release, app.bundle_name, app.pid, layers, peer)
        say(banner(start, device.sandbox.warnings()))
        await _put(output, format.start(start))
        findings: list[Finding] = []
        shown = None if watching is not None and watching.tells_the_log else output
        log = asyncio.create_task(_show_log(app, request.config, format, shown, findings))
        if watching is not None:
            watching.begin(app)
        end = await _end_of(app, request, interruption)
        with contextlib.suppress(TimeoutError):
            patient = app.exited.done() and interruption.signal is None
            async with asyncio.timeout(None if patient else _LAST_MOMENTS):
                await log
                if request.config.portability == "strict":
                    end = judged(end, findings)
                    for finding in findings:
                        await _put(output, format.finding(end.bundle, finding.kind, finding.message))
                if watching is not None:
                    await watching.catch_up(end)
                await _put(output, format.end(end))
                await output.flush()
        if interruption.signal is not Signals.SIGPIPE:
            position = _tell_end(end, device, installed)
            _keep_for_why(request, device, app, end, position)
            if findings and request.config.portability == "strict":
                say(summary(findings))
        if watching is not None:
            watching.write(app, start, end)
        return end.code


def _read(request: Request, device: Device) -> Bundle:
    """Read the app before anything is started: most mistakes are found here."""
    config = request.config
    bundle = read_bundle(
        request.path,
        api_level=config.api_level,
        device_type=config.device_type,
        capabilities=device.capabilities,
        no_permission=request.no_permission,
    )
    for warning in bundle.warnings:
        complain(warning)
    if request.no_permission and not bundle.is_script:
        warn(
            "`--no-permission` has no effect: this app has a manifest, which says what it asks for",
            help="remove `ohos.permission.INTERNET` from its `requestPermissions`, or use `--deny`",
        )
    return bundle


def _import_peer() -> type[EchoPeer]:
    """Import the echo peer: a third of all imports' time, in a thread, while appspawn does its own imports."""
    from emulator.peers.echo import EchoPeer

    return EchoPeer


def _watching(request: Request, output: Output) -> Watching:
    from emulator.cli.watching import Watching

    return Watching(live=request.watch, diagram=request.diagram, as_json=request.as_json, stdout=output)


async def _show_log(
    app: App, config: DeviceConfig, format: Format, output: Output | None, findings: list[Finding]
) -> None:
    accepts = HilogFilter.of(config.hilog.level, config.hilog.tags)
    async for record in app.hilog():
        if (finding := Finding.of(record)) is not None:
            findings.append(finding)
        if output is not None and accepts(record):
            await _put(output, format.record(record))


async def _put(output: Output, line: str | None) -> None:
    if line is not None:
        await output.write(line)


async def _end_of(app: App, request: Request, interruption: Interruption) -> End:
    """Wait for the app's end; end it when the time is over or the user wants to stop."""
    began = time.monotonic()
    try:
        await app.wait(request.timeout)
    except TimeoutError:
        code, reason = int(ExitCode.TIMEOUT), f"stopped after the {request.timeout:g} s of --timeout"
    except asyncio.CancelledError:
        if interruption.signal is None:
            raise
        code, reason = interruption.exit_code, f"stopped by {interruption.signal.name}"
    else:
        exit = app.exited.result()
        return End(app.bundle_name, exit.code, exit.reason, time.monotonic() - began, exit.fault, exit.fault_log)
    await app.stop(reason)
    with contextlib.suppress(TimeoutError):  # leaving the device ends it, should it not end now
        await app.wait(_LAST_MOMENTS)
    return End(app.bundle_name, code, reason, time.monotonic() - began)


def _tell_ineffective(installed: InstalledBundle) -> None:
    for denial in installed.token.ineffective_denials:
        warn(f"`--deny {denial.permission}` has no effect: {denial.reason}")


def _keep_for_why(request: Request, device: Device, app: App, end: End, position: Position | None) -> None:
    """Let `ohemu why` explain this run, and say that it can."""
    from emulator.cli.language import language_of  # not before the app runs: they cost its start 7 ms
    from emulator.why import Ended, SavedRun, account_of, save, state_file

    whys = app.recording.whys
    config = request.config
    fault = f"{end.fault.name}: {end.fault.message}" if end.fault is not None else ""
    where = f"{position.path}:{position.line}" if position is not None else ""
    about = f"{device.release}, {config.device_type}, {config.fidelity}"
    saved = SavedRun(str(request.path), end.bundle, about, Ended(end.code, end.reason, fault, where), whys)
    with contextlib.suppress(OSError):  # a home that cannot be written to
        save(saved, state_file(os.environ))
    if whys:
        last = account_of(whys[-1], language_of(None, os.environ))
        say(f"  why        {last.met}: {last.cause} · `ohemu why`")


def _tell_end(end: End, device: Device, installed: InstalledBundle) -> Position | None:
    """Say how it ended, and after an uncaught exception where in the user's own files; return that place."""
    position = None
    if end.fault is not None:
        bundle = installed.bundle
        folder = device.data_dir / "app" / "el1" / "bundle" / "public" / bundle.name / bundle.module.name
        stack, position = in_users_files(end.fault.stack, installed=folder, source=bundle.code_dir)
        say(stack.rstrip("\n"))
    say(farewell(end))
    if position is not None:
        say(f"  --> {escape(str(position.path))}:{position.line}")
    if end.fault_log is not None:
        kept = device.config.data_dir is not None
        say(f"  fault log  {end.fault_log if kept else 'add `--data DIR` to keep it'}")
    return position
