"""Every statement of a local plan, and what the system does about it.

How statements are counted: every row of a plan's measures and targets is one; a practice is one
unless it repeats the words of a measure or target (``same_as``); a task is one unless a measure,
target or practice stands under it. A measure on three kinds of equipment has three rows. By this
rule the five plans make 455 statements. The 294 of an earlier review cannot be rebuilt from the
plans; the nearest count is 297: 153 different quotes of measures and 144 tasks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from standards.checks.base import words
from standards.loading_plans import REENTRY, rules_named
from standards.model import Library, Plan

RULE, TARGET, DUTY = "rule", "target", "duty"
HANDLINGS = (RULE, REENTRY, TARGET, DUTY)
"""``rule``: judged for each device; ``reentry``: a case when a scrapped device comes back;
``target``: counted or reported; ``duty``: worked by the departments that it names."""

SORTS = ("measure", "target", "practice", "task")
ITEM = "item"
"""Of a list of the plan (``standards.plan_lists``): not counted among the statements."""


@dataclass(frozen=True)
class Statement:
    """One thing that a plan says, in its own words, with its place and who has to see to it.

    ``title`` is the indicator of a target (the only one with words in English), the name of a
    practice, the heading of a task.
    ``deadline`` and ``cycle`` (month, quarter, year, regular) where the plan names a term. ``why``:
    the reason for which a measure has no rule.
    """

    id: str
    sort: str
    task_no: str
    place: str
    quote: str
    handling: str
    units: tuple[str, ...]
    title: str = ""
    title_en: str = ""
    rules: tuple[str, ...] = ()
    equipment_kind: str | None = None
    consequence: str | None = None
    strength: str | None = None
    deadline: date | None = None
    cycle: str | None = None
    why: str | None = None
    why_en: str | None = None


def statements(library: Library, plan: Plan) -> list[Statement]:
    """All statements of a plan, by task, each once: a practice in the words of a measure or target
    is that measure or target, and a task that says nothing else stands for itself.
    """
    found = [*_measures(library, plan), *_targets(plan), *_practices(plan)]
    said = {one.task_no for one in found}
    found += [_task(row) for row in plan.tasks.iter_rows(named=True) if row["task_no"] not in said]
    order = {number: at for at, number in enumerate(["0", *plan.tasks["task_no"]])}
    return sorted(found, key=lambda one: (order[one.task_no], SORTS.index(one.sort)))


def _measures(library: Library, plan: Plan) -> Iterator[Statement]:
    for row in plan.measures.iter_rows(named=True):
        rules = rules_named(row["rule"], plan, library.rules)
        unruled = REENTRY if row["rule"] == REENTRY else DUTY
        reason = library.texts[f"duty-{row['why']}"] if row["why"] else None
        yield Statement(
            **_common(row, "measure", RULE if rules else unruled),
            units=units(row["responsible_units"]),
            rules=rules,
            equipment_kind=row["equipment_kind"],
            consequence=row["consequence"],
            strength=row["strength"],
            deadline=_day(row["deadline"]),
            why=reason.zh if reason else None,
            why_en=reason.en if reason else None,
        )


def _targets(plan: Plan) -> Iterator[Statement]:
    responsible = {
        row["task_no"]: (*units(row["lead_units"]), *units(row["responsible_units"]))
        for row in plan.tasks.iter_rows(named=True)
    }
    for row in plan.targets.iter_rows(named=True):
        yield Statement(
            **_common(row, "target", TARGET),
            title=row["indicator"],
            title_en=row["indicator_en"],
            units=responsible.get(row["task_no"], ()),
            equipment_kind=row["equipment_kind"],
            deadline=_day(row["due_date"]),
        )


def _practices(plan: Plan) -> Iterator[Statement]:
    for row in plan.practices.iter_rows(named=True):
        if row["same_as"] is None:
            yield Statement(
                **_common(row, "practice", DUTY),
                title=row["practice"],
                units=units(row["responsible_units"]),
                cycle=row["cycle"],
            )


def _task(row: dict[str, Any]) -> Statement:
    return Statement(
        **_common({**row, "quote": row["title"]}, "task", DUTY),
        title=row["title"],
        units=(*units(row["lead_units"]), *units(row["responsible_units"])),
        deadline=date(int(row["due_year"]), 12, 31) if row["due_year"] else None,
    )


def _common(row: dict[str, Any], sort: str, handling: str) -> dict[str, Any]:
    keys = ("id", "task_no", "place", "quote")
    return {**{key: row[key] for key in keys}, "sort": sort, "handling": handling}


def units(text: str | None) -> tuple[str, ...]:
    """The departments of a cell."""
    return tuple(words(text))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
