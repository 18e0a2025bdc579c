"""Tables of web pages and of XML workbooks (2003), both of which portals export under ``.xls``.

Nothing of a page runs and nothing it points to is fetched: only rows, cells and texts are taken.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser

from .delimited import MAX_TEXT_CELLS, decode
from .joining import Sheet, under
from .messages import file_problem
from .model import Cell

MAX_COLUMNS, MAX_ROWS = 500, 1_100_000
TEXTS_ABOVE = 3
MARKUP = "markup"
# What stands in these is no text of the page.
_SILENT = frozenset({"script", "style", "title", "head", "styles", "documentproperties"})
_CELLS = frozenset({"td", "th", "cell"})
_ROWS = frozenset({"tr", "row"})
_BREAKS = frozenset({"br", "p", "div", "li"})
Attributes = list[tuple[str, str | None]]


def marked_up_tables(data: bytes, name: str) -> list[Sheet]:
    """The tables of a page or of an XML workbook that have rows of several cells.

    A lone table is named like the file, as Excel names it. Raises FileProblem where there is none.
    """
    text, _ = decode(data)
    reader = _Tables()
    reader.feed(text)
    reader.close()
    found = [table for table in reader.found if _is_list(table)]
    if not found:
        xml = text.lstrip("\ufeff \t\r\n").startswith("<?xml")
        raise file_problem("xml_workbook" if xml else "page_without_table")
    for number, table in enumerate(found, start=1):
        table.name = table.name or (name if len(found) == 1 else f"表{number}")
    return found


def _is_list(table: Sheet) -> bool:
    rows = [row for row in table.rows if sum(cell not in ("", None) for cell in row) > 1]
    return len(rows) > 1


class _Tables(HTMLParser):
    """Collects rows and merged ranges; a table inside a cell goes before the one around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Sheet] = []
        self._table: Sheet | None = None
        self._name = ""
        self._texts: list[str] = []
        self._pieces: list[str] = []
        self._below: dict[int, int] = {}  # column -> how many more rows a merged cell takes
        self._span = (1, 1)
        self._type: str | None = None
        self._in_cell = False
        self._silent = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {key.removeprefix("ss:"): value or "" for key, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag == "worksheet":
            self._name = given.get("name", "")
        elif tag == "table":
            self._end_cell()
            self._take_texts()
            self._end_table()
            self._table = Sheet(self._name)
        elif tag in _ROWS and self._table is not None:
            self._end_cell()
            self._begin_row(given)
        elif tag in _CELLS and self._table is not None:
            self._end_cell()
            self._begin_cell(given)
        elif tag == "data":
            self._type = given.get("type")
        elif tag in _BREAKS:
            self._pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _CELLS or tag in _ROWS:
            self._end_cell()
        elif tag == "table":
            self._end_cell()
            self._end_table()
        elif tag in _BREAKS and not self._in_cell:
            self._take_texts()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()
        self._end_table()

    def _begin_row(self, given: dict[str, str]) -> None:
        assert self._table is not None
        skipped = _number(given.get("index"), MAX_ROWS) - len(self._table.rows) - 1
        self._table.rows += [[] for _ in range(max(0, skipped))]
        self._table.rows.append([])
        self._below = {column: left - 1 for column, left in self._below.items() if left > 1}

    def _begin_cell(self, given: dict[str, str]) -> None:
        assert self._table is not None
        if not self._table.rows:
            self._table.rows.append([])
        row = self._table.rows[-1]
        row += [""] * (min(_number(given.get("index"), MAX_COLUMNS) - 1, MAX_COLUMNS) - len(row))
        while len(row) in self._below:
            row.append("")
        wide = _number(given.get("colspan"), MAX_COLUMNS) or 1
        deep = _number(given.get("rowspan"), MAX_ROWS) or 1
        wide = max(wide, 1 + _number(given.get("mergeacross"), MAX_COLUMNS))
        deep = max(deep, 1 + _number(given.get("mergedown"), MAX_ROWS))
        self._span, self._type, self._in_cell = (deep, wide), None, True
        self._pieces.clear()

    def _end_cell(self) -> None:
        """Put the cell that is open into its row."""
        if not self._in_cell or self._table is None:
            return
        self._in_cell = False
        row, (deep, wide) = self._table.rows[-1], self._span
        at, column = len(self._table.rows) - 1, len(row)
        row += [_value(self._text(), self._type), *[""] * (wide - 1)]
        del row[MAX_COLUMNS:]
        self._cells += wide
        if self._cells > MAX_TEXT_CELLS:
            raise file_problem("too_many_cells", rows=at + 1, columns=len(row))
        if deep > 1:
            # Counted down when the next row begins.
            self._below |= dict.fromkeys(range(column, column + wide), deep)
        if deep > 1 or wide > 1:
            self._table.merged.append(((at, column), (at + deep - 1, column + wide - 1)))

    def _end_table(self) -> None:
        if self._table is not None and any(self._table.rows):
            self.found.append(under(self._texts[-TEXTS_ABOVE:], self._table))
            self._texts.clear()
        self._table, self._below = None, {}

    def _take_texts(self) -> None:
        """Keep what stands between the tables: it may name the list and whose it is."""
        text = self._text()
        if text and self._table is None:
            self._texts.append(text)

    def _text(self) -> str:
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        return text


def _number(text: str | None, most: int) -> int:
    return min(int(text), most) if text and text.isdecimal() and len(text) < 9 else 0


def _value(text: str, kind: str | None) -> Cell:
    """A cell of an XML workbook says what it is; those of pages are texts, as in a csv."""
    read = _TYPES.get(kind or "")
    try:
        return read(text) if read else text
    except ValueError:
        return text


def _instant(text: str) -> Cell:
    found = datetime.fromisoformat(text)
    return found.date() if found.time() == datetime.min.time() else found


_TYPES: dict[str, Callable[[str], Cell]] = {"Number": float, "DateTime": _instant}
