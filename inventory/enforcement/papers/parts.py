"""How a form asks for the parts of a paper: by the type that each has in the paper's dataclass."""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.documents.papers.base import Person
from inventory.enforcement.papers import composing

LONG = frozenset(
    {"general", "statement", "opinion", "review", "remarks", "reason", "grounds", "remaining"}
    | {"basis_text", "next_step", "why_theirs", "follow_up", "urgent_reason", "note", "effect"}
)

FORMS = (
    *("line", "text", "lines", "people", "date", "instant"),
    *("tick", "number", "choice", "shown"),
)


@dataclass(frozen=True)
class Part:
    """One part; `shown` is what comes from the case and can only be looked at."""

    name: str
    form: str  # one of FORMS
    choices: tuple[str, ...] = ()


def of(kind: str) -> list[Part]:
    """The parts of a kind of paper that are its own, in the order of the dataclass."""
    hints = get_type_hints(PAPERS[kind].contents)
    return [_part(name, hint) for name, hint in hints.items() if name not in composing.OURS]


def _part(name: str, hint: Any) -> Part:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    if get_origin(hint) is Literal:
        return Part(name, "choice", get_args(hint))
    if hint is str:
        return Part(name, "text" if name in LONG else "line")
    return Part(name, PLAIN.get(hint, "shown"))


PLAIN: dict[Any, str] = {
    bool: "tick",
    int: "number",
    date: "date",
    datetime: "instant",
    tuple[str, ...]: "lines",
    tuple[Person, ...]: "people",
}
