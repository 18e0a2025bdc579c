"""The library in the search over everything: the same for everybody."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.core.finding import Asked, Found
from inventory.core.searchtext import folded
from inventory.judgement.library import searching

# One character stands in nearly every document.
SHORTEST = 2


def documents(_actor: Actor, asked: Asked, limit: int) -> list[Found]:
    """Documents, rules and clauses with all the words; one whose number was typed is exact."""
    if len(asked.term) < SHORTEST:
        return []
    return [
        Found(
            # A clause has no page of its own, but a place in its document's.
            id=hit.document if hit.type == "clause" else hit.id,
            title=hit.title,
            about=" ".join(filter(None, (hit.document, hit.clause))),
            kind=hit.type,
            exact=hit.type == "document" and asked.term in (folded(hit.id), folded(hit.title)),
        )
        for hit in searching.search(asked.text, limit)
    ]
