"""The lists of a local plan (清单): what it wants listed, marked off and reported.

An item is a statement of the plan where the plan's list repeats one, else a sentence of the plan's
own table of work. A list without items is one that the plan tells an office to make.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from standards.model import Plan
from standards.statements import DUTY, ITEM, Statement, units


@dataclass(frozen=True)
class PlanList:
    """A list with its place in the plan, the task that it carries out, and its items."""

    id: str
    title: str
    place: str
    task_no: str
    units: tuple[str, ...]
    items: tuple[Statement, ...]


def plan_lists(plan: Plan, said: Sequence[Statement]) -> list[PlanList]:
    """The lists of a plan in its order; `said` are the plan's statements."""
    known = {one.id: one for one in said}
    rows = plan.lists.iter_rows(named=True)
    return [_list(list(found), known) for _, found in groupby(rows, key=lambda row: row["list"])]


def _list(rows: Sequence[Mapping[str, Any]], known: Mapping[str, Statement]) -> PlanList:
    first = rows[0]
    items = tuple(known.get(row["id"]) or _item(row) for row in rows if row["id"])
    own = _units(first) or tuple(dict.fromkeys(unit for one in items for unit in one.units))
    return PlanList(first["list"], first["title"], first["place"], first["task_no"], own, items)


def _item(row: Mapping[str, Any]) -> Statement:
    return Statement(
        id=row["id"],
        sort=ITEM,
        task_no=row["task_no"],
        place=row["place"],
        quote=row["text"],
        handling=DUTY,
        units=_units(row),
    )


def own_item(one: PlanList, name: str, text: str) -> Statement:
    """What an office has put on a list itself."""
    return replace(_item({**vars(one), "id": name, "text": text, **_NOBODY}), units=one.units)


_NOBODY = {"lead_units": None, "responsible_units": None}


def _units(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (*units(row["lead_units"]), *units(row["responsible_units"]))
