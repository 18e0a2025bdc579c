"""What the dashboard and the calendar return; each number carries the filters of its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inventory.desk.dashboard.numbers import Named, Number, Period


@dataclass(frozen=True, kw_only=True)
class OfKind:
    """Numbers about the devices of one kind."""

    kind: str
    name: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class KindVerdicts(OfKind):
    """Devices of a kind by verdict, the worst first."""

    total: Number
    verdicts: Sequence[Named]


@dataclass(frozen=True, kw_only=True)
class KindAges(OfKind):
    """Devices of a kind by age in years; `unknown` have no year."""

    bands: Sequence[Named]
    unknown: Number


@dataclass(frozen=True, kw_only=True)
class KindLevels(OfKind):
    """Devices of a kind by efficiency level."""

    levels: Sequence[Named]


@dataclass(frozen=True, kw_only=True)
class KindStatistic(OfKind):
    """Devices of a kind by the choices of one field."""

    field: str
    heading: str
    heading_en: str
    values: Sequence[Named]


@dataclass(frozen=True, kw_only=True)
class DuePart:
    """Devices whose first date is for the same: a check that comes round, or an end of life."""

    value: str
    name: str
    name_en: str
    overdue: Number
    months: Sequence[Period]


@dataclass(frozen=True, kw_only=True)
class Due:
    """Devices whose first date is over, and those of the months to come; `parts` add up to them."""

    overdue: Number
    months: Sequence[Period]
    parts: Sequence[DuePart]


@dataclass(frozen=True, kw_only=True)
class RegionVerdicts:
    """Devices of a division by verdict."""

    region: str
    name: str
    total: Number
    verdicts: Sequence[Named]


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """All numbers of a region; `rest` devices stand in none of the divisions below it."""

    region: str
    region_name: str
    as_of: date
    total: Number
    verdicts: Sequence[Named]
    kinds: Sequence[KindVerdicts]
    ages: Sequence[KindAges]
    levels: Sequence[KindLevels]
    due: Due
    statistics: Sequence[KindStatistic]
    regions: Sequence[RegionVerdicts]
    rest: int


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Devices that become due in a span, by day or by month."""

    total: Number
    periods: Sequence[Period]
