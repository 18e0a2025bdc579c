"""责令限期整改通知书: orders a party to put right what an agency may act on."""

from inventory.enforcement.documents.grounding import obstacles as _obstacles
from inventory.enforcement.documents.model import TITLES, NoticeDocument, Obstacle
from inventory.enforcement.documents.notice import notice_pdf

TITLE = TITLES["order"]
TEMPLATE = "order/1"

__all__ = ["TEMPLATE", "TITLE", "NoticeDocument", "draw", "obstacles"]


def draw(document: NoticeDocument) -> bytes:
    """The document as PDF."""
    return notice_pdf(document)


def obstacles(document: NoticeDocument) -> tuple[Obstacle, ...]:
    """What should be settled before it is issued."""
    return _obstacles(document)
