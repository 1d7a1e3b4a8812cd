"""Servers for apps to talk to: an echo server and a raw server that follows a script."""

from emulator.peers.echo import EchoPeer
from emulator.peers.scripted import ScriptedPeer

__all__ = ["EchoPeer", "ScriptedPeer"]
