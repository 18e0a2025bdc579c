"""When the yearly confirmation that an enterprise was asked for is handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from peewee import JOIN

from inventory.core import database
from inventory.core.access import SYSTEM
from inventory.intake.confirmations import listing
from inventory.intake.confirmations.listing import Wanted
from inventory.intake.confirmations.models import ConfirmationRequest as Request
from inventory.intake.declarations.models import Declaration, DeclarationEvent
from inventory.people.accounts.models import User
from inventory.registry.notifications.done import Done

IN = (listing.CONFIRMED, listing.SUBMITTED)


def handed_in(ids: Sequence[int]) -> Mapping[int, Done]:
    """Requests of `ids` whose enterprise has confirmed its devices, or handed that in.

    Three queries for each year that is asked about.
    """
    asked: dict[int, dict[int, Request]] = defaultdict(dict)
    for row in Request.select().where(database.any_of(Request.id, ids)):
        asked[row.year][row.enterprise_id] = row
    return {
        rows[enterprise].id: end
        for year, rows in asked.items()
        for enterprise, end in _of_year(year, rows).items()
    }


def _of_year(year: int, rows: Mapping[int, Request]) -> Mapping[int, Done]:
    query = listing.select(SYSTEM, Wanted(year, enterprises=list(rows)))
    done = [row["id"] for row in query.dicts() if row["state"] in IN]
    return {
        key: Done(at, name)
        for key, (at, name) in _submitted(done).items()
        if at >= rows[key].asked_at
    }


def _submitted(enterprises: Sequence[int]) -> Mapping[int, tuple[datetime, str]]:
    """When each enterprise last handed in a declaration, and who did."""
    events = (
        DeclarationEvent.select(Declaration.enterprise, DeclarationEvent.at, User.display_name)
        .join(Declaration)
        .join(User, JOIN.LEFT_OUTER, on=User.id == DeclarationEvent.actor)
        .where(
            database.any_of(Declaration.enterprise, enterprises)
            & (DeclarationEvent.step == "submit")
        )
        .order_by(DeclarationEvent.id)
    )
    # The last of several counts.
    return {key: (at, name or "") for key, at, name in events.tuples()}
