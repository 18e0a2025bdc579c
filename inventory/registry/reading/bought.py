"""When a device was bought or installed: it was made no later (购置日期: 1996.3)."""

from __future__ import annotations

from collections.abc import Sequence

from standards.words import heading_key

from .columns import Column
from .dates import BETWEEN, EARLIEST_YEAR
from .model import ColumnMatch, ReadRow
from .values import reader_of

MADE = "made_on"
# No edition of a standard that binds by the day of making is older: up to here an open beginning
# cannot change which one binds, and the catalogues of old series ask for nothing later.
LATEST = "2005-12-31"


def bound_making(columns: Sequence[ColumnMatch], rows: Sequence[ReadRow], made: Column) -> None:
    """Where a row gives no date of making, one that is open to the front, up to that day."""
    known = made.words.bought | made.words.installed
    column = next((c for c in columns if heading_key(c.heading) in known), None)
    if column is None or column.how != "unknown":
        return
    read = reader_of(made)
    for row in rows:
        if MADE in row.facts or row.problem_of(MADE) is not None:
            continue
        bought = read(row.cells[column.index] if column.index < len(row.cells) else None).value
        if not isinstance(bought, str):
            continue
        last = bought.rpartition(BETWEEN)[2]
        if str(EARLIEST_YEAR) < last[:4] <= LATEST[:4]:
            row.facts[MADE] = f"{EARLIEST_YEAR}{BETWEEN}{last}"
