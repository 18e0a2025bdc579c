"""What columns that are no field's make likely: a device came into use in the year in which it was
installed (安装年份), a transformer on a 10 kV line (线路名称 10kV城南线) is one of 10 kV.

It is presumed, not a fact: no finding that rests on it alone enters an order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from standards.completing import INFERRED
from standards.words import fold, heading_key

from .columns import Column
from .dates import BETWEEN
from .model import Cell, ColumnMatch, ReadRow
from .values import CellReader, reader_of

if TYPE_CHECKING:
    from standards import Field, Kind

USED, MADE = "in_service_on", "made_on"
LONGEST = 60
_LEADING = re.compile(r"(\d+(?:\.\d+)?)(k?v|千伏)")
_YEAR = 4


def presume(
    kind: Kind, columns: Sequence[ColumnMatch], rows: Sequence[ReadRow], today: date
) -> dict[int, tuple[str, list[int]]]:
    """Add to each row what its columns without a field make likely and nothing of it says.

    Returns of which columns, by their index: the field, and the numbers of the rows.
    """
    told: dict[int, tuple[str, list[int]]] = {}
    unknown = {heading_key(each.heading): each.index for each in columns if each.how == "unknown"}
    for field_id, headings in kind.words.leading.items():
        index = next((unknown[key] for key in unknown if key in headings), None)
        if index is not None and kind.has(field_id):
            read = partial(_quantity, kind, kind.field(field_id))
            added = [row.row for row in rows if _add(row, field_id, read(_cell(row, index)))]
            told[index] = field_id, added
    index = next((unknown[key] for key in unknown if key in kind.words.installed), None)
    if index is not None and kind.has(USED):
        dates = reader_of(Column(kind.field(USED), None, kind.words, today, kind=kind))
        added = [row.row for row in rows if _add(row, USED, _year(dates, _cell(row, index), row))]
        told[index] = USED, added
    return {index: each for index, each in told.items() if each[1]}


def _add(row: ReadRow, field_id: str, value: object) -> bool:
    told = field_id in row.facts or row.problem_of(field_id) is not None
    if value is None or told:
        return False
    row.presumed[field_id] = value
    row.read_from[field_id] = INFERRED
    return True


def _quantity(kind: Kind, field: Field, cell: Cell) -> float | None:
    """The quantity with which a cell begins, in the field's unit; None where it is too small."""
    found = _LEADING.match(fold(cell[:LONGEST])) if isinstance(cell, str) else None
    factor = kind.words.unit_factor(field, found[2]) if found else None
    if found is None or factor is None:
        return None
    value = float(Decimal(found[1]) * factor)
    return value if value >= kind.words.by_unit.get(field.id, 0) else None


def _year(read: CellReader, cell: Cell, row: ReadRow) -> str | None:
    """The year of a day, if the device was made no later: it may have stood unused for a while."""
    value = read(cell).value
    if not isinstance(value, str) or BETWEEN in value:
        return None
    made = str(row.facts.get(MADE) or "").rpartition(BETWEEN)[2]
    return None if made[:_YEAR] > value[:_YEAR] else value[:_YEAR]


def _cell(row: ReadRow, index: int) -> Cell:
    return row.cells[index] if index < len(row.cells) else None
