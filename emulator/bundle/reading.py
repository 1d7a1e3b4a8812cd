"""From what the user named to a bundle that may be installed, and its files into the device."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from emulator.bundle.bytecode import write_bytecode
from emulator.bundle.errors import InstallError
from emulator.bundle.files import copy_file, copy_tree, open_plain, unreadable
from emulator.bundle.model import Bundle
from emulator.bundle.script import INTERNET, read_script
from emulator.bundle.stage import read_stage
from emulator.diagnostics import did_you_mean
from syscap.devices import capabilities as capabilities_of

__all__ = ["install_files", "read_bundle"]


def read_bundle(
    path: Path,
    *,
    api_level: int = 11,
    device_type: str = "phone",
    capabilities: frozenset[str] | None = None,
    no_permission: bool = False,
) -> Bundle:
    """Read a Stage folder or a single Python file and check it for a device. Nothing of it is run.

    Args:
        capabilities: What the device offers; by default what its type has at its level.
        no_permission: A single Python file does not declare INTERNET.

    Raises:
        InstallError: what the device refuses.
        UserError: an entry file that is not valid Python.
    """
    root = _resolved(path)
    if root.is_dir():
        offered = capabilities if capabilities is not None else capabilities_of(device_type, api_level)
        try:
            return read_stage(path, root, api_level=api_level, device_type=device_type, capabilities=offered)
        except OSError as error:
            raise unreadable(path, error) from error
    if not root.is_file() or path.suffix != ".py":
        raise _not_an_app(path)
    declared = () if no_permission else (INTERNET,)
    return read_script(path, root, api_level=api_level, device_type=device_type, permissions=declared)


def install_files(bundle: Bundle, target: Path) -> None:
    """Copy the bundle's code to `target`/<module name>, read-only, with bytecode; links and special files are never
    followed.

    Args:
        target: The device's folder of this bundle, el1/bundle/public/<bundleName>.

    Raises:
        InstallError: a link or a special file appeared since the bundle was read, or a file is not readable.
    """
    if not bundle.is_script:
        for module in bundle.modules:
            copy_tree(module.source, target / module.name)
        write_bytecode(bundle, target)
        return
    name = bundle.ability().src_entry
    folder = target / bundle.module.name
    folder.mkdir(mode=0o755, parents=True)
    with open_plain(bundle.code_dir, PurePosixPath(name)) as file:
        copy_file(file, folder / name)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve(strict=True)
    except FileNotFoundError as error:
        raise InstallError(9568269, f"there is no file or folder `{path}`", help=_near(path)) from error
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        raise unreadable(path, error) from error


def _near(path: Path) -> str | None:
    if not path.parent.is_dir():
        return f"there is no folder `{path.parent}` either"
    meant = did_you_mean(path.name, [child.name for child in path.parent.iterdir()])
    return f"did you mean `{path.parent / meant}`?" if meant else None


def _not_an_app(path: Path) -> InstallError:
    if not path.is_file():
        return InstallError(9568269, f"`{path}` is neither a folder nor a plain file")
    help = "name an app's folder, or a Python file that ends in `.py`"
    if path.suffix in {".hap", ".hsp", ".app"}:
        help = "packed apps hold ArkTS bytecode, which this device does not run: name the folder of a Python app"
    elif path.name in {"app.json5", "module.json5"}:
        help = "name the project's folder, not its manifest"
    return InstallError(9568270, f"`{path}` is not an app", help=help)
