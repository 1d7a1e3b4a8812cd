"""Bytecode of an installed app's abilities: a process that compiles them itself keeps 0.3 MiB that compiling took."""

from __future__ import annotations

import py_compile
import sys
import warnings
from pathlib import Path

from emulator.bundle.model import Bundle

__all__ = ["write_bytecode"]


def write_bytecode(bundle: Bundle, target: Path) -> None:
    """Compile the abilities' files, which have been read and checked, where the interpreter looks for it; read-only.

    A file that cannot be compiled any more, or that the compiler warns of, is left to the app's own process to tell.

    Args:
        target: Where the bundle has been installed to.
    """
    for module in bundle.modules:
        for entry in {ability.src_entry for ability in module.abilities}:
            source = target / module.name / entry
            bytecode = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                written = py_compile.compile(str(source), str(bytecode), quiet=2)
            if written is not None:
                bytecode.chmod(0o444)
