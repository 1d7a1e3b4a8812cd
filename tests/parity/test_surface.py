"""What an app finds when it looks for the members of the API."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from emulator import DeviceConfig
from emulator.parity import Support
from emulator.parity.members import MEMBER_ENTRIES
from syscap.members import Kind, find
from tests.parity.hosting import run

LOOK = """
    import importlib, json
    from ohos import abilityAccessCtrl, base, canIUse
    from ohos.net import webSocket

    roots = {"webSocket": webSocket, "base": base, "abilityAccessCtrl": abilityAccessCtrl, "canIUse": canIUse}
    roots["PermissionRequestResult"] = abilityAccessCtrl.PermissionRequestResult
    if want.parameters["kits"]:
        roots["kit"] = importlib.import_module("kit")

    def there(name):
        first, *rest = name.split(".")
        if first not in roots:
            return False
        found = roots[first]
        for part in rest:
            if first == "kit" and part.endswith("Kit"):
                found = importlib.import_module(f"kit.{part}")
            elif not hasattr(found, part):
                return False
            else:
                found = getattr(found, part)
        return True

    print(json.dumps([name for name in want.parameters["names"] if there(name)]))
"""

TANGIBLE = {Kind.NAMESPACE, Kind.FUNCTION, Kind.INTERFACE, Kind.METHOD, Kind.ENUM, Kind.VALUE, Kind.KIT}
"""Kinds that have something at run time; a field is a key of an object, an event a text."""


def is_tangible(name: str) -> bool:
    member = find(name)
    return member is not None and member.kind in TANGIBLE


@pytest.mark.parametrize("level", [9, 11, 20, 26])
async def test_an_app_finds_exactly_the_members_that_the_ledger_names(level: int, tmp_path: Path) -> None:
    entries = [entry for entry in MEMBER_ENTRIES if level in entry.levels and is_tangible(entry.subject)]
    names = [entry.subject for entry in entries]
    done = await run(tmp_path, LOOK, DeviceConfig(api_level=level), names=names, kits=level >= 11)
    assert done.code == 0, done.records
    found = json.loads(done.printed[-1])
    assert found == [entry.subject for entry in entries if entry.support is not Support.DIVERGENT]


async def test_access_control_is_there_below_its_level(tmp_path: Path) -> None:
    source = "from ohos import abilityAccessCtrl; print(type(abilityAccessCtrl.createAtManager()).__name__)"
    assert (await run(tmp_path, source, DeviceConfig(api_level=6))).printed == ["AtManager"]


async def test_the_server_says_that_it_is_not_emulated(tmp_path: Path) -> None:
    source = """
        from ohos.net import webSocket
        try:
            webSocket.createWebSocketServer()
        except AttributeError as error:
            print(error)
    """
    told = {level: (await run(tmp_path, source, DeviceConfig(api_level=level))).printed for level in (11, 20)}
    assert told == {
        11: ["`webSocket` has no member `createWebSocketServer`"],
        20: ["this emulator does not have `webSocket.createWebSocketServer`: `ohemu parity` tells what it has"],
    }
