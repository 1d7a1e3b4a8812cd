"""Finds out which layers the machine has and applies them, in the order that works."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from emulator.appspawn.sandbox import capabilities, landlock, libc, rlimits, seccomp
from emulator.appspawn.sandbox.report import Layer, SandboxReport
from emulator.appspawn.sandbox.syscalls import ARCHITECTURES
from emulator.ipc.messages import SandboxPolicy

_WRITABLE_DEVICES = ["/dev/null"]


class SandboxError(Exception):
    """A layer that must hold could not be applied; nothing may run in this process."""


@dataclass(frozen=True, slots=True)
class Step:
    """A layer and how to put it on."""

    layer: Layer
    apply: Callable[[SandboxPolicy], None]


class Sandbox:
    """This machine's layers. Make it once, before forking; `apply` it in each child."""

    def __init__(self) -> None:
        self._machine = ARCHITECTURES.get(os.uname().machine)
        self._landlock_abi = landlock.abi(self._machine) if self._machine else 0
        self._has_filters = self._machine is not None and seccomp.is_available(self._machine)
        self.steps = [
            Step(self._limits_layer(), self._apply_limits),
            Step(self._files_layer(), self._apply_landlock),
            Step(self._tcp_layer(), _applied_with_files),
            Step(self._signals_layer(), _applied_with_files),
            Step(self._capabilities_layer(), self._apply_capabilities),
            Step(self._system_calls_layer(), self._apply_filter),
        ]

    def prepare(self) -> None:
        """Do once, before forking, what every `apply` needs; forks a short-lived process to count threads."""
        _ = self._threads_elsewhere
        if self._has_filters:
            _ = self._filter

    def probe(self) -> SandboxReport:
        """Tell which layers `apply` will put on."""
        return SandboxReport(tuple(step.layer for step in self.steps))

    def apply(self, policy: SandboxPolicy) -> None:
        """Confine the calling process, which must have one thread only, for good.

        Raises:
            SandboxError: a layer that the machine has could not be applied, or `policy.required` and one is missing.
        """
        if policy.required and (missing := self.probe().open_layers):
            raise SandboxError("; ".join(f"the {layer.name} layer is missing: {layer.detail}" for layer in missing))
        _apply("no_new_privs", lambda: libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1))
        for step in self.steps:
            if step.layer.active:
                _apply(step.layer.name, lambda step=step: step.apply(policy))  # type: ignore[misc]  # bound at once

    @cached_property
    def _threads_elsewhere(self) -> int:
        return rlimits.threads_of_user()

    @cached_property
    def _filter(self) -> seccomp.Filter:
        assert self._machine is not None
        return seccomp.Filter(self._machine)

    def _apply_limits(self, policy: SandboxPolicy) -> None:
        rlimits.apply_limits(policy, self._threads_elsewhere)

    def _apply_landlock(self, policy: SandboxPolicy) -> None:
        assert self._machine is not None
        writable = [*policy.read_write, *_WRITABLE_DEVICES]
        landlock.restrict(self._machine, self._landlock_abi, policy.read_only, writable)

    def _apply_capabilities(self, _policy: SandboxPolicy) -> None:
        assert self._machine is not None
        capabilities.drop_all(self._machine)

    def _apply_filter(self, _policy: SandboxPolicy) -> None:
        self._filter.install(os.getpid())

    def _limits_layer(self) -> Layer:
        threads = (
            "threads only through memory, since the kernel does not count root's"
            if os.geteuid() == 0
            else f"threads beyond what the user has elsewhere (and {rlimits.OTHERS_MAY_GROW} to spare)"
        )
        return Layer(
            "limits",
            True,
            f"memory, open files, file size; {threads}",
            "an app can take all memory and descriptors of this machine",
        )

    def _files_layer(self) -> Layer:
        return Layer(
            "files",
            self._landlock_abi > 0,
            self._landlock_detail(1),
            "an app can read and change every file that you can",
        )

    def _tcp_layer(self) -> Layer:
        return Layer(
            "TCP ports",
            self._landlock_abi >= landlock.ABI_OF_TCP,
            self._landlock_detail(landlock.ABI_OF_TCP),
            "only the system-call filter keeps an app from connections of its own",
            essential=False,
        )

    def _signals_layer(self) -> Layer:
        return Layer(
            "signals and abstract sockets",
            self._landlock_abi >= landlock.ABI_OF_SCOPES,
            self._landlock_detail(landlock.ABI_OF_SCOPES),
            "only the system-call filter keeps an app from signalling your processes and reaching their sockets",
            essential=False,
        )

    def _capabilities_layer(self) -> Layer:
        return Layer(
            "capabilities",
            self._machine is not None,
            "all dropped" if self._machine else self._unknown_machine(),
            "an app started by root has root's power",
        )

    def _system_calls_layer(self) -> Layer:
        if self._machine is None:
            detail = self._unknown_machine()
        elif not self._has_filters:
            detail = "this kernel has no seccomp filters"
        else:
            detail = "seccomp allow-list"
        return Layer(
            "system calls",
            self._has_filters,
            detail,
            "an app can open sockets without INTERNET, start programs and signal your processes",
        )

    def _landlock_detail(self, needed: int) -> str:
        if self._machine is None:
            return self._unknown_machine()
        if self._landlock_abi == 0:
            return "this kernel has no Landlock, or it is switched off"
        if self._landlock_abi < needed:
            return f"needs Landlock ABI {needed}, this kernel has {self._landlock_abi}"
        return f"Landlock ABI {self._landlock_abi}"

    def _unknown_machine(self) -> str:
        return f"not known for {os.uname().machine} machines, only for {' and '.join(ARCHITECTURES)}"


def _applied_with_files(_policy: SandboxPolicy) -> None:
    """Landlock's rules are put on together."""


def _apply(name: str, apply: Callable[[], object]) -> None:
    try:
        apply()
    except (OSError, ValueError) as error:
        raise SandboxError(f"the {name} layer could not be applied: {error}") from error
