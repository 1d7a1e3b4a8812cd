"""What is measured: kinds of work, and how much of it is a round."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from emulator.diagnostics import UserError, did_you_mean, quoted_list

Kind = Literal["echo", "receive", "send", "connect"]
Form = Literal["promise", "callback"]

SHORT, LONG = 100, 64 * 1024
"""Bytes of a message; short ones are texts, long ones binary."""


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work."""

    name: str
    kind: Kind
    count: int
    """Messages a round; connections for `connect`."""
    size: int = SHORT
    window: int = 1
    """Messages that are under way at once; for `receive`, those that the peer writes at once."""
    form: Form = "promise"
    """How the app calls `send`; raw clients have one way only."""
    tls: bool = False
    watched: bool = False
    """An app that is recorded does it, too."""

    @property
    def unit(self) -> str:
        return "connection" if self.kind == "connect" else "message"

    def order(self, url: str) -> dict[str, Any]:
        """Return what a client is told.

        Args:
            url: the peer's, without a path.
        """
        return {**asdict(self), "url": f"{url}/{self.kind}"}


WORKS = (
    Work("echo", "echo", 4000, watched=True),
    Work("echo, callbacks", "echo", 4000, form="callback"),
    Work("echo, 64 in flight", "echo", 20000, window=64, form="callback"),
    Work("echo, TLS", "echo", 4000, tls=True),
    Work("receive 100 B", "receive", 20000),
    Work("receive 100 B, in bursts", "receive", 40000, window=500),
    Work("receive 64 KiB", "receive", 5000, LONG),
    Work("send 100 B", "send", 20000, window=500),
    Work("send 100 B, callbacks", "send", 20000, window=500, form="callback"),
    Work("send 64 KiB", "send", 5000, LONG, window=16),
    Work("connect and close", "connect", 100),
)


def choose(names: list[str], works: tuple[Work, ...] = WORKS) -> list[Work]:
    """Return the works whose name begins with one of these; all when none is given.

    Raises:
        UserError: a name fits no work.
    """
    for name in names:
        if not any(work.name.startswith(name) for work in works):
            known = [work.name for work in works]
            meant = did_you_mean(name, known)
            raise UserError(
                f"no work begins with `{name}`",
                help=f"did you mean `{meant}`?" if meant else f"there are {quoted_list(known)}",
            )
    return [work for work in works if not names or any(work.name.startswith(name) for name in names)]


def part(work: Work, fraction: float) -> Work:
    """Return the same work with fewer messages a round, whole windows of them."""
    windows = max(1, round(work.count * fraction / work.window))
    return replace(work, count=windows * work.window)
