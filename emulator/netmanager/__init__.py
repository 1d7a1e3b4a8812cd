"""The device's network: names, connections for apps, cutting them."""

from emulator.netmanager.connections import Connections, NoRoute

__all__ = ["Connections", "NoRoute"]
