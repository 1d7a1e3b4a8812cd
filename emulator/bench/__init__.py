"""Measures the API in a hosted app beside raw clients: the same work, the same peer, in turns.

Each client is a process of its own and so is the peer. What is compared is the CPU time that a client's process takes
a message, user and system: it stands a noisy machine, which wall time does not.
"""
