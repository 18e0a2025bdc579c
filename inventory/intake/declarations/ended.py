"""When the work that a notification of a declaration asks for is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peewee import JOIN

from inventory.core import database
from inventory.intake.declarations.models import Declaration, DeclarationEvent
from inventory.people.accounts.models import User
from inventory.registry.notifications.done import Done


def reviewed(ids: Sequence[int]) -> Mapping[int, Done]:
    """Declarations of `ids` that wait for no review."""
    return _over(ids, "submitted", ("return", "accept", "withdraw"))


def corrected(ids: Sequence[int]) -> Mapping[int, Done]:
    """Declarations of `ids` that wait for no correction."""
    return _over(ids, "returned", ("submit", "withdraw"))


def _over(ids: Sequence[int], state: str, steps: Sequence[str]) -> Mapping[int, Done]:
    waiting = Declaration.select(Declaration.id).where(
        database.any_of(Declaration.id, ids) & (Declaration.state == state)
    )
    events = (
        DeclarationEvent.select(
            DeclarationEvent.declaration_id, DeclarationEvent.at, User.display_name
        )
        .join(User, JOIN.LEFT_OUTER, on=User.id == DeclarationEvent.actor)
        .where(
            database.any_of(DeclarationEvent.declaration, ids)
            & DeclarationEvent.step.in_(steps)
            & DeclarationEvent.declaration.not_in(waiting)
        )
        .order_by(DeclarationEvent.id)
    )
    # The last of several counts.
    return {key: Done(at, name or "") for key, at, name in events.tuples()}
