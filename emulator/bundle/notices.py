"""What is odd in a manifest although the platform accepts it."""

from __future__ import annotations

from pydantic import BaseModel

from emulator.bundle.manifest import App, AppFile, ModuleEntry, ModuleFile, unknown_keys
from emulator.diagnostics import Diagnostic, Position, did_you_mean
from emulator.document import Document, dotted
from permissions import DEFINITIONS, GrantMode

__all__ = ["app_warnings", "module_warnings"]


def app_warnings(app: App, document: Document) -> list[Diagnostic]:
    """Return the warnings about an app.json5."""
    return _unknown(AppFile(app=app), document)


def module_warnings(module: ModuleEntry, document: Document) -> list[Diagnostic]:
    """Return the warnings about a module.json5."""
    found = _unknown(ModuleFile(module=module), document)
    names = [ability.name for ability in module.abilities]
    if module.main_element is not None and module.main_element not in names:
        message = f"`mainElement` names no ability of the module: `{module.main_element}`"
        place = document.value_at(("module", "mainElement"))
        found.append(_warning(message, place, did_you_mean(module.main_element, names)))
    for index, permission in enumerate(module.request_permissions):
        place = document.value_at(("module", "requestPermissions", index, "name"))
        definition = DEFINITIONS.get(permission.name)
        if definition is None:
            message = f"`{permission.name}` is not a permission of the platform: it is never granted"
            found.append(_warning(message, place, did_you_mean(permission.name, DEFINITIONS)))
        elif definition.grant_mode is GrantMode.USER_GRANT and not (permission.reason and permission.used_scene):
            message = f"`{permission.name}` asks the user: the platform's build tool wants `reason` and `usedScene`"
            found.append(_warning(message, place, None))
    return found


def _unknown(section: BaseModel, document: Document) -> list[Diagnostic]:
    return [
        _warning(f"unknown key `{dotted(loc)}` is ignored", document.key_at(loc), meant)
        for loc, meant in unknown_keys(section)
    ]


def _warning(message: str, place: Position, meant: str | None) -> Diagnostic:
    return Diagnostic(message, place, help=f"did you mean `{meant}`?" if meant else None, severity="warning")
