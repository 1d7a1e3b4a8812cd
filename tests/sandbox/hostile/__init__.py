"""Apps that attack the device that hosts them, as sentences: each with how that must end."""

from __future__ import annotations

from tests.sandbox.hostile import broker, floods, messages, neighbours, shares
from tests.sandbox.hostile.app import HostileApp

HOSTILE_APPS: tuple[HostileApp, ...] = (
    *broker.APPS,
    *messages.APPS,
    *floods.APPS,
    *shares.APPS,
    *neighbours.APPS,
)
