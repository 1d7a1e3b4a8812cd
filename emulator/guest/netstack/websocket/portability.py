"""What an app does that some release of the platform takes badly or otherwise: the table, and the warning.

One warning a kind and app goes to hilog. An app is told only of releases that it may meet: those from the
`minAPIVersion` of its manifest on; a script has no manifest and is told of all. Each kind is a recorded trace (the name
in backquotes) or a place in netstack's source, as in `behavior`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from emulator.guest.netstack.websocket.behavior import behavior_for
from emulator.guest.runtime import Runtime
from emulator.ipc.messages import Launch

RELEASES = {
    10: "4.0",
    11: "4.1",
    12: "5.0.0",
    13: "5.0.1",
    14: "5.0.2",
    15: "5.0.3",
    18: "5.1.0",
    20: "6.0",
    23: "6.1",
    26: "7.0",
}
"""The releases whose devices were recorded or whose netstack was read, by level."""

EVERY = tuple(RELEASES)
_4_0 = (10,)
_4_X = (10, 11)
_TO_5_0_2 = (10, 11, 12, 13, 14)
_TO_6_0 = (10, 11, 12, 13, 14, 15, 18, 20)
_FROM_4_1 = EVERY[1:]
_FROM_5_0_1 = (13, 14, 15, 18, 20, 23, 26)


@dataclass(frozen=True, slots=True)
class Hazard:
    """One kind of act."""

    act: str
    """What the app does."""
    levels: tuple[int, ...]
    """Where the device does the following."""
    happens: str
    instead: str
    """What to write instead."""
    evidence: str


HAZARDS: dict[str, Hazard] = {
    # ------------------------------------------------------------------------------------------------ listeners
    "listener-removed-inside-its-event": Hazard(
        "`off` of the listener that is running",
        _4_X,
        "the app crashes (SIGSEGV)",
        "let the event end first: `asyncio.get_running_loop().call_soon(ws.off, type, callback)`",
        "`off-inside-message`",
    ),
    "second-listener": Hazard(
        "a second listener of the same event",
        EVERY,
        "it replaces the first, although the API page counts them all",
        "subscribe one function to each event and let it call the others",
        "`on-twice`",
    ),
    "unknown-event": Hazard(
        "`on` of an event that no release has",
        EVERY,
        "it is ignored without an error",
        "spell it as the API page does, in lower camel case",
        "NS module_template.cpp On",
    ),
    # -------------------------------------------------------------------------------------------------- connect
    "url-over-1023": Hazard(
        "a URL of more than 1023 bytes",
        _TO_5_0_2,
        "connect fails",
        "send what is long in a header or in the first message",
        "`url-len-1025`",
    ),
    "url-over-2047": Hazard(
        "a URL of more than 2047 bytes",
        (*_TO_5_0_2, 15, 18, 20, 23),
        "connect fails",
        "send what is long in a header or in the first message",
        "`url-len-2048`",
    ),
    "url-over-3795": Hazard(
        "a URL of more than 3795 bytes",
        EVERY,
        "connect fails; 7.0 resolves true and raises no event at all",
        "send what is long in a header or in the first message",
        "`url-len-8196`",
    ),
    "url-without-path": Hazard(
        "a URL whose path is empty, `/`, or begins with `//`",
        _4_X,
        "the request asks for one slash more (`GET //`), which many servers do not know",
        "name a path: `ws://host/chat`",
        "`url-no-path`, `session-promise`, `url-double-slash-path`",
    ),
    "url-query-without-slash": Hazard(
        "a URL with a query but no path",
        _4_X,
        "the query is dropped",
        "put a slash before it: `ws://host/?key=value`",
        "`url-query-no-slash`",
    ),
    "url-user-info": Hazard(
        "a URL with user information",
        EVERY,
        "`user` of `user@host` is taken for the host name",
        "send an `Authorization` header",
        "`url-userinfo`",
    ),
    "url-non-ascii": Hazard(
        "a URL with characters outside ASCII",
        EVERY,
        "they go out as raw bytes of UTF-8, not percent-encoded, which many servers refuse",
        "encode them: `urllib.parse.quote(path)`",
        "`url-unicode-path`",
    ),
    "url-ipv6": Hazard(
        "a URL with an IPv6 address",
        _4_X,
        "connect fails with -1",
        "use a host name, or an IPv4 address",
        "`url-ipv6`",
    ),
    "url-port": Hazard(
        "a URL with a port beyond 65535",
        EVERY,
        "its lower 16 bits are used, which is another port",
        "correct the port",
        "lws 4.3.1 lib/core-net/client/connect.c: a port has 16 bits",
    ),
    "url-http": Hazard(
        "a URL with `http` or `https`",
        _FROM_4_1,
        "connect fails with 2302001",
        "begin it with `ws://` or `wss://`",
        "`url-http`, `url-https`",
    ),
    "connect-while-connected": Hazard(
        "connect() on an object that is connected",
        _4_0,
        "it resolves true and never opens, and the app crashes later (SIGABRT)",
        "close the first and wait for `close`, or create another object",
        "`connect-twice-open`",
    ),
    "connect-twice-at-once": Hazard(
        "connect() twice before the first has settled",
        EVERY,
        "two connections are made, and one of them is never closed",
        "await the first connect()",
        "`connect-twice-same-tick`",
    ),
    "connect-after-failure": Hazard(
        "connect() again on an object whose connection failed",
        _4_0,
        "it resolves true and never opens",
        "create another object with `createWebSocket()`",
        "`reconnect-after-error`",
    ),
    "connect-after-timeout": Hazard(
        "connect() again on an object whose server did not answer, or sent no pong",
        EVERY,
        "it is refused with 2302003 (4.0: never opens) until 30 s after the first connect()",
        "create another object with `createWebSocket()`",
        "lws of 6.0 and 7.0: lws_service() waits on after a timeout",
    ),
    "header-injection": Hazard(
        "a header with a line break",
        EVERY,
        "it is sent as it is and forges further headers; this emulator does not send it",
        "take the line break out",
        "DIFFERENCES: header values are not filtered",
    ),
    "header-standard": Hazard(
        "a `Host` or `Origin` header of the app's own",
        EVERY,
        "it is added to the one that netstack sends, and many servers refuse two",
        "leave it out",
        "NS websocket_exec.cpp LwsCallbackClientAppendHandshakeHeader",
    ),
    "header-dropped": Hazard(
        "a header whose value is empty or no string",
        EVERY,
        "it is not sent",
        "give a text: `str(value)`",
        "NS connect_context.cpp ParseHeader",
    ),
    "ping-interval": Hazard(
        "a `pingInterval` above 30000",
        (20, 23, 26),
        "30 is taken instead",
        "give 0 to 30000 seconds",
        "NS 6.0 SetRetry",
    ),
    "pong-timeout": Hazard(
        "a `pongTimeout` above `pingInterval`",
        (20, 23, 26),
        "`pingInterval` is taken instead",
        "give at most `pingInterval`",
        "NS 6.0 SetRetry",
    ),
    # --------------------------------------------------------------------------------------------------- send
    "send-without-connection": Hazard(
        "send() without a connection",
        _4_0,
        "the code is 2302999, and after a failed connect it resolves true; later releases give -1",
        "send after `open` and before `close`, and do not tell errors apart by this code",
        "`send-after-close`, `err-refused`",
    ),
    "send-before-open": Hazard(
        "send() before `open`",
        _FROM_5_0_1,
        "it resolves true, but the message stays on the device until the next send() or the answer to a ping",
        "send in the `open` listener",
        "`send-before-open`, `send-three-before-open`",
    ),
    "send-after-close": Hazard(
        "send() after close()",
        _4_X,
        "it resolves true and the message is lost; later releases reject it",
        "send before close()",
        "NS 4.1 ExecSend",
    ),
    "empty-message": Hazard(
        "an empty message",
        _TO_6_0,
        "an empty text resolves true and is never sent, an empty ArrayBuffer is refused with 401",
        "send a message that says that there is nothing",
        "`send-empty-then-text`, `send-bad-params`",
    ),
    "message-over-limit": Hazard(
        "a message of more than 5242864 bytes",
        EVERY,
        "it is refused with 401; a given callback is not called, a promise is rejected",
        "send it in parts",
        "`send-limit-text+1`, `send-limit-callback`",
    ),
    # -------------------------------------------------------------------------------------------------- close
    "close-before-open": Hazard(
        "close() before `open`",
        _FROM_5_0_1,
        "it resolves, but the connection opens and stays open until a ping is sent or answered",
        "call close() in the `open` listener",
        "`close-before-open`",
    ),
    "close-after-send": Hazard(
        "close() right after send()",
        (10, 11, 18, 20, 23),
        "the close overtakes the message, which is lost",
        "close when the peer has answered",
        "`send-then-close-same-tick`",
    ),
    "close-twice": Hazard(
        "close() twice",
        _4_X,
        "both resolve and the last code and reason win; later releases reject the second",
        "call it once",
        "`close-twice-same-tick`, `close-after-close`",
    ),
    "close-code": Hazard(
        "a close code outside 1000 to 1015",
        EVERY,
        "1000 is sent instead",
        "use 1000, and say more in the reason",
        "`close-code-3000`, `close-code-999`",
    ),
    "close-code-reserved": Hazard(
        "a close code that RFC 6455 forbids to send (1004, 1005, 1006, 1015)",
        EVERY,
        "it is sent, and a strict server answers with a protocol error",
        "use 1000, and say more in the reason",
        "`close-code-1005`",
    ),
    "close-reason": Hazard(
        "a close reason of more than 123 bytes",
        EVERY,
        "it is cut to 123 bytes on the way, maybe inside a character",
        "send a message before closing",
        "`close-reason-124`, `close-reason-200`",
    ),
    # ------------------------------------------------------------------------------------------------ receive
    "long-message": Hazard(
        "a message of more than 4096 bytes or in fragments is received",
        _4_0,
        "each part is a `message` event, and nothing tells which is the last",
        "let the server send shorter messages, or mark their end",
        "`recv-text-4097`, `recv-fragments-2`",
    ),
    "unfinished-message": Hazard(
        "a message is received after one of its kind that broke off, on whichever connection of the object",
        _FROM_4_1,
        "it begins with what was received of that one",
        "connect a new object",
        "NS 4.1 event_manager.cpp, AppendWebSocketTextData; cleared in OnMessage only",
    ),
    "data-end-after-text": Hazard(
        "`dataEnd` after a text of more than 4096 bytes",
        _4_X,
        "no `dataEnd` follows a text, and 4.1 hands it over in one `message` event",
        "mark the end in the text itself",
        "`dataend-text-and-binary`, `recv-text-4097`",
    ),
    "text-with-nul": Hazard(
        "a text with a NUL character is received",
        EVERY,
        "it ends before the NUL",
        "let the server send it as binary",
        "`recv-nul`",
    ),
}


def _lacking(field: str, name: str, fidelity: str) -> tuple[int, ...]:
    return tuple(level for level in RELEASES if name not in getattr(behavior_for(level, fidelity), field))


def meet(runtime: Runtime, kind: str, detail: str = "") -> None:
    """The app does something of this kind: warn it, once, when a release that it may meet takes it badly.

    Args:
        detail: which one, for people.
    """
    if not runtime.is_new(kind):
        return
    hazard = HAZARDS[kind]
    if not _reach(runtime.launch).isdisjoint(hazard.levels):
        runtime.warn(kind, _sentence(hazard, detail))


def meet_event(runtime: Runtime, name: str) -> None:
    """The app listens to this event: warn it when a release that it may meet ignores it."""
    _meet_newer(runtime, "event", "events", name)


def meet_option(runtime: Runtime, name: str) -> None:
    """The app gives this option to connect(): warn it when a release that it may meet ignores it."""
    _meet_newer(runtime, "option", "options", name)


def _meet_newer(runtime: Runtime, what: str, field: str, name: str) -> None:
    """A script is made for the level it runs at; only what is ignored there is worth a word."""
    kind = f"{what}-{name}"
    if not runtime.is_new(kind):
        return
    launch = runtime.launch
    lacking = _lacking(field, name, launch.fidelity)
    if lacking == EVERY:
        meet(runtime, f"unknown-{what}", f"`{name:.40}`")
        return
    ignored_here = name not in getattr(behavior_for(launch.api_level, launch.fidelity), field)
    if ignored_here or (not launch.is_script and not _reach(launch).isdisjoint(lacking)):
        instead = f"do without it there, or ask for API {_first_with(lacking)} in `minAPIVersion`"
        hazard = Hazard(f"the {what} `{name}`", lacking, "it is ignored", instead, "behavior")
        runtime.warn(kind, _sentence(hazard, ""))


def _first_with(lacking: tuple[int, ...]) -> int:
    return next(level for level in RELEASES if level not in lacking)


def _reach(launch: Launch) -> frozenset[int]:
    """Return the recorded levels that an app may meet."""
    least = 0 if launch.is_script else launch.min_api_level
    return frozenset(level for level in RELEASES if level >= least)


def _sentence(hazard: Hazard, detail: str) -> str:
    act = f"{hazard.act} ({detail})" if detail else hazard.act
    return f"{act}: on {named(hazard.levels)} {hazard.happens}. Instead: {hazard.instead}"


def named(levels: tuple[int, ...]) -> str:
    """Return how people name these releases: `OpenHarmony 4.0, 4.1 and 5.1.0 to 6.1`."""
    if levels == EVERY:
        return "every release of OpenHarmony"
    runs = [[levels[0]]]
    for before, level in pairwise(levels):
        if EVERY.index(level) == EVERY.index(before) + 1:
            runs[-1].append(level)
        else:
            runs.append([level])
    names: list[str] = []
    for run in runs:
        ends = [RELEASES[run[0]], RELEASES[run[-1]]]
        names += [" to ".join(ends)] if len(run) > 2 else ends[: len(run)]
    return "OpenHarmony " + (" and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0])
