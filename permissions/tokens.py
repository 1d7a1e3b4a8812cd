"""Access tokens and their ids.

Source: security_access_token access_token_basic_type.h and accesstoken_id_manager.cpp (6.0).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Final

from permissions.constants import Apl

FIRST_HAP_TOKEN: Final = 0x2000_0000
LAST_HAP_TOKEN: Final = 0x200F_FFFF
"""Version 1 in the three high bits, type 0 (an app), no flags, 20 random bits."""

RANDOM_BITS: Final = 20

MAX_TRIES: Final = 1000
"""How often the platform draws before it gives up."""


@dataclass(frozen=True, slots=True)
class IneffectiveDenial:
    """A permission of the `deny` setting that changes nothing for an app."""

    permission: str
    reason: str
    """For people."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An installed app's identity for permissions: one per bundle and user, a new one with every install."""

    token_id: int
    bundle_name: str
    user_id: int
    apl: Apl
    ineffective_denials: tuple[IneffectiveDenial, ...] = ()


class NoTokenLeft(RuntimeError):
    """No free token id was drawn."""


def draw_token_id(taken: Container[int], randbits: Callable[[int], int] = secrets.randbits) -> int:
    """Return a random id that is not in `taken`.

    Raises:
        NoTokenLeft: every one of `MAX_TRIES` draws was taken.
    """
    for _ in range(MAX_TRIES):
        token_id = FIRST_HAP_TOKEN | randbits(RANDOM_BITS)
        if token_id not in taken:
            return token_id
    raise NoTokenLeft(f"no free access token id in {MAX_TRIES} draws")
