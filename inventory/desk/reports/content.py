"""What a report says: all of it, so that the same content prints the same pages for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.core.messages import Sentence

# A number, or None: not held.
Numbers = Mapping[str, int | None]


@dataclass(frozen=True)
class Row:
    """A line of a table: its numbers, and those of the period and of the year before.

    `rate` is the share of what was to be rectified that is; None where nothing was. `rank` counts
    the lines that have a rate, the best first.
    """

    key: str
    name: str
    name_en: str
    now: Numbers
    before: Numbers
    year_before: Numbers
    rate: float | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Sums:
    """A table by one dimension; its rows add up to its total."""

    id: str
    zh: str
    en: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Goal:
    """A target of the plan: how far, and how it stands (goals.LIGHTS)."""

    task_no: str
    indicator: str
    unit: str
    target: str
    done: str
    light: str
    due: str
    money: bool = False
    # Reports that were made before there was English have none.
    indicator_en: str = ""
    unit_en: str = ""

    @property
    def said(self) -> Sentence:
        """What is aimed at."""
        return Sentence(self.indicator, self.indicator_en or self.indicator)


@dataclass(frozen=True)
class Part:
    """A section in words; those that were made before there was English have none."""

    heading: str
    paragraphs: Sequence[str]
    heading_en: str = ""
    paragraphs_en: Sequence[str] = ()

    def said(self) -> list[Sentence]:
        """The paragraphs in both languages."""
        return [Sentence(*both) for both in zip(self.paragraphs, self._english(), strict=True)]

    def _english(self) -> Sequence[str]:
        return self.paragraphs_en or self.paragraphs


@dataclass(frozen=True)
class Content:
    """A report in full; dates are ISO. `held` says what the stocks rest on, blank: not held.

    What is printed is Chinese; the English is for readers of its page.
    """

    kind: str
    title: str
    region: str
    region_name: str
    period: str
    begin: str
    end: str
    agency: str
    addressee: str
    number: str
    as_of: str
    held: str
    library: str
    records: int | None
    total: Row
    tables: Sequence[Sums]
    goals: Sequence[Goal]
    investment: str
    parts: Sequence[Part]
    notes: Sequence[str]
    title_en: str = ""
    number_en: str = ""
    notes_en: Sequence[str] = ()


def of_json(stored: Mapping[str, Any]) -> Content:
    """The content of its stored form."""
    rest = {
        **stored,
        "total": Row(**stored["total"]),
        "tables": [
            Sums(**{**table, "rows": [Row(**row) for row in table["rows"]]})
            for table in stored["tables"]
        ],
        "goals": [Goal(**item) for item in stored["goals"]],
        "parts": [Part(**item) for item in stored["parts"]],
    }
    return Content(**rest)
