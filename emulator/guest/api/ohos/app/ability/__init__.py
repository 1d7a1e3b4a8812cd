"""`@ohos.app.ability`."""

from ohos.app.ability.UIAbility import UIAbility
from ohos.app.ability.Want import Want

__all__ = ["UIAbility", "Want"]
