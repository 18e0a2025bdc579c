"""The kinds of papers, as a form asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.papers import service


@dataclass(frozen=True, kw_only=True)
class FillableKind:
    """A kind of paper with the parts that a form may fill; see `schemas.PaperKind`."""

    kind: str
    title: str
    numbered: bool
    outward: bool
    decision: bool
    parts: Sequence[str]


def fillable() -> list[FillableKind]:
    """Every kind of paper that the office draws up."""
    return [
        FillableKind(
            kind=key,
            title=PAPERS[key].title,
            numbered=PAPERS[key].numbered,
            outward=PAPERS[key].outward,
            decision=key in service.SIGNED,
            parts=service.parts(key),
        )
        for key in service.KINDS
    ]
