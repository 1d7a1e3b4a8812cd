"""An HTTP proxy: which hosts are reached through it, and what its address says."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import NamedTuple

from emulator.guest.netstack.websocket.url import LARGEST_PORT, leading_number

_BLANKS = " \t\n\r"
_WILDCARDS = re.compile(r"[A-Za-z0-9\-_.*]+")
"""What a name with wildcards is made of; anything else stands for itself."""


class ProxyAddress(NamedTuple):
    """Where a proxy listens, and what it is told to let the app through."""

    host: str
    port: int
    authorization: str = ""
    """Value of its header; empty without a user."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy, and the hosts that are not to be reached through it."""

    host: str
    port: int
    exclusions: tuple[str, ...] = ()

    def excludes(self, host: str, *, parts: bool) -> bool:
        """Whether a host is reached directly: one of the list is it, `*` standing for anything.

        NS 5.0.0 netstack_common_utils.cpp IsHostNameExcluded: case counts, a comma parts what is listed, and an IPv6
        address is what stands before its first colon.

        Args:
            host: its name or address.
            parts: a part of its name is enough, in any case.
        """
        name = host.partition(":")[0]
        patterns = [pattern.strip(_BLANKS) for pattern in ",".join(self.exclusions).split(",")]
        return any(
            _matches(name, pattern) or (parts and pattern.lower() in host.lower()) for pattern in patterns if pattern
        )

    @property
    def address(self) -> ProxyAddress | None:
        """Take the host apart, `[http://][user:password@]host[:port]`; without a port there is no proxy.

        lws 4.3.1 lib/core-net/client/client.c lws_set_proxy.
        """
        user, _, place = self.host.removeprefix("http://").rpartition("@")
        bracketed = re.match(r"\[(.*?)\]", place)
        name, colon, digits = place[bracketed.end() if bracketed else 0 :].partition(":")
        port = leading_number(digits) if colon else self.port
        authorization = f"basic {b64encode(user.encode()).decode()}" if user else ""
        host = bracketed[1] if bracketed else name
        return ProxyAddress(host, port & LARGEST_PORT, authorization) if self.host and port else None


def _matches(name: str, pattern: str) -> bool:
    if not _WILDCARDS.fullmatch(pattern):
        return name == pattern
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None
