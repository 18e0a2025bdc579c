"""Official documents as PDF: dataclasses in, bytes out. No database, no web."""

from inventory.documents.fonts import FontError, FontSet, register
from inventory.documents.grounding import competent, obstacles
from inventory.documents.law import LawError
from inventory.documents.model import (
    ORDER_OUTCOMES,
    Agency,
    Hearing,
    Measure,
    NoticeDevice,
    NoticeDocument,
    NoticeError,
    NoticeFinding,
    Obstacle,
    Officer,
    Party,
    digest,
    measures_of,
    number_of,
)
from inventory.documents.notice import Rendered, notice_pdf, render

__all__ = [
    "ORDER_OUTCOMES",
    "Agency",
    "FontError",
    "FontSet",
    "Hearing",
    "LawError",
    "Measure",
    "NoticeDevice",
    "NoticeDocument",
    "NoticeError",
    "NoticeFinding",
    "Obstacle",
    "Officer",
    "Party",
    "Rendered",
    "competent",
    "digest",
    "measures_of",
    "notice_pdf",
    "number_of",
    "obstacles",
    "register",
    "render",
]
