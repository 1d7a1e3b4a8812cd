"""Records what apps see on this device, and compares it with recordings of real ones.

`scenario` loads what to do, `runner` records it, `trace` loads what devices did, `compare` and `check` compare.
"""
