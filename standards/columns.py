"""The columns of a prepared frame that a rule looks at: to carry the others through every filter
and join of its check costs more than the judging.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl

from standards.checks import CHECKS
from standards.dates import FIRST
from standards.model import Library, Rule

ALWAYS = frozenset({"row", "region", "use_state"})


def columns_of(library: Library, rule: Rule, frame: pl.DataFrame) -> list[str]:
    """The names, in the frame's order: what the rule's parameters say anywhere, what its check
    looks at by itself, and the first days of its dates.
    """
    known = _known.setdefault(library, {})
    names = known.get(id(rule))
    if names is None:
        firsts = (name + FIRST for name in rule.dates)
        names = known[id(rule)] = frozenset({*ALWAYS, *_named(library, rule), *firsts})
    return [name for name in frame.columns if name in names]


_known: WeakKeyDictionary[Library, dict[int, frozenset[str]]] = WeakKeyDictionary()
"""By library and rule, which live as long as each other: looked for once, not for each device."""


def _named(library: Library, rule: Rule) -> Iterator[str]:
    texts = texts_of(rule)
    # a rule may rest on another one, which its parameters name
    others = (each for each in library.rules if each.id in texts and each.kind == rule.kind)
    for each in (rule, *others):
        yield from _own(library, each)


def texts_of(rule: Rule) -> set[str]:
    """Every text in a rule's parameters: where it rests on another rule, that one's id is there."""
    return set(_texts(rule.params))


def _own(library: Library, rule: Rule) -> Iterator[str]:
    check = CHECKS[rule.check]
    yield from (*_texts(rule.params), *rule.dates, *check.reads, *check.uses)
    for parameter in check.tables:
        table = library.tables.get(str(rule.params.get(parameter)))
        if table is not None and "field" in table.rows.columns:
            yield from table.rows["field"].drop_nulls()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from (str(key), *_texts(part))
    elif isinstance(value, Sequence):
        for part in value:
            yield from _texts(part)
