"""The descriptors that the device has for each app, and how many it may have."""

from __future__ import annotations

import os
import resource
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Self

from emulator.appspawn.flags import PermissionFlags
from emulator.ipc import link

AN_APP = 5
"""Descriptors that the device keeps for a running app: control, two outputs, flags (and mmap's own for them)."""


def raise_limit() -> int:
    """Let this process have as many descriptors as it may (RLIMIT_NOFILE's soft limit), and return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


@dataclass(frozen=True, slots=True)
class Descriptors:
    """Both ends of what the device and one app talk through."""

    flags: PermissionFlags
    control: socket.socket
    out: int
    err: int
    app_control: socket.socket
    app_out: int
    app_err: int

    @classmethod
    def open(cls) -> Self:
        """Make them.

        Raises:
            OSError: there are no more descriptors to be had; none is left open.
        """
        with ExitStack() as opened:
            flags = PermissionFlags()
            opened.callback(flags.close)
            control, app_control = link.pair()
            opened.callback(control.close)
            opened.callback(app_control.close)
            control.setblocking(False)
            out, app_out = os.pipe()
            opened.callback(os.close, out)
            opened.callback(os.close, app_out)
            err, app_err = os.pipe()
            opened.pop_all()
        return cls(flags, control, out, err, app_control, app_out, app_err)

    def close_apps(self) -> None:
        """Close the app's ends: it has its own, or will have none."""
        self.app_control.close()
        os.close(self.app_out)
        os.close(self.app_err)

    def close_devices(self) -> None:
        """Close the device's ends: there is no app."""
        self.flags.close()
        self.control.close()
        os.close(self.out)
        os.close(self.err)
