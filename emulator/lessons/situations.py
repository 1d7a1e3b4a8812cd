"""What is played with a learner's app in each lesson: a device, a server, and what they do."""

from __future__ import annotations

from typing import Final

from emulator.explanations.model import t
from emulator.lessons.mistakes import closing, errors, levels, life, messages, network, opening, permission
from emulator.lessons.model import Mistake, Situation
from emulator.lessons.stage import NOBODY, Stage

INTERNET: Final = "ohos.permission.INTERNET"
BAD_ADDRESS: Final = "chat.example.com"
TICKET_SIZE: Final = 1200

LONG_ENOUGH: Final = 40.0
"""Virtual seconds in which every app of the course has ended."""


_GENERAL: Final = (
    opening.SUBSCRIBED_LATE,
    opening.SENT_BEFORE_OPEN,
    opening.WRONG_EVENT,
    closing.REUSED_EARLY,
    closing.SENT_AFTER_CLOSE,
)
"""Mistakes that are not what a situation is about, and that are mistakes in each."""


def _with(*own: Mistake) -> tuple[Mistake, ...]:
    """Return what is looked for: a situation's own mistakes, and behind them those that any app may make."""
    general = (mistake for mistake in _GENERAL if mistake not in own)
    return (life.BLOCKED, permission.NOT_DECLARED, life.NEVER_CONNECTED, *own, *general, *life.LAST)


def _connected(stage: Stage, count: int = 1, seconds: float = 20.0, step: float = 1.0) -> bool:
    """Wait for so many connections in all; return whether they came and the app goes on."""
    stage.drive(seconds, until=lambda: len(stage.peer.connections) >= count, step=step)
    stage.drive(0.5)
    return len(stage.peer.connections) >= count and stage.run is not None and not stage.run.ended


_DENIED: Final = (life.BLOCKED, *permission.DENIED, *life.LAST)
"""An app may ask whether it has the permission, and then need no connect()."""


# --------------------------------------------------------------------------------- a server that answers, or does not


def _answers(stage: Stage) -> None:
    stage.peer.on_message(lambda message: f"you said: {str(message)[:60]} ({stage.token})")
    stage.start_slowly()
    stage.drive(LONG_ENOUGH)


def _offline(stage: Stage) -> None:
    stage.set_online(False)
    stage.start()
    stage.drive(LONG_ENOUGH)


def _bad_address(stage: Stage) -> None:
    stage.start(BAD_ADDRESS)
    stage.drive(LONG_ENOUGH)


def _nobody(stage: Stage) -> None:
    stage.start(NOBODY)
    stage.drive(LONG_ENOUGH)


ANSWERS_FIRST = Situation(
    "answers",
    t("a server that answers, slow to open", "会答复的服务器，连接较慢"),
    _answers,
    _with(
        opening.SUBSCRIBED_LATE,
        opening.SENT_BEFORE_OPEN,
        opening.WRONG_EVENT,
        opening.NOTHING_SENT,
        opening.NOT_SHOWN,
        opening.NOT_CLOSED,
    ),
    level=11,
)
ANSWERS_DEVICE = Situation(
    "answers-18",
    t("the same on a phone with API 18", "API 18 的手机，其余相同"),
    _answers,
    ANSWERS_FIRST.mistakes,
    18,
    "device",
)
QUESTIONS = Situation(
    "answers",
    t("a server that answers, slow to open", "会答复的服务器，连接较慢"),
    _answers,
    _with(
        opening.SUBSCRIBED_LATE,
        opening.SENT_BEFORE_OPEN,
        opening.WRONG_EVENT,
        opening.DID_NOT_WAIT,
        opening.QUESTIONS,
        opening.NOT_SHOWN,
        opening.NOT_CLOSED,
    ),
)
NOBODY_THERE = Situation(
    "nobody",
    t("nobody listens at the address", "该地址上没有服务器"),
    _nobody,
    _with(opening.ERROR_NOT_HEARD, opening.SILENT_FAILURE),
)
REJECTED = Situation(
    "address",
    t("an address that is none", "无效的地址"),
    _bad_address,
    _with(life.UNHANDLED_REJECTION, opening.SILENT_FAILURE),
)

# -------------------------------------------------------------------------------------------------------- permissions


