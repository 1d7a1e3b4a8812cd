"""What every code means that an app, or who runs it, can meet: one table, in English and Chinese."""

from emulator.explanations.model import Explanation, Given, Kind, Language, Text
from emulator.explanations.table import EXPLANATIONS, find, near

__all__ = ["EXPLANATIONS", "Explanation", "Given", "Kind", "Language", "Text", "find", "near"]
