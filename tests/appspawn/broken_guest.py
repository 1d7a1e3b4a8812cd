"""A guest that cannot be imported."""

raise ImportError("no wire library")
