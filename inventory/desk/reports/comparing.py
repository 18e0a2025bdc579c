"""What differs between two versions of a report: every number, every sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inventory.desk.reports.content import Content, Row
from inventory.desk.reports.measures import MEASURES


@dataclass(frozen=True)
class Difference:
    """A number that changed: in which table and line; None is a number that was not held."""

    table: str
    key: str
    name: str
    name_en: str
    measure: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Differences:
    """All that changed; paragraphs as they were, and as they are now."""

    numbers: list[Difference]
    left_out: list[str]
    left_out_en: list[str]
    added: list[str]
    added_en: list[str]


def compare(before: Content, after: Content) -> Differences:
    """From one content to another."""
    old, new = _paragraphs(before), _paragraphs(after)
    gone, come = old.keys() - new.keys(), new.keys() - old.keys()
    left_out = {zh: en for zh, en in old.items() if zh in gone}
    added = {zh: en for zh, en in new.items() if zh in come}
    return Differences(
        list(_numbers(before, after)),
        list(left_out),
        list(left_out.values()),
        list(added),
        list(added.values()),
    )


def _paragraphs(content: Content) -> dict[str, str]:
    """Every paragraph, Chinese and English, in their order."""
    said = [it for part in content.parts for it in part.said()]
    goals = [f"{goal.indicator}：{goal.done or '—'}{goal.unit}" for goal in content.goals]
    notes = zip(content.notes, content.notes_en or content.notes, strict=True)
    return {**{it.zh: it.en for it in said}, **{text: text for text in goals}, **dict(notes)}


def _lines(content: Content) -> dict[tuple[str, str], Row]:
    lines = {(table.id, row.key): row for table in content.tables for row in table.rows}
    return {("total", content.total.key): content.total, **lines}


def _numbers(before: Content, after: Content) -> Iterator[Difference]:
    old, new = _lines(before), _lines(after)
    for place in dict.fromkeys([*old, *new]):
        named = new.get(place) or old[place]
        for measure in MEASURES:
            was = old[place].now.get(measure) if place in old else None
            now = new[place].now.get(measure) if place in new else None
            if was != now:
                yield Difference(*place, named.name, named.name_en, measure, was, now)
