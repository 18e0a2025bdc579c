"""When an application that officers were told of waits for them no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peewee import JOIN

from inventory.core import database
from inventory.intake.registrations.models import Registration
from inventory.intake.registrations.service import REGISTRATION
from inventory.people.accounts.models import User
from inventory.registry.notifications.done import Done


def decided(ids: Sequence[int]) -> Mapping[int, Done]:
    """Applications of `ids` that are accepted, rejected or back with the applicant."""
    rows = (
        Registration.select(Registration.id, Registration.decided_at, User.display_name)
        .join(User, JOIN.LEFT_OUTER, on=User.id == Registration.decided_by)
        .where(
            database.any_of(Registration.id, ids)
            & (Registration.state != REGISTRATION.start)
            & Registration.decided_at.is_null(False)
        )
    )
    return {key: Done(at, name or "") for key, at, name in rows.tuples()}
