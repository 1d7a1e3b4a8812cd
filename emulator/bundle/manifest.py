"""What app.json5 and module.json5 may say.

Fields and rules: OpenHarmony docs quick-start/app-configuration-file.md and module-configuration-file.md; keys that
no model has are kept aside and warned about, as the platform accepts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from emulator.diagnostics import did_you_mean
from emulator.document import Loc, problem

__all__ = [
    "AbilityEntry",
    "App",
    "AppFile",
    "BundleName",
    "ModuleEntry",
    "ModuleFile",
    "RequestPermission",
    "unknown_keys",
]

_BUNDLE_NAME_CHARACTERS = re.compile(r"[A-Za-z0-9_.]*")
_SEGMENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_]*[A-Za-z0-9])?")


def _bundle_name(value: str) -> str:
    segments = value.split(".")
    found = None
    if not 7 <= len(value) <= 128:
        found = f"expected 7 to 128 characters, got {len(value)}"
    elif not _BUNDLE_NAME_CHARACTERS.fullmatch(value):
        bad = next(char for char in value if not _BUNDLE_NAME_CHARACTERS.fullmatch(char))
        found = f"expected only letters, digits, `_` and `.`, got `{bad}`"
    elif len(segments) < 3:
        found = f"expected at least 3 parts with dots between, got {len(segments)}"
    elif not value[0].isalpha():
        found = f"expected a letter first, got `{value[0]}`"
    elif wrong := [segment for segment in segments if not _SEGMENT.fullmatch(segment)]:
        found = f"expected each part to start and end with a letter or digit, got `{wrong[0]}`"
    if found:
        raise problem(found, help="a bundle name is like `com.example.echo`")
    return value


def _bytes(most: int) -> AfterValidator:
    def check(value: str) -> str:
        size = len(value.encode("utf-8", "surrogatepass"))
        if size > most:
            raise problem(f"expected at most {most} bytes, got {size}")
        return value

    return AfterValidator(check)


def _matching(pattern: str, expected: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise problem(f"expected {expected}, got `{value[:60]}`")
        return value

    return AfterValidator(check)


def _not_empty(value: str) -> str:
    if not value:
        raise problem("expected a name, got an empty text")
    return value


def _some_device(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise problem("expected at least one type of device, got none", help='for example ["phone"]')
    return value


BundleName = Annotated[str, AfterValidator(_bundle_name)]
ApiVersion = Annotated[int, Field(ge=0, le=2**31 - 1)]
Name = Annotated[str, AfterValidator(_not_empty), _bytes(127)]
ModuleName = Annotated[
    str,
    _bytes(31),
    _matching("[A-Za-z][A-Za-z0-9_]*", "a letter, then letters, digits and `_`"),
]
DeviceType = Literal[
    "phone", "tablet", "2in1", "tv", "wearable", "car", "default", "liteWearable", "smartVision", "router"
]


class _Section(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        strict=True,
        alias_generator=to_camel,
        allow_inf_nan=False,
    )


def _list() -> Any:
    return Field(default=(), strict=False)


class DeviceOverride(_Section):
    """What differs on one type of device."""

    min_api_version: ApiVersion | None = Field(default=None, alias="minAPIVersion")


class AppEnvironment(_Section):
    name: Annotated[str, _bytes(4096)]
    value: Annotated[str, _bytes(4096)]


class MultiAppMode(_Section):
    multi_app_mode_type: Literal["multiInstance", "appClone"]
    max_count: int = Field(ge=1, le=10)


class App(_Section):
    """The `app` of app.json5."""

    bundle_name: BundleName
    bundle_type: Literal["app", "atomicService", "shared", "appService"] = "app"
    version_code: int = Field(ge=1, le=2**31 - 1)
    version_name: Annotated[str, _bytes(127), _matching(r"[0-9]+(\.[0-9]+)*", "digits and dots such as `1.0.0`")]
    icon: str | None = None
    label: Annotated[str, _bytes(63)] = ""
    vendor: Annotated[str, _bytes(255)] = ""
    description: Annotated[str, _bytes(255)] = ""
    min_api_version: ApiVersion | None = Field(default=None, alias="minAPIVersion")
    target_api_version: ApiVersion | None = Field(default=None, alias="targetAPIVersion")
    api_release_type: Annotated[str, _matching("Release|(Canary|Beta)[0-9]*", "`Release`, `BetaN` or `CanaryN`")] = (
        "Release"
    )
    debug: bool = False
    min_compatible_version_code: int | None = Field(default=None, ge=0, le=2**31 - 1)
    max_child_process: int | None = Field(default=None, ge=0, le=512)
    multi_app_mode: MultiAppMode | None = None
    app_environments: tuple[AppEnvironment, ...] = _list()
    target_bundle_name: str | None = None
    target_priority: int | None = None
    tablet: DeviceOverride | None = None
    tv: DeviceOverride | None = None
    wearable: DeviceOverride | None = None
    car: DeviceOverride | None = None
    default: DeviceOverride | None = None
    asan_enabled: bool = False
    gwp_asan_enabled: bool = Field(default=False, alias="GWPAsanEnabled")
    tsan_enabled: bool = False
    ubasan_enabled: bool = False
    hwasan_enabled: bool = False
    configuration: str | None = None
    generate_build_hash: bool = False
    cloud_file_sync_enabled: bool = False

    @property
    def overrides(self) -> dict[str, DeviceOverride | None]:
        """What differs, by device type."""
        return {
            "tablet": self.tablet,
            "tv": self.tv,
            "wearable": self.wearable,
            "car": self.car,
            "default": self.default,
        }


class UsedScene(_Section):
    abilities: tuple[str, ...] = _list()
    when: Literal["inuse", "always"] | None = None


class RequestPermission(_Section):
    """One of `requestPermissions`."""

    name: str
    reason: str | None = Field(default=None, max_length=256)
    used_scene: UsedScene | None = None


class Skill(_Section):
    actions: tuple[str, ...] = _list()
    entities: tuple[str, ...] = _list()
    uris: Any = None
    permissions: Any = None
    domain_verify: bool = False


class AbilityEntry(_Section):
    """One of `abilities`."""

    name: Name
    src_entry: Annotated[str, AfterValidator(_not_empty), _bytes(127)]
    launch_type: Literal["singleton", "multiton", "specified"] = "singleton"
    exported: bool = False
    skills: tuple[Skill, ...] = _list()
    description: Annotated[str, _bytes(255)] = ""
    icon: str | None = None
    label: Annotated[str, _bytes(255)] = ""
    permissions: tuple[str, ...] = _list()
    metadata: Any = None
    background_modes: tuple[str, ...] = _list()
    start_window_icon: str | None = None
    start_window_background: str | None = None
    start_window: str | None = None
    orientation: str | None = None
    support_window_mode: tuple[str, ...] = _list()
    priority: int | None = None
    continuable: bool = False
    continue_type: tuple[str, ...] = _list()
    recoverable: bool = False
    remove_mission_after_terminate: bool = False
    unclearable_mission: bool = False
    exclude_from_missions: bool = False
    isolation_process: bool = False
    process: str | None = None
    prefer_multi_window_orientation: str | None = None
    max_window_ratio: float | None = None
    min_window_ratio: float | None = None
    max_window_width: int | None = None
    min_window_width: int | None = None
    max_window_height: int | None = None
    min_window_height: int | None = None


class ExtensionAbilityEntry(_Section):
    """One of `extensionAbilities`: read, as a bundle may have them, and not run."""

    name: Name
    src_entry: Annotated[str, AfterValidator(_not_empty), _bytes(127)]
    type: str


class ModuleEntry(_Section):
    """The `module` of module.json5."""

    name: ModuleName
    type: Literal["entry", "feature", "har", "shared"]
    device_types: Annotated[tuple[DeviceType, ...], Field(strict=False), AfterValidator(_some_device)]
    delivery_with_install: bool = True
    installation_free: bool = False
    pages: str | None = None
    main_element: Annotated[str, _bytes(255)] | None = None
    src_entry: Annotated[str, _bytes(127)] | None = None
    description: Annotated[str, _bytes(255)] = ""
    process: str | None = None
    virtual_machine: str | None = None
    metadata: Any = None
    abilities: tuple[AbilityEntry, ...] = _list()
    extension_abilities: tuple[ExtensionAbilityEntry, ...] = _list()
    request_permissions: tuple[RequestPermission, ...] = _list()
    define_permissions: Any = None
    isolation_mode: Literal["nonisolationFirst", "isolationFirst", "isolationOnly", "nonisolationOnly"] = (
        "nonisolationFirst"
    )
    dependencies: Any = None
    test_runner: Any = None
    atomic_service: Any = None
    proxy_data: Any = None
    query_schemes: tuple[str, ...] = _list()
    router_map: str | None = None
    app_startup: str | None = None
    hnp_packages: Any = None
    target_module_name: str | None = None
    target_priority: int | None = None
    generate_build_hash: bool = False
    compress_native_libs: bool = False
    lib_isolation: bool = False
    file_context_menu: str | None = None
    app_environments: tuple[AppEnvironment, ...] = _list()


class AppFile(_Section):
    """AppScope/app.json5."""

    app: App


class ModuleFile(_Section):
    """src/main/module.json5."""

    module: ModuleEntry


def unknown_keys(section: BaseModel, loc: Loc = ()) -> Iterator[tuple[Loc, str | None]]:
    """Yield the place of every key that no model has, with the key that was probably meant."""
    fields = type(section).model_fields
    known = [field.alias or name for name, field in fields.items()]
    for key in section.model_extra or {}:
        yield (*loc, key), did_you_mean(key, known)
    for name, field in fields.items():
        value, here = getattr(section, name), (*loc, field.alias or name)
        if isinstance(value, BaseModel):
            yield from unknown_keys(value, here)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from unknown_keys(item, (*here, index))
