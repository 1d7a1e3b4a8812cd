"""Reads a Stage-model folder: AppScope/app.json5 and every <module>/src/main/module.json5."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from emulator.bundle import json5
from emulator.bundle.errors import InstallError
from emulator.bundle.files import entries, read_inside
from emulator.bundle.manifest import App, AppFile, ModuleEntry, ModuleFile
from emulator.bundle.model import Ability, Bundle, Module
from emulator.bundle.notices import app_warnings, module_warnings
from emulator.bundle.requirements import check_capabilities, required_capabilities, runs_on
from emulator.bundle.source import find_entry
from emulator.diagnostics import Position, UserError, quoted_list
from emulator.document import Document, Loc, decode, problems

__all__ = ["APP_MANIFEST", "MODULE_MANIFEST", "read_stage"]

APP_MANIFEST = PurePosixPath("AppScope/app.json5")
MODULE_MANIFEST = PurePosixPath("src/main/module.json5")
MAX_MANIFEST = 256 * 1024
MAX_MODULES = 100

_CODES = {"missing": 9568259, "type": 9568342, "value": 9568344, "unknown": 9568344}
_ModelT = TypeVar("_ModelT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class _ModuleFolder:
    folder: str
    entry: ModuleEntry
    document: Document


def read_stage(path: Path, root: Path, *, api_level: int, device_type: str, capabilities: frozenset[str]) -> Bundle:
    """Read and check an app's folder for a device.

    Args:
        path: The folder as the user named it, for messages.
        root: The same without links.

    Raises:
        InstallError: what the device would refuse, at its place in the user's file.
        UserError: an entry file that is not valid Python.
    """
    document = _read(path, root, APP_MANIFEST)
    if document is None:
        raise InstallError(9568340, f"there is no file `{path / APP_MANIFEST}`", help=_looks_like(root))
    app = _validated(document, AppFile).app
    modules = _module_folders(path, root)
    _names_are_unique(modules)
    chosen = _for_device(modules, device_type)
    _level_suffices(app, document, api_level, device_type)
    running = _running(chosen)
    built = {module.folder: _module(module, path, root) for module in chosen}
    required = _required(path, root, running, api_level, capabilities)
    positions = _permission_positions(chosen)
    return Bundle(
        name=app.bundle_name,
        version_code=app.version_code,
        version_name=app.version_name,
        label=app.label or app.bundle_name,
        bundle_type=app.bundle_type,
        min_api_version=app.min_api_version or 0,
        target_api_version=app.target_api_version or api_level,
        path=path,
        module=built[running.folder],
        modules=tuple(built.values()),
        is_script=False,
        requested_permissions=tuple(positions),
        permission_positions=positions,
        required_capabilities=required,
        warnings=(
            *app_warnings(app, document),
            *(warning for module in chosen for warning in module_warnings(module.entry, module.document)),
        ),
    )


def _read(path: Path, root: Path, name: PurePosixPath) -> Document | None:
    data = read_inside(root, name, limit=MAX_MANIFEST)
    if data is None:
        return None
    try:
        return json5.parse(decode(path / name, data, limit=MAX_MANIFEST), path / name)
    except UserError as error:
        raise InstallError.because_of(9568341, error) from error


def _validated(document: Document, model: type[_ModelT]) -> _ModelT:
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        found = sorted(problems(error, model), key=lambda one: _order(document.value_at(one.loc)))
        first, *others = found
        notes = [f"{document.value_at(other.loc)}: {other.message}" for other in others[:4]]
        raise InstallError(
            _CODES[first.kind], first.message, position=document.value_at(first.loc), notes=notes, help=first.help
        ) from error


def _order(position: Position) -> tuple[int, int]:
    return position.line, position.column


def _looks_like(root: Path) -> str:
    """Return what to do about a folder that is no Stage project."""
    if not any(root.iterdir()):
        return "the folder is empty: copy an app of `apps/` to start from"
    for parent in root.parents[:4]:
        if (parent / APP_MANIFEST).is_file():
            return f"name the project's folder: `{parent}`"
    if (root / "config.json").is_file():
        return "config.json is the FA model, which ended with API 8: write AppScope/app.json5 and module.json5"
    inside = [child for child in sorted(root.iterdir()) if (child / APP_MANIFEST).is_file()]
    if inside:
        return f"did you mean `{inside[0]}`?"
    scripts = sorted(root.glob("*.py"))
    if scripts:
        return f"to run one Python file, name it: `{scripts[0]}`"
    return "an app's folder has AppScope/app.json5 and entry/src/main/module.json5: copy an app of `apps/`"


def _module_folders(path: Path, root: Path) -> list[_ModuleFolder]:
    modules = []
    for folder in sorted(entry.name for entry in os.scandir(root) if entry.is_dir())[:MAX_MODULES]:
        if folder.startswith(".") or not (root / folder / MODULE_MANIFEST).exists():
            continue
        document = _read(path, root, folder / MODULE_MANIFEST)
        if document is not None:
            modules.append(_ModuleFolder(folder, _validated(document, ModuleFile).module, document))
    if not modules:
        raise InstallError(
            9568340,
            f"`{path}` has no module: there is no file `{path / 'entry' / MODULE_MANIFEST}`",
            help="an app's folder has entry/src/main/module.json5: copy an app of `apps/`",
        )
    return modules


def _names_are_unique(modules: list[_ModuleFolder]) -> None:
    first: dict[str, Position] = {}
    for module in modules:
        position = module.document.value_at(("module", "name"))
        if module.entry.name in first:
            raise InstallError(
                9568300,
                f"two modules are named `{module.entry.name}`",
                position=position,
                notes=[f"the first is at {first[module.entry.name]}"],
                help="give each module a name of its own",
            )
        first[module.entry.name] = position


def _for_device(modules: list[_ModuleFolder], device_type: str) -> list[_ModuleFolder]:
    chosen = [module for module in modules if runs_on(module.entry.device_types, device_type)]
    if not chosen:
        types = quoted_list(modules[0].entry.device_types, last="and")
        raise InstallError(
            9568304,
            f"this device is a `{device_type}`, the app is made for {types}",
            position=modules[0].document.value_at(("module", "deviceTypes")),
            help=f'add "{device_type}" to `deviceTypes`, or run it with --device-type',
        )
    return chosen


def _level_suffices(app: App, document: Document, api_level: int, device_type: str) -> None:
    loc: Loc = ("app", "minAPIVersion")
    least = app.min_api_version
    override = app.overrides.get(device_type)
    if override is not None and override.min_api_version is not None:
        loc, least = ("app", device_type, "minAPIVersion"), override.min_api_version
    if least is not None and least > api_level:
        raise InstallError(
            9568297,
            f"the app needs API {least}, this device is at API {api_level}",
            position=document.value_at(loc),
            help=f"run it with --api-level {least}, or lower `minAPIVersion`",
        )


def _running(modules: list[_ModuleFolder]) -> _ModuleFolder:
    runnable = [module for module in modules if module.entry.type == "entry"]
    if not runnable:
        raise InstallError(
            9568344,
            "the app has no module of type `entry`",
            position=modules[0].document.value_at(("module", "type")),
            help='the module that runs has "type": "entry"',
        )
    return next((module for module in runnable if module.folder == "entry"), runnable[0])


def _module(module: _ModuleFolder, path: Path, root: Path) -> Module:
    entry, document = module.entry, module.document
    source = PurePosixPath(module.folder) / MODULE_MANIFEST.parent
    for _ in entries(root / source):
        pass  # every link and special file in it is refused before anything is installed
    seen: dict[str, Position] = {}
    abilities = []
    for index, ability in enumerate(entry.abilities):
        loc = ("module", "abilities", index)
        position = document.value_at((*loc, "name"))
        if ability.name in seen:
            notes = [f"the first is at {seen[ability.name]}"]
            raise InstallError(9568344, f"two abilities are named `{ability.name}`", position=position, notes=notes)
        seen[ability.name] = position
        file = find_entry(path / source, ability.src_entry, document.value_at((*loc, "srcEntry")))
        abilities.append(Ability(ability.name, str(file), ability.exported, ability.launch_type))
    return Module(
        name=entry.name,
        type=entry.type,
        device_types=entry.device_types,
        source=root / source,
        abilities=tuple(abilities),
        main_ability=_main_ability(entry),
    )


def _main_ability(entry: ModuleEntry) -> str | None:
    names = [ability.name for ability in entry.abilities]
    if entry.main_element in names:
        return entry.main_element
    home = [
        ability.name
        for ability in entry.abilities
        if any("entity.system.home" in skill.entities for skill in ability.skills)
    ]
    return next(iter([*home, *names]), None)


def _required(
    path: Path, root: Path, running: _ModuleFolder, api_level: int, offered: frozenset[str]
) -> tuple[str, ...]:
    try:
        document = _read(path, root, PurePosixPath(running.folder) / "src/main/syscap.json")
    except InstallError as error:
        raise InstallError.because_of(9568346, error) from error
    if document is None:
        return ()
    required = required_capabilities(document, api_level)
    check_capabilities(required, offered, document)
    return required


def _permission_positions(modules: list[_ModuleFolder]) -> dict[str, Position]:
    positions: dict[str, Position] = {}
    for module in modules:
        for index, permission in enumerate(module.entry.request_permissions):
            position = module.document.value_at(("module", "requestPermissions", index, "name"))
            if not permission.name:
                raise InstallError(9568343, "a requested permission has an empty name", position=position)
            positions.setdefault(permission.name, position)
    return positions
