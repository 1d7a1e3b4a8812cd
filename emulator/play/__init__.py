"""A session as a play: what app, netstack and peer did, drawn for people."""

from emulator.play.render import play, render
from emulator.play.steps import Arrow, Note, Step

__all__ = ["Arrow", "Note", "Step", "play", "render"]
