"""What an app's interpreter has to read on the host: its libraries, certificates and time zones."""

from __future__ import annotations

import os
import ssl
import sys
import sysconfig
import zoneinfo
from collections.abc import Iterable
from pathlib import Path

_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_SYSTEM = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/ssl/certs",
    "/etc/ssl/cert.pem",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/certs",
    "/etc/pki/tls/cert.pem",
    "/etc/pki/tls/openssl.cnf",
    "/etc/pki/ca-trust/extracted",
    "/etc/ca-certificates",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/usr/lib/locale",
)


def interpreter_paths() -> list[str]:
    """Return the existing host paths that CPython, ssl, zoneinfo and the guest's own modules read, sorted.

    Neither /proc nor /sys nor a folder of programs is among them.
    """
    package = Path(__file__).parents[2]
    candidates = [
        *_python(),
        *_shared_libraries(),
        *_certificates(),
        *zoneinfo.TZPATH,
        *_DEVICES,
        *_SYSTEM,
        str(package / "guest"),
        str(package / "ipc"),
    ]
    return _topmost({path for path in candidates if os.path.isabs(path) and os.path.exists(path)})


def _topmost(paths: set[str]) -> list[str]:
    """Return the paths that are in no other one's folder, sorted: each costs time in every spawn."""
    topmost: list[str] = []
    for path in sorted(paths, key=lambda path: f"{path}/"):
        if not topmost or not path.startswith(f"{topmost[-1]}/"):
            topmost.append(path)
    return topmost


def _python() -> Iterable[str]:
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield sysconfig.get_path(name)
    if sys.base_prefix not in ("/", "/usr"):
        yield os.path.join(sys.base_prefix, "lib")
    yield from (entry for entry in sys.path if entry.endswith((".zip", "site-packages", "dist-packages")))


def _shared_libraries() -> Iterable[str]:
    """Libraries that are loaded now, and the system's folders of those that are loaded later.

    A library outside the system's folders is named alone: `lib` beside it may be somebody's home.
    """
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        mapped = {fields[5].rstrip("\n") for line in maps if len(fields := line.split(maxsplit=5)) == 6}
    libraries = {path for path in mapped if ".so" in os.path.basename(path)}
    for path in libraries:
        folder = os.path.dirname(path)
        system = folder.startswith(("/lib", "/usr/lib")) and "python" not in folder
        yield folder if system else path


def _certificates() -> Iterable[str]:
    places = ssl.get_default_verify_paths()
    for place in (places.openssl_cafile, places.openssl_capath):
        yield place
        yield os.path.realpath(place)
    yield os.path.join(os.path.dirname(places.openssl_cafile), "openssl.cnf")
