"""责令限期整改通知书 and 节能监察建议书 as PDF."""

from dataclasses import dataclass

from inventory.enforcement.documents import fonts as faces
from inventory.enforcement.documents.fonts import FontSet
from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.letter import DRAWING, Annex, Letter, LetterDrawing
from inventory.enforcement.documents.model import NoticeDocument, digest
from inventory.enforcement.documents.phrases import clean
from inventory.enforcement.documents.receipt import draw_receipt
from inventory.enforcement.documents.table import Column
from inventory.enforcement.documents.wording import Words, compose

COLUMNS = (
    Column("序号", 9, centred=True),
    Column("设备名称、型号", 30),
    Column("编号、安装地点", 31),
    Column("查明的情况", 45),
    Column("依据条款", 25),
    Column("处理", 16),
)


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
        drawing = LetterDrawing(_letter(doc, words), fonts)
        drawing.draw()
        if doc.receipt:
            drawing.sheet.begin_page()
            draw_receipt(drawing.sheet, doc, words.number)
        return Rendered(drawing.finish(), drawing.sheet.pages, fonts.missing(_text(words)))


def _letter(doc: NoticeDocument, words: Words) -> Letter:
    list_of_devices, *enclosed = words.annexes
    return Letter(
        title=doc.title,
        agency=doc.agency,
        number=words.number,
        addressee=words.addressee,
        opening=words.opening,
        sections=words.sections,
        closing=words.closing,
        annexes=(Annex(list_of_devices, COLUMNS, words.rows),),
        enclosed=tuple(enclosed),
        code=digest(doc)[:16],
        draft=doc.number is None,
        issued_on=doc.issued_on,
        party=clean(doc.enterprise.name),
        link=doc.link,
        copies=doc.copies,
    )


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
