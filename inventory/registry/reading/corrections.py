"""Cells that a person has corrected: read in place of the file's own, by the same readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .model import Cell, ReadRow, cell_text

if TYPE_CHECKING:
    from standards import Kind

# (sheet, row as the user counts) -> field id -> text; blank empties the cell.
Corrected = Mapping[tuple[str, int], Mapping[str, str]]


@dataclass(frozen=True)
class Corrections:
    """Corrections of cells that replace the text of the file.

    ``standing`` are the rows of the file that are in the ledger already: of two rows that name the
    same device the other one is at fault, wherever it stands.
    """

    cells: Corrected = field(default_factory=dict)
    standing: Sequence[ReadRow] = ()


NONE = Corrections()


def correct_row(
    row: ReadRow, told: Mapping[str, str], headings: Mapping[str, str], kind: Kind
) -> list[str]:
    """Put the corrected texts into a row's cells; gives the fields that have no column.

    ``headings`` gives the heading of every field that has one. What has none goes into a cell of
    its own at the end of the row, under the field's name in the library. Fields of another kind
    are passed over: they were corrected when the file was read as that kind.
    """
    row.headings = list(row.headings)
    row.cells = _padded(row.cells, len(row.headings))
    beside = []
    for field_id, text in told.items():
        if all(own.id != field_id for own in kind.fields):
            continue
        heading = headings.get(field_id)
        if heading is None:
            heading = _free(kind.field(field_id).heading_zh, row.headings)
            beside.append(field_id)
            row.headings.append(heading)
            row.cells.append(None)
        index = row.headings.index(heading)
        row.corrected[field_id] = (heading, cell_text(row.cells[index]))
        row.cells[index] = text
    return beside


def _padded(cells: Sequence[Cell], width: int) -> list[Cell]:
    return [*cells[:width], *([None] * (width - len(cells)))]


def _free(name: str, taken: Sequence[str]) -> str:
    """The field's name, told apart from a column of the same heading that was not used."""
    return f"{name}（补填）" if name in taken else name
