"""Filled forms: records and receipts as tables of labelled fields, signed page by page."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from inventory.enforcement.documents.breaking import break_lines
from inventory.enforcement.documents.fonts import FontSet
from inventory.enforcement.documents.layout import (
    HEIGHT,
    LEFT,
    MM,
    PAGE_HEIGHT,
    PITCH,
    TITLE_SIZE,
    TOP,
    WIDTH,
    Line,
)
from inventory.enforcement.documents.sheet import GREY, Sheet
from inventory.enforcement.documents.table import Column, Row, Table

LABEL_WIDTH = 40 * MM
NARROW_LABEL = 24 * MM  # where two fields share a row
SIZE = 12.0
LEADING = 17.0
PAD = 6.0
NOTE_SIZE = 10.5
FLOOR = PAGE_HEIGHT - TOP - HEIGHT
QR_SIDE = 18 * MM


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value; line feeds in it begin new lines.

    Args:
        height: at least, in mm.
        image: a signature, PNG in base64, drawn at the right.
    """

    label: str
    value: str = ""
    height: float = 9.5
    image: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two short fields beside each other."""

    left: Field
    right: Field


@dataclass(frozen=True, slots=True)
class Band:
    """A heading over the whole width."""

    text: str


@dataclass(frozen=True, slots=True)
class Wide:
    """Text over the whole width, without a label."""

    text: str
    height: float = 11


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of its own within the form."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


Item: TypeAlias = Field | Pair | Band | Wide | Grid


@dataclass(frozen=True, slots=True)
class Form:
    """A form in reading order.

    Args:
        foot: stands at the foot of each page (the signatures that a record has on every page).
        code, link: digest for the QR code, and what the code leads to.
    """

    title: str
    agency: str
    number: str
    items: tuple[Item, ...]
    draft: bool
    code: str = ""
    link: str = ""
    note: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell, broken into lines: left edge and width in points."""

    x: float
    width: float
    lines: tuple[str, ...]
    centred: bool = False


BAND_HEIGHT = 8 * MM


