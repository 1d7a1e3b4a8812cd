"""A guest that does what its app's source says, and imports what the real one does."""

from __future__ import annotations

import picows  # noqa: F401  # the weight of the real guest

from tests.sandbox.attempt import run

__all__ = ["run"]
