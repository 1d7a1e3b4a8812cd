"""The pytest plugin `ohemu`: a device for each test, apps on it, peers beside it.

Whatever it needs of the emulator is imported only for a test that uses a fixture.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from traceback import format_exception
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from emulator.peers import EchoPeer
    from emulator.testing.app import InstalledApp
    from emulator.testing.levels import Setting
    from emulator.testing.peer import Peer
    from emulator.testing.run import Records
    from emulator.testing.runner import Clock, DeviceRunner

_LAST_STEPS = 40
"""Steps of the play that a failing test shows."""

_LAST_RECORDS = 60
_SETTING = "_ohemu_setting"
_runner_key = pytest.StashKey["DeviceRunner"]()

_MARKERS = (
    "api_level(levels): run at each of these API levels, such as 12, '10..12' or 'all'",
    "fidelity(name, ...): run on a device of this fidelity, 'documented' or 'device'; with both, on each",
    "device_type(name): run on a phone, tablet, tv, wearable, ...",
    "permissions(deny=[...]): permissions that no app of the test gets",
    "app(path=None, source=None, deny=[...], grant=[...]): what the fixture `app` installs",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the setting of the plugin."""
    group = parser.getgroup("ohemu", "OpenHarmony NetStack emulator")
    group.addoption(
        "--api-level",
        action="append",
        default=[],
        metavar="N",
        help="run the tests of apps at this API level (10..12, all); may be repeated",
    )
    group.addoption(
        "--fidelity",
        action="append",
        default=[],
        metavar="F",
        help="run the tests of apps on a device of this fidelity: documented or device; may be repeated",
    )
    parser.addini("ohemu_app", "the app that the fixture `app` installs: a folder or a Python file")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and refuse options that are none."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    if config.getoption("--api-level") or config.getoption("--fidelity"):
        _asked(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Fan a test out over the levels and fidelities that it names, or that the command line asks for."""
    if _SETTING not in metafunc.fixturenames:
        return
    found = _settings(metafunc.definition, metafunc.config)
    if [setting.id for setting in found] != [""]:
        metafunc.parametrize(_SETTING, found, ids=[setting.id for setting in found], indirect=True)


def _asked(config: pytest.Config) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the levels and fidelities that the command line asks for."""
    from emulator.diagnostics import UserError
    from emulator.testing.levels import read_fidelities, read_levels

    try:
        return (
            read_levels(config.getoption("--api-level"), "--api-level"),
            read_fidelities(config.getoption("--fidelity"), "--fidelity"),
        )
    except UserError as error:
        raise pytest.UsageError(error.render()) from None


def _settings(item: pytest.Item | Any, config: pytest.Config) -> list[Setting]:
    from emulator.diagnostics import UserError
    from emulator.testing.levels import read_fidelities, read_levels, settings

    levels, fidelities = _asked(config)
    try:
        return settings(
            read_levels(_marked(item, "api_level"), "@pytest.mark.api_level"),
            levels,
            read_fidelities(_marked(item, "fidelity"), "@pytest.mark.fidelity"),
            fidelities,
        )
    except UserError as error:
        wrong = error.render()
    pytest.fail(wrong, pytrace=False)


def _marked(item: Any, name: str) -> list[object]:
    """Return the arguments of the marker that is nearest to the test."""
    marker = item.get_closest_marker(name)
    if marker is None:
        return []
    flat: list[object] = []
    for argument in (*marker.args, *marker.kwargs.values()):
        flat += argument if isinstance(argument, list | tuple | set | range) else [argument]
    if not flat:
        pytest.fail(f"@pytest.mark.{name} names nothing", pytrace=False)
    return flat


def _denied(deny: Any = None, **unknown: Any) -> Any:
    """Return what the marker `permissions` denies."""
    if deny is None or unknown:
        pytest.fail("@pytest.mark.permissions takes deny=[...]; grant is an argument of install_app", pytrace=False)
    return deny


@pytest.fixture
def _ohemu_setting(request: pytest.FixtureRequest) -> Setting:
    from emulator.testing.levels import Setting

    setting: Setting = getattr(request, "param", None) or Setting()
    return setting


@pytest.fixture
def device(request: pytest.FixtureRequest, _ohemu_setting: Setting) -> Iterator[DeviceRunner]:
    """A running device; the markers `api_level`, `fidelity`, `device_type` and `permissions` say which."""
    from emulator.testing.runner import DeviceRunner

    given: dict[str, Any] = {"api_level": _ohemu_setting.level, "fidelity": _ohemu_setting.fidelity}
    if kinds := _marked(request.node, "device_type"):
        if len(kinds) > 1:
            pytest.fail(f"@pytest.mark.device_type takes one name, got {kinds}", pytrace=False)
        (given["device_type"],) = kinds
    if (permissions := request.node.get_closest_marker("permissions")) is not None:
        given["deny"] = _denied(*permissions.args, **permissions.kwargs)
    runner = DeviceRunner(
        virtual_time="clock" in request.fixturenames,
        folders=[*request.path.parents, request.config.rootpath],
        **{name: value for name, value in given.items() if value is not None},
    )
    request.node.stash[_runner_key] = runner
    with runner:
        yield runner


@pytest.fixture
def install_app(device: DeviceRunner) -> Callable[..., InstalledApp]:
    """Install a folder, a single file, or source text: `install_app("apps/chat", deny=[...])`."""
    return device.install_app


@pytest.fixture
def app(request: pytest.FixtureRequest, install_app: Callable[..., InstalledApp]) -> InstalledApp:
    """The app under test: of the marker `app`, of the setting `ohemu_app`, or the one whose folder holds the test."""
    marker = request.node.get_closest_marker("app")
    if marker is not None:
        return install_app(*marker.args, **marker.kwargs)
    configured = request.config.getini("ohemu_app")
    if configured:
        return install_app(request.config.rootpath / str(configured))
    for folder in request.path.parents:
        if (folder / "AppScope" / "app.json5").exists():
            return install_app(folder)
    pytest.fail(
        "there is no app to test: mark the test with @pytest.mark.app(PATH), set `ohemu_app` in the pytest settings, "
        "or keep the test in the app's folder",
        pytrace=False,
    )


@pytest.fixture
def echo_peer(device: DeviceRunner) -> EchoPeer:
    """A server that sends back what it gets: `.url`, `.received`."""
    return device.echo_peer


@pytest.fixture
def peer(device: DeviceRunner) -> Peer:
    """A server that does what the test says; what its handlers let out fails the test."""
    return device.peer


@pytest.fixture
def hilog(device: DeviceRunner) -> LiveLog:
    """The log of all apps of the test, as it grows."""
    return LiveLog(device)


@pytest.fixture
def clock(device: DeviceRunner) -> Clock:
    """The apps' time, which stands until `clock.advance(seconds)`."""
    return device.clock


class LiveLog:
    """The log records so far, whenever one looks; `"text" in hilog` looks into the messages."""

    def __init__(self, runner: DeviceRunner) -> None:
        self._runner = runner

    @property
    def records(self) -> Records:
        """All records, in order of time."""
        return self._runner.hilog

    @property
    def messages(self) -> list[str]:
        """What the apps themselves logged."""
        return self.records.messages

    @property
    def text(self) -> str:
        """The lines as `hilog` prints them."""
        return self.records.text

    def __contains__(self, what: object) -> bool:
        return what in self.records

    def __iter__(self) -> Iterator[Any]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, index: Any) -> Any:
        return self.records[index]