def _granted(stage: Stage) -> None:
    said: list[str] = []

    def answer(message: str | bytes) -> str | None:
        said.append(str(message))
        return f"welcome ({stage.token})" if len(said) == 1 else None

    stage.peer.on_message(answer)
    stage.start()
    stage.drive(20, until=lambda: bool(said))
    stage.drive(2)
    if said:
        stage.peer.send("bye")
    stage.drive(LONG_ENOUGH)


def _denied(stage: Stage) -> None:
    stage.app.revoke(INTERNET)
    stage.start()
    stage.drive(LONG_ENOUGH)


def _revoked(stage: Stage) -> None:
    stage.start()
    _connected(stage)
    stage.app.revoke(INTERNET)
    stage.drive(LONG_ENOUGH)


GRANTED = Situation(
    "granted",
    t("the permission is granted", "权限已授予"),
    _granted,
    _with(opening.NOTHING_SENT, opening.NOT_SHOWN, opening.NOT_CLOSED),
    level=11,
)
DENIED = Situation("denied", t("the permission is denied", "权限被拒绝"), _denied, _DENIED, level=11)
DENIED_26 = Situation(
    "denied-26",
    t("denied on a phone with API 26", "API 26 的手机，权限被拒绝"),
    _denied,
    _DENIED,
    level=26,
    fidelity="device",
)
REVOKED = Situation(
    "revoked",
    t("the permission is taken away while connected", "连接期间权限被收回"),
    _revoked,
    _DENIED,
    level=11,
)

# ------------------------------------------------------------------------------------------------------ long messages


def _long_messages(stage: Stage) -> None:
    stage.start()
    for message in (messages.GREETING, messages.LONG_TEXT, messages.BYTES, messages.BYE):
        if _connected(stage):
            stage.peer.send(message)
    stage.drive(LONG_ENOUGH)


_MESSAGES = _with(
    messages.COUNTED_CHARACTERS, messages.ANSWERED_PARTS, messages.TEXT_ONLY, life.CRASHED, messages.WRONG_LENGTH
)
PARTS = Situation(
    "parts", t("messages in parts (API 11)", "消息分段送达（API 11）"), _long_messages, _MESSAGES, level=11
)
WHOLE = Situation(
    "whole",
    t("messages in one piece (a phone with API 12)", "消息整条送达（API 12 的手机）"),
    _long_messages,
    _MESSAGES,
    fidelity="device",
)

# ------------------------------------------------------------------------------------------------------------- errors


def _refuses(status: int, reason: str) -> Situation:
    def play(stage: Stage) -> None:
        stage.peer.refuse(status, reason)
        stage.start()
        stage.drive(LONG_ENOUGH)

    last = errors.RETRIED_REFUSAL if status < 500 else errors.GAVE_UP
    return Situation(
        f"http-{status}",
        t(f"the server says {status} {reason}", f"服务器答复 {status} {reason}"),
        play,
        _with(errors.TOOK_200, opening.ERROR_NOT_HEARD, errors.NO_PAUSE, errors.TOO_MANY_TRIES, last),
    )


REFUSED = _refuses(403, "Forbidden")
UNAVAILABLE = _refuses(503, "Service Unavailable")
ADDRESS = Situation(
    "address",
    t("an address that is none", "无效的地址"),
    _bad_address,
    _with(errors.TOOK_200, errors.RETRIED_ADDRESS),
)
NO_PERMISSION = Situation("no-permission", t("no permission", "没有权限"), _denied, (errors.TOOK_200, *_DENIED))
TRIES = Situation(
    "nobody",
    t("nobody listens at the address", "该地址上没有服务器"),
    _nobody,
    _with(errors.TOOK_200, opening.ERROR_NOT_HEARD, errors.NO_PAUSE, errors.TOO_MANY_TRIES, errors.GAVE_UP),
)
TRIES_OFFLINE = Situation(
    "offline",
    t("airplane mode", "飞行模式"),
    _offline,
    _with(errors.TOOK_200, errors.NO_PAUSE, errors.TOO_MANY_TRIES, errors.GAVE_UP),
)

# ------------------------------------------------------------------------------------------------------------ closing


def _bye(stage: Stage) -> None:
    stage.start()
    if _connected(stage):
        stage.peer.send("bye")
    stage.drive(LONG_ENOUGH)


def _move(stage: Stage) -> None:
    stage.start()
    if _connected(stage):
        stage.peer.send("move")
    if _connected(stage, 2):
        stage.drive(2)
        stage.peer.send("bye")
    stage.drive(LONG_ENOUGH)


def _server_closes(stage: Stage) -> None:
    stage.start()
    if _connected(stage):
        stage.peer.close(1001, "going away")
    stage.drive(LONG_ENOUGH)


