"""`@kit.AbilityKit`."""

from ohos import abilityAccessCtrl
from ohos.app.ability.UIAbility import UIAbility
from ohos.app.ability.Want import Want

__all__ = ["UIAbility", "Want", "abilityAccessCtrl"]
