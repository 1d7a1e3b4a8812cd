"""What an app does when it has a permission, when it has not, and when it loses it in mid-session."""

from emulator.permission_matrix.check import Cell, check_permissions
from emulator.permission_matrix.situation import Situation
from emulator.permission_matrix.verdict import Finding, Verdict

__all__ = ["Cell", "Finding", "Situation", "Verdict", "check_permissions"]
