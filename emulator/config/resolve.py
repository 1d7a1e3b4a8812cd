"""Where each setting comes from: a flag, else the environment, else the file, else the default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_origin

from pydantic import BaseModel, ValidationError

from emulator.config.file import read_yaml
from emulator.config.model import DeviceConfig
from emulator.diagnostics import Position, UserError, did_you_mean
from emulator.document import Document, Loc, Problem, dotted, problems

__all__ = ["PREFIX", "Origin", "Resolved", "flag", "keys", "resolve", "variable"]

PREFIX = "OHEMU_"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who set a value."""

    kind: Literal["default", "file", "environment", "flag"]
    where: str = ""
    """The place in the file, the variable, or the flag."""

    def __str__(self) -> str:
        return self.where or self.kind


@dataclass(frozen=True, slots=True)
class Resolved:
    config: DeviceConfig
    origins: Mapping[str, Origin]
    """By key, for example `limits.memory`."""


def keys() -> dict[str, Any]:
    """Return every key (`api_level`, `limits.memory`, ...) with the field that describes it."""
    return {dotted(loc): field for loc, field in _fields(DeviceConfig, ())}


def variable(key: str) -> str:
    """Return the environment's name of a key: `OHEMU_LIMITS__MEMORY`."""
    return PREFIX + key.replace(".", "__").upper()


def flag(key: str) -> str:
    """Return the command line's name of a key: `--api-level`."""
    return "--" + key.replace(".", "-").replace("_", "-")


def resolve(
    *, file: Path | None = None, environ: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None
) -> Resolved:
    """Put a device's settings together.

    Args:
        file: A config.yaml; its relative paths start at its folder.
        environ: Variables `OHEMU_...`, one a key; groups with `__`, lists with commas. Others are not looked at.
        flags: Values by key (`limits.memory`); None is a flag that was not given. A text is read as in `environ`.

    Raises:
        UserError: an unreadable file, an unknown key or variable, or a value that is not what was expected.
    """
    document = read_yaml(file) if file is not None else None
    values: dict[Loc, Any] = {}
    origins: dict[Loc, Origin] = {}
    if document is not None:
        for loc, value in _leaves(document.value, ()):
            values[loc] = _from_folder(loc, value, document.path.parent)
            origins[loc] = Origin("file", str(document.key_at(loc)))
    fields = dict(_fields(DeviceConfig, ()))
    for loc, text, name in _variables(environ or {}, fields):
        values[loc] = _read(text, fields[loc].annotation)
        origins[loc] = Origin("environment", name)
    for key, given in (flags or {}).items():
        if given is not None:
            loc = tuple(key.split("."))
            values[loc] = _read(given, fields[loc].annotation) if isinstance(given, str) else given
            origins[loc] = Origin("flag", flag(key))
    try:
        config = DeviceConfig.model_validate(_nested(values))
    except ValidationError as error:
        raise _explain(problems(error, DeviceConfig), document, origins) from error
    return Resolved(config, {dotted(loc): origins.get(loc, Origin("default")) for loc in fields})


def _fields(model: type[BaseModel], loc: Loc) -> Iterator[tuple[Loc, Any]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _fields(field.annotation, (*loc, name))
        else:
            yield (*loc, name), field


def _leaves(value: dict[str, Any], loc: Loc) -> Iterator[tuple[Loc, Any]]:
    for key, child in value.items():
        if isinstance(child, dict) and child:
            yield from _leaves(child, (*loc, key))
        else:
            yield (*loc, key), child


def _nested(values: Mapping[Loc, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for loc, value in values.items():
        group = result
        for part in loc[:-1]:
            group = group.setdefault(str(part), {})
            if not isinstance(group, dict):
                break  # the file has something else there, which the model reports
        else:
            group[str(loc[-1])] = value
    return result


def _from_folder(loc: Loc, value: object, folder: Path) -> object:
    is_path = loc in {("data_dir",), ("ca_file",)} and isinstance(value, str)
    return str(folder / Path(str(value)).expanduser()) if is_path else value


def _variables(environ: Mapping[str, str], fields: Mapping[Loc, Any]) -> Iterator[tuple[Loc, str, str]]:
    known = {variable(dotted(loc)): loc for loc in fields}
    for name, text in sorted(environ.items()):
        if not name.startswith(PREFIX):
            continue
        if name not in known:
            meant = did_you_mean(name.removeprefix(PREFIX), [other.removeprefix(PREFIX) for other in known])
            help = f"did you mean `{PREFIX}{meant}`?" if meant else "`ohemu config show` lists every key"
            raise UserError(f"unknown environment variable `{name}`", help=help)
        yield known[name], text, name


def _read(text: str, annotation: Any) -> object:
    """Return what the text of a variable or a flag says for a key of that type; a text that does not fit stays one."""
    if get_origin(annotation) is tuple:
        return [item.strip() for item in text.split(",") if item.strip()]
    if annotation in (int, float) and len(text) < 100:
        for number in (int, float):
            try:
                return number(text)
            except ValueError:
                continue
    return text


def _explain(found: list[Problem], document: Document | None, origins: Mapping[Loc, Origin]) -> UserError:
    """Return the first problem as an error at its origin, with the others as notes."""

    def position(one: Problem) -> Position | None:
        origin = origins.get(_setting(one.loc, origins))
        if document is None or (origin is not None and origin.kind != "file"):
            return None
        return document.key_at(one.loc) if one.about_key else document.value_at(one.loc)

    def order(one: Problem) -> tuple[int, int]:
        place = position(one)
        return (place.line, place.column) if place else (0, 0)

    found = sorted(found, key=order)
    first, *others = found
    origin = origins.get(_setting(first.loc, origins))
    notes = [f"set by {origin.where}"] if origin is not None and origin.kind in {"environment", "flag"} else []
    notes += [f"{position(other) or 'also'}: {other.message}" for other in others[:4]]
    return UserError(first.message, position=position(first), notes=notes, help=first.help)


def _setting(loc: Loc, origins: Mapping[Loc, Origin]) -> Loc:
    """Return the key that a problem inside its value belongs to."""
    while loc and loc not in origins:
        loc = loc[:-1]
    return loc
