"""The same devices judged twice, on two days or by two drafts: what is the same is judged once.

A check asks its context for the day. What it finds without asking it finds on every day, and where
it only asks whether days of the law have come, on every day on which the answers are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import polars as pl

from standards.assessing import Assessment, Part, parted, readied
from standards.checks.base import Context
from standards.columns import texts_of
from standards.model import Library, Rule
from standards.regions import decides_alike


@dataclass(frozen=True)
class Watched(Context):
    """A context that notes what a check asks about the day."""

    keeps_steps: ClassVar[bool] = False
    """Steps that were noted before would ask for nothing."""

    answers: dict[date, bool] = field(default_factory=dict, compare=False)
    """Days of the law: whether they have come."""
    days: list[date] = field(default_factory=list, compare=False)
    """The day itself, each time that it is asked for."""

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name == "as_of":
            self.days.append(value)
        return value

    def has_come(self, day: date) -> bool:
        told: bool = day <= object.__getattribute__(self, "as_of")
        self.answers[day] = told
        return told

    def is_same_on(self, day: date) -> bool:
        """Whether the check finds the same on another day."""
        return not self.days and all((d <= day) == told for d, told in self.answers.items())


def assess_twice(
    libraries: tuple[Library, Library],
    kind_id: str,
    frame: pl.DataFrame,
    days: tuple[date, date],
    horizon: int = 365,
) -> tuple[Assessment, Assessment]:
    """What ``assess`` gives by the first library on the first day, and by the second on the second;
    what a rule finds in both is the same frame. The libraries may differ by rules alone.

    Raises: StandardsError for an unknown kind.
    """
    frames, parts = parted(libraries[0], kind_id, frame)
    before: list[_Found] = []
    after: list[_Found] = []
    for part in parts:
        found = _of_part(libraries, part, days, horizon)
        for each, of_part in zip((before, after), found, strict=True):
            each += [pair for pair in of_part if pair[1].height]
    return (
        Assessment(libraries[0], kind_id, days[0], horizon, frame, before, frames),
        Assessment(libraries[1], kind_id, days[1], horizon, frame, after, frames),
    )


_Found = tuple[Rule, pl.DataFrame]


def _of_part(
    libraries: tuple[Library, Library], part: Part, days: tuple[date, date], horizon: int
) -> tuple[list[_Found], list[_Found]]:
    """What the rules find in a part, before and after."""
    rules = [each.rules_for(part.kind.id, day) for each, day in zip(libraries, days, strict=True)]
    alike = decides_alike(libraries[0], part.kind, days)
    ready = readied(libraries[0], part, _both(*rules) if alike else rules[0], days[0])
    watched = [Watched(libraries[0], rule, days[0], horizon) for rule in rules[0]]
    before = list(zip(rules[0], ready.judged(watched), strict=True))
    known: dict[int, pl.DataFrame] = {}
    if alike:
        changed = {rule.id for rule in _apart(libraries[0], libraries[1])}
        same = [c.is_same_on(days[1]) and _stands(c.rule, changed) for c in watched]
        known = {id(rule): f for (rule, f), is_same in zip(before, same, strict=True) if is_same}
    else:
        ready = readied(libraries[1], part, rules[1], days[1])
    left = [rule for rule in rules[1] if id(rule) not in known]
    asked = [Context(libraries[1], rule, days[1], horizon) for rule in left]
    known |= {id(r): f for r, f in zip(left, ready.judged(asked), strict=True)}
    return before, [(rule, known[id(rule)]) for rule in rules[1]]


def _both(before: Sequence[Rule], after: Sequence[Rule]) -> list[Rule]:
    common = {*map(id, before)}
    return [*before, *(rule for rule in after if id(rule) not in common)]


def _apart(before: Library, after: Library) -> list[Rule]:
    """The rules that only one of them has."""
    common = {*map(id, before.rules)} & {*map(id, after.rules)}
    return [rule for rule in (*before.rules, *after.rules) if id(rule) not in common]


def _stands(rule: Rule, changed: Collection[str]) -> bool:
    """Whether neither the rule nor one that it rests on is another one."""
    return rule.id not in changed and texts_of(rule).isdisjoint(changed)
