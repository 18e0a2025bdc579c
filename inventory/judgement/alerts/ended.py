"""When an alert that somebody was told of asks for nothing more: seen to, or its cause is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peewee import JOIN

from inventory.core import database
from inventory.judgement.alerts.models import Alert
from inventory.people.accounts.models import User
from inventory.registry.notifications.done import Done, Held


def seen_to(ids: Sequence[int]) -> Mapping[int, Done]:
    """Alerts of `ids` that are acknowledged at their stage, or closed; putting off ends nothing."""
    rows = (
        Alert.select(Alert.id, Alert.closed_at, Alert.acknowledged_at, User.display_name)
        .join(User, JOIN.LEFT_OUTER, on=User.id == Alert.acknowledged_by)
        .where(
            database.any_of(Alert.id, ids)
            & (Alert.closed_at.is_null(False) | Alert.acknowledged_at.is_null(False))
        )
    )
    return {
        key: Done(seen or closed, (name or "") if seen else "")
        for key, closed, seen, name in rows.tuples()
    }


def held(ids: Sequence[int]) -> Mapping[int, Held]:
    """Open alerts of `ids` that somebody has, and since when."""
    rows = (
        Alert.select(Alert.id, Alert.assignee, User.display_name, Alert.assigned_at, Alert.stage_at)
        .join(User, on=User.id == Alert.assignee)
        .where(database.any_of(Alert.id, ids) & Alert.closed_at.is_null())
    )
    return {key: Held(user, name, at or stage) for key, user, name, at, stage in rows.tuples()}
