"""A list of transformers as a PDF, laid out in the ways that offices print them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle

from tests.plates.drawing import FONTS, SANS

TITLE = "在用变压器明细表"

HEAD = ("序号", "设备名称", "型号", "额定容量（kVA）", "损耗（W）", "", "出厂日期", "出厂编号")
UNDER = ("", "", "", "", "空载损耗", "负载损耗", "", "")
GROUPS = ((0, 0, 1), (1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 5, 0), (6, 6, 1), (7, 7, 1))
WIDTHS = (30, 60, 92, 90, 54, 54, 66, 70)
# Model, capacity, losses, made on.
DEVICES = (
    ("S9-315/10", "315", "670", "3650", "1996.3"),
    ("S11-M-400/10", "400", "565", "4300", "2011年6月"),
    ("S7-500/10", "500", "1080", "6900", "1988-10"),
    ("S13-M-250/10", "250", "290", "3050", "2014-05"),
    ("SCB10-1000/10", "1000", "1770", "8130", "2008.09"),
)


@dataclass(frozen=True)
class Style:
    """How a list is laid out: which lines are drawn, whether the head is repeated."""

    lines: str = "all"  # all, none, open (no sides), rows (only between rows), columns
    repeat: bool = True
    merged_names: bool = False  # one cell over all names of a page
    wide: bool = False  # the page is landscape
    rotate: int = 0  # /Rotate of the page
    title: bool = True
    owner: str = "江海区示例纺织厂"
    password: str = ""
    size: float = 9
    foot: bool = True


RULED = Style()


def devices(count: int) -> list[tuple[str, ...]]:
    """Rows of the list, the same in each run."""
    return [
        (str(n + 1), "变压器", *DEVICES[n % len(DEVICES)], f"{9603127 + 7 * n}")
        for n in range(count)
    ]


def list_pdf(rows: Sequence[Sequence[str]], style: Style = RULED) -> bytes:
    """The list, over as many pages as it takes."""
    if SANS not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(SANS, str(FONTS / SANS)))
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=landscape(A4) if style.wide else A4,
        margin=36,
        leftMargin=36,
        rightMargin=36,
        topMargin=40,
        bottomMargin=50,
        encrypt=style.password or None,
        invariant=1,
    )
    text = ParagraphStyle("text", fontName=SANS, fontSize=13, leading=20)
    parts: list[Any] = (
        [Paragraph(TITLE, text), Paragraph(f"使用单位：{style.owner}", text)] if style.title else []
    )
    parts.append(_table(rows, style))

    def each(canvas: Canvas, _document: Any) -> None:
        if style.rotate:
            canvas.setPageRotation(style.rotate)
        if style.foot:
            canvas.setFont(SANS, 9)
            canvas.drawCentredString(297, 24, f"第 {canvas.getPageNumber()} 页")

    document.build(parts, onFirstPage=each, onLaterPages=each)
    return buffer.getvalue()


def _table(rows: Sequence[Sequence[str]], style: Style) -> LongTable:
    body = [list(row) for row in rows]
    if style.merged_names:
        for row in body[1:]:
            row[1] = ""
    spans = [("SPAN", (a, 0), (b, down)) for a, b, down in GROUPS]
    if style.merged_names:
        spans.append(("SPAN", (1, 2), (1, len(body) + 1)))
    look = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), SANS, style.size),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("ALIGN", (0, 0), (-1, -1), "CENTER"),
            *spans,
            *_lines(style.lines),
        ]
    )
    return LongTable(
        [list(HEAD), list(UNDER), *body],
        colWidths=WIDTHS,
        style=look,
        repeatRows=2 if style.repeat else 0,
    )


def _lines(lines: str) -> list[Any]:
    black = (0.6, colors.black)
    return {
        "all": [("GRID", (0, 0), (-1, -1), *black)],
        "none": [],
        "open": [("INNERGRID", (0, 0), (-1, -1), *black), ("LINEABOVE", (0, 0), (-1, 0), *black)],
        "rows": [("LINEABOVE", (0, 0), (-1, -1), *black), ("LINEBELOW", (0, -1), (-1, -1), *black)],
        "columns": [
            ("BOX", (0, 0), (-1, -1), *black),
            ("LINEBEFORE", (0, 0), (-1, -1), *black),
            ("LINEBELOW", (4, 0), (5, 0), *black),
            ("LINEBELOW", (0, 1), (-1, 1), *black),
        ],
    }[lines]
