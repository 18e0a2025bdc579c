"""Conditions on single facts, three-valued: null where the fact is blank."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

from standards.checks.base import missing_list
from standards.kinds import Kind

_ORDER: Mapping[str, Callable[[pl.Expr, object], pl.Expr]] = {
    "lt": pl.Expr.lt,
    "le": pl.Expr.le,
    "gt": pl.Expr.gt,
    "ge": pl.Expr.ge,
}
BELOW = "below"
OPERATIONS = ("in", "is", BELOW, *_ORDER)


def condition(kind: Kind, said: Sequence[Any]) -> pl.Expr:
    """[field, operation, value]: ``in`` a list of texts, ``is`` a yes or no, ``lt le gt ge`` a
    number, a date, or a choice in the order of the field's choices; ``below`` another number field.
    """
    name, operation, value = str(said[0]), str(said[1]), said[2]
    fact, field = pl.col(name), kind.field(name)
    if operation == "in":
        return fact.is_in([str(v) for v in value])
    if operation == "is":
        return fact.eq(bool(value))
    if operation == BELOW:
        return fact < pl.col(str(value))
    if field.type == "choice":
        return _ORDER[operation](fact.to_physical(), field.choices.index(str(value)))
    return _ORDER[operation](fact, pl.lit(value) if isinstance(value, date) else float(value))


def together(kind: Kind, conditions: Sequence[Sequence[Any]]) -> pl.Expr:
    """All of them; true when there are none. To be put into a frame as a column before it filters:
    a literal alone has no length.
    """
    return reduce(and_, (condition(kind, said) for said in conditions), pl.lit(True))


def open_fields(conditions: Sequence[Sequence[Any]]) -> pl.Expr:
    """The blank fields that these conditions ask for, each once, as ``missing_list`` gives them."""
    names = dict.fromkeys(name for said in conditions for name in _asked(said))
    if not names:
        return pl.lit("")
    return missing_list({name: pl.col(name).is_null() for name in names})


def _asked(said: Sequence[Any]) -> tuple[str, ...]:
    """The fields that a condition asks for."""
    return (str(said[0]), str(said[2])) if said[1] == BELOW else (str(said[0]),)


def problem(kind: Kind, said: object) -> str | None:
    """What is wrong with a condition of a rule file, or None."""
    if not isinstance(said, list) or len(said) != 3 or said[1] not in OPERATIONS:
        return f"{said!r} is not [field, {' or '.join(OPERATIONS)}, value]"
    name, operation, value = str(said[0]), said[1], said[2]
    if not kind.has(name):
        return f"{kind.id} has no field {name!r}"
    field = kind.field(name)
    if operation == BELOW:
        numbers = {field.type} | ({kind.field(str(value)).type} if kind.has(str(value)) else {""})
        return None if numbers == {"number"} else f"{name!r} below {value!r}: not two numbers"
    choices = {str(v) for v in value} if isinstance(value, list) else {str(value)}
    if field.type == "choice" and choices - set(field.choices):
        return f"{sorted(choices - set(field.choices))[0]!r} is not a choice of {name}"
    wanted: Mapping[str, tuple[type, ...]] = {
        "text": (list,),
        "choice": (list,) if operation == "in" else (str,),
        "yesno": (bool,),
        "date": (date,),
        "number": (int, float),
        "integer": (int,),
    }
    if not isinstance(value, wanted[field.type]) or (operation == "is") != (field.type == "yesno"):
        return f"{value!r} does not go with {name} and {operation}"
    return None
