"""送达回证: the record of service that goes with a notice (民事诉讼法, articles 87 to 91)."""

from inventory.enforcement.documents.breaking import break_lines
from inventory.enforcement.documents.layout import (
    LEFT,
    MM,
    PAGE_HEIGHT,
    PITCH,
    TITLE_SIZE,
    TOP,
    WIDTH,
    Line,
)
from inventory.enforcement.documents.model import NoticeDocument
from inventory.enforcement.documents.phrases import clean
from inventory.enforcement.documents.sheet import Sheet

LABEL_WIDTH = 40 * MM
SIZE = 12.0
LEADING = 17.0


def draw_receipt(sheet: Sheet, doc: NoticeDocument, number: str) -> None:
    """Draws the receipt on the current page."""
    sheet.line(Line("附件2", "heading"), 0)
    sheet.line(Line("送 达 回 证", "title", TITLE_SIZE, align="center"), 1)
    y = PAGE_HEIGHT - TOP - 2.7 * PITCH
    for label, value, height in _fields(doc, number):
        y = _field(sheet, y, label, value, height * MM)
    note = "注：受送达人拒收的，记明拒收事由和日期，由送达人、见证人签名或者盖章。"
    sheet.text(LEFT, y - 16, note, "body", 10.5)


def _fields(doc: NoticeDocument, number: str) -> list[tuple[str, str, float]]:
    officers = "、".join(clean(officer.name) for officer in doc.officers)
    day = "　　　　年　　月　　日　　时"
    return [
        ("送达机关", clean(doc.agency.name), 12),
        ("送达文书名称、文号", f"{doc.title}　{number}", 14),
        ("受送达人", clean(doc.enterprise.name), 12),
        ("送达地点", clean(doc.enterprise.address), 12),
        ("送达方式", "□直接送达 □留置送达 □邮寄送达 □电子送达 □公告送达", 14),
        ("受送达人签名或者盖章", day, 26),
        ("代收人及代收理由", day, 22),
        ("拒收事由和日期", "", 24),
        ("见证人签名", day, 16),
        ("送达人签名", officers and f"（{officers}）", 16),
        ("备注", "", 16),
    ]


def _field(sheet: Sheet, top: float, label: str, value: str, height: float) -> float:
    lines = _broken(sheet, value, WIDTH - LABEL_WIDTH - 12)
    height = max(height, len(lines) * LEADING + 10)
    bottom = top - height
    for x in (LEFT, LEFT + LABEL_WIDTH, LEFT + WIDTH):
        sheet.rule(x, top, x, bottom)
    sheet.rule(LEFT, top, LEFT + WIDTH, top)
    sheet.rule(LEFT, bottom, LEFT + WIDTH, bottom)
    _centred(sheet, _broken(sheet, label, LABEL_WIDTH - 12), LEFT + 6, (top + bottom) / 2)
    _centred(sheet, lines, LEFT + LABEL_WIDTH + 6, (top + bottom) / 2)
    return bottom


def _broken(sheet: Sheet, text: str, width: float) -> list[str]:
    return break_lines(text, sheet.fonts.advance("body", SIZE), width)


def _centred(sheet: Sheet, lines: list[str], x: float, middle: float) -> None:
    y = middle + (len(lines) * LEADING) / 2 - 0.95 * SIZE - 1
    for line in lines:
        sheet.text(x, y, line, "body", SIZE)
        y -= LEADING
