"""Declarations in the search over everything."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.core.finding import Asked, Found
from inventory.core.searchtext import holds
from inventory.intake.declarations import lookup
from inventory.intake.declarations.models import Declaration
from inventory.people.enterprises.models import Enterprise

# How people call one, beside its number.
CALLED = ("申报", "设备申报", "declaration")


def declarations(actor: Actor, asked: Asked, limit: int) -> list[Found]:
    """By number or enterprise; the number comes first."""
    rows = lookup.listing(actor)
    number = asked.counted(*CALLED)
    condition = holds(Enterprise.search, asked.term)
    if number is not None:
        condition |= Declaration.id == number
        rows = rows.order_by((Declaration.id == number).desc(), Declaration.id.desc())
    return [
        Found(
            id=str(item.id),
            title=item.enterprise.name,
            about=item.note,
            state=item.state,
            exact=item.id == number,
        )
        for item in rows.where(condition).limit(limit)
    ]
