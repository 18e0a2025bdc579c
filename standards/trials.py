"""Try a new rule on made-up devices before it judges anybody."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from standards.assessing import assess
from standards.errors import StandardsError
from standards.frames import frame_of
from standards.kinds import Kind
from standards.loading_rules import References
from standards.model import Library, Rule

# What a wrong rule can end in when it is tried; anything else is a mistake of the program.
_FAILURES = (
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
    StandardsError,
    re.error,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


def failure(rule: Rule, refs: References, library: Library) -> str | None:
    """What goes wrong when made-up devices are judged by a rule, or None."""
    alone = Library(
        version="",
        kinds=refs.kinds,
        documents=refs.documents,
        rules=(rule, *(other for other in library.rules if other.id != rule.id)),
        tables=refs.tables,
        plans=library.plans,
        texts=library.texts,
    )
    kind = refs.kinds[rule.kind]
    frame = frame_of(kind, _devices(kind, rule.region))
    try:
        found = assess(_narrowed(alone, rule), rule.kind, frame, rule.valid_from)
        found.findings()
    except _FAILURES as error:
        return f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return None


def _narrowed(library: Library, rule: Rule) -> Library:
    """The library in which this rule alone holds; others stay as texts that it may refer to."""
    held = tuple(
        item
        for item in library.rules
        if item is rule or item.id in {str(value) for value in rule.params.values()}
    )
    return Library(
        version="",
        kinds=library.kinds,
        documents=library.documents,
        rules=held,
        tables=library.tables,
        plans=library.plans,
        texts=library.texts,
    )


def _devices(kind: Kind, region: str | None) -> list[dict[str, Any]]:
    """A blank device, and some whose facts are low, middling and high."""
    made: list[dict[str, Any]] = [{"region": region or "110101"}]
    for place, day in enumerate(("1995-03-01", "2012", "2023-06-15", "2026-01-31")):
        facts: dict[str, Any] = {"region": region or "110101"}
        for field in kind.fields:
            if field.type == "choice":
                facts[field.id] = field.choices[place % len(field.choices)]
            elif field.type == "date":
                facts[field.id] = day
            elif field.type == "yesno":
                facts[field.id] = place % 2 == 0
            elif field.type in ("number", "integer"):
                facts[field.id] = _figure(field.minimum, field.maximum, place)
        facts |= {"model": ("S9-315/10", "Y160M-4", "X", "SL7-400/10")[place]}
        facts["use_state"] = "在用"
        made.append(facts)
    return made


def _figure(low: float | None, high: float | None, place: int) -> int:
    floor = int(low or 0) + 1
    figure = floor * 10**place
    return int(min(figure, high)) if high is not None else figure