# ------------------------------------------------------------------------------------------------------ failing tests


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Fail a test that is content with its apps although a handler of its peers was not."""
    yield
    runner = item.stash.get(_runner_key, None)
    if runner is not None and runner.peer_errors:
        raise runner.peer_errors[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Show with a failing test what its apps did and how to run it again."""
    report = yield
    if not report.failed or call.excinfo is None:
        return report
    diagnostics = sys.modules.get("emulator.diagnostics")  # imported by whoever has raised a UserError
    if diagnostics is not None and isinstance(call.excinfo.value, diagnostics.UserError):
        report.sections.append(("ohemu says", call.excinfo.value.render()))
    runner = item.stash.get(_runner_key, None)
    if runner is not None and call.when != "teardown":
        report.sections += _sections(item, runner, call.excinfo.value)
    return report


def _sections(item: pytest.Item, runner: DeviceRunner, failure: BaseException) -> Iterator[tuple[str, str]]:
    from emulator.hilog import format_record

    config = runner.config
    denied = f", denied {', '.join(config.deny)}" if config.deny else ""
    about = f"{config.device_type}, {runner.device.release}, {config.fidelity} fidelity{denied}"
    yield "ohemu device", about
    for run in runner.runs:
        yield f"ohemu play of {run.name} ({run.ending})", run.render(last=_LAST_STEPS)
        lines = [format_record(record) for record in run.hilog[-_LAST_RECORDS:]]
        yield f"ohemu hilog of {run.name}", "\n".join(lines) or "(nothing)"
        if run.traceback is not None:
            yield f"ohemu fault of {run.name}", run.traceback
    for error in runner.peer_errors:
        if error is not failure:
            yield "ohemu handler of a peer", "".join(format_exception(error)).rstrip()
    options = [
        f"--{name}={value}" for name in ("api-level", "fidelity") for value in item.config.getoption(f"--{name}")
    ]
    file, test = os.path.relpath(item.path, item.config.invocation_params.dir), item.nodeid.partition("::")[2]
    yield "ohemu rerun", shlex.join(["pytest", f"{file}::{test}", *options])