_CLOSING = (
    closing.BAD_CLOSE_CODE,
    closing.REUSED_EARLY,
    closing.SENT_AFTER_CLOSE,
    closing.CLOSED_AGAIN,
)
BYE = Situation(
    "bye",
    t("the server says `bye`", "服务器说 `bye`"),
    _bye,
    _with(*_CLOSING, closing.NO_GOODBYE, closing.LEFT_EARLY),
)
MOVE = Situation(
    "move",
    t("the server says `move`, then `bye`", "服务器先说 `move`，再说 `bye`"),
    _move,
    _with(*_CLOSING, closing.DID_NOT_MOVE),
)
MOVE_DEVICE = Situation(
    "move-18",
    t("the same on a phone with API 18", "API 18 的手机，其余相同"),
    _move,
    MOVE.mistakes,
    level=18,
    fidelity="device",
)
SERVER_CLOSES = Situation(
    "server-closes",
    t("the server closes with 1001", "服务器以 1001 关闭"),
    _server_closes,
    _with(*_CLOSING),
)

# ------------------------------------------------------------------------------------------------------------- levels


def _ticket(stage: Stage) -> None:
    stage.peer.on_message(lambda message: f"you said: {str(message)[:60]} ({stage.token})")
    stage.start_slowly("chat", ticket=stage.token.ljust(TICKET_SIZE, "7"))
    stage.drive(LONG_ENOUGH)


def _at_level(level: int) -> Situation:
    return Situation(
        f"api-{level}",
        t(f"a phone with API {level}", f"API {level} 的手机"),
        _ticket,
        (
            levels.RAISED_MIN_LEVEL,
            levels.MISSING_MODULE,
            levels.LONG_URL,
            *_with(
                opening.SUBSCRIBED_LATE,
                opening.SENT_BEFORE_OPEN,
                levels.NO_TICKET,
                opening.NOTHING_SENT,
                opening.NOT_SHOWN,
                opening.NOT_CLOSED,
            ),
            levels.NOT_PORTABLE,
        ),
        level,
        "device",
    )


LEVELS = tuple(_at_level(level) for level in (10, 12, 18, 26))

# -------------------------------------------------------------------------------------------------------- bad network


def _drops(stage: Stage) -> None:
    stage.start()
    for count in (1, 2):
        if _connected(stage, count, 60):
            stage.peer.abort()
    if _connected(stage, 3, 60):
        stage.peer.send("bye")
    stage.drive(LONG_ENOUGH)


def _gone(stage: Stage) -> None:
    stage.start(NOBODY)
    run = stage.run
    stage.drive(400, until=lambda: run is not None and len(run.calls("connect")) >= network.ENDLESS_TRIES, step=4.0)


def _silent(stage: Stage) -> None:
    stage.start()
    if _connected(stage):
        stage.peer.pause()
        again = _connected(stage, 2, 120, step=20.0)  # netstack misses the pongs after a minute
        stage.peer.resume()
        if again:
            stage.peer.send("bye")
    stage.drive(LONG_ENOUGH)


def _airplane(stage: Stage) -> None:
    stage.start()
    if _connected(stage):
        stage.set_online(False)
        stage.drive(5, step=1.0)
        stage.set_online(True)
        if _connected(stage, 2, 60):
            stage.peer.send("bye")
    stage.drive(LONG_ENOUGH)


_NETWORK = (network.TWO_CONNECTIONS, network.HASTY)
DROPS = Situation(
    "drops",
    t("the server drops the connection twice", "服务器两次断开连接"),
    _drops,
    _with(*_NETWORK, network.NO_RECONNECT),
)
GONE = Situation(
    "gone",
    t("the server does not come back", "服务器再也没有回来"),
    _gone,
    _with(*_NETWORK, network.SAME_PAUSES, network.ENDLESS, network.GAVE_UP_SOON),
)
SILENT = Situation(
    "silent",
    t("the server falls silent", "服务器不再作声"),
    _silent,
    _with(*_NETWORK, network.NO_RECONNECT),
)
AIRPLANE = Situation(
    "airplane",
    t("five seconds of airplane mode", "飞行模式五秒钟"),
    _airplane,
    _with(*_NETWORK, network.NO_RECONNECT),
)
TAKEN = Situation(
    "revoked",
    t("the permission is taken away", "权限被收回"),
    _revoked,
    _DENIED,
)
