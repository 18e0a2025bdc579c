"""Enterprises in the search over everything."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.core.database import any_of
from inventory.core.finding import Asked, Found
from inventory.core.searchtext import folded, holds, some
from inventory.people.enterprises import service
from inventory.people.enterprises.models import Enterprise

# Of more hits than these the first in the index are sorted: 有限公司 is in nearly every name.
FIRST = 2_000


def enterprises(actor: Actor, asked: Asked, limit: int) -> list[Found]:
    """By a part of the name or of the 统一社会信用代码; what begins with the words comes first."""
    begins = Enterprise.search.startswith(asked.term)
    exactly = Enterprise.uscc == asked.term.upper()
    order = (exactly.desc(nulls="LAST"), begins.desc(), Enterprise.name, Enterprise.id)
    seen = service.visible(actor)
    ids = some("enterprise", asked.term, FIRST + 1)
    rows: list[Enterprise] = []
    if len(ids) > FIRST:
        rows = list(seen.where(any_of(Enterprise.id, ids)).order_by(*order).limit(limit))
    if len(rows) < limit:  # few, or few of them for this person
        found = seen.where(holds(Enterprise.search, asked.term))
        rows = list(found.order_by(*order).limit(limit))
    return [
        Found(
            id=str(item.id),
            title=item.name,
            about=item.uscc or "",
            exact=asked.term in (folded(item.name), folded(item.uscc or "")),
        )
        for item in rows
    ]
