"""Orders and advice in the search over everything."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.core.finding import Asked, Found
from inventory.enforcement.notices import service
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.numbers import finding


def notices(actor: Actor, asked: Asked, limit: int) -> list[Found]:
    """By number, or by the enterprise; drafts have none."""
    rows = service.visible(actor).where(finding.named(Notice, asked)).limit(limit)
    return [
        Found(
            id=str(item.id),
            title=item.number_text or "",
            about=item.enterprise.name,
            kind=item.kind,
            state=item.status,
            exact=finding.is_number(asked, item.number_text),
        )
        for item in rows
    ]
