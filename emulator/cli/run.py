"""`ohemu run`: one app on a device of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from emulator.cli.help import VerbWithWant, application
from emulator.cli.options import AppPath, AsJson, ConfigFile, DeviceType, NoPermission, WantParameters
from emulator.diagnostics import UserError

app = application()


@app.command(cls=VerbWithWant)
def run(
    path: AppPath,
    api_level: Annotated[
        str | None, typer.Option(metavar="N", help="API level of the device; 10,11,12 compares.")
    ] = None,
    fidelity: Annotated[
        str | None, typer.Option(metavar="F", help="documented: as the API page states; device: as the release does.")
    ] = None,
    device_type: DeviceType = None,
    config: ConfigFile = None,
    deny: Annotated[
        list[str] | None, typer.Option(metavar="PERM", help="Permission that no app gets; may be repeated.")
    ] = None,
    no_permission: NoPermission = False,
    parameters: WantParameters = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", "--data-dir", metavar="DIR", help="Keep the device's data here; else it is removed."),
    ] = None,
    timeout: Annotated[
        str | None, typer.Option(metavar="S", help="End the app after so many seconds, with exit code 124.")
    ] = None,
    port: Annotated[
        str | None, typer.Option(metavar="N", help="Port of the echo peer; any free one by default.")
    ] = None,
    as_json: AsJson = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Draw the session of app, netstack and peer as it happens, on stderr.")
    ] = False,
    diagram: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the session as a sequence diagram: .svg, or .md with Mermaid."),
    ] = None,
    hilog_level: Annotated[str | None, typer.Option(metavar="L", help="Least level shown: D, I, W, E, F.")] = None,
    strict_portability: Annotated[
        bool, typer.Option("--strict-portability", help="Exit with 1 when the app does what some release takes badly.")
    ] = False,
) -> int:
    """Run an app on a device of its own, until it ends.

    What the app logs goes to stdout, all else to stderr. Without a Want parameter `url` an echo peer is started and
    its address handed over as `url`. The exit code is the app's own; 2: something you can put right, 3: the device
    could not start, 124: the time is over, 128 + n: ended by signal n.

    With several API levels the app runs on a device of each, and what differs is printed side by side. The exit code
    is then 0 when all levels are the same and the app ended with 0 on each, 1 when levels differ or the app failed.

    Examples:
        ohemu run snippet.py --api-level 9 --deny ohos.permission.INTERNET --watch
        ohemu run apps/hello --api-level 10,11,12,18,20,23,26 --fidelity device
    """
    # Not before they are needed: `--help` stays quick.
    from emulator.cli.hosting import Request, host
    from emulator.cli.interruption import run_until_interrupted
    from emulator.cli.settings import settings

    given = dict(parameters or ())
    if "url" in given and port is not None:
        raise UserError(
            "`--port` is the echo peer's, but with `--ps url` there is none", help="leave one of the two out"
        )
    flags = {
        "api_level": api_level,
        "fidelity": fidelity,
        "device_type": device_type,
        "deny": deny,
        "data_dir": data,
        "hilog.level": hilog_level,
        "portability": "strict" if strict_portability else None,
    }
    if api_level is not None and "," in api_level:
        if watch or diagram is not None:
            option = "--watch" if watch else "--diagram"
            raise UserError(
                f"`{option}` shows one device's session, but several API levels are several devices",
                help="choose one of them with `--api-level`",
            )
        return _compare(path, config, flags, given, port, no_permission, _seconds(timeout), as_json)
    request = Request(
        path=path,
        config=settings(config, flags).config,
        parameters=given,
        port=_port(port),
        no_permission=no_permission,
        timeout=_seconds(timeout),
        as_json=as_json,
        watch=watch,
        diagram=diagram,
    )
    return run_until_interrupted(lambda interruption: host(request, interruption))


def _compare(
    path: Path,
    config: Path | None,
    flags: dict[str, Any],
    parameters: dict[str, str],
    port: str | None,
    no_permission: bool,
    timeout: float | None,
    as_json: bool,
) -> int:
    from emulator.cli.interruption import run_until_interrupted
    from emulator.cli.settings import settings
    from emulator.cli.timemachine import compare_levels
    from emulator.timemachine.levels import read_levels, require_recorded
    from emulator.timemachine.travel import Journey

    if port is not None:
        raise UserError(
            "`--port` is one echo peer's, but with several API levels each device has its own",
            help="leave it out, or name a server of yours with `--ps url`",
        )
    levels = read_levels(flags["api_level"])
    configs = [settings(config, {**flags, "api_level": level}).config for level in levels]
    if configs[0].fidelity == "device":
        require_recorded(levels)
    journey = Journey(path, configs, parameters, no_permission, timeout)
    return run_until_interrupted(lambda interruption: compare_levels(journey, as_json=as_json))


def _port(text: str | None) -> int:
    if text is None:
        return 0
    if not text.isascii() or not text.isdecimal() or int(text[:6]) > 65535:
        raise UserError(f"`--port`: expected 0 to 65535, got `{text}`", help="0 is any free port")
    return int(text)


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UserError(f"`--timeout`: expected seconds, got `{text}`", help="for example `--timeout 2.5`")
    return seconds
