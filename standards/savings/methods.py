"""The formulas, by the name that ``savings.toml`` gives them."""

from __future__ import annotations

from collections.abc import Mapping

from standards.savings import boilers, machines, transformers, trucks
from standards.savings.inputs import Method

METHODS: Mapping[str, Method] = {
    "transformer-losses": transformers.METHOD,
    "boiler-efficiency": boilers.METHOD,
    "motor-efficiency": machines.MOTOR,
    "pump-efficiency": machines.PUMP,
    "compressor-power": machines.COMPRESSOR,
    "truck-fuel": trucks.METHOD,
}
