"""Tables of Word documents as grids: merged cells kept, a table that goes on over pages joined.

The texts above a table stand in its first rows, for they name the owner and the kind of device.
Whoever calls has measured the archive (see ``archives``).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from .joining import Sheet, join, under
from .messages import file_problem
from .model import Cell

MEGABYTE = 1024 * 1024
# The text of a list with 20,000 rows takes some 30 MB; the parser holds ten times as much.
MAX_TEXT_BYTES = 40 * MEGABYTE
MAX_COLUMNS = 200
TEXTS_ABOVE = 3


class Element(Protocol):
    """An element of the document's XML, as far as it is used here."""

    def iterchildren(self, *tags: str) -> Iterator[Any]: ...


def word_tables(path: Path) -> list[Sheet]:
    """The tables of a ``.docx``; raises FileProblem where it cannot be opened."""
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("word/document.xml").file_size
    if size > MAX_TEXT_BYTES:
        raise file_problem("bomb", reason=f"> {MAX_TEXT_BYTES // MEGABYTE} MB")
    try:
        body = Document(str(path)).element.body
    except (OpcError, SyntaxError, KeyError, ValueError) as error:
        raise file_problem("damaged", reason=str(error)[:120]) from None
    return _sheets(body)


def _sheets(body: Element) -> list[Sheet]:
    found: list[Sheet] = []
    texts: list[str] = []
    for part in body.iterchildren(qn("w:p"), qn("w:tbl")):
        if part.tag == qn("w:p"):
            text = _text(part)
            texts += [text] if text else []
            continue
        table = _table(part, f"表{len(found) + 1}")
        # A table with nothing between is the rest of the one before it.
        if found and not texts and table.rows and found[-1].width == table.width:
            join(found[-1], table)
        elif table.rows:
            found.append(under(texts[-TEXTS_ABOVE:], table))
        texts = []
    return found


def _text(element: Any) -> str:
    """The text of a paragraph, or of the paragraphs of a cell, on one line."""
    pieces = []
    for piece in element.iter(qn("w:t"), qn("w:tab"), qn("w:br")):
        pieces.append(piece.text or "" if piece.tag == qn("w:t") else " ")
    return "".join(pieces).strip()


def _table(table: Any, name: str) -> Sheet:
    sheet = Sheet(name)
    open_below: dict[int, tuple[int, int]] = {}  # column → where its vertical merge begins
    for number, row in enumerate(table.iterchildren(qn("w:tr"))):
        cells: list[Cell] = [""] * _left_out(row)
        for cell in row.iterchildren(qn("w:tc")):
            _put(cell, cells, number, open_below, sheet)
        sheet.rows.append(cells[:MAX_COLUMNS])
    return sheet


def _left_out(row: Any) -> int:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return 0 if before is None else min(MAX_COLUMNS, int(before.get(qn("w:val"), 0)))


def _put(
    cell: Any, cells: list[Cell], row: int, below: dict[int, tuple[int, int]], sheet: Sheet
) -> None:
    """One cell, over as many columns as it takes; one that goes on from above is blank."""
    span = _value(cell, "w:gridSpan", 1)
    span = max(1, min(span, MAX_COLUMNS))
    column = len(cells)
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
    cells += ["" if goes_on else _text(cell), *[""] * (span - 1)]
    if goes_on and column in below:
        first = below[column]
        sheet.merged = [one for one in sheet.merged if one[0] != first]
        sheet.merged.append((first, (row, column + span - 1)))
        return
    below.pop(column, None)
    if merge is not None and not goes_on:
        below[column] = (row, column)
    if span > 1:
        sheet.merged.append(((row, column), (row, column + span - 1)))


def _value(cell: Any, name: str, default: int) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    text = None if found is None else found.get(qn("w:val"))
    return int(text) if text is not None and text.isdecimal() else default
