"""A new app's folder: names, files, and writing them all or none."""

from emulator.scaffold.names import Names, names_for
from emulator.scaffold.project import render
from emulator.scaffold.writing import write

__all__ = ["Names", "names_for", "render", "write"]
