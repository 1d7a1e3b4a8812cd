"""`@ohos.app.ability.Want`: what a start is asked for."""

from emulator.guest.context import Want

__all__ = ["Want"]
