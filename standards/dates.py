"""Dates as facts and as polars expressions.

A date may be known to the day (``2011-11-21``), the month (``2011-11``) or the year (``2011``), or
lie in a range of two of these (``1990/1999``, ISO 8601, for the nineties). A frame holds it as two
columns: ``<field>`` is the last day it can be, ``<field>__first`` the first.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import polars as pl

from standards.few import FEW

FIRST = "__first"


BETWEEN = "/"
"""Stands between the two ends of a range."""
DAY_LENGTH = len("2011-11-21")
MONTHS = 12


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
    month = month_of(start)
    last = (
        pl.when(length == 4)
        .then(last_day(month // MONTHS * MONTHS + MONTHS - 1))
        .when(length == 7)
        .then(last_day(month))
        .otherwise(start)
    )
    return pl.when(last >= first).then(last)


def add_months(day: pl.Expr, months: pl.Expr | int) -> pl.Expr:
    """The corresponding day some months later, or the month's last day where there is none.

    29 February plus a year is 28 February (Civil Code art. 202: no corresponding day, then the end
    of the month).
    """
    if isinstance(months, int):
        months = pl.lit(months, dtype=pl.Int32)
    return pl.map_batches([day, months], _shifted, return_dtype=pl.Date, is_elementwise=True)


EPOCH = date(1970, 1, 1).toordinal()
EARLIEST, LATEST = date(1800, 1, 1), date(2399, 12, 31)
_EARLIEST = EARLIEST.toordinal() - EPOCH
_FIRST_MONTH = EARLIEST.year * MONTHS


@lru_cache(maxsize=1)
def _calendar() -> tuple[pl.Series, pl.Series, pl.Series]:
    """Of every day from ``EARLIEST`` on its month, counted from there, and its day of the month;
    of every month the day before its first one. To look these up takes a tenth of the time that
    it takes to work them out.
    """
    days = pl.date_range(EARLIEST, LATEST, eager=True)
    months = (days.dt.year() - EARLIEST.year) * 12 + days.dt.month().cast(pl.Int32) - 1
    starts = days.filter(days.dt.day() == 1).to_physical() - 1
    return months, days.dt.day().cast(pl.Int32), starts


def month_of(day: pl.Expr) -> pl.Expr:
    """The month that a day lies in, counted from January of the year 0."""
    return day.map_batches(_month_of, return_dtype=pl.Int32, is_elementwise=True)


def first_day(month: pl.Expr) -> pl.Expr:
    """The first day of a month that is counted from January of the year 0."""
    return month.map_batches(_first_day_of, return_dtype=pl.Date, is_elementwise=True)


def last_day(month: pl.Expr) -> pl.Expr:
    """The last day of a month that is counted from January of the year 0."""
    return month.map_batches(_last_day_of, return_dtype=pl.Date, is_elementwise=True)


def _month_of(day: pl.Series) -> pl.Series:
    months, _, _ = _calendar()
    place = day.to_physical() - _EARLIEST
    if _within(place, len(months)):
        return months.gather(place) + _FIRST_MONTH
    return day.dt.year() * MONTHS + day.dt.month().cast(pl.Int32) - 1


def _first_day_of(month: pl.Series) -> pl.Series:
    _, _, starts = _calendar()
    place = month - _FIRST_MONTH
    if _within(place, len(starts)):
        return (starts.gather(place) + 1).cast(pl.Date)
    counted = pl.lit(month)
    return pl.select(pl.date(counted // MONTHS, counted % MONTHS + 1, 1)).to_series()


def _last_day_of(month: pl.Series) -> pl.Series:
    _, _, starts = _calendar()
    place = month + 1 - _FIRST_MONTH
    if _within(place, len(starts)):
        return starts.gather(place).cast(pl.Date)
    return _first_day_of(month).dt.month_end()


def _shifted(columns: Sequence[pl.Series]) -> pl.Series:
    day, months = columns[0], columns[1].cast(pl.Int32)
    if max(len(day), len(months)) <= FEW:
        return _shifted_one_by_one(day, months)
    month_of, day_of_month, starts = _calendar()
    place = day.to_physical() - _EARLIEST
    if not _within(place, len(month_of)):
        return _worked_out(day, months)
    month = month_of.gather(place) + months
    if not _within(month, len(starts) - 1):
        return _worked_out(day, months)
    shifted = starts.gather(month) + day_of_month.gather(place)
    last = starts.gather(month + 1)
    return shifted.zip_with(shifted <= last, last).cast(pl.Date)


def _shifted_one_by_one(day: pl.Series, months: pl.Series) -> pl.Series:
    days, counts = day.to_list(), months.to_list()
    rows = max(len(days), len(counts)) if days and counts else 0
    days, counts = (each * rows if len(each) == 1 else each for each in (days, counts))
    known = [None if d is None or n is None else (d, n) for d, n in zip(days, counts, strict=True)]
    if any(each and not _in_calendar(*each) for each in known):
        return _worked_out(day, months)
    shifted = [each and shift_months(*each) for each in known]
    return pl.Series(day.name, shifted, dtype=pl.Date)


def _in_calendar(day: date, months: int) -> bool:
    years = day.year + months // MONTHS
    return EARLIEST <= day <= LATEST and EARLIEST.year <= years < LATEST.year


def _within(places: pl.Series, length: int) -> bool:
    """Whether all places lie in a table; blanks lie nowhere."""
    low, high = places.min(), places.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return True
    return low >= 0 and high < length


def _worked_out(day: pl.Series, months: pl.Series) -> pl.Series:
    """The same for days of any century."""
    count = pl.lit(day).dt.month().cast(pl.Int32) - 1 + pl.lit(months)
    start = pl.date(pl.lit(day).dt.year() + count // 12, count % 12 + 1, 1)
    shifted = start + pl.duration(days=pl.lit(day).dt.day().cast(pl.Int64) - 1)
    return pl.select(pl.min_horizontal(shifted, start.dt.month_end())).to_series()


def add_years(day: pl.Expr, years: pl.Expr | int) -> pl.Expr:
    """The anniversary, 29 February falling back to 28 February."""
    return add_months(day, years * 12)


def shift_months(day: date, months: int) -> date:
    """The same as ``add_months`` for one date."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
