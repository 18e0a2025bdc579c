"""Kinds of reports and their periods: months, quarters, years; dates in, dates out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "kinds.toml"
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True)
class Kind:
    """A sort of report as it is delivered."""

    id: str
    zh: str
    en: str
    cadence: str
    title: str
    title_en: str
    addressee: str
    asked: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Period:
    """A month, quarter or year with its first and last day."""

    cadence: str
    begin: date
    end: date

    @property
    def name(self) -> str:
        """2026-11, 2026-Q4 or 2026."""
        if self.cadence == "monthly":
            return month_of(self.begin)
        if self.cadence == "quarterly":
            return f"{self.begin.year}-Q{self.quarter}"
        return str(self.begin.year)

    @property
    def quarter(self) -> int:
        return (self.begin.month + 2) // 3

    def before(self) -> Period:
        """The period just before."""
        return period_of(self.cadence, self.begin - timedelta(days=1))

    def after(self) -> Period:
        """The period just after, also of one that is told while it still runs."""
        whole = period_of(self.cadence, self.begin)
        return period_of(self.cadence, whole.end + timedelta(days=1))

    def year_before(self) -> Period:
        """The same period of the year before."""
        return period_of(self.cadence, self.begin.replace(year=self.begin.year - 1))


def period_of(cadence: str, day: date) -> Period:
    """The period in which a day lies."""
    months = MONTHS[cadence]
    begin = date(day.year, (day.month - 1) // months * months + 1, 1)
    count = begin.month - 1 + months
    following = date(begin.year + count // 12, count % 12 + 1, 1)
    return Period(cadence, begin, following - timedelta(days=1))


def month_of(day: date) -> str:
    """The month of a day, as snapshots are named."""
    return f"{day.year}-{day.month:02}"


@cache
def kinds() -> dict[str, Kind]:
    """Every sort of report."""
    written = tomllib.loads(FILE.read_text("utf-8"))
    return {
        key: Kind(**{"id": key, **item, "parts": tuple(item["parts"])})
        for key, item in written.items()
    }
