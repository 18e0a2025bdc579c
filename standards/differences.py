"""What one library has that another has not: documents, kinds, rules, tables, plans, programmes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import polars as pl

from standards.model import Library, Table

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# Where an entry stands in the files is no part of what it says.
_PLACE = ("file", "source", "written", "_by_id")


@dataclass(frozen=True)
class Difference:
    """One entry that differs: of what sort, which, how, and what of it."""

    sort: str
    id: str
    change: str
    detail: str = ""


def differences(before: Library, after: Library) -> list[Difference]:
    """Everything that differs, by sort and in the order of the libraries."""
    return [
        *_entries("document", before.documents, after.documents),
        *_entries("kind", before.kinds, after.kinds),
        *_entries("rule", _rules(before), _rules(after)),
        *_tables("table", before.tables, after.tables),
        *_tables("plan", _plan_tables(before), _plan_tables(after)),
        *_entries("saving", before.factors.savings, after.factors.savings),
        *_tables("factor", _factor_tables(before), _factor_tables(after)),
        *_entries(
            "programme",
            {p.id: p for p in before.programmes},
            {p.id: p for p in after.programmes},
        ),
    ]


def _rules(library: Library) -> dict[str, Any]:
    """Rules by id; the windows of one id apart by the day on which they begin."""
    several = [r.id for r in library.rules]
    return {
        r.id if several.count(r.id) == 1 else f"{r.id} ({r.valid_from})": r for r in library.rules
    }


def _plan_tables(library: Library) -> dict[str, pl.DataFrame]:
    found = {}
    for region, plan in library.plans.items():
        found[f"{region} tasks"] = plan.tasks
        found[f"{region} targets"] = plan.targets
        found[f"{region} measures"] = plan.measures
    return found


def _factor_tables(library: Library) -> dict[str, pl.DataFrame]:
    return {"electricity": library.factors.electricity, "energy": library.factors.energy}


def _entries(
    sort: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    for key in dict.fromkeys([*before, *after]):
        if key not in after:
            yield Difference(sort, key, REMOVED)
        elif key not in before:
            yield Difference(sort, key, ADDED)
        else:
            said = [_told(n, a, b) for n, a, b in _parts(before[key], after[key])]
            if said:
                yield Difference(sort, key, CHANGED, "; ".join(said))


def _parts(before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """The parts of two entries that differ; mappings inside are told key by key."""
    for part in fields(before):
        if part.name in _PLACE:
            continue
        old, new = getattr(before, part.name), getattr(after, part.name)
        if isinstance(old, pl.DataFrame) and isinstance(new, pl.DataFrame):
            if not old.equals(new):
                yield part.name, f"{old.height} rows", f"{new.height} rows"
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            for name in dict.fromkeys([*old, *new]):
                if old.get(name) != new.get(name):
                    yield f"{part.name}.{name}", old.get(name), new.get(name)
        elif old != new:
            yield part.name, old, new


def _told(name: str, before: object, after: object) -> str:
    short = len(f"{before}{after}") <= 80
    return f"{name}: {before} → {after}" if short else name


def _tables(sort: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*before, *after]):
        if key not in after:
            yield Difference(sort, key, REMOVED)
        elif key not in before:
            yield Difference(sort, key, ADDED)
        else:
            said = _rows_told(_rows(before[key]), _rows(after[key]))
            if said:
                yield Difference(sort, key, CHANGED, said)


def _rows(table: Table | pl.DataFrame) -> pl.DataFrame:
    return table.rows if isinstance(table, Table) else table


def _rows_told(before: pl.DataFrame, after: pl.DataFrame) -> str:
    """How many rows came and went; a changed row is one of each."""
    if before.columns != after.columns:
        return f"columns: {', '.join(before.columns)} → {', '.join(after.columns)}"
    keys = before.columns
    gone = before.join(after, on=keys, how="anti", nulls_equal=True).height
    come = after.join(before, on=keys, how="anti", nulls_equal=True).height
    return f"rows: −{gone} +{come}" if gone or come else ""
