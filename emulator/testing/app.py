"""An app that is installed on a test's device."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from emulator.appmgr.launching import InstalledBundle
from emulator.testing.run import TIMEOUT, NotEnded, Run


class Host(Protocol):
    """The device that an app is installed on, as far as the app needs it."""

    def start_app(self, name: str, parameters: Mapping[str, Any], ability: str | None) -> Run: ...

    def grant(self, name: str, permission: str) -> None: ...

    def revoke(self, name: str, permission: str) -> None: ...


class InstalledApp:
    """The app; `run` runs it to its end, `start` lets it go on."""

    def __init__(self, host: Host, installed: InstalledBundle) -> None:
        self._host = host
        self._installed = installed

    def __repr__(self) -> str:
        return f"<app {self.name}>"

    @property
    def name(self) -> str:
        """The bundle's name."""
        return self._installed.name

    @property
    def files_dir(self) -> Path:
        """The app's `filesDir` on the host."""
        return self._installed.files_dir

    def run(
        self, parameters: Mapping[str, Any] | None = None, timeout: float = TIMEOUT, *, ability: str | None = None
    ) -> Run:
        """Start the app, wait for its end and return what happened.

        Args:
            parameters: the Want's; without `url` among them the address of an echo peer is handed over as `url`.
            timeout: in seconds.
            ability: which of the app's; the main one by default.

        Raises:
            NotEnded: the app has not ended in time; it has been stopped.
        """
        __tracebackhide__ = True
        run = self.start(parameters, ability=ability)
        try:
            run.wait(timeout)
        except NotEnded:
            run.stop()
            raise
        return run

    def start(self, parameters: Mapping[str, Any] | None = None, *, ability: str | None = None) -> Run:
        """Start the app and return its run while it goes on; the test's end stops it."""
        __tracebackhide__ = True
        return self._host.start_app(self.name, parameters or {}, ability)

    def grant(self, permission: str) -> None:
        """Grant a permission, now and while the app runs."""
        self._host.grant(self.name, permission)

    def revoke(self, permission: str) -> None:
        """Take a permission away, now and while the app runs."""
        self._host.revoke(self.name, permission)
