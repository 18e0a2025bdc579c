"""QR labels for devices: A4 sheets of 3 × 8 labels of 70 × 37 mm, as the stationer sells them.

A label says what the device is, its number and whose it is; its code leads to its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.enforcement.documents import fonts as faces
from inventory.enforcement.documents.breaking import break_lines
from inventory.enforcement.documents.fonts import FontSet, Role
from inventory.enforcement.documents.layout import MM, PAGE_HEIGHT, PAGE_WIDTH
from inventory.enforcement.documents.letter import DRAWING
from inventory.enforcement.documents.phrases import clean
from inventory.enforcement.documents.sheet import GREY, Sheet

ACROSS, DOWN = 3, 8
PER_SHEET = ACROSS * DOWN
WIDTH, HEIGHT = PAGE_WIDTH / ACROSS, 37 * MM
TOP = (PAGE_HEIGHT - DOWN * HEIGHT) / 2
# Office printers leave a few millimetres of the paper's edge blank.
PADDING = 5 * MM
QR_SIDE = 22 * MM
GAP = 3 * MM
TEXT_WIDTH = WIDTH - 2 * PADDING - GAP - QR_SIDE
SMALLEST = 5.5
LEADING, BETWEEN = 1.25, 2.0
HAIR = 0.25
LIGHT = (0.8, 0.8, 0.8)


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label; `code` is what a phone reads."""

    name: str
    model: str
    identifier: str
    enterprise: str
    code: str
    number: int  # in the ledger, to type where a phone cannot read the code


@dataclass(frozen=True, slots=True)
class _Part:
    """A text of a label: its face, its largest size, and the lines that it may take."""

    text: str
    role: Role
    size: float
    lines: int


def labels_pdf(labels: Sequence[Label], skip: int = 0, fonts: FontSet | None = None) -> bytes:
    """The sheets as PDF. The same labels give the same bytes. Safe to call from threads.

    Args:
        skip: places of the first sheet that are used up already (0 to 23).
    """
    fonts = fonts or faces.register()
    with DRAWING:
        sheet = Sheet(fonts, "设备二维码标签", "", draft=False, folio=False)
        for place, label in enumerate(labels, skip % PER_SHEET):
            at = place % PER_SHEET
            if at == 0 or not sheet.pages:
                sheet.begin_page()
                _cutting_lines(sheet)
            _draw(sheet, label, (at % ACROSS) * WIDTH, PAGE_HEIGHT - TOP - (at // ACROSS) * HEIGHT)
        return sheet.finish()


def _cutting_lines(sheet: Sheet) -> None:
    """Hairlines between the labels, for cutting plain paper."""
    bottom = PAGE_HEIGHT - TOP - DOWN * HEIGHT
    for column in range(1, ACROSS):
        sheet.rule(column * WIDTH, bottom, column * WIDTH, PAGE_HEIGHT - TOP, HAIR, LIGHT)
    for row in range(1, DOWN):
        y = PAGE_HEIGHT - TOP - row * HEIGHT
        sheet.rule(0, y, PAGE_WIDTH, y, HAIR, LIGHT)


def _draw(sheet: Sheet, label: Label, left: float, top: float) -> None:
    """One label, its upper left corner at (left, top)."""
    blocks = [_fitted(sheet.fonts, part) for part in _parts(label) if part.text]
    height = sum(size * LEADING * len(lines) + BETWEEN for lines, size, _ in blocks) - BETWEEN
    y = top - (HEIGHT - height) / 2
    for lines, size, role in blocks:
        for line in lines:
            y -= size * LEADING
            sheet.text(left + PADDING, y + 0.3 * size, line, role, size)
        y -= BETWEEN
    right = left + WIDTH - PADDING - QR_SIDE
    bottom = top - (HEIGHT - QR_SIDE) / 2 - QR_SIDE + 1 * MM
    sheet.qr(right, bottom, QR_SIDE, label.code)
    number = f"No. {label.number}"
    width = sheet.width(number, "body", 6.5)
    sheet.text(right + (QR_SIDE - width) / 2, bottom - 8, number, "body", 6.5, GREY)


def _parts(label: Label) -> list[_Part]:
    return [
        _Part(clean(label.name), "heading", 10.0, 2),
        _Part(_captioned("型号", label.model), "body", 8.0, 2),
        _Part(_captioned("编号", label.identifier), "body", 8.0, 2),
        _Part(clean(label.enterprise), "body", 7.5, 3),
    ]


def _captioned(caption: str, value: str) -> str:
    text = clean(value)
    return f"{caption} {text}" if text else ""


def _fitted(fonts: FontSet, part: _Part) -> tuple[list[str], float, Role]:
    """The lines of a text, at the largest size that fits its number of lines."""
    size = part.size
    while True:
        lines = break_lines(part.text, fonts.advance(part.role, size), TEXT_WIDTH)
        if len(lines) <= part.lines or size <= SMALLEST:
            break
        size -= 0.5
    if len(lines) > part.lines:
        lines = [
            *lines[: part.lines - 1],
            _shortened(fonts, part.role, size, lines[part.lines - 1]),
        ]
    return lines, size, part.role


def _shortened(fonts: FontSet, role: Role, size: float, line: str) -> str:
    """A line with … at its end, within the width."""
    while line and fonts.width(f"{line}…", role, size) > TEXT_WIDTH:
        line = line[:-1]
    return f"{line}…"
