"""Cases in the search over everything."""

from __future__ import annotations

from peewee import Expression

from inventory.core.access import Actor
from inventory.core.finding import Asked, Found
from inventory.core.searchtext import contains
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.people.enterprises.models import Enterprise

# How people call one, beside its number.
CALLED = ("案件", "执法案件", "case")


def cases(actor: Actor, asked: Asked, limit: int) -> list[Found]:
    """By number, matter, enterprise, or the number of a device; the number comes first."""
    number = asked.counted(*CALLED)
    rows = reading.visible(actor).where(_named(asked, number))
    if number is not None:
        rows = rows.order_by((Case.id == number).desc(), Case.id.desc())
    return [
        Found(
            id=str(item.id),
            title=item.matter,
            about=item.enterprise.name,
            state=item.state,
            exact=item.id == number,
        )
        for item in rows.limit(limit)
    ]


def _named(asked: Asked, number: int | None) -> Expression:
    devices = CaseDevice.select(CaseDevice.case).where(CaseDevice.identifier == asked.plain)
    condition: Expression = (
        contains(Case.matter, asked.plain)
        | contains(Enterprise.search, asked.term)
        | Case.id.in_(devices)
    )
    return condition if number is None else condition | (Case.id == number)
