"""Values of a frame as words: numbers, dates as precisely as they are known, units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from standards.checks.base import MEASURED
from standards.dates import FIRST
from standards.kinds import Kind
from standards.languages import Language


@dataclass(frozen=True)
class Told:
    """What the sentences of some findings of one rule go by, beside the values themselves: findings
    that are alike in it are told by the same expressions.
    """

    types: Mapping[str, pl.DataType]
    """The columns with their types."""
    cases: frozenset[str]
    coarse: frozenset[str]
    """Dates that the record of some device does not give to the day."""
    stopped: bool
    """Some of what is to be eliminated is out of use."""
    presumed: bool


def number(value: pl.Expr) -> pl.Expr:
    """A number without a trailing ``.0``."""
    return value.cast(pl.String).str.replace(r"\.0$", "")


def _fact_day(language: Language, told: Told, name: str) -> pl.Expr:
    """A date as precisely as the record gives it: a year alone stays a year, a range the years
    of its ends.
    """
    last, first = pl.col("f:" + name), pl.col("f:" + name + FIRST)
    day = last.dt.strftime(language.day)
    if name not in told.coarse:
        return day
    year = last.dt.strftime(language.year)
    return (
        pl.when(last == first)
        .then(day)
        .when(last.dt.year() != first.dt.year())
        .then(first.dt.strftime(language.year) + language.until + year)
        .when(last.dt.month() == first.dt.month())
        .then(last.dt.strftime(language.month))
        .otherwise(year)
    )


def value_words(kind: Kind, language: Language, told: Told, column: str) -> pl.Expr:
    """A column as words: dates as precisely as known, numbers without ``.0``."""
    name, dtype, value = column[2:], told.types[column], pl.col(column)
    if dtype == pl.Date:
        if kind.has(name) and column.startswith((MEASURED, "f:")):
            return pl.when(value.is_not_null()).then(_fact_day(language, told, name))
        return value.dt.strftime(language.day)
    return number(value) if dtype.is_numeric() else value.cast(pl.String)


def spoken(kind: Kind, language: Language, name: str, value: pl.Expr) -> pl.Expr:
    """Words of a choice in the language; what is no choice stays as it is."""
    field = kind.field(name) if kind.has(name) else None
    if field is None or not field.choices_en or language.code == "zh":
        return value
    return value.replace(dict(zip(field.choices, field.choices_en, strict=True)))


def with_unit(kind: Kind, language: Language, told: Told, column: str) -> pl.Expr:
    text, unit = value_words(kind, language, told, column), kind.field(column[2:]).unit
    return text if unit is None else text + (language.unit_gap + unit)
