"""The names of a new app, each of which the platform, Python or a file system has to accept."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from emulator.bundle.manifest import BundleName
from emulator.diagnostics import UserError
from syscap.levels import LEVELS, UnknownLevel, release_of

__all__ = ["Names", "names_for"]

MAX_NAME = 50
"""Longest name of an app: its label has room for 63 bytes, its bundle name for 128."""

DEFAULT_LEVEL = 11
"""The level of a device that nobody has given another one."""

OLDEST_LEVEL = 9
"""The oldest level whose API the new app's code needs: `ohos.app.ability` came with the Stage model of 3.2."""

_NAME = re.compile("[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
_CLASS = re.compile("[A-Z][A-Za-z0-9_]{0,99}")
_TAKEN = frozenset({"UIAbility", "Want", "BusinessError", "GREETING", "PERMISSION_DENIED"})
"""What the new app's code calls something else."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a new app and its parts are called."""

    name: str
    """As the folder: `my-app`."""
    bundle_name: str
    ability: str
    level: int
    """The API level it is written for."""

    @property
    def label(self) -> str:
        """What people read: `My app`."""
        words = re.split("[-_]+", self.name)
        return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])

    @property
    def module(self) -> str:
        """Part of a Python module's name: `my_app`."""
        return self.name.replace("-", "_").lower()

    @property
    def min_level(self) -> int:
        """The oldest level it runs on."""
        return min(self.level, OLDEST_LEVEL)


def names_for(
    name: str, *, bundle_name: str | None = None, ability: str = "EntryAbility", level: str | None = None
) -> Names:
    """Return the names of a new app.

    Args:
        name: That of its folder.
        bundle_name: By default `com.example.` and the name.

    Raises:
        UserError: one of them cannot be used; the message has one that can.
    """
    _check_name(name)
    _check_ability(ability)
    default = f"com.example.{_segment(name.lower())}"
    if bundle_name is not None and (reason := _refusal(bundle_name)) is not None:
        raise UserError(
            f"`--bundle-name`: {reason}", help=f"for example `--bundle-name {_valid_bundle_name(bundle_name, default)}`"
        )
    return Names(name, default if bundle_name is None else bundle_name, ability, _level(level))


def _check_name(name: str) -> None:
    if len(name) > MAX_NAME:
        raise UserError(
            f"the name of an app: expected at most {MAX_NAME} characters, got {len(name)}",
            help="the folder may be renamed afterwards",
        )
    if not _NAME.fullmatch(name):
        raise UserError(
            f"the name of an app: expected a letter, then letters, digits, `-` and `_`, got `{name}`",
            help=f"for example `ohemu new {_valid_name(name)}`",
        )


def _valid_name(name: str) -> str:
    """Return the nearest name that can be used."""
    valid = re.sub("[^A-Za-z0-9_]+", "-", name).strip("-_")
    return valid if _NAME.fullmatch(valid) else f"app-{valid}" if valid else "my-app"


def _check_ability(ability: str) -> None:
    if not _is_free(ability):
        words = re.findall("[A-Za-z0-9]+", ability[:60].lstrip("0123456789_"))
        meant = "".join(word[:1].upper() + word[1:] for word in words)
        raise UserError(
            f"`--ability`: expected the name of a class of your own, such as `EntryAbility`, got `{ability[:120]}`",
            help=f"for example `--ability {meant if _is_free(meant) else 'EntryAbility'}`",
        )


def _is_free(name: str) -> bool:
    return bool(_CLASS.fullmatch(name)) and not keyword.iskeyword(name) and name not in _TAKEN


def _refusal(bundle_name: str) -> str | None:
    """Return why devices refuse a bundle name, if they do."""
    try:
        TypeAdapter(BundleName).validate_python(bundle_name, strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False)[0]
        return str(details.get("ctx", {}).get("message", details["msg"]))
    return None


def _valid_bundle_name(bundle_name: str, default: str) -> str:
    """Return the nearest bundle name that devices take."""
    parts = [part for part in map(_segment, bundle_name.split(".")) if part]
    meant = ".".join([*["com", "example"][: max(0, 3 - len(parts))], *parts])
    return meant if parts and _refusal(meant) is None else default


def _segment(text: str) -> str:
    """Return the nearest part of a bundle name: `my-app` gives `myapp`."""
    return re.sub("[^A-Za-z0-9_]", "", text).strip("_")


def _level(text: str | None) -> int:
    if text is None:
        return DEFAULT_LEVEL
    if not text.isascii() or not text.isdecimal() or len(text) > 4:
        raise UserError(
            f"`--level`: expected an API level, got `{text[:60]}`", help=f"one of {LEVELS[0]} to {LEVELS[-1]}"
        )
    try:
        release_of(int(text))
    except UnknownLevel as error:
        raise UserError(f"`--level`: {error}", help=f"for example `--level {error.nearest}`") from error
    return int(text)
