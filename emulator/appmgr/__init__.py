"""AppMgr: the folders of installed apps, their processes, and what is written down when one fails."""

from emulator.appmgr.app import App, AppExit
from emulator.appmgr.storage import Storage

__all__ = ["App", "AppExit", "Storage"]
