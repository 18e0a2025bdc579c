"""Papers of cases in the search over everything."""

from __future__ import annotations

from inventory.core.access import Actor, Role
from inventory.core.finding import Asked, Found
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.models import Case
from inventory.enforcement.numbers import finding
from inventory.enforcement.papers.models import CasePaper
from inventory.enforcement.papers.service import OUTWARD
from inventory.people.enterprises.models import Enterprise


def papers(actor: Actor, asked: Asked, limit: int) -> list[Found]:
    """By number, or by the enterprise, within the cases that `actor` may see."""
    cases = reading.visible(actor).select(Case.id).order_by()
    rows = (
        CasePaper.select(CasePaper, Case, Enterprise)
        .join(Case)
        .join(Enterprise)
        .where(CasePaper.case.in_(cases) & finding.named(CasePaper, asked))
        .order_by(CasePaper.id.desc())
    )
    if actor.role is Role.ENTERPRISE:
        rows = rows.where((CasePaper.status != "draft") & CasePaper.kind.in_(sorted(OUTWARD)))
    return [
        Found(
            id=str(item.id),
            title=item.number_text or "",
            about=item.case.enterprise.name,
            kind=item.kind,
            state=item.status,
            exact=finding.is_number(asked, item.number_text),
        )
        for item in rows.limit(limit)
    ]