class FormDrawing:
    """A form on its pages."""

    def __init__(self, form: Form, fonts: FontSet, folio: bool = True) -> None:
        self._form, self._fonts = form, fonts
        title = f"{form.title} {form.number}".rstrip()
        self.sheet = Sheet(fonts, title, form.agency, form.draft, folio)
        self._floor = FLOOR + (PITCH if form.foot else 0)

    def draw(self) -> None:
        y = self._head()
        items = self._form.items
        for before, item, after in zip((None, *items), items, (*items[1:], None), strict=False):
            y = self._item(item, self._kept(before, item, after, y))
        if self._form.note:
            self._note(y)

    def _kept(self, before: Item | None, item: Item, after: Item | None, y: float) -> float:
        """The rows that must stay together: a table's heading and its first row."""
        grid = after if isinstance(item, Band) else item
        if not isinstance(grid, Grid) or not grid.rows or isinstance(before, Band):
            return y
        first = Table(self._fonts, grid.columns).first(grid.rows)
        need = first + (BAND_HEIGHT if isinstance(item, Band) else 0)
        moves = y - self._floor < need <= PAGE_HEIGHT - TOP - self._floor
        return self._page() if moves else y

    def finish(self) -> bytes:
        return self.sheet.finish()

    def _page(self) -> float:
        self.sheet.begin_page()
        if self._form.foot:
            self.sheet.text(LEFT, FLOOR + 4, self._form.foot, "body", NOTE_SIZE)
        return PAGE_HEIGHT - TOP

    def _head(self) -> float:
        """Agency, title, number; the code in the upper right corner."""
        top, sheet, form = self._page(), self.sheet, self._form
        size = min(16.0, 16.0 * (WIDTH - 2 * QR_SIDE) / sheet.width(form.agency, "body", 16.0))
        sheet.line(Line(form.agency, "body", size, align="center"), 0)
        sheet.line(Line(form.title, "title", TITLE_SIZE, align="center"), 1)
        if form.number:
            width = sheet.width(form.number, "body", SIZE)
            sheet.text(LEFT + (WIDTH - width) / 2, top - 2.62 * PITCH, form.number, "body", SIZE)
        if form.code:
            said = "草稿" if form.draft else form.number or form.title
            x, bottom = LEFT + WIDTH - QR_SIDE, top - QR_SIDE
            sheet.qr(x, bottom, QR_SIDE, form.link or f"{said}\n{form.code}")
            label = f"校验码 {form.code}"
            at = LEFT + WIDTH - sheet.width(label, "body", 6.5)
            sheet.text(at, bottom - 8, label, "body", 6.5, GREY)
        return top - 2.95 * PITCH

    def _item(self, item: Item, y: float) -> float:
        if isinstance(item, Grid):
            return self._grid(item, y)
        if isinstance(item, Band):
            return self._band(item, y)
        if isinstance(item, Wide):
            return self._rows([_Box(LEFT, WIDTH, self._broken(item.text, WIDTH))], item.height, y)
        if isinstance(item, Pair):
            return self._rows(list(self._pair(item)), max(item.left.height, item.right.height), y)
        bottom = self._rows(list(self._field(item)), item.height, y)
        if item.image:
            picture = base64.b64decode(item.image)
            self.sheet.picture(LEFT + WIDTH - 42 * MM, bottom + 3, 38 * MM, 14 * MM, picture)
        return bottom

    def _field(self, field: Field) -> Iterator[_Box]:
        yield _Box(LEFT, LABEL_WIDTH, self._broken(field.label, LABEL_WIDTH), centred=True)
        width = WIDTH - LABEL_WIDTH
        yield _Box(LEFT + LABEL_WIDTH, width, self._broken(field.value, width))

    def _pair(self, pair: Pair) -> Iterator[_Box]:
        # The left label keeps the width of the rows above and below.
        half = (WIDTH - LABEL_WIDTH - NARROW_LABEL) / 2
        x = LEFT
        for field, label in ((pair.left, LABEL_WIDTH), (pair.right, NARROW_LABEL)):
            yield _Box(x, label, self._broken(field.label, label), centred=True)
            yield _Box(x + label, half, self._broken(field.value, half))
            x += label + half

    def _broken(self, text: str, width: float) -> tuple[str, ...]:
        advance = self._fonts.advance("body", SIZE)
        return tuple(
            line
            for part in text.split("\n")
            for line in break_lines(part, advance, width - 2 * PAD)
        )

    def _rows(self, boxes: Sequence[_Box], least: float, y: float) -> float:
        """A row, on as many pages as it needs."""
        while True:
            height = max(max(len(box.lines) for box in boxes) * LEADING + 10, least * MM)
            if height <= y - self._floor:
                return self._row(boxes, height, y)
            room = int((y - self._floor - 10) // LEADING)
            if room < 4 or height <= PAGE_HEIGHT - TOP - self._floor:
                y = self._page()
                continue
            self._row([replace(box, lines=box.lines[:room]) for box in boxes], None, y)
            boxes = [replace(box, lines=box.lines[room:] or ("",)) for box in boxes]
            least, y = 0, self._page()

    def _row(self, boxes: Sequence[_Box], height: float | None, top: float) -> float:
        tall = max(len(box.lines) for box in boxes) * LEADING + 10
        bottom = top - (height or tall)
        for box in boxes:
            self._text(box, top, bottom)
        edges = [box.x for box in boxes] + [boxes[-1].x + boxes[-1].width]
        self._frame(edges, top, bottom)
        return bottom

    def _text(self, box: _Box, top: float, bottom: float) -> None:
        y = (top + bottom) / 2 + len(box.lines) * LEADING / 2 - 0.95 * SIZE - 1
        for line in box.lines:
            x = box.x + PAD
            if box.centred:
                x = box.x + (box.width - self.sheet.width(line, "body", SIZE)) / 2
            self.sheet.text(x, y, line, "body", SIZE)
            y -= LEADING

    def _band(self, band: Band, y: float) -> float:
        height = BAND_HEIGHT
        if y - self._floor < height + 32 * MM:  # a heading never stands alone
            y = self._page()
        self.sheet.tint(LEFT, y - height, WIDTH, height)
        width = self.sheet.width(band.text, "heading", SIZE)
        self.sheet.text(
            LEFT + (WIDTH - width) / 2, y - height / 2 - 0.38 * SIZE, band.text, "heading", SIZE
        )
        self._frame([LEFT, LEFT + WIDTH], y, y - height)
        return y - height

    def _frame(self, edges: Sequence[float], top: float, bottom: float) -> None:
        level = [(edges[0], y, edges[-1], y) for y in (top, bottom)]
        self.sheet.rules([*level, *((x, top, x, bottom) for x in edges)])

    def _grid(self, grid: Grid, y: float) -> float:
        if y - self._floor < 30 * MM:
            y = self._page()
        return Table(self._fonts, grid.columns).draw(
            self.sheet, grid.rows, y, floor=self._floor, page=self._page
        )

    def _note(self, y: float) -> None:
        advance = self._fonts.advance("body", NOTE_SIZE)
        lines = break_lines(self._form.note, advance, WIDTH)
        if y - self._floor < 10 + len(lines) * 14:
            y = self._page()
        for offset, line in enumerate(lines, 1):
            self.sheet.text(LEFT, y - 4 - offset * 14, line, "body", NOTE_SIZE)
