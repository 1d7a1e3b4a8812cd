"""Apps with one fault each: the matrix names it, and nothing else."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from emulator.config import DeviceConfig
from emulator.permission_matrix import Cell, Situation, Verdict, check_permissions
from tests.apps.command import APPS

HEAD = """
import asyncio, sys, time
from ohos import abilityAccessCtrl
from ohos.net import webSocket
ws = webSocket.createWebSocket()
url = want.parameters["url"]
done = asyncio.Event()
"""

SESSION = """
ws.on("open", lambda error, value: ws.send("x"))
ws.on("message", lambda error, value: None)
ws.on("close", lambda error, value: (print("closed", value.code), done.set()))
"""

SHORT = """
ws.on("open", lambda error, value: ws.close())
ws.on("close", lambda error, value: done.set())
"""

APPS_WITH: dict[str, tuple[str, tuple[Verdict, Verdict, Verdict | None]]] = {
    "tells the user": (
        SESSION
        + """
        try:
            await ws.connect(url)
            await done.wait()
        except Exception as error:
            print("no network:", error)
        """,
        (Verdict.WORKED, Verdict.SHOWN, Verdict.SHOWN),
    ),
    "tells by its exit code": (
        SHORT
        + """
        try:
            await ws.connect(url)
            await done.wait()
        except Exception:
            sys.exit(3)
        """,
        (Verdict.WORKED, Verdict.CAUGHT, None),
    ),
    "looks first": (
        SHORT
        + """
        manager = abilityAccessCtrl.createAtManager()
        token = context.applicationInfo.accessTokenId
        if await manager.checkAccessToken(token, "ohos.permission.INTERNET") == 0:
            await ws.connect(url)
            await done.wait()
        """,
        (Verdict.WORKED, Verdict.AVOIDED, None),
    ),
    "swallows 201": (
        SHORT
        + """
        print("hello")
        try:
            await ws.connect(url)
        except Exception:
            pass
        await asyncio.sleep(3)
        print("bye")
        """,
        (Verdict.WORKED, Verdict.SWALLOWED, None),
    ),
    "swallows it in a callback": (
        SHORT + "ws.connect(url, lambda error, value: None)\nawait asyncio.sleep(3)\n",
        (Verdict.WORKED, Verdict.SWALLOWED, None),
    ),
    "looks at no promise": (
        SHORT + "ws.connect(url)\nawait asyncio.sleep(3)\n",
        (Verdict.WORKED, Verdict.SWALLOWED, None),
    ),
    "crashes": (SHORT + "await ws.connect(url)\n", (Verdict.WORKED, Verdict.CRASHED, None)),
    "waits for ever": (
        SHORT
        + """
        try:
            await ws.connect(url)
        except Exception as error:
            print("no network:", error)
        await done.wait()
        """,
        (Verdict.WORKED, Verdict.HUNG, None),
    ),
    "blocks its main thread": (
        SHORT
        + """
        try:
            await ws.connect(url)
        except Exception:
            while True: pass
        """,
        (Verdict.WORKED, Verdict.HUNG, None),
    ),
    "tries for ever, with pauses": (
        SHORT
        + """
        pause = 1
        while True:
            try:
                await ws.connect(url)
                break
            except Exception as error:
                print("again", error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, 60)
        """,
        (Verdict.WORKED, Verdict.RETRIED, None),
    ),
    "tries for ever, at once": (
        SHORT
        + """
        def again(error, value):
            if error: ws.connect(url, again)
        ws.connect(url, again)
        await done.wait()
        """,
        (Verdict.WORKED, Verdict.RETRIED, None),
    ),
    "tries for ever, with pauses that grow": (
        SHORT
        + """
        pause = 1
        while True:
            try:
                await ws.connect(url)
                break
            except Exception as error:
                await asyncio.sleep(pause)
                pause *= 2
        """,
        (Verdict.WORKED, Verdict.RETRIED, None),
    ),
    "tries for ever, from callbacks alone": (
        """
        def go():
            ws = webSocket.createWebSocket()
            ws.on("open", lambda error, value: ws.close())
            ws.connect(url, lambda error, value: (print("failed"), go()) if error else None)
        go()
        """,
        (Verdict.WORKED, Verdict.RETRIED, None),
    ),
    "closes at the first answer": (
        """
        ws.on("open", lambda error, value: ws.send("x"))
        ws.on("message", lambda error, value: ws.close())
        try:
            await ws.connect(url)
        except Exception as error:
            print(error)
        """,
        (Verdict.WORKED, Verdict.SHOWN, Verdict.SWALLOWED),
    ),
    "tells the code alone": (
        SHORT + "ws.connect(url, lambda error, value: print('code', error.code if error else 0))\n",
        (Verdict.WORKED, Verdict.SHOWN, None),
    ),
    "reconnects for ever when it is cut": (
        """
        ws.on("open", lambda error, value: None)
        ws.on("close", lambda error, value: done.set())
        while True:
            try:
                await ws.connect(url)
                await done.wait()
            except Exception:
                await asyncio.sleep(1)
            done.clear()
        """,
        (Verdict.WORKED, Verdict.RETRIED, Verdict.RETRIED),
    ),
    "needs nothing": ("print('hello')\n", (Verdict.WORKED, Verdict.NOT_MET, Verdict.NO_SESSION)),
    "fails anyhow": ("1 / 0\n", (Verdict.FAILED, Verdict.CRASHED, Verdict.NO_SESSION)),
}


async def _matrix(path: Path, *, no_permission: bool = False, **settings: object) -> list[Cell]:
    config = DeviceConfig.model_validate(settings)
    return [cell async for cell in check_permissions(path, config, {}, no_permission=no_permission)]


def _write(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "app.py"
    blocks = body.split("\n        ", 1)
    path.write_text(HEAD + blocks[0] + ("\n" + textwrap.dedent("        " + blocks[1]) if len(blocks) > 1 else ""))
    return path


@pytest.mark.parametrize("name", APPS_WITH)
async def test_matrix_names_what_the_app_does(name: str, tmp_path: Path) -> None:
    body, expected = APPS_WITH[name]
    cells = await _matrix(_write(tmp_path, body))
    assert [cell.situation for cell in cells] == list(Situation)
    for cell, verdict in zip(cells, expected, strict=True):
        if verdict is not None:  # None: it may have ended before the permission could be taken away
            assert cell.finding.verdict is verdict, cell


async def test_place_of_the_refusal_is_named(tmp_path: Path) -> None:
    cells = await _matrix(_write(tmp_path, "await ws.connect(url)\n" + SHORT))
    assert "201" in cells[1].finding.detail


async def test_app_that_declares_nothing_but_needs_internet_is_told_so(tmp_path: Path) -> None:
    body = "try: await ws.connect(url)\nexcept Exception as error: print(error)\n"
    [cell] = await _matrix(_write(tmp_path, body), no_permission=True)
    assert (cell.permission, cell.finding.verdict) == ("ohos.permission.INTERNET", Verdict.UNDECLARED)
    assert (cell.good, cell.finding.detail) == (False, "201 in connect() at app.py:8")


@pytest.mark.parametrize("app", sorted(path.parents[1].name for path in APPS.glob("*/AppScope/app.json5")))
async def test_samples_set_a_good_example(app: str) -> None:
    assert [cell for cell in await _matrix(APPS / app) if not cell.good] == []


async def test_user_grant_permission_that_is_revoked_ends_the_app(tmp_path: Path) -> None:
    app = tmp_path / "synchronises"
    for file in (APPS / "hello").rglob("*"):
        if file.is_file():
            copy = app / file.relative_to(APPS / "hello")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    manifest = app / "entry" / "src" / "main" / "module.json5"
    scene = '{ abilities: ["EntryAbility"], when: "inuse" }'
    asked = f'{{ name: "ohos.permission.DISTRIBUTED_DATASYNC", reason: "$string:r", usedScene: {scene} }}'
    text = manifest.read_text()
    start = text.index("requestPermissions")
    manifest.write_text(text[:start] + text[start:].replace("[", f"[{asked}, ", 1))
    (app / "entry" / "src" / "main" / "EntryAbility.py").write_text(
        textwrap.dedent("""
        from ohos.app.ability import UIAbility
        from ohos.net import webSocket
        class EntryAbility(UIAbility):
            async def onForeground(self):
                self.ws = webSocket.createWebSocket()
                self.ws.on("open", lambda error, value: print("open"))
                try:
                    await self.ws.connect(self.context_url)
                except Exception as error:
                    print(error)
            def onCreate(self, want, launchParam):
                self.context_url = want.parameters["url"]
        """)
    )
    cells = {(cell.permission.rpartition(".")[2], cell.situation): cell.finding.verdict for cell in await _matrix(app)}
    assert cells["DISTRIBUTED_DATASYNC", Situation.REVOKED] is Verdict.ENDED
    assert cells["DISTRIBUTED_DATASYNC", Situation.DENIED] is Verdict.NOT_MET
    assert cells["INTERNET", Situation.DENIED] is Verdict.SHOWN
