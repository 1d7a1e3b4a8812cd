"""The device's folders, laid out as a device's /data.

bundlemanager_bundle_framework services/bundlemgr/src/installd/installd_host_impl.cpp and startup_appspawn
appdata-sandbox.json; release 6.0.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from emulator.appmgr.folders import empty, make_private, remove_tree
from emulator.appmgr.temporary import TemporaryFolder

USER = "100"

_BASE_FOLDERS = ("cache", "files", "temp", "preferences", "haps")
_MODULE_FOLDERS = ("files", "cache", "temp", "preferences")


class Storage:
    """The device's own folder: given by the user and kept, or made here and removed by `close`.

    Args:
        root: stands for the device's /data.
    """

    def __init__(self, root: Path | None) -> None:
        self._temporary: TemporaryFolder | None = None
        if root is None:
            self._temporary = TemporaryFolder()
            self.root = self._temporary.path
        else:
            self.root = root.absolute()
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            for folder in ("app", "log", "mnt"):
                make_private(self.root, folder)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Remove the folder when it was made here."""
        if self._temporary is not None:
            self._temporary.remove()
            self._temporary = None

    # ----------------------------------------------------------------------------------------------- one bundle

    def code_dir(self, bundle_name: str) -> Path:
        """Return where a bundle's code is installed: /data/app/el1/bundle/public/<bundle>."""
        return self.root / "app" / "el1" / "bundle" / "public" / bundle_name

    def base_dir(self, bundle_name: str) -> Path:
        """Return where a bundle keeps its data: /data/app/el2/100/base/<bundle>."""
        return self.root / "app" / "el2" / USER / "base" / bundle_name

    def database_dir(self, bundle_name: str) -> Path:
        return self.root / "app" / "el2" / USER / "database" / bundle_name

    def _shared_dirs(self, bundle_name: str) -> tuple[Path, Path]:
        hmdfs = self.root / "mnt" / "hmdfs" / USER
        return hmdfs / "account" / "merge_view" / "data" / bundle_name, hmdfs / "cloud" / "data" / bundle_name

    def create(self, bundle_name: str, module_name: str) -> None:
        """Make a bundle's data folders, only for its own uid: 0700."""
        base = self.base_dir(bundle_name)
        module = base / "haps" / module_name
        distributed, cloud = self._shared_dirs(bundle_name)
        folders = [
            base,
            *(base / name for name in _BASE_FOLDERS),
            *(module / name for name in ("", *_MODULE_FOLDERS)),
            self.database_dir(bundle_name),
            self.database_dir(bundle_name) / module_name,
            distributed,
            cloud,
        ]
        for folder in folders:
            make_private(self.root, *folder.relative_to(self.root).parts)

    def writable(self, bundle_name: str) -> list[str]:
        """Return the folders an app may write to; its own and no others."""
        return [
            str(path)
            for path in (self.base_dir(bundle_name), self.database_dir(bundle_name), *self._shared_dirs(bundle_name))
        ]

    def module_dirs(self, bundle_name: str, module_name: str) -> dict[str, str]:
        """Return the directories of a module's context by their platform names."""
        return self._dirs(bundle_name, self.base_dir(bundle_name) / "haps" / module_name, module_name)

    def application_dirs(self, bundle_name: str) -> dict[str, str]:
        """Return the directories of the application's context."""
        return self._dirs(bundle_name, self.base_dir(bundle_name), "")

    def _dirs(self, bundle_name: str, base: Path, module_name: str) -> dict[str, str]:
        distributed, cloud = self._shared_dirs(bundle_name)
        code = self.code_dir(bundle_name)
        resources = code / module_name / "resources" / "resfile"
        dirs = {
            "bundleCodeDir": code,
            "filesDir": base / "files",
            "cacheDir": base / "cache",
            "tempDir": base / "temp",
            "preferencesDir": base / "preferences",
            "databaseDir": self.database_dir(bundle_name) / module_name,
            "distributedFilesDir": distributed,
            "cloudFileDir": cloud,
        }
        texts = {name: str(path) for name, path in dirs.items()}
        texts["resourceDir"] = str(resources) if module_name and resources.is_dir() else ""
        return texts

    def empty_temp(self, bundle_name: str, module_name: str) -> None:
        """Empty the folders for temporary files, as at an app's exit; one that an app put elsewhere is left alone."""
        for parts in (("temp",), ("haps", module_name, "temp")):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                empty(self.base_dir(bundle_name), *parts)

    def remove(self, bundle_name: str) -> None:
        """Remove a bundle's code and data."""
        for path in (self.code_dir(bundle_name), *map(Path, self.writable(bundle_name))):
            remove_tree(path)

    @property
    def faultlog_dir(self) -> Path:
        """Return where fault logs go: /data/log/faultlog/faultlogger."""
        return self.root / "log" / "faultlog" / "faultlogger"
