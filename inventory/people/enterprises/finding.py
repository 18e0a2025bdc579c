"""Enterprises in the search over everything."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.core.finding import Asked, Found
from inventory.core.searchtext import folded, holds
from inventory.people.enterprises import service
from inventory.people.enterprises.models import Enterprise


def enterprises(actor: Actor, asked: Asked, limit: int) -> list[Found]:
    """By a part of the name or of the 统一社会信用代码; what begins with the words comes first."""
    rows = service.visible(actor).where(holds(Enterprise.search, asked.term))
    begins = Enterprise.search.startswith(asked.term)
    exact = (Enterprise.uscc == asked.term.upper()).desc(nulls="LAST")
    rows = rows.order_by(exact, begins.desc(), Enterprise.name, Enterprise.id).limit(limit)
    return [
        Found(
            id=str(item.id),
            title=item.name,
            about=item.uscc or "",
            exact=asked.term in (folded(item.name), folded(item.uscc or "")),
        )
        for item in rows
    ]
