"""What an app's process is given: its launch data, and the walls around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.appmgr.clock import Clock
from emulator.appmgr.storage import Storage
from emulator.bundle import Bundle
from emulator.config import DeviceConfig
from emulator.ipc.messages import Launch, SandboxPolicy
from permissions import AccessToken
from syscap.members import available


@dataclass(frozen=True, slots=True)
class InstalledBundle:
    """A bundle on the device."""

    bundle: Bundle
    token: AccessToken
    uid: int
    files_dir: Path
    """Host path of the app's `filesDir`."""

    @property
    def name(self) -> str:
        return self.bundle.name


class Launcher:
    """Makes both for every app of a device.

    Args:
        config: the device's.
        storage: where the apps' files are.
        capabilities: what the device offers.
        interpreter: the paths that Python itself needs.
        clock: that the apps live by.
        record: whether they are watched.
    """

    def __init__(
        self,
        config: DeviceConfig,
        storage: Storage,
        capabilities: frozenset[str],
        interpreter: list[str],
        clock: Clock,
        *,
        record: bool,
    ) -> None:
        self._config = config
        self._storage = storage
        self._capabilities = sorted(capabilities)
        self._members = sorted(available(config.api_level))
        self._interpreter = interpreter
        self._clock = clock
        self._record = record

    def launch(
        self, installed: InstalledBundle, ability: str | None, parameters: Mapping[str, Any], *, crash_on_uncaught: bool
    ) -> Launch:
        """Return what an app's process has to know about itself.

        Raises:
            UserError: the app has no such ability.
        """
        bundle, config = installed.bundle, self._config
        entry = bundle.ability(ability)
        proxy_host, proxy_port = config.network.proxy_address or ("", 0)
        return Launch(
            bundle_name=bundle.name,
            module_name=bundle.module.name,
            ability_name=entry.name,
            process_name=bundle.name,
            code_dir=str(self._storage.code_dir(bundle.name) / bundle.module.name),
            entry=entry.src_entry,
            is_script=bundle.is_script,
            api_level=config.api_level,
            fidelity=config.fidelity,
            capabilities=self._capabilities,
            members=self._members,
            dirs=self._storage.module_dirs(bundle.name, bundle.module.name),
            application_dirs=self._storage.application_dirs(bundle.name),
            access_token_id=installed.token.token_id,
            uid=installed.uid,
            permissions=list(bundle.requested_permissions),
            version_code=bundle.version_code,
            version_name=bundle.version_name,
            parameters=dict(parameters),
            crash_on_uncaught=crash_on_uncaught,
            ca_file=self._ca_file,
            proxy_host=proxy_host,
            proxy_port=proxy_port,
            proxy_exclusions=list(config.network.proxy_exclusions),
            allowed_domains=self._allowed_domains(bundle),
            min_api_level=bundle.min_api_version,
            portability=config.portability != "ignore",
            record=self._record,
            virtual_time=self._clock.now() if self._clock.virtual else None,
        )

    def _allowed_domains(self, bundle: Bundle) -> list[str] | None:
        """The only hosts an app may reach: atomic services can be held to a list (2302998)."""
        domains = self._config.network.atomic_service_domains
        if bundle.bundle_type != "atomicService" or "*" in domains:
            return None
        return [domain.lower() for domain in domains]

    @property
    def _ca_file(self) -> str | None:
        """The CA file as an app's process finds it, which has another current folder."""
        return str(self._config.ca_file.absolute()) if self._config.ca_file else None

    def policy(self, name: str) -> SandboxPolicy:
        """Return what the kernel is to let an app's process do."""
        limits = self._config.limits
        return SandboxPolicy(
            read_only=[*self._interpreter, str(self._storage.code_dir(name)), *filter(None, [self._ca_file])],
            read_write=self._storage.writable(name),
            memory_bytes=limits.memory,
            open_files=limits.open_files,
            file_bytes=limits.file_size,
            processes=limits.processes,
            required=self._config.sandbox == "required",
        )
