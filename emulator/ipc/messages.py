"""The messages of the control socket, one frozen dataclass each.

The app's side is not trusted: the device reads what an app sent through `emulator.ipc.validation`. `call` numbers are
chosen by the app and returned in the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

LogLevel = Literal["D", "I", "W", "E", "F"]
LogType = Literal["A", "C"]
Stage = Literal["permission", "resolve", "connect", "limit"]
AbilityState = Literal["foreground", "background", "destroy"]
Cause = Literal[
    "argument",
    "permission",
    "domain",
    "file",
    "url",
    "state",
    "resolve",
    "connect",
    "limit",
    "proxy",
    "tls",
    "timeout",
    "handshake",
    "http-status",
    "redirect",
    "protocol",
    "pong",
    "lost",
    "peer-close",
    "cut",
]
"""What can be behind a failure, whatever code the app gets for it."""

# --------------------------------------------------------------------------------------------- from the app


@dataclass(frozen=True, slots=True)
class Ready:
    """The guest is booted inside its sandbox and about to run the app's code."""


@dataclass(frozen=True, slots=True)
class Log:
    """A hilog line; the device adds time, pid and tid."""

    type: LogType
    level: LogLevel
    domain: int
    tag: str
    message: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Asks for a TCP connection; answered by `Connected` (with the fd) or `ConnectFailed`, maybe `Resolved` before."""

    call: int
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """The app no longer wants the connection of `call`."""

    call: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection of `call` has ended on the app's side; the device drops its dup."""

    call: int


@dataclass(frozen=True, slots=True)
class CheckAccessToken:
    """`checkAccessToken`; answered by `AccessTokenChecked`."""

    call: int
    token_id: int
    permission: str


@dataclass(frozen=True, slots=True)
class RequestPermissions:
    """`requestPermissionsFromUser`; answered by `PermissionsRequested`."""

    call: int
    permissions: list[str]


@dataclass(frozen=True, slots=True)
class TerminateSelf:
    """`context.terminateSelf()`: the device takes the ability through its last states."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The ability's callbacks of `state` have returned."""

    state: AbilityState


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to `Ping`: the app's main thread is not blocked."""

    serial: int


@dataclass(frozen=True, slots=True)
class Fault:
    """An uncaught exception; the process ends after it."""

    name: str
    message: str
    stack: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the app's recorder has seen, in order; sent only by an app that was launched with `record`.

    Travels as it is, behind a byte of its own: `emulator.recorder.recording` reads it when somebody looks.
    """

    entries: bytes
    """JSON of a list of entries, each a list that begins with its kind."""


@dataclass(frozen=True, slots=True)
class Why:
    """The true cause of the failure that the app meets next: for people, never in the API's payload."""

    socket: int
    """Which of the app's WebSocket objects, counted from 1."""
    met: str
    """The call or the event in which the app meets it: `connect()`, `error`."""
    code: str
    cause: Cause
    detail: str
    where: str
    """The app's line that made the call, as `file:line`; empty when it is not known."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """The answer to `Tick`."""

    serial: int
    due: float | None
    """When the app's next timer is due; None: it has none."""
    waiting: bool
    """A ping's answer is under way."""


# ------------------------------------------------------------------------------------------ from the device


@dataclass(frozen=True, slots=True)
class Resolved:
    """The host name is resolved and TCP takes its time, or has failed; once for each address that is tried."""

    call: int


@dataclass(frozen=True, slots=True)
class Connected:
    """The connection stands; its fd came with this message."""

    call: int


@dataclass(frozen=True, slots=True)
class ConnectFailed:
    """No connection. `reason` is for people (hilog, why), never for the API's payload."""

    call: int
    stage: Stage
    reason: str


@dataclass(frozen=True, slots=True)
class AccessTokenChecked:
    call: int
    status: int
    """-1 denied, 0 granted, or an error's code (12100001 ...)."""


@dataclass(frozen=True, slots=True)
class PermissionsRequested:
    call: int
    auth_results: list[int]
    dialog_shown: list[bool]
    error_reasons: list[int]


@dataclass(frozen=True, slots=True)
class Enter:
    """The ability is to enter `state`."""

    state: AbilityState


@dataclass(frozen=True, slots=True)
class Ping:
    """Asks whether the app's main thread still serves its event loop."""

    serial: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Sets the app's virtual clock, which only an app launched with `virtual_time` has; answered by `Ticked`."""

    serial: int
    now: float
    """In seconds since the app's start; never less than before."""


FromApp = (
    Ready
    | Log
    | Connect
    | Cancel
    | Closed
    | CheckAccessToken
    | RequestPermissions
    | TerminateSelf
    | Reached
    | Pong
    | Fault
    | Recorded
    | Why
    | Ticked
)
FromDevice = Resolved | Connected | ConnectFailed | AccessTokenChecked | PermissionsRequested | Enter | Ping | Tick

# --------------------------------------------------------------------------------------------------- launch


@dataclass(frozen=True, slots=True)
class Launch:
    """All that an app's process needs to know about itself; sent with the spawn request, never changed."""

    bundle_name: str
    module_name: str
    ability_name: str
    process_name: str
    code_dir: str
    """Host path of the installed module's source root; on the app's `sys.path`."""
    entry: str
    """Source file to run, relative to `code_dir`."""
    is_script: bool
    """A single Python file whose top level is run, instead of a UIAbility."""
    api_level: int
    fidelity: str
    """`documented` or `device`."""
    capabilities: list[str]
    members: list[str]
    """Qualified names of the API members this level has (`syscap.members`)."""
    dirs: dict[str, str]
    """The module context's directories by their platform names (`filesDir`, `cacheDir`, ...)."""
    application_dirs: dict[str, str]
    access_token_id: int
    uid: int
    permissions: list[str]
    """What the manifest declares."""
    version_code: int = 1
    version_name: str = "1.0.0"
    parameters: dict[str, Any] = field(default_factory=dict)
    crash_on_uncaught: bool = True
    """False only for the conformance runner, whose recordings go on after an uncaught exception."""
    ca_file: str | None = None
    """The system's CA bundle."""
    proxy_host: str = ""
    """The device's HTTP proxy; empty when it has none."""
    proxy_port: int = 0
    proxy_exclusions: list[str] = field(default_factory=list)
    allowed_domains: list[str] | None = None
    """Hosts that an atomic service may reach; None for every other app, and when all are allowed."""
    min_api_level: int = 0
    """Oldest level that the manifest admits."""
    portability: bool = True
    """Warn of what other releases take badly."""
    record: bool = False
    """Tell the device of every call, event and frame."""
    virtual_time: float | None = None
    """Where the event loop's clock stands until the device sets it; None: it is the machine's."""


@dataclass(frozen=True, slots=True)
class SandboxPolicy:
    """What the kernel is to let an app's process do. Paths are absolute host paths."""

    read_only: list[str]
    read_write: list[str]
    memory_bytes: int
    open_files: int
    file_bytes: int
    processes: int
    required: bool
    """Refuse to run when a layer is missing."""
