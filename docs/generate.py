"""Writes docs/reference from the code: `python docs/generate.py`. A test fails while a page is stale."""

from __future__ import annotations

import ast
import enum
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer

from emulator.cli.exit_codes import ExitCode
from emulator.cli.verbs import VERBS
from emulator.config import DeviceConfig, format_size, keys, variable
from emulator.explanations import EXPLANATIONS, Kind, Language, Text
from emulator.guest.netstack.websocket import behavior, portability
from emulator.parity import LEDGER
from permissions.definitions import DEFINITIONS, EVIDENCE
from syscap.devices import CAPABILITIES, DEVICE_TYPES, capabilities
from syscap.levels import LEVELS, RELEASES, has_own_release, release_of
from syscap.members import MEMBERS, added_in

REFERENCE = Path(__file__).parent / "reference"
NETSTACK = CAPABILITIES["NetStack"]

_HEAD = "<!-- Written by docs/generate.py from the code; `make docs` writes it anew. -->\n\n"


def cli() -> Iterator[str]:
    yield "# Command line"
    yield "`ohemu`, also `python -m emulator`. What [config.yaml](config.md) and the environment set, a flag overrides."
    yield f"Exit codes: the app's own; 128 + n when signal n ended it; {_exit_codes()}."
    for name, verb in VERBS.items():
        command: Any = typer.main.get_command(import_module(verb.module).app)
        yield from _commands(f"ohemu {name}", command, verb.summary)


def _exit_codes() -> str:
    return ", ".join(f"{code.value} {code.name.lower().replace('_', ' ')}" for code in ExitCode)


def _commands(path: str, command: Any, summary: str) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if inner:
        for name, child in inner.items():
            yield from _commands(f"{path} {name}", child, summary)
        return
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option"]
    yield f"## {path}"
    yield str(command.help or summary)
    shown = (_metavar(one) if one.required else f"[{_metavar(one)}]" for one in arguments)
    yield _fence("text", [" ".join([path, *shown, "[OPTIONS]"])])
    examples = getattr(command, "examples", [])
    if examples:
        yield _fence("sh", examples)
    rows = [(f"`{_metavar(one)}`", one.help or "") for one in arguments]
    rows += [(f"`{' '.join([*one.opts[:1], _metavar(one)]).strip()}`", one.help or "") for one in options]
    yield _table(("argument or option", "what"), rows)


def _metavar(param: Any) -> str:
    return "" if getattr(param, "is_flag", False) else str(param.metavar or param.name.upper())


def config() -> Iterator[str]:
    yield "# config.yaml"
    yield "The device. Each key may be left out; a flag overrides the environment, which overrides the file."
    rows = [
        (f"`{key}`", f"`{_default(key)}`", field.description, f"`{variable(key)}`") for key, field in keys().items()
    ]
    yield _table(("key", "default", "what", "variable"), rows)
    yield "The flags are those of [`ohemu run`](cli.md#ohemu-run)."


def _default(key: str) -> str:
    value: Any = DeviceConfig()
    for part in key.split("."):
        value = getattr(value, part)
    if key in {"limits.memory", "limits.file_size", "limits.storage"}:
        return format_size(value)
    match value:
        case None:
            return "null"
        case tuple():
            return str(list(value))
        case float():
            return f"{value:g}"
    return str(value)


def errors() -> Iterator[str]:
    yield from _codes(Language.ENGLISH)


def errors_chinese() -> Iterator[str]:
    yield from _codes(Language.CHINESE)


def _codes(language: Language) -> Iterator[str]:
    def say(text: Text) -> str:
        return text.in_(language)

    yield say(Text("# Codes", "# 错误码"))
    yield say(
        Text(
            "What an app, or who runs it, can meet. `ohemu explain CODE` prints the same, with the causes and the "
            "sources. [中文](errors.zh-CN.md)",
            "应用或运行者可能遇到的所有代码。`ohemu explain CODE --lang zh` 还会给出原因和出处。[English](errors.md)",
        )
    )
    heads = (
        Text("code", "代码"),
        Text("name", "名称"),
        Text("means", "含义"),
        Text("when", "何时出现"),
        Text("do", "办法"),
    )
    for kind in Kind:
        rows = [
            (
                one.code_text,
                say(one.title),
                say(one.meaning),
                "\n".join(f"{given.levels(language)}: {say(given.text)}" for given in one.given),
                "\n".join(map(say, one.fixes)),
            )
            for one in EXPLANATIONS
            if one.kind is kind
        ]
        yield f"## {say(kind.value)}"
        yield _table(map(say, heads), rows)
    yield say(Text("## Words that changed", "## 文字的变化"))
    yield _table(
        map(say, (heads[0], Text("since API", "起始 API 版本"), Text("message", "message"))),
        [
            (one.code_text, since, f"`{text}`")
            for one in EXPLANATIONS
            if len(one.messages) > 1
            for since, text in one.messages
        ],
    )


def behavior_() -> Iterator[str]:
    yield "# Behaviour by release"
    yield (
        "Each row is one behaviour of webSocket and the level from which it has that value. `device` is how the "
        "releases really behave; where there are rows of `documented` as well, those count at `fidelity: documented`. "
        "NS is openharmony/communication_netstack at the release's tag; a name in quotes is a recorded device trace."
    )
    about = _attribute_docs(behavior.Behavior)
    for name in (field.name for field in fields(behavior.Behavior)):
        rows = list(_behavior_rows("device", behavior.HISTORY[name]))
        rows += _behavior_rows("documented", behavior.DOCUMENTED.get(name, ()))
        yield f"## {name}"
        if name in about:
            yield about[name]
        yield _table(("fidelity", "since API", "value", "evidence"), rows)


