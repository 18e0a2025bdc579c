"""News of declarations, for the reviewers and for the enterprise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from inventory.core.access import Actor
from inventory.intake.declarations.models import Declaration, DeclarationItem
from inventory.registry.notifications.emitting import News, emit
from inventory.registry.notifications.events import BY


def submitted(actor: Actor, declaration: Declaration, items: Sequence[DeclarationItem]) -> None:
    """Tell the officers of each division in which devices are declared; in the transaction."""
    places: dict[str, list[DeclarationItem]] = defaultdict(list)
    for item in items:
        places[item.region].append(item)
    emit([_submitted(actor, declaration, *place) for place in places.items()])


def _submitted(
    actor: Actor, declaration: Declaration, region: str, items: Sequence[DeclarationItem]
) -> News:
    kinds = {item.kind for item in items}
    return News(
        "declaration_submitted",
        {"enterprise": declaration.enterprise.name, "devices": len(items), BY: actor.id},
        region=region,
        kind=kinds.pop() if len(kinds) == 1 else "",
        enterprise=declaration.enterprise_id,
        subject="declaration",
        subject_id=declaration.id,
    )


def returned(actor: Actor, declaration: Declaration, remark: str) -> None:
    """Tell the clerks why it came back; in the transaction."""
    told = {"number": declaration.id, "remark": remark[:200], BY: actor.id}
    emit(
        [
            News(
                "declaration_returned",
                told,
                enterprise=declaration.enterprise_id,
                region=declaration.enterprise.region,
                subject="declaration",
                subject_id=declaration.id,
            )
        ]
    )
