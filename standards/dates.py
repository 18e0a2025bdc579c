"""Dates as facts and as polars expressions.

A date may be known to the day (``2011-11-21``), the month (``2011-11``) or the year (``2011``), or
lie in a range of two of these (``1990/1999``, ISO 8601, for the nineties). A frame holds it as two
columns: ``<field>`` is the last day it can be, ``<field>__first`` the first.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import polars as pl

FIRST = "__first"


BETWEEN = "/"
"""Stands between the two ends of a range."""
DAY_LENGTH = len("2011-11-21")


def first_of(text: pl.Expr) -> pl.Expr:
    """The first day that an ISO text of any precision can mean; null when it is no date."""
    return _first_day(text.str.splitn(BETWEEN, 2).struct.field("field_0"))


def _first_day(text: pl.Expr) -> pl.Expr:
    length = text.str.len_chars()
    full = (
        pl.when(length == 4)
        .then(text + "-01-01")
        .when(length == 7)
        .then(text + "-01")
        .when(length == DAY_LENGTH)
        .then(text)
    )
    return day_of(full)


def day_of(text: pl.Expr) -> pl.Expr:
    """The day that an ISO text of full length means; null when it is none."""
    return text.str.to_date("%Y-%m-%d", strict=False)


def last_of(text: pl.Expr, first: pl.Expr) -> pl.Expr:
    """The last day that an ISO text can mean, given its first; null when it is no date."""
    parts = text.str.splitn(BETWEEN, 2).struct
    end = parts.field("field_1")
    ranged = end.is_not_null()
    length = pl.coalesce(end, text).str.len_chars()
    start = pl.when(ranged).then(_first_day(end)).otherwise(first)
    last = (
        pl.when(length == 4)
        .then(pl.date(start.dt.year(), 12, 31))
        .when(length == 7)
        .then(start.dt.month_end())
        .otherwise(start)
    )
    return pl.when(last >= first).then(last)


def add_months(day: pl.Expr, months: pl.Expr | int) -> pl.Expr:
    """The corresponding day some months later, or the month's last day where there is none.

    29 February plus a year is 28 February (Civil Code art. 202: no corresponding day, then the end
    of the month).
    """
    if isinstance(months, int):
        return day.dt.offset_by(f"{months}mo")
    count = day.dt.month().cast(pl.Int32) - 1 + months
    start = pl.date(day.dt.year() + count // 12, count % 12 + 1, 1)
    last = start.dt.month_end()
    return pl.min_horizontal(start + pl.duration(days=day.dt.day().cast(pl.Int64) - 1), last)


def add_years(day: pl.Expr, years: pl.Expr | int) -> pl.Expr:
    """The anniversary, 29 February falling back to 28 February."""
    return add_months(day, years * 12)


def shift_months(day: date, months: int) -> date:
    """The same as ``add_months`` for one date."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
