"""The tree of administrative divisions (GB/T 2260) as start-up data.

Origin, date and licence of the data stand in README.md beside this file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent

# Levels that exist only in the code, never in an address: 北京市东城区, not 北京市市辖区东城区.
_UNSPOKEN = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@dataclass(frozen=True, slots=True)
class Division:
    """One division. ``code`` has 6 digits, a township's 9; ``level`` is province, city, county or
    township; ``parent_code`` is None for a province; ``full_name`` reads as in an address."""

    code: str
    name: str
    level: str
    parent_code: str | None
    full_name: str


def divisions() -> Iterator[Division]:
    """Every division, parents before their children: all provinces, cities and counties of China,
    then the townships of the regions whose plans are known."""
    known: dict[str, Division] = {}
    for row in _rows():
        division = _division(row, known)
        known[division.code] = division
        yield division


def _rows() -> Iterator[dict[str, str]]:
    for name in ("divisions.csv", "townships.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _division(row: dict[str, str], known: dict[str, Division]) -> Division:
    parent = known[row["parent"]] if row["parent"] else None
    name = row["name"]
    return Division(
        code=row["code"],
        name=name,
        level=row["level"],
        parent_code=parent.code if parent else None,
        full_name=(parent.full_name if parent else "") + ("" if name in _UNSPOKEN else name),
    )
