"""Starts apps: a process that has everything imported forks a sandboxed process for each, as on the platform."""
