"""When a problem that a visit found is seen to: the record withdrawn, a later visit, a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peewee import JOIN, ModelSelect

from inventory.core import database
from inventory.intake.visits.models import Visit
from inventory.people.accounts.models import User
from inventory.registry.equipment.models import EquipmentRevision
from inventory.registry.notifications.done import Done


def seen_to(ids: Sequence[int]) -> Mapping[int, Done]:
    """Visits of `ids` that were withdrawn, whose device was visited again, or whose record in the
    ledger a person has changed since: the first of these. Three queries.
    """
    found: dict[int, Done] = {}
    for query in (_changed(ids), _visited_again(ids), _withdrawn(ids)):
        for key, at, name in query.tuples():
            if key not in found or at < found[key].at:
                found[key] = Done(at, name or "")
    return found


def _withdrawn(ids: Sequence[int]) -> ModelSelect:
    return (
        Visit.select(Visit.id, Visit.withdrawn_at, User.display_name)
        .join(User, JOIN.LEFT_OUTER, on=User.id == Visit.withdrawn_by)
        .where(database.any_of(Visit.id, ids) & Visit.withdrawn_at.is_null(False))
    )


def _visited_again(ids: Sequence[int]) -> ModelSelect:
    later = Visit.alias()
    return (
        Visit.select(Visit.id, later.created_at, User.display_name)
        .join(later, on=(later.equipment == Visit.equipment) & (later.id > Visit.id))
        .join(User, JOIN.LEFT_OUTER, on=User.id == later.actor)
        .where(database.any_of(Visit.id, ids) & later.withdrawn_at.is_null())
    )


def _changed(ids: Sequence[int]) -> ModelSelect:
    return (
        Visit.select(Visit.id, EquipmentRevision.at, User.display_name)
        .join(
            EquipmentRevision,
            on=(EquipmentRevision.equipment == Visit.equipment)
            & (EquipmentRevision.version > Visit.version)
            & (EquipmentRevision.at >= Visit.created_at),
        )
        .join(User, on=User.id == EquipmentRevision.actor)
        .where(database.any_of(Visit.id, ids))
    )