def _attribute_docs(kind: type) -> dict[str, str]:
    """Return the texts that stand below the attributes in the source of a class."""
    (tree,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(tree, ast.ClassDef)
    return {
        attribute.target.id: text.value.value.strip()
        for attribute, text in pairwise(tree.body)
        if isinstance(attribute, ast.AnnAssign)
        and isinstance(attribute.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def _behavior_rows(fidelity: str, history: Iterable[behavior.Since]) -> Iterator[tuple[object, ...]]:
    for since in history:
        yield fidelity, since.level, _value(since.value), since.evidence.replace("`", "'")


def _value(value: Any) -> str:
    match value:
        case enum.Enum():
            return str(value.value)
        case bool():
            return "yes" if value else "no"
        case frozenset():
            return ", ".join(sorted(value))
        case tuple():
            return ", ".join(value)
        case dict():
            return "see [errors](errors.md)"
        case "":
            return "empty"
    return str(value)


def members() -> Iterator[str]:
    yield "# API members"
    yield "What the platform has and since when. A member newer than the device's level is absent."
    rows = [
        (
            f"`{one.name}`",
            one.kind.value,
            one.since,
            one.syscap.removeprefix("SystemCapability."),
            (one.permission or "").removeprefix("ohos.permission."),
            one.note,
        )
        for one in MEMBERS
    ]
    yield _table(("member", "kind", "since API", "SystemCapability", "permission", "note"), rows)


def parity() -> Iterator[str]:
    yield "# Parity"
    yield (
        "What of the platform is here and where this device differs on purpose; `ohemu parity` prints the same. Each "
        "line is held by the test that it names. supported: as on a device; partial: there, with a difference; "
        "divergent: absent, or something else on purpose."
    )
    yield _table(
        ("member or behaviour", "API level", "support", "why", "test"),
        [(entry.subject, entry.levels_text, entry.support.value, entry.reason, f"`{entry.test}`") for entry in LEDGER],
    )


def portability_() -> Iterator[str]:
    yield "# Portability warnings"
    yield (
        "What an app does that some release takes badly or otherwise. The device writes one line a kind and app to "
        "hilog (tag `Portability`); see [fidelity](../concepts/fidelity.md#portability). Beside these, `event-...` and "
        "`option-...` tell of an event or option newer than the device's level or the manifest's `minAPIVersion`."
    )
    yield _table(
        ("kind", "the app", "on", "what happens there", "instead", "evidence"),
        [
            (
                f"`{kind}`",
                hazard.act,
                portability.named(hazard.levels),
                hazard.happens,
                hazard.instead,
                hazard.evidence.replace("`", "'"),
            )
            for kind, hazard in portability.HAZARDS.items()
        ],
    )


def permissions() -> Iterator[str]:
    yield "# Permissions"
    yield f"What this device defines. Source: {EVIDENCE}."
    rows = [
        (
            f"`{one.name}`",
            one.grant_mode.name.lower(),
            one.available_level.name.lower(),
            one.available_type,
            one.since,
            ", ".join(one.device_types) or "all",
        )
        for one in DEFINITIONS.values()
    ]
    yield _table(("permission", "granted by", "least APL", "for apps", "since API", "devices"), rows)
    yield "system_grant: granted at install when declared. user_grant: asked with `requestPermissionsFromUser`."


def levels() -> Iterator[str]:
    yield "# API levels"
    rows = [
        (
            level,
            release_of(level).name if has_own_release(level) else f"with {release_of(level).name}",
            sum(one.name.startswith("webSocket") for one in added_in(level)) or "",
        )
        for level in LEVELS
    ]
    yield _table(("API level", "OpenHarmony", "new in webSocket (members)"), rows)
    yield "## Device types"
    yield (
        f"Releases whose device of that type has `{NETSTACK}`: else `from ohos.net import webSocket` gives `None`. A "
        "type that a release does not define is taken from a release near it."
    )
    yield _table(
        ("device type", *(release.name for release in RELEASES)),
        [
            (kind, *("yes" if NETSTACK in capabilities(kind, release.level) else "no" for release in RELEASES))
            for kind in DEVICE_TYPES
        ],
    )


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    lines = [tuple(head), *(tuple(row) for row in rows)]
    lines.insert(1, ("---",) * len(lines[0]))
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else str(value).replace("|", "\\|")
    return text if text.startswith("`") else text.replace("<", "&lt;").replace("\n", "<br>")


def _fence(language: str, lines: Iterable[str]) -> str:
    return "\n".join([f"```{language}", *lines, "```"])


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "cli.md": cli,
    "config.md": config,
    "errors.md": errors,
    "errors.zh-CN.md": errors_chinese,
    "behavior.md": behavior_,
    "members.md": members,
    "parity.md": parity,
    "portability.md": portability_,
    "permissions.md": permissions,
    "levels.md": levels,
}


def page(name: str) -> str:
    """Return the text of a page of the reference."""
    return _HEAD + "\n\n".join(PAGES[name]()) + "\n"


def main() -> None:
    """Write every page."""
    REFERENCE.mkdir(exist_ok=True)
    for name in PAGES:
        (REFERENCE / name).write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
