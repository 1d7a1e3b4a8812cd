"""Which layers a machine gives. Data only: the device, `ohemu doctor` and appspawn's process share it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing the kernel keeps from an app."""

    name: str
    active: bool
    detail: str
    """What it consists of on this machine, or why it is not there."""
    missing: str
    """What an app could do without it, as a sentence's predicate: `an app can ...`."""
    essential: bool = True
    """False where another layer refuses the same: its absence weakens, it does not open."""


@dataclass(frozen=True, slots=True)
class SandboxReport:
    """All layers, in the order in which they are applied."""

    layers: tuple[Layer, ...]

    @property
    def open_layers(self) -> tuple[Layer, ...]:
        """The essential layers that this machine lacks; none means that the sandbox holds."""
        return tuple(layer for layer in self.layers if layer.essential and not layer.active)

    def warnings(self) -> list[str]:
        """One sentence for each missing layer, essential ones first."""
        absent = sorted((layer for layer in self.layers if not layer.active), key=lambda layer: not layer.essential)
        return [f"no {layer.name} layer ({layer.detail}): {layer.missing}" for layer in absent]

    def to_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> SandboxReport:
        return cls(tuple(Layer(**layer) for layer in data["layers"]))
