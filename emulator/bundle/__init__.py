"""Apps as they are installed: manifests, what they may ask of a device, and their files."""

from emulator.bundle.errors import TEXTS, InstallError
from emulator.bundle.model import Ability, Bundle, Module
from emulator.bundle.reading import install_files, read_bundle

__all__ = ["TEXTS", "Ability", "Bundle", "InstallError", "Module", "install_files", "read_bundle"]
