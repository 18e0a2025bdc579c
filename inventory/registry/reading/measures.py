"""Columns of one heading for every kind: 容量 holds 630kVA, 110kW and 10t/h, one a row.

The heading alone names no field of a kind; the unit in the cell does. A bare number says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from standards.words import heading_key

from .amounts import CAPACITIES
from .columns import Column
from .model import ColumnMatch, ReadRow
from .values import reader_of

if TYPE_CHECKING:
    from standards import Kind

_HEADINGS = frozenset(
    map(
        heading_key,
        (
            "容量",
            "额定容量",
            "设备容量",
            "装机容量",
            "功率",
            "额定功率",
            "装机功率",
            "容量/功率",
            "功率/容量",
            "规格容量",
            "额定出力",
            "出力",
            "能力",
        ),
    )
)
_WITH_UNIT = re.compile(r"\s*[0-9][0-9.,]*\s*[a-zA-Z千万兆吨/]+.{0,6}")
_LONGEST = 40


def read_measures(
    columns: Sequence[ColumnMatch], kind: Kind, rows: Sequence[ReadRow], today: date
) -> None:
    """Take capacities from columns that the kind has no field for, by the unit in each cell."""
    places = [c for c in columns if c.how == "unknown" and heading_key(c.heading) in _HEADINGS]
    if not places:
        return
    fields = [f for f in kind.fields if f.id in CAPACITIES and f.unit is not None]
    readers = [(f.id, reader_of(Column(f, None, kind.words, today, kind=kind))) for f in fields]
    for row in rows:
        for column in places:
            cell = row.cells[column.index] if column.index < len(row.cells) else None
            if not isinstance(cell, str) or len(cell) > _LONGEST or not _WITH_UNIT.fullmatch(cell):
                continue
            for field_id, read in readers:
                value, fault, _mark, also = read(cell)
                if value is not None and fault is None and also is None:
                    row.facts.setdefault(field_id, value)
