"""Model answers of the lessons, and copies of them with one mistake.

The answers are here and not beside the lessons, so that a learner does not meet them before the exercise.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from emulator.lessons import lesson_of, start

SOLUTIONS = Path(__file__).parent / "solutions"
ABILITY = Path("entry/src/main/EntryAbility.py")
MODULE = Path("entry/src/main/module.json5")
APP = Path("AppScope/app.json5")
DECLARED = '"requestPermissions": [{ "name": "ohos.permission.INTERNET" }]'
UNDECLARED = '"requestPermissions": []'


@dataclass(frozen=True)
class Slip:
    """An app with one mistake: pieces of the model answer, and what stands there instead."""

    lesson: int
    mistake: str
    changes: tuple[tuple[str, str], ...]
    file: Path = ABILITY


def make_answer(number: int, folder: Path) -> Path:
    """Write the model answer of a lesson."""
    start(lesson_of(number), folder)
    (folder / ABILITY).write_text((SOLUTIONS / f"lesson_{number}.py").read_text(encoding="utf-8"), encoding="utf-8")
    module = (folder / MODULE).read_text(encoding="utf-8")
    (folder / MODULE).write_text(module.replace(UNDECLARED, DECLARED), encoding="utf-8")
    return folder


def make_slip(slip: Slip, folder: Path) -> Path:
    """Write an app with one mistake.

    Raises:
        ValueError: the model answer has no such piece.
    """
    make_answer(slip.lesson, folder)
    text = (folder / slip.file).read_text(encoding="utf-8")
    for old, new in slip.changes:
        if old not in text:
            raise ValueError(f"lesson {slip.lesson} has no {old!r}")
        text = text.replace(old, new)
    (folder / slip.file).write_text(text, encoding="utf-8")
    return folder


def one(lesson: int, mistake: str, *changes: tuple[str, str], file: Path = ABILITY) -> Slip:
    return Slip(lesson, mistake, changes, file)


CONNECT = '        self.ws.connect(want.parameters["url"]).catch(self.failed)\n'
TERMINATE = "self.context.terminateSelf()"

SLIPS = (
    # ------------------------------------------------------------------------------------------------- lesson 1
    one(1, "blocked-main-thread", ('print("connected")', "import time; time.sleep(30)")),
    one(1, "never-connected", (CONNECT, f"        {TERMINATE}\n")),
    one(
        1,
        "subscribed-late",
        ('        self.ws.on("message", self.received)\n', ""),
        (CONNECT, CONNECT + '        self.ws.on("message", self.received)\n'),
    ),
    one(
        1,
        "sent-before-open",
        (CONNECT, CONNECT.replace(".catch", '.then(lambda started: self.ws.send("hello")).catch')),
        ('        self.ws.send("hello")\n', ""),
    ),
    one(1, "wrong-event", ('on("message"', 'on("onMessage"')),
    one(1, "nothing-sent", ('self.ws.send("hello")', "self.ws.close()")),
    one(1, "answer-not-shown", ('print(f"the server says: {text}")', 'print("hello, I am the server")')),
    one(1, "not-closed", ("self.ws.close()", TERMINATE)),
    one(1, "not-ended", (f'closed with {{result.code}}")\n        {TERMINATE}', 'closed with {result.code}")')),
    one(1, "crashed", ("{result.code}", "{result.status}")),
    # ------------------------------------------------------------------------------------------------- lesson 2
    one(
        2,
        "did-not-wait",
        (".pop(0)).catch(self.failed)", '.pop(0))\n        self.ws.send("second")\n        self.questions = []'),
    ),
    one(2, "questions-missing", ('"first", "second"', '"first", "third"')),
    one(2, "error-not-heard", ('        self.ws.on("error", self.failed)\n', "")),
    one(2, "silent-failure", ('        print(f"no connection: {error}")\n', "")),
    one(2, "unhandled-rejection", ('(want.parameters["url"]).catch(self.failed)', '(want.parameters["url"])')),
    one(
        2,
        "sent-after-close",
        (
            "            self.ws.close()\n",
            '            self.ws.close()\n            self.ws.send("bye").catch(print)\n',
        ),
    ),
    # ------------------------------------------------------------------------------------------------- lesson 3
    one(3, "permission-not-declared", (DECLARED, UNDECLARED), file=MODULE),
    one(3, "ignored-201", ("except BusinessError", "except OSError")),
    one(
        3,
        "retried-201",
        ("            self.failed(error)\n", "            print(error)\n            await self.onForeground()\n"),
    ),
    one(3, "hung-after-201", ("            self.failed(error)\n", "            print(error)\n")),
    one(
        3,
        "silent-201",
        ('            print("no permission to use the network: going on without it")', "            pass"),
    ),
    # ------------------------------------------------------------------------------------------------- lesson 4
    one(
        4,
        "answered-parts",
        ('        self.ws.on("dataEnd", self.complete)\n', ""),
        ("data.encode())\n", "data.encode())\n        self.complete()\n"),
    ),
    one(4, "counted-characters", ("length {len(message)}", "length {len(message.decode('utf-8', 'replace'))}")),
    one(4, "text-only", ("data if isinstance(data, bytes) else data.encode()", "data.encode()")),
    one(4, "wrong-length", ("        self.parts.clear()\n", "")),
    one(4, "permission-not-declared", ('{ "name": "ohos.permission.INTERNET" }', ""), file=MODULE),
    # ------------------------------------------------------------------------------------------------- lesson 5
    one(
        5,
        "took-200-for-ok",
        (
            "        self.settle(400 <= status < 500)",
            "        if error.code == 200:\n            self.ws.send('hi')\n        self.settle(400 <= status < 500)",
        ),
    ),
    one(5, "retried-address", ("return error.code != CONNECT_FAILED", "return error.code == 201")),
    one(5, "retried-201", ("return error.code != CONNECT_FAILED", "return error.code == 2302001")),
    one(5, "retried-refusal", ("400 <= status < 500", "False")),
    one(5, "gave-up", ("400 <= status < 500", "True")),
    one(5, "too-many-tries", ("TRIES = 3", "TRIES = 9")),
    one(5, "no-pause", ("asyncio.sleep(1)", "asyncio.sleep(0)")),
    # ------------------------------------------------------------------------------------------------- lesson 6
    one(
        6,
        "sent-after-close",
        (
            "            self.moving = True\n",
            '            self.moving = True\n            self.ws.send("moving").catch(print)\n',
        ),
    ),
    one(
        6,
        "reused-early",
        (
            "            self.moving = True\n",
            "            self.moving = True\n            self.ws.connect(self.url).catch(print)\n",
        ),
    ),
    one(6, "closed-again", ('print(f"closed with {result.code}")', "self.ws.close().catch(print)")),
    one(6, "bad-close-code", ('"code": 1000', '"code": 4000')),
    one(6, "no-goodbye", ('self.ws.close({"code": 1000, "reason": "bye"})', TERMINATE)),
    one(
        6,
        "left-before-close",
        ('"reason": "bye"})', f'"reason": "bye"}})\n            {TERMINATE}'),
        ('        self.ws.on("close", self.closed)\n', ""),
    ),
    one(6, "did-not-move", ("            self.moving = True\n", "")),
    one(6, "wrong-event", ('on("close"', 'on("closed"')),
    one(
        6,
        "subscribed-late",
        ('        self.ws.on("error", self.failed)\n', ""),
        (
            "        self.ws.connect(self.url).catch(self.failed)\n\n    def opened",
            "        self.ws.connect(self.url).catch(print)\n"
            "        self.ws.on('error', self.failed)\n\n    def opened",
        ),
    ),
    # ------------------------------------------------------------------------------------------------- lesson 7
    one(7, "raised-min-level", ('"minAPIVersion": 10', '"minAPIVersion": 11'), file=APP),
    one(7, "missing-module", ("from ohos.net import", "from kit.NetworkKit import")),
    one(7, "long-url", ('connect(want.parameters["url"],', "connect(f\"{want.parameters['url']}?{ticket}\",")),
    one(7, "ticket-missing", ("X-Ticket", "Ticket")),
    one(7, "not-portable", ("self.ws.close()", 'self.ws.close({"code": 4000})')),
    # ------------------------------------------------------------------------------------------------- lesson 8
    one(8, "did-not-reconnect", ("return self.wanted", "return False")),
    one(
        8,
        "two-connections",
        (
            'print(f"error event: {error.code} {error.data}")\n        self.over.set()',
            "self.ws.connect(self.url).catch(print)",
        ),
    ),
    one(8, "hasty", ("asyncio.sleep(pause)", "asyncio.sleep(0.01)")),
    one(8, "same-pauses", ("2**self.failures", "2")),
    one(8, "endless-retry", ("MOST_FAILURES = 6", "MOST_FAILURES = 600")),
    one(8, "gave-up-soon", ("MOST_FAILURES = 6", "MOST_FAILURES = 2")),
    one(8, "retried-201", ("return error.code == CONNECT_FAILED", "return True")),
    one(
        8,
        "reused-early",
        (
            "            self.ws.close()\n",
            "            self.ws.close()\n            self.ws.connect(self.url).catch(print)\n",
        ),
    ),
)
