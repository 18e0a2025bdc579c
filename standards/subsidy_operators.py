"""What a condition of a subsidy programme may ask of a device."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from standards.dates import add_years
from standards.kinds import Kind
from standards.potential import Condition

DUE = "due:"


@dataclass(frozen=True)
class Operator:
    """One comparison: ``test`` gives true, false or null (the fact is blank) per device.

    ``types`` are the field types that it compares, ``value`` the type of what it compares with.
    ``by_rule``: it looks at the date on which a rule's finding is due, not at fields.
    """

    test: Callable[[Kind, Condition, date], pl.Expr]
    types: tuple[str, ...]
    value: str
    by_rule: bool = False


def _first_of(condition: Condition) -> pl.Expr:
    return pl.coalesce(condition.fields)


def _is(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) == pl.lit(condition.value)


def _among(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    words = condition.value if isinstance(condition.value, tuple) else ()
    return _first_of(condition).cast(pl.String).is_in(list(words))


def _up_to(kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    """A choice that does not come later in the field's own order (国三 is before 国四)."""
    choices = kind.field(condition.fields[0]).choices
    upto = choices[: choices.index(str(condition.value)) + 1]
    return pl.col(condition.fields[0]).cast(pl.String).is_in(list(upto))


def _at_least(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) >= pl.lit(condition.value)


def _at_most(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) <= pl.lit(condition.value)


def _years_since(_kind: Kind, condition: Condition, day: date) -> pl.Expr:
    """Full years since the first known of the dates (a partial one as its last day)."""
    return add_years(_first_of(condition), _number(condition)) <= pl.lit(day)


def _above(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) > pl.lit(condition.value)


def _below(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) < pl.lit(condition.value)


def _more_years_since(_kind: Kind, condition: Condition, day: date) -> pl.Expr:
    """More than so many years: the day after the anniversary, and later."""
    return add_years(_first_of(condition), _number(condition)) < pl.lit(day)


def _at_most_years_since(kind: Kind, condition: Condition, day: date) -> pl.Expr:
    return ~_more_years_since(kind, condition, day)


def _on_or_before(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) <= pl.lit(condition.value)


def _years_left(_kind: Kind, condition: Condition, day: date) -> pl.Expr:
    due = pl.col(f"{DUE}{condition.rule}")
    return due >= add_years(pl.lit(day), _number(condition))


def _fewer_years_left(kind: Kind, condition: Condition, day: date) -> pl.Expr:
    return ~_years_left(kind, condition, day)


def _number(condition: Condition) -> int:
    assert isinstance(condition.value, float)  # the loader reads a number for these operators
    return int(condition.value)


OPERATORS: Final[Mapping[str, Operator]] = {
    "is": Operator(_is, ("yesno",), "flag"),
    "in": Operator(_among, ("choice", "text"), "words"),
    "up_to": Operator(_up_to, ("choice",), "word"),
    "at_least": Operator(_at_least, ("number", "integer"), "number"),
    "at_most": Operator(_at_most, ("number", "integer"), "number"),
    "above": Operator(_above, ("number", "integer"), "number"),
    "below": Operator(_below, ("number", "integer"), "number"),
    "more_years_since": Operator(_more_years_since, ("date",), "number"),
    "at_most_years_since": Operator(_at_most_years_since, ("date",), "number"),
    "years_since": Operator(_years_since, ("date",), "number"),
    "on_or_before": Operator(_on_or_before, ("date",), "day"),
    "years_left": Operator(_years_left, (), "number", by_rule=True),
    "fewer_years_left": Operator(_fewer_years_left, (), "number", by_rule=True),
}
"""What a condition may ask, by the name that a programme gives it."""


def all_met(kind: Kind, conditions: Sequence[Condition], day: date) -> pl.Expr:
    """Whether all of them are met; null where a blank leaves it open. To be put into a frame."""
    tests = [OPERATORS[c.op].test(kind, c, day) for c in conditions]
    return pl.all_horizontal(tests or [pl.lit(True)])
