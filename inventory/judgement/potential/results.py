"""What the services of potential return: figures of a device, sums over many, programmes.

Energy in kgce and CO₂ in kg a year; money in yuan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.registry.equipment.lines import DeviceLine

# A row of summed figures: its keys are those that it was grouped by, then the amounts.
SumRow = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class DevicePotential:
    """Every figure of a device opened to its inputs, as the engine explains it."""

    as_of: date
    library: str
    savings: Sequence[Mapping[str, Any]]
    subsidies: Sequence[Mapping[str, Any]]
    subsidy: Mapping[str, float | None] | None  # amount and amount_most, where one matches


@dataclass(frozen=True, kw_only=True)
class ProgrammeCount:
    """How many devices a programme answers in one way."""

    programme: str
    title: str
    title_en: str
    status: str
    devices: int


@dataclass(frozen=True, kw_only=True)
class SubsidyTotals:
    """What the matching programmes pay together; `amount_most` with the dearest choices."""

    devices: int
    amount: float | None
    amount_most: float | None
    programmes: Sequence[ProgrammeCount]


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Sums over a part of the ledger; stored as the result of a job, too."""

    as_of: date
    library: str
    devices: int
    totals: Sequence[SumRow]
    by_kind: Sequence[SumRow]
    by_region: Sequence[SumRow]
    by_enterprise: Sequence[SumRow]
    by_item: Sequence[SumRow]
    subsidies: SubsidyTotals


@dataclass(frozen=True, kw_only=True)
class Text:
    """A sentence in two languages."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Amount:
    """What a programme pays for one item."""

    item: str
    item_en: str
    value: float
    unit: str
    unit_en: str
    part: str
    choice: bool
    certainty: str


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A subsidy programme with its window [valid_from, valid_to]."""

    id: str
    kinds: Sequence[str]
    title: str
    title_en: str
    document: str
    region: str | None
    valid_from: date
    valid_to: date | None
    window_certainty: str
    conditions: Sequence[Text]
    asked: Sequence[Text]
    amounts: Sequence[Amount]
    group: str
    stacking: str
    stacking_en: str
    certainty: str
    note: str


@dataclass(frozen=True, kw_only=True)
class DeviceFigure(DeviceLine):
    """A device with its figure for one target; without one, `missing` says what it takes."""

    target: int | None = None
    saved: float | None = None
    unit: str | None = None
    kgce: float | None = None
    kgce_low: float | None = None
    kgce_high: float | None = None
    kgco2: float | None = None
    kgco2_low: float | None = None
    kgco2_high: float | None = None
    presumed: bool | None = None
    defaults: Sequence[str] = ()
    missing: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class FigurePage:
    """A page of devices with their figures, as of a day, and how many there are in all."""

    as_of: date
    total: int
    items: Sequence[DeviceFigure]
