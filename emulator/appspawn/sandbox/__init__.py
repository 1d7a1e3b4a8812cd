"""The kernel's layers around an app's process: found out, reported, applied."""

from emulator.appspawn.sandbox.layers import Sandbox, SandboxError
from emulator.appspawn.sandbox.paths import interpreter_paths
from emulator.appspawn.sandbox.report import Layer, SandboxReport

__all__ = ["Layer", "Sandbox", "SandboxError", "SandboxReport", "interpreter_paths"]
