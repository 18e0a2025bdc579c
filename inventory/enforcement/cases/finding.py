"""Cases in the search over everything."""

from __future__ import annotations

from peewee import Expression

from inventory.core.access import Actor
from inventory.core.finding import Asked, Found
from inventory.core.searchtext import contains
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.enforcement.numbers import finding

# How people call one, beside its number.
CALLED = ("案件", "执法案件", "case")


def cases(actor: Actor, asked: Asked, limit: int) -> list[Found]:
    """By 案号, record number, matter, enterprise, number of a device; the record number first."""
    number = asked.counted(*CALLED)
    rows = reading.visible(actor).where(_named(asked, number))
    if number is not None:
        rows = rows.order_by((Case.id == number).desc(), Case.id.desc())
    return [
        Found(
            id=str(item.id),
            title=item.matter,
            about=f"{item.number_text} · {item.enterprise.name}",
            state=item.state,
            exact=item.id == number or finding.is_number(asked, item.number_text),
        )
        for item in rows.limit(limit)
    ]


def _named(asked: Asked, number: int | None) -> Expression:
    devices = CaseDevice.select(CaseDevice.case).where(CaseDevice.identifier == asked.plain)
    condition: Expression = (
        contains(Case.matter, asked.plain) | finding.named(Case, asked) | Case.id.in_(devices)
    )
    return condition if number is None else condition | (Case.id == number)
