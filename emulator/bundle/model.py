"""A bundle as the device knows it after its manifests have been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emulator.bundle.errors import InstallError
from emulator.diagnostics import Diagnostic, Position, UserError, did_you_mean, quoted_list

__all__ = ["Ability", "Bundle", "Module"]


@dataclass(frozen=True, slots=True)
class Ability:
    """A UIAbility, or the whole of a script."""

    name: str
    src_entry: str
    """Its Python file, relative to the module's source folder."""
    exported: bool = False
    launch_type: str = "singleton"


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    type: str
    device_types: tuple[str, ...]
    source: Path
    """Host path of src/main, or of the folder a script is in."""
    abilities: tuple[Ability, ...]
    main_ability: str | None
    """Name of the ability that starts when none is asked for."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """An app that may be installed."""

    name: str
    version_code: int
    version_name: str
    label: str
    bundle_type: str
    min_api_version: int
    target_api_version: int
    path: Path
    """What the user named: a Stage folder or a Python file."""
    module: Module
    """The module that runs."""
    modules: tuple[Module, ...]
    is_script: bool
    requested_permissions: tuple[str, ...]
    """The union over the modules, in the order of the manifests."""
    permission_positions: Mapping[str, Position]
    required_capabilities: tuple[str, ...]
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def code_dir(self) -> Path:
        """Host path of the source the running module is installed from."""
        return self.module.source

    def ability(self, name: str | None = None) -> Ability:
        """Return the ability of that name, or the main one.

        Raises:
            UserError: there is none (`aa start`'s 10104001).
        """
        wanted = name or self.module.main_ability
        for ability in self.module.abilities:
            if ability.name == wanted:
                return ability
        names = [ability.name for ability in self.module.abilities]
        if wanted is None or not names:
            example = '{"name": "EntryAbility", "srcEntry": "./EntryAbility.py"}'
            raise UserError(
                f"the module `{self.module.name}` of `{self.name}` has no ability to start",
                help=f"list one under `abilities` in its module.json5: {example}",
            )
        meant = did_you_mean(wanted, names)
        raise UserError(
            f"`{self.name}` has no ability `{wanted}`",
            notes=["aa start answers: code:10104001 the specified ability does not exist"],
            help=f"did you mean `{meant}`?" if meant else f"it has {quoted_list(names, last='and')}",
        )

    def grant_refused(self, permission: str, reason: str) -> InstallError:
        """Return the error for a declared permission that the device may not give to this app."""
        return InstallError(
            9568289,
            f"`{permission}` cannot be granted: {reason}",
            position=self.permission_positions.get(permission),
            help="remove it from `requestPermissions`, or set `permissions.apl` in config.yaml",
        )
