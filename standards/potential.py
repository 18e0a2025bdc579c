"""The nouns of what a replacement brings: factors, ways of saving, subsidy programmes.

Everything here is frozen; the data is in ``standards/library/factors`` and ``…/programmes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl


@dataclass(frozen=True)
class Default:
    """What stands in for a blank fact: a middle value and the ends of its likely range.

    ``where`` names the facts for which it holds ({} = all devices of the kind). What no field of
    the kind holds has a heading and a unit of its own, and stands in for every device.
    """

    field: str
    where: Mapping[str, str]
    value: float
    low: float
    high: float
    certainty: str
    source: str
    source_zh: str
    heading_zh: str = ""
    heading_en: str = ""
    unit: str | None = None


@dataclass(frozen=True)
class FuelName:
    """Which energy factor a fuel of the records stands for; ``assumed`` where it is not certain."""

    value: str
    factor: str
    assumed: bool


@dataclass(frozen=True, eq=False)
class Saving:
    """How the saving of one kind is computed, and what it rests on.

    ``rule`` is the grade rule whose table gives the replacement (``also``: rules of the kind's
    other standards, for the devices that they are about), or ``limits`` is a table of its
    own that ``document`` publishes. ``energy`` names the factor of the energy that is saved; blank
    where it depends on the fuel of the device.
    """

    kind: str
    method: str
    rule: str | None
    also: tuple[str, ...]
    document: str | None
    limits: pl.DataFrame | None
    targets: tuple[int, ...]
    formula_zh: str
    formula_en: str
    energy: str | None
    fuel_field: str | None
    fuels: tuple[FuelName, ...]
    made_before: date | None
    defaults: tuple[Default, ...]
    certainty: str
    source: str
    file: str


def _empty(*columns: str) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.String()))


@dataclass(frozen=True, eq=False)
class Factors:
    """Energy and electricity factors, and the ways of saving by kind.

    ``electricity``: year, region (two digits of a province, null = the country), kgco2_per_kwh.
    ``energy``: fuel, unit, kgce_per_unit, kgco2_per_unit, kg_per_l.
    """

    electricity: pl.DataFrame = field(default_factory=lambda: _empty("year", "region"))
    energy: pl.DataFrame = field(default_factory=lambda: _empty("fuel"))
    savings: Mapping[str, Saving] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """One thing that a programme asks of a device; ``op`` is in ``subsidy_operators.OPERATORS``."""

    op: str
    fields: tuple[str, ...]
    value: bool | float | str | date | tuple[str, ...]
    zh: str
    en: str
    rule: str | None = None


@dataclass(frozen=True)
class Amount:
    """What is paid if the device meets ``conditions`` and the applicant does what ``item`` says.

    Amounts of different ``part`` add up, of one part the largest is paid. ``choice``: it depends
    on what the applicant buys, which no record holds.
    """

    item_zh: str
    item_en: str
    value: float
    unit: str
    conditions: tuple[Condition, ...]
    part: str
    choice: bool
    certainty: str


@dataclass(frozen=True)
class Asked:
    """What only the applicant can show: a programme's condition that no record holds."""

    zh: str
    en: str


@dataclass(frozen=True)
class Programme:
    """A subsidy on [valid_from, valid_to], both days included.

    Of the programmes with one ``group`` a device can be paid by one only. ``to_certainty`` says
    how well the last day is known.
    """

    id: str
    kinds: tuple[str, ...]
    title_zh: str
    title_en: str
    document: str
    region: str | None
    valid_from: date
    valid_to: date | None
    window_certainty: str
    conditions: tuple[Condition, ...]
    asked: tuple[Asked, ...]
    amounts: tuple[Amount, ...]
    group: str
    stacking_zh: str
    stacking_en: str
    certainty: str
    source: str
    note: str
    file: str
