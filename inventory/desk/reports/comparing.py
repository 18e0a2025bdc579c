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
    added: list[str]


def compare(before: Content, after: Content) -> Differences:
    """From one content to another."""
    old, new = _paragraphs(before), _paragraphs(after)
    return Differences(
        list(_numbers(before, after)),
        [text for text in old if text not in new],
        [text for text in new if text not in old],
    )


def _paragraphs(content: Content) -> list[str]:
    goals = [f"{goal.indicator}：{goal.done or '—'}{goal.unit}" for goal in content.goals]
    return [*(text for part in content.parts for text in part.paragraphs), *goals, *content.notes]


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
