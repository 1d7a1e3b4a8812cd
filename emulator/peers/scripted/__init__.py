"""A raw WebSocket server that follows a script and writes down all that it sees."""

from emulator.peers.scripted.events import Events
from emulator.peers.scripted.peer import ScriptedPeer
from emulator.peers.scripted.script import BadScript, check_actions, check_script

__all__ = ["BadScript", "Events", "ScriptedPeer", "check_actions", "check_script"]
