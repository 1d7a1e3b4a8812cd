"""`@kit.NetworkKit`."""

from ohos.net import webSocket

__all__ = ["webSocket"]
