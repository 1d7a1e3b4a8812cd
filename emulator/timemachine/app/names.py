"""What the observer inside the app and the recorder outside agree on."""

from __future__ import annotations

DOMAIN, TAG = 0xE0, "ohemu.observer"
"""Of the lines in which the observer tells what it saw, each a JSON list: kind, name, value."""

OWN = ".own"
"""Added to the name of the app's own entry file."""
