"""责令限期整改通知书 and 节能监察建议书 as PDF."""

from dataclasses import dataclass, replace
from threading import RLock

from inventory.enforcement.documents import fonts as faces
from inventory.enforcement.documents.fonts import FontSet
from inventory.enforcement.documents.law import load as load_law
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
from inventory.enforcement.documents.model import NoticeDocument, chinese_date, digest
from inventory.enforcement.documents.phrases import clean, count_zh
from inventory.enforcement.documents.receipt import draw_receipt
from inventory.enforcement.documents.sheet import GREY, RED, Sheet
from inventory.enforcement.documents.table import Column, Table
from inventory.enforcement.documents.wording import Words, compose

COLUMNS = (
    Column("序号", 9, centred=True),
    Column("设备名称、型号", 30),
    Column("编号、安装地点", 31),
    Column("查明的情况", 45),
    Column("依据条款", 25),
    Column("处理", 16),
)
TAIL = 5  # grid lines of the signature: two blank, agency, date, one blank
QR_SIDE = 22 * MM

# reportlab's TrueType subsets are shared state: concurrent builds with Chinese faces raise.
DRAWING = RLock()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF: bytes, number of pages, characters that were shown as 〓."""

    pdf: bytes
    pages: int
    replaced: tuple[str, ...]


def notice_pdf(doc: NoticeDocument, fonts: FontSet | None = None) -> bytes:
    """The PDF of a notice. The same contents give the same bytes. Safe to call from threads.

    Args:
        fonts: from `fonts.register`, the project's faces if omitted.

    Raises:
        NoticeError: the contents do not make such a document (see `wording.compose`).
    """
    return render(doc, fonts).pdf


def render(doc: NoticeDocument, fonts: FontSet | None = None) -> Rendered:
    """As `notice_pdf`, with what is worth knowing about the result."""
    fonts = fonts or faces.register()
    words = compose(doc, load_law())
    with DRAWING:
        return _Notice(doc, words, fonts).render()


class _Notice:
    def __init__(self, doc: NoticeDocument, words: Words, fonts: FontSet) -> None:
        self._doc, self._words, self._fonts = doc, words, fonts
        agency = clean(doc.agency.name)
        title = f"{doc.title} {words.number}"
        self._sheet = Sheet(fonts, title, agency, draft=doc.number is None)

    def render(self) -> Rendered:
        self._body()
        self._annex()
        if self._doc.receipt:
            self._sheet.begin_page()
            draw_receipt(self._sheet, self._doc, self._words.number)
        missing = self._fonts.missing(_text(self._words))
        return Rendered(self._sheet.finish(), self._sheet.pages, missing)

    def _body(self) -> None:
        head = 9 if self._doc.agency.red_head else 0
        lines = self._lines()
        pages = paginate(lines, LINES - head, TAIL)
        for number, page in enumerate(pages):
            self._sheet.begin_page()
            start = 0 if number else head
            if start:
                self._red_head()
            for offset, line in enumerate(page):
                self._sheet.line(line, start + offset)
        last = len(pages[-1]) + (head if len(pages) == 1 else 0)
        self._signature(last)

    def _lines(self) -> list[Line]:
        fonts, words = self._fonts, self._words
        lines = self._title()
        lines += paragraph(fonts, words.addressee, indent=0)
        lines += flatten(paragraph(fonts, text) for text in words.opening)
        for number, section in enumerate(words.sections, 1):
            heading = f"{count_zh(number)}、{section.heading}"
            lines += paragraph(fonts, heading, role="heading", keep=True)
            lines += flatten(paragraph(fonts, text) for text in section.paragraphs)
        closing = flatten(paragraph(fonts, text) for text in words.closing)
        # The signature never stands alone: officers and list of annexes go with it.
        return lines + [replace(x, keep=True) for x in (*closing, BLANK, *self._attachments())]

    def _title(self) -> list[Line]:
        title = centred(self._fonts, self._doc.title)
        if self._doc.agency.red_head:
            return [*title, BLANK]
        name = centred(self._fonts, clean(self._doc.agency.name))
        number = centred(self._fonts, self._words.number, "body", BODY_SIZE)
        return [*name, *title, *number, BLANK]

    def _attachments(self) -> list[Line]:
        names = self._words.annexes
        if len(names) == 1:
            return paragraph(self._fonts, f"附件：{names[0]}")
        first, *rest = (f"{number}. {name}" for number, name in enumerate(names, 1))
        lines = paragraph(self._fonts, f"附件：{first}")
        return lines + flatten(paragraph(self._fonts, name, indent=5) for name in rest)

    def _red_head(self) -> None:
        """Agency in red 35 mm below the top of the text area, number, red rule 4 mm below it."""
        sheet, agency = self._sheet, clean(self._doc.agency.name)
        size = min(42.0, WIDTH / max(self._fonts.width(agency, "title"), 1.0))
        top = PAGE_HEIGHT - TOP - 35 * MM
        width = sheet.width(agency, "title", size)
        y = top - 0.88 * size
        sheet.text(LEFT + (WIDTH - width) / 2, y, agency, "title", size, RED)
        number = self._words.number
        y = top - size - 2 * PITCH - 0.5 * BODY_SIZE
        width = sheet.width(number, "body", BODY_SIZE)
        sheet.text(LEFT + (WIDTH - width) / 2, y, number, "body", BODY_SIZE)
        y -= 4 * MM + 0.12 * BODY_SIZE
        sheet.rule(LEFT, y, LEFT + WIDTH, y, 1.4, RED)

    def _signature(self, after: int) -> None:
        """Date four characters in from the right, the agency centred over it; QR code left."""
        day = self._doc.issued_on
        date = chinese_date(day) if day else "　　年　月　日"
        agency = f"{clean(self._doc.agency.name)}（印章）"
        wide = self._sheet.width(date, "body", BODY_SIZE)
        own = self._sheet.width(agency, "body", BODY_SIZE)
        indent = max(4 * CELL + wide / 2 - own / 2, 0.0)
        self._sheet.line(Line(agency, indent=indent, align="right"), after + 2)
        self._sheet.line(Line(date, indent=4 * CELL, align="right"), after + 3)
        self._code(after + 1)

    def _code(self, line: int) -> None:
        """QR code of number and digest, with the same in small print below."""
        code = digest(self._doc)[:16]
        number = self._doc.number and clean(self._doc.number)
        bottom = PAGE_HEIGHT - TOP - line * PITCH - QR_SIDE
        self._sheet.qr(LEFT, bottom, QR_SIDE, f"{number or '草稿'}\n{code}")
        self._sheet.text(LEFT, bottom - 10, f"校验码 {code}", "body", 7.5, GREY)

    def _annex(self) -> None:
        sheet = self._sheet
        sheet.begin_page()
        label = "附件" if len(self._words.annexes) == 1 else "附件1"
        sheet.line(Line(label, "heading"), 0)
        sheet.line(Line("设备清单（附表）", "title", TITLE_SIZE, align="center"), 1)
        name = clean(self._doc.enterprise.name)
        caption = f"{name}　{self._words.number}"
        size = min(10.5, 10.5 * WIDTH / sheet.width(caption, "body", 10.5))
        y = PAGE_HEIGHT - TOP - 2.75 * PITCH
        sheet.text(LEFT, y, caption, "body", size)
        Table(self._fonts, COLUMNS).draw(sheet, self._words.rows, y - 0.3 * PITCH)


def _text(words: Words) -> str:
    cells = (
        text
        for row in words.rows
        for cell in (*row.lead, *(cell for detail in row.details for cell in detail))
        for text in cell
    )
    sections = (text for section in words.sections for text in section.paragraphs)
    parts = (words.number, words.addressee, *words.opening, *sections, *words.closing, *cells)
    return "".join(parts)
