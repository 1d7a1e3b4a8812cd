"""`@ohos.app.ability.UIAbility`: the base class of an app's ability."""

from emulator.guest.entry import UIAbility

__all__ = ["UIAbility"]
