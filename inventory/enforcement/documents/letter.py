"""The page that every official document shares: title, number, addressee, sections, signature.

A letter is words only; what it says is decided by the module of each document.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import RLock

from inventory.enforcement.documents.fonts import FontSet
from inventory.enforcement.documents.layout import (
    BLANK,
    BODY_SIZE,
    CELL,
    LEFT,
    LINES,
    MM,
    PAGE_HEIGHT,
    PITCH,
    TITLE_SIZE,
    TOP,
    WIDTH,
    Line,
    centred,
    flatten,
    paginate,
    paragraph,
)
from inventory.enforcement.documents.model import Agency, Section, chinese_date
from inventory.enforcement.documents.phrases import clean, count_zh
from inventory.enforcement.documents.sheet import BLACK, GREY, RED, Sheet
from inventory.enforcement.documents.table import Column, Row, Table

TAIL = 5  # grid lines of the signature: two blank, agency, date, one blank
QR_SIDE = 22 * MM
RED_HEAD_LINES = 9
COPY_SIZE = 14.0  # 4号, as GB/T 9704 prints whom a copy goes to
COPY_LINES = 3  # grid lines that each of them takes at most, the rules included

# reportlab's TrueType subsets are shared state: concurrent builds with Chinese faces raise.
DRAWING = RLock()


@dataclass(frozen=True, slots=True)
class Annex:
    """A table behind the letter: its title, columns and rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a document, in reading order.

    Args:
        number: as printed; with room for the figures where it has none yet.
        addressee: with its colon; blank for what goes into the file only.
        annexes: tables, each with a heading of its own.
        enclosed: further names of the list of annexes that are drawn elsewhere.
        code, link: digest to print under the QR code, and what the code leads to.
        copies: who gets a copy (抄送).
    """

    title: str
    agency: Agency
    number: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    code: str
    draft: bool
    addressee: str = ""
    annexes: tuple[Annex, ...] = ()
    enclosed: tuple[str, ...] = ()
    issued_on: date | None = None
    link: str = ""
    party: str = ""
    copies: tuple[str, ...] = ()


class LetterDrawing:
    """A letter on its pages; `finish` gives the PDF. Take `DRAWING` around the whole."""

    def __init__(self, letter: Letter, fonts: FontSet) -> None:
        self._letter, self._fonts = letter, fonts
        self._agency = clean(letter.agency.name)
        title = f"{letter.title} {letter.number}".rstrip()
        self.sheet = Sheet(fonts, title, self._agency, draft=letter.draft)

    def draw(self) -> None:
        """The letter and its annexes."""
        self._body()
        for position, annex in enumerate(self._letter.annexes, 1):
            self._annex(annex, position)

    def finish(self) -> bytes:
        return self.sheet.finish()

    def _body(self) -> None:
        head = RED_HEAD_LINES if self._letter.agency.red_head else 0
        copies = self._copy_lines()
        pages = paginate(self._lines(), LINES - head, TAIL + len(copies) + bool(copies))
        for number, page in enumerate(pages):
            self.sheet.begin_page()
            start = 0 if number else head
            if start:
                self._red_head()
            for offset, line in enumerate(page):
                self.sheet.line(line, start + offset)
        last = len(pages[-1]) + (head if len(pages) == 1 else 0)
        self._signature(last)
        self._copies(copies)

    def _lines(self) -> list[Line]:
        fonts, letter = self._fonts, self._letter
        lines = self._title()
        if letter.addressee:
            lines += paragraph(fonts, letter.addressee, indent=0)
        lines += flatten(paragraph(fonts, text) for text in letter.opening)
        for number, section in enumerate(letter.sections, 1):
            heading = f"{count_zh(number)}、{section.heading}"
            lines += paragraph(fonts, heading, role="heading", keep=True)
            lines += flatten(paragraph(fonts, text) for text in section.paragraphs)
        closing = flatten(paragraph(fonts, text) for text in letter.closing)
        # Keep the signature with the officers and the list of annexes: it must not stand alone.
        attached = self._attachments()
        kept = (*closing, BLANK, *attached) if attached else closing
        return lines + [replace(line, keep=True) for line in kept]

    def _title(self) -> list[Line]:
        title = centred(self._fonts, self._letter.title)
        if self._letter.agency.red_head:
            return [*title, BLANK]
        name = centred(self._fonts, self._agency)
        number = centred(self._fonts, self._letter.number, "body", BODY_SIZE)
        return [*name, *title, *number, BLANK]

    def _attachments(self) -> list[Line]:
        names = (*(annex.title for annex in self._letter.annexes), *self._letter.enclosed)
        if not names:
            return []
        if len(names) == 1:
            return paragraph(self._fonts, f"附件：{names[0]}")
        first, *rest = (f"{number}. {name}" for number, name in enumerate(names, 1))
        lines = paragraph(self._fonts, f"附件：{first}")
        return lines + flatten(paragraph(self._fonts, name, indent=5) for name in rest)

    def _red_head(self) -> None:
        """Agency in red 35 mm below the top of the text area, number, red rule 4 mm below it."""
        sheet, agency = self.sheet, self._agency
        size = min(42.0, WIDTH / max(self._fonts.width(agency, "title"), 1.0))
        top = PAGE_HEIGHT - TOP - 35 * MM
        width = sheet.width(agency, "title", size)
        y = top - 0.88 * size
        sheet.text(LEFT + (WIDTH - width) / 2, y, agency, "title", size, RED)
        number = self._letter.number
        y = top - size - 2 * PITCH - 0.5 * BODY_SIZE
        width = sheet.width(number, "body", BODY_SIZE)
        sheet.text(LEFT + (WIDTH - width) / 2, y, number, "body", BODY_SIZE)
        y -= 4 * MM + 0.12 * BODY_SIZE
        sheet.rule(LEFT, y, LEFT + WIDTH, y, 1.4, RED)

    def _signature(self, after: int) -> None:
        """Date four characters in from the right, the agency centred over it; QR code left."""
        day = self._letter.issued_on
        date = chinese_date(day) if day else "　　年　月　日"
        agency = f"{self._agency}（印章）"
        wide = self.sheet.width(date, "body", BODY_SIZE)
        own = self.sheet.width(agency, "body", BODY_SIZE)
        indent = max(4 * CELL + wide / 2 - own / 2, 0.0)
        self.sheet.line(Line(agency, indent=indent, align="right"), after + 2)
        self.sheet.line(Line(date, indent=4 * CELL, align="right"), after + 3)
        top = PAGE_HEIGHT - TOP - (after + 1) * PITCH
        draw_code(self.sheet, top, self._letter.number, self._letter)

    def _copy_lines(self) -> list[Line]:
        """抄送: 4号, a character in from both sides, what follows under the first name."""
        if not self._letter.copies:
            return []
        text = f"抄送：{'，'.join(map(clean, self._letter.copies))}。"
        return [
            replace(line, size=COPY_SIZE, indent=line.indent + CELL, stretch=None)
            for line in paragraph(self._fonts, text, indent=0)
        ]

    def _copies(self, lines: Sequence[Line]) -> None:
        """At the foot of the last page, between two rules."""
        if not lines:
            return
        first = LINES - len(lines)
        for offset, line in enumerate(lines):
            self.sheet.line(line, first + offset)
        for at in (first, LINES):
            y = PAGE_HEIGHT - TOP - at * PITCH
            self.sheet.rule(LEFT, y, LEFT + WIDTH, y, 1.0, BLACK)

    def _annex(self, annex: Annex, position: int) -> None:
        sheet = self.sheet
        sheet.begin_page()
        alone = len(self._letter.annexes) + len(self._letter.enclosed) == 1
        sheet.line(Line("附件" if alone else f"附件{position}", "heading"), 0)
        title = f"{annex.title}（附表）" if position == 1 else annex.title
        sheet.line(Line(title, "title", TITLE_SIZE, align="center"), 1)
        caption = f"{self._letter.party}　{self._letter.number}"
        size = min(10.5, 10.5 * WIDTH / sheet.width(caption, "body", 10.5))
        y = PAGE_HEIGHT - TOP - 2.75 * PITCH
        sheet.text(LEFT, y, caption, "body", size)
        Table(self._fonts, annex.columns).draw(sheet, annex.rows, y - 0.3 * PITCH)


def draw_code(sheet: Sheet, top: float, number: str, letter: Letter) -> None:
    """QR code, its upper edge at `top`, with the digest in small print below."""
    said = "草稿" if letter.draft else number
    bottom = top - QR_SIDE
    sheet.qr(LEFT, bottom, QR_SIDE, letter.link or f"{said}\n{letter.code}")
    sheet.text(LEFT, bottom - 10, f"校验码 {letter.code}", "body", 7.5, GREY)
