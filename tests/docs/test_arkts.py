"""ArkTS beside Python: the sample apps' READMEs and the guide name what the Python code uses, as it is called there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.guest import context, entry
from emulator.guest.api.ohos import hilog
from emulator.parity import LEDGER, Support
from syscap.members import MEMBERS
from tests.docs.examples import ROOT, blocks

APPS = sorted(folder for folder in (ROOT / "apps").iterdir() if (folder / "AppScope").is_dir())
GUIDES = sorted((ROOT / "docs" / "guides").glob("from-python-to-arkts*.md"))
ROW = re.compile(r"^\| (?P<python>`.+`) \| (?P<arkts>`.+`) \|$", re.MULTILINE)
LIFE_CYCLE = {name for name in vars(entry.UIAbility) if name.startswith("on")}
CONTEXT = {
    "filesDir",
    "cacheDir",
    "tempDir",
    "preferencesDir",
    "databaseDir",
    "distributedFilesDir",
    "cloudFileDir",
    "bundleCodeDir",
    "resourceDir",
    "applicationInfo",
    "abilityInfo",
    "currentHapModuleInfo",
    "accessTokenId",
    "getApplicationContext",
    "terminateSelf",
}
PLATFORM = {member.name.rpartition(".")[2] for member in MEMBERS} | LIFE_CYCLE | CONTEXT | {"parameters"}


def used(path: Path) -> Iterator[str]:
    """Yield the platform's names that an app's code uses: attributes, names it imports, callbacks, events."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Attribute(attr=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ImportFrom(module=str(module), names=names) if module.split(".")[0] == "ohos":
                yield from (alias.name for alias in names)
            case ast.Call(func=ast.Attribute(attr="on" | "off"), args=[ast.Constant(value=str(event)), *_]):
                yield event


def says(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def arkts_section(app: Path) -> str:
    return (app / "README.md").read_text(encoding="utf-8").partition("## The same in ArkTS")[2]


def snippet(cell: str) -> str:
    return cell.strip("`").strip()


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_the_arkts_of_an_app_has_every_member_of_the_platform_that_its_python_has(app: Path) -> None:
    (arkts,) = blocks(app / "README.md", "ts")
    names = {name for path in (app / "entry").rglob("*.py") for name in used(path)} & PLATFORM
    assert {"createWebSocket", "on", "connect", "onCreate", "terminateSelf"} <= names
    assert {name for name in names if not says(arkts, name)} == set()


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_what_stands_side_by_side_is_in_the_app_and_in_its_arkts(app: Path) -> None:
    (arkts,) = blocks(app / "README.md", "ts")
    python = "\n".join(path.read_text(encoding="utf-8") for path in (app / "entry").rglob("*.py"))
    rows = [(snippet(row["python"]), snippet(row["arkts"])) for row in ROW.finditer(arkts_section(app))]
    assert len(rows) >= 4
    assert [left for left, _ in rows if left not in python] == []
    assert [right for _, right in rows if right not in arkts] == []


@pytest.mark.parametrize("page", [*(app / "README.md" for app in APPS), *GUIDES], ids=lambda page: page.parent.name)
def test_arkts_has_its_types_and_its_brackets(page: Path) -> None:
    for arkts in blocks(page, "ts"):
        for opening, closing in ("()", "{}", "[]"):
            assert arkts.count(opening) == arkts.count(closing)
        assert not re.search(r"\bany\b|\bunknown\b|\bvar\b|\brequire\(", arkts), "ArkTS does not have it"
        # In a catch clause and a contextually typed promise, ArkTS has no type; everywhere else it wants one.
        untyped = re.findall(r"\((\w+)(?:, \w+)*\) =>", arkts)
        assert set(untyped) <= {"resolve"}
        imported = re.findall(r"import \{ (.*?) \} from '@kit\.", arkts)
        for name in (name for names in imported for name in names.split(", ")):
            assert len(re.findall(rf"\b{name}\b", arkts)) > 1, f"{name} is imported and not used"


def emulated() -> set[str]:
    """Return the last part of each public name that an app finds in `ohos` at some level."""
    members = {entry.subject for entry in LEDGER if entry.support is not Support.DIVERGENT} & {m.name for m in MEMBERS}
    names = {name.rpartition(".")[2] for name in members}
    names |= {name for name in vars(hilog) if name.islower() and not name.startswith("_")} & {
        *("debug", "info", "warn", "error", "fatal")
    }
    names |= {"hilog", "isLoggable", "LogLevel", "UIAbility", "then", "catch", "finally_"}
    names |= LIFE_CYCLE | CONTEXT | set(context.Want.__dataclass_fields__)
    names |= set(context.ApplicationInfo.__dataclass_fields__)
    return names


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_guide_names_every_public_member_that_the_emulator_has(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    assert {name for name in emulated() if not says(text, name)} == set()


def test_the_names_of_the_context_are_those_that_it_has() -> None:
    source = Path(str(context.__file__)).read_text(encoding="utf-8")
    assert {name for name in CONTEXT if not says(source, name)} == set()
    directories = set(re.findall(r"self\.(\w+(?:Dir|Info)) = ", source))
    assert directories <= CONTEXT
