"""Which inspection a date is of, where a column beside it says so (检验类别: 外部检验)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standards.words import fold, heading_key

from .model import ColumnMatch, ReadRow, cell_text

if TYPE_CHECKING:
    from standards import Kind

_SORTS = frozenset(
    map(heading_key, ("检验类别", "检验类型", "检验种类", "检验性质", "检验项目", "检验方式"))
)
_OF_THE_NEXT = frozenset(map(heading_key, ("下次检验类别", "下次检验类型", "下次检验项目")))
LONGEST = 40
# Plain field -> the same of one inspection.
_NEXT, _LAST = "next_inspection_on", "last_inspected_on"
_NAMED = {_NEXT: "next_{}_inspection_on", _LAST: "last_{}_inspection_on"}


def name_inspections(kind: Kind, columns: Sequence[ColumnMatch], rows: Sequence[ReadRow]) -> None:
    """Move the plain dates of a boiler to those of the inspection that a cell names."""
    if not kind.has(_NAMED[_NEXT].format("external")):
        return
    for column in columns:
        key = heading_key(column.heading)
        moved = (_NEXT,) if key in _OF_THE_NEXT else (_LAST, _NEXT) if key in _SORTS else ()
        for row in rows if moved else ():
            cell = row.cells[column.index] if column.index < len(row.cells) else None
            sort = _sort_of(cell_text(cell))
            if sort is not None:
                _move(row, moved, sort)


def _sort_of(text: str) -> str | None:
    """external, internal, or None where the cell says neither or both."""
    folded = fold(text) if len(text) <= LONGEST else ""
    external, internal = "外" in folded, "内" in folded
    if external == internal:
        return None
    return "external" if external else "internal"


def _move(row: ReadRow, fields: Sequence[str], sort: str) -> None:
    for field in fields:
        named = _NAMED[field].format(sort)
        if field in row.facts and row.facts.get(named) is None:
            row.facts[named] = row.facts.pop(field)
