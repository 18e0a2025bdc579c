"""A report as a Word document, for offices that must work on the words before they go on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from inventory.desk.reports.content import Content
from inventory.desk.reports.printing.lines import (
    GOAL_HEADS,
    PRINTED,
    cells,
    goal_cells,
    head,
    line_of_issue,
)
from inventory.enforcement.documents.model import chinese_date
from inventory.enforcement.documents.phrases import count_zh

BODY, TITLE, HEADING = "仿宋", "宋体", "黑体"
WHEN = datetime(2000, 1, 1)


def word(content: Content, version: int, issued_on: date | None) -> bytes:
    """The .docx; the same content gives the same bytes."""
    document = Document()
    _page(document, content)
    _line(document, content.agency, TITLE, 16, centred=True)
    _line(document, content.title, TITLE, 22, centred=True)
    _line(document, line_of_issue(content, version), BODY, 16, centred=True)
    if content.addressee:
        _line(document, content.addressee, BODY, 16)
    for number, part in enumerate(content.parts, 1):
        _line(document, f"{count_zh(number)}、{part.heading}", HEADING, 16, indented=True)
        for text in part.paragraphs:
            _line(document, text, BODY, 16, indented=True)
    _line(document, "数据说明", HEADING, 16, indented=True)
    for text in content.notes:
        _line(document, text, BODY, 16, indented=True)
    _line(document, content.agency, BODY, 16).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    day = chinese_date(issued_on) if issued_on else "（草稿）"
    _line(document, day, BODY, 16).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _annexes(document, content)
    return _same_again(document)


def _page(document: DocumentObject, content: Content) -> None:
    """A4 with the margins of GB/T 9704."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    properties = document.core_properties
    properties.title, properties.author = content.title, content.agency
    properties.created = properties.modified = WHEN
    properties.last_modified_by = content.agency


def _line(
    document: DocumentObject,
    text: str,
    face: str,
    size: float,
    *,
    centred: bool = False,
    indented: bool = False,
) -> Paragraph:
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indented:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _write(paragraph, text, face, size)
    return paragraph


def _write(paragraph: Paragraph, text: str, face: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    # Word keeps the face of Chinese characters apart from that of Latin ones.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _annexes(document: DocumentObject, content: Content) -> None:
    for table in content.tables:
        rows = [[row.name, *cells(row, PRINTED, short=True)] for row in table.rows]
        rows.append([content.total.name, *cells(content.total, PRINTED, short=True)])
        _table(document, f"{table.zh}汇总表", ["名称", *head(PRINTED)], rows)
    if content.goals:
        goals = [goal_cells(number, goal) for number, goal in enumerate(content.goals, 1)]
        _table(document, "方案指标进展", GOAL_HEADS, goals)


def _table(
    document: DocumentObject, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    document.add_page_break()
    _line(document, title, TITLE, 18, centred=True)
    lines = [list(heads), *rows]
    table = document.add_table(rows=len(lines), cols=len(heads), style="Table Grid")
    for line, row in zip(lines, table.rows, strict=True):
        for text, cell in zip(line, row.cells, strict=True):
            _write(cell.paragraphs[0], text, BODY, 9)


def _same_again(document: DocumentObject) -> bytes:
    """The file with every entry dated alike: the zip would keep the minute it was made in."""
    made, kept = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return kept.getvalue()
