"""The results of a what-if: changed devices, and how many change in which way.

Energy in kgce and CO₂ in kg a year that replacing the devices would save; cost in yuan as the asker
estimates it; capacity in the unit of the kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.judgement.whatif.models import WhatIf


@dataclass(frozen=True, kw_only=True)
class ChangedRule:
    """A rule whose outcome changes; None: no finding."""

    rule: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class ChangedDevice:
    """A device in which a finding changes."""

    equipment: int
    kind: str
    region: str
    enterprise: int
    enterprise_name: str
    name: str
    model: str
    identifier: str
    quantity: int
    before: str | None
    after: str | None
    direction: int
    rules: Sequence[ChangedRule]
    capacity: float | None
    kgce: float | None
    kgco2: float | None


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Devices in which a finding changes, and those whose verdict becomes worse or better."""

    devices: int
    worse: int
    better: int
    capacity: float | None
    kgce: float | None
    kgco2: float | None


@dataclass(frozen=True, kw_only=True)
class Transition(Numbers):
    """Devices of a kind from one verdict to another; None: nothing is judged."""

    kind: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class KindNumbers(Numbers):
    """Numbers of a kind."""

    kind: str
    capacity_unit: str | None
    cost: float | None


@dataclass(frozen=True, kw_only=True)
class RegionNumbers(Numbers):
    """Numbers of a county."""

    region: str
    name: str
    cost: float | None


@dataclass(frozen=True, kw_only=True)
class EnterpriseNumbers(Numbers):
    """Numbers of an enterprise."""

    enterprise: int
    name: str
    cost: float | None


@dataclass(frozen=True, kw_only=True)
class Total:
    """All of it; no capacity, since the kinds measure it in units of their own."""

    devices: int
    worse: int
    better: int
    enterprises: int
    kgce: float | None
    kgco2: float | None
    cost: float | None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How many devices change how."""

    what_if: WhatIf
    total: Total
    transitions: Sequence[Transition]
    by_kind: Sequence[KindNumbers]
    by_region: Sequence[RegionNumbers]
    by_enterprise: Sequence[EnterpriseNumbers]
    by_rule: Sequence[Mapping[str, Any]]  # rule, before, after, devices, as the run stored them
