"""Devices in the search over everything."""

from __future__ import annotations

from peewee import Expression, Value

from inventory.core.access import Actor
from inventory.core.database import any_of
from inventory.core.finding import Asked, Found
from inventory.core.searchtext import BETWEEN, contains, folded
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.ledger.searching import Search
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment

# So many hits are sorted; a number that was typed in full never has more.
SORTED = 500
# Of very many hits the first in the index are looked at before all others.
FIRST = 2_000


def devices(actor: Actor, asked: Asked, limit: int) -> list[Found]:
    """Devices whose number is what was typed come first, then the worst verdicts."""
    search = Search(asked.text)
    rows = listing.query(actor, Filters(q=asked.text), found=search.finds())
    rows = rows.select(Equipment, Enterprise.name).join(Enterprise)
    if search.within(SORTED):
        order = (_exactly(asked.term).desc(), Equipment.verdict_rank, Equipment.id)
        rows = rows.order_by(*order)
    elif search.broad:
        # Else the database walks through devices until it comes upon some that are meant.
        near = list(rows.where(any_of(Equipment.id, search.first(FIRST))).limit(limit))
        if len(near) == limit:
            return [_found(item, asked.term) for item in near]
    return [_found(item, asked.term) for item in rows.limit(limit)]


def _exactly(term: str) -> Expression:
    """Whether one of the texts of a device is the term, and not only part of one."""
    whole = Value(BETWEEN).concat(Equipment.search).concat(BETWEEN)
    return contains(whole, f"{BETWEEN}{term}{BETWEEN}")


def _found(item: Equipment, term: str) -> Found:
    known = item.search.split(BETWEEN)
    called = {folded(item.name), folded(item.model)}
    return Found(
        id=str(item.id),
        title=item.model or item.name,
        about=" · ".join(filter(None, (item.identifier, item.enterprise.name))),
        kind=item.kind,
        state=item.verdict or "",
        exact=term in known and term not in called,
    )
