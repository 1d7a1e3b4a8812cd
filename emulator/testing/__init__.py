"""Tests of apps, without an event loop of the tester's: a device on a thread of its own.

With pytest the fixtures of `emulator.testing.plugin` are there as soon as the package is installed; unittest uses
`DeviceRunner`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.testing.app import InstalledApp
    from emulator.testing.peer import Peer
    from emulator.testing.run import NotEnded, Records, Run
    from emulator.testing.runner import DeviceRunner

__all__ = ["DeviceRunner", "InstalledApp", "NotEnded", "Peer", "Records", "Run"]

_HOMES = {
    "DeviceRunner": "runner",
    "InstalledApp": "app",
    "NotEnded": "run",
    "Peer": "peer",
    "Records": "run",
    "Run": "run",
}


def __getattr__(name: str) -> Any:
    """Import a class when it is first asked for: every pytest on the machine imports this package with the plugin."""
    if name in _HOMES:
        return getattr(import_module(f"emulator.testing.{_HOMES[name]}"), name)
    raise AttributeError(f"module `emulator.testing` has no attribute `{name}`")
