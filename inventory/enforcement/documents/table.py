"""Tables with a repeating head: fixed column widths, cells broken by our own line breaker, rows
that split over pages only when a page cannot hold them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from inventory.enforcement.documents.breaking import break_lines, pieces
from inventory.enforcement.documents.fonts import FontSet
from inventory.enforcement.documents.layout import HEIGHT, LEFT, MM, PAGE_HEIGHT, TOP
from inventory.enforcement.documents.sheet import Sheet

SIZE = 9.0  # 小五
LEADING = 12.5
PAD = 3.0
_SIZES = (9.0, 8.0, 7.0)  # a cell whose longest code does not fit is set smaller before it is cut


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, width in mm, centred or not."""

    heading: str
    width: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: leading cells that span it, and one or more sub-rows of detail cells.

    A cell is a tuple of paragraphs.
    """

    lead: tuple[tuple[str, ...], ...]
    details: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The broken lines of one cell."""

    lines: tuple[str, ...]
    size: float = SIZE


@dataclass(frozen=True, slots=True)
class Block:
    """A row, broken: `lead` cells beside sub-rows, all measured in table lines."""

    lead: tuple[Cell, ...]
    details: tuple[tuple[Cell, ...], ...]

    @property
    def sections(self) -> tuple[int, ...]:
        """Table lines that each sub-row takes."""
        heights = [max(len(cell.lines) for cell in detail) for detail in self.details]
        heights[-1] += max(max((len(c.lines) for c in self.lead), default=0) - sum(heights), 0)
        return tuple(heights)

    @property
    def height(self) -> float:
        return sum(self.sections) * LEADING + 2 * PAD


class Table:
    """Columns in millimetres; the last ones belong to the sub-rows."""

    def __init__(self, fonts: FontSet, columns: Sequence[Column]) -> None:
        self._fonts = fonts
        self._columns = tuple(columns)
        self._cache: dict[tuple[tuple[str, ...], float], Cell] = {}

    def block(self, row: Row) -> Block:
        """Breaks the cells of a row."""
        widths = [column.width * MM - 2 * PAD for column in self._columns]
        split = len(row.lead)
        lead = tuple(map(self._cell, row.lead, widths[:split]))
        details = tuple(tuple(map(self._cell, d, widths[split:])) for d in row.details)
        return Block(lead, details)

    def draw(
        self,
        sheet: Sheet,
        rows: Sequence[Row],
        top: float,
        floor: float = PAGE_HEIGHT - TOP - HEIGHT,
        page: Callable[[], float] | None = None,
    ) -> float:
        """Draws the table from `top` (points above the foot of the page), on new pages as needed.

        Args:
            floor: where the rows of a page end.
            page: begins a page and says where its contents begin.

        Returns:
            Where it ends on its last page.
        """
        y = self._head(sheet, top)
        for block in map(self.block, rows):
            for part in _parts(block, (y - floor), PAGE_HEIGHT - TOP - floor - self._head_height()):
                if part.height > y - floor + 0.01:
                    y = self._head(sheet, page() if page else _next_page(sheet))
                y = self._row(sheet, part, y)
        return y

    def first(self, rows: Sequence[Row]) -> float:
        """How high the head and the first row are together."""
        return self._head_height() + self.block(rows[0]).height

    def _cell(self, paragraphs: tuple[str, ...], width: float) -> Cell:
        key = (paragraphs, width)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._broken(paragraphs, width)
        return found

    def _broken(self, paragraphs: tuple[str, ...], width: float) -> Cell:
        longest = max(
            (self._fonts.width(p) for text in paragraphs for p in pieces(text)), default=0.0
        )
        size = next((s for s in _SIZES if longest * s <= width), _SIZES[-1])
        advance = self._fonts.advance("body", size)
        lines = [line for text in paragraphs for line in break_lines(text, advance, width)]
        return Cell(tuple(lines), size)

    def _head_height(self) -> float:
        return LEADING + 3 * PAD

    def _head(self, sheet: Sheet, top: float) -> float:
        bottom = top - self._head_height()
        sheet.tint(LEFT, bottom, sum(c.width for c in self._columns) * MM, top - bottom)
        x = LEFT
        for column in self._columns:
            width = sheet.width(column.heading, "heading", SIZE)
            middle = x + (column.width * MM - width) / 2
            sheet.text(middle, top - 1.5 * PAD - 0.98 * SIZE, column.heading, "heading", SIZE)
            x += column.width * MM
        self._frame(sheet, top, bottom)
        return bottom

    def _row(self, sheet: Sheet, block: Block, top: float) -> float:
        split = len(block.lead)
        x = LEFT
        for column, cell in zip(self._columns[:split], block.lead, strict=True):
            self._lines(sheet, cell, column, x, top)
            x += column.width * MM
        y, right = top, LEFT + sum(c.width for c in self._columns) * MM
        for number, (detail, count) in enumerate(zip(block.details, block.sections, strict=True)):
            if number:
                sheet.rules([(x, y - PAD, right, y - PAD)])
            self._detail(sheet, detail, x, y)
            y -= count * LEADING
        self._frame(sheet, top, top - block.height)
        return top - block.height

    def _detail(self, sheet: Sheet, detail: tuple[Cell, ...], x: float, top: float) -> None:
        for column, cell in zip(self._columns[-len(detail) :], detail, strict=True):
            self._lines(sheet, cell, column, x, top)
            x += column.width * MM

    def _lines(self, sheet: Sheet, cell: Cell, column: Column, x: float, top: float) -> None:
        left, y = x + PAD, top - PAD - SIZE - 0.7
        if column.centred:
            left = x + (column.width * MM - sheet.width(cell.lines[0], "body", cell.size)) / 2
        sheet.lines(left, y, cell.lines, cell.size, LEADING)

    def _frame(self, sheet: Sheet, top: float, bottom: float) -> None:
        edges = [LEFT]
        for column in self._columns:
            edges.append(edges[-1] + column.width * MM)
        level = [(edges[0], y, edges[-1], y) for y in (top, bottom)]
        sheet.rules([*level, *((x, top, x, bottom) for x in edges)])


def _next_page(sheet: Sheet) -> float:
    sheet.begin_page()
    return PAGE_HEIGHT - TOP


def _parts(block: Block, room: float, page: float) -> Iterator[Block]:
    """The row whole, or in pieces if it is taller than a page."""
    if block.height <= page:
        yield block
        return
    limit = int((room - 2 * PAD) // LEADING)
    whole = int((page - 2 * PAD) // LEADING)
    limit = limit if limit >= 6 else whole
    while sum(block.sections) > limit:
        head, block = _split(block, limit)
        yield head
        limit = whole
    yield block


def _split(block: Block, limit: int) -> tuple[Block, Block]:
    """Cuts a row after `limit` table lines; the rest repeats the serial number."""
    lead = tuple(replace(cell, lines=cell.lines[:limit]) for cell in block.lead)
    rest_lead = tuple(replace(cell, lines=cell.lines[limit:] or ("",)) for cell in block.lead)
    serial = replace(block.lead[0], lines=(block.lead[0].lines[0], "续"))
    above: list[tuple[Cell, ...]] = []
    below: list[tuple[Cell, ...]] = []
    used = 0
    for detail, count in zip(block.details, block.sections, strict=True):
        room = max(limit - used, 0)
        used += count
        if room:
            above.append(tuple(replace(cell, lines=cell.lines[:room]) for cell in detail))
        if count > room:
            below.append(tuple(replace(cell, lines=cell.lines[room:] or ("",)) for cell in detail))
    return Block(lead, tuple(above)), Block((serial, *rest_lead[1:]), tuple(below))
