"""Kits: the same modules under the names of API 11 and later."""

from emulator.guest.surface import require_kits

require_kits()
