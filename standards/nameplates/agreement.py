"""Cells against the name: what contradicts, within the tolerances of rounding and conversion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from standards.nameplates.codes import tables
from standards.nameplates.reading import Fact, Reading, Value

_RELATIVE: Mapping[str, float] = {
    # t/h and MW agree within 5 % (rulebook section 2); pressures are converted from kgf/cm².
    "rated_capacity_tph": 0.05,
    "rated_power_mw": 0.05,
    "rated_pressure_mpa": 0.05,
    "discharge_pressure_mpa": 0.05,
    "flow_m3h": 0.05,
    "head_m": 0.05,
}
_ABSOLUTE: Mapping[str, float] = {"gross_mass_kg": 1000.0}
"""The name rounds the mass to the tonne; 15 685 kg is written 16."""
OPEN: Mapping[tuple[str, str], frozenset[str]] = {
    ("fuel", "煤"): frozenset({"烟煤", "贫煤", "无烟煤", "褐煤"}),
}
"""Words of a cell that leave open what the name states (``broader`` of the kind's field)."""
_EXACT = 0.01
_MW_PER_TPH = 0.7
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Contradiction:
    """A cell and the name that say different things. ``firm``: the name states its value."""

    field: str
    cell: Value
    name: Value
    said: str
    span: tuple[int, int]
    firm: bool


def agree(
    kind: str, cell_facts: Mapping[str, object], reading: Reading
) -> tuple[Contradiction, ...]:
    """Every cell that contradicts the name, in the order of the reading.

    What is read is compared, and of what is inferred that which rests on a table or a conversion
    (a motor's power by its frame); a default (natural gas for Q) contradicts nothing.
    """
    reasons = tables().reasons
    compared = [f for f in reading.inferred if f.reason in reasons and reasons[f.reason].compared]
    found = []
    for fact in (*reading.read, *compared):
        cell = cell_facts.get(fact.field)
        if isinstance(cell, (str, bool, int, float)) and cell != "" and _differs(fact, cell):
            found.append(_contradiction(fact, fact.field, cell, fact.value))
    if kind == "boiler":
        found += _capacities(cell_facts, reading)
    return tuple(found)


def _contradiction(fact: Fact, field: str, cell: Value, name: Value) -> Contradiction:
    return Contradiction(field, cell, name, fact.said, fact.span, firm=not fact.reason)


def _differs(fact: Fact, cell: Value) -> bool:
    numbers = _numbers(fact.value, cell)
    if numbers is None:
        return fact.value != cell and fact.value not in OPEN.get((fact.field, str(cell)), ())
    named, given = numbers
    allowed = _ABSOLUTE.get(fact.field, _RELATIVE.get(fact.field, _EXACT) * abs(named))
    return abs(named - given) > allowed * (1 + _ROUNDING)


def _numbers(one: Value, other: Value) -> tuple[float, float] | None:
    if isinstance(one, (bool, str)) or isinstance(other, (bool, str)):
        return None
    return float(one), float(other)


def _capacities(cells: Mapping[str, object], reading: Reading) -> list[Contradiction]:
    """t/h in the name against MW in the cell, and the reverse (0.7 MW is 1 t/h)."""
    facts = {f.field: f for f in (*reading.read, *reading.inferred)}
    found = []
    for named, given, factor in (
        ("rated_capacity_tph", "rated_power_mw", _MW_PER_TPH),
        ("rated_power_mw", "rated_capacity_tph", 1 / _MW_PER_TPH),
    ):
        fact, cell = facts.get(named), cells.get(given)
        if fact is None or given in facts or cells.get(named) not in (None, ""):
            continue
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            expected = float(fact.value) * factor
            if abs(expected - cell) > _RELATIVE[given] * expected * (1 + _ROUNDING):
                found.append(_contradiction(fact, given, cell, round(expected, 3)))
    return found
