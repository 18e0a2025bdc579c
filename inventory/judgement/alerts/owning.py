"""Who gets an alert when it is raised: the table of responsibilities decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from inventory.core import clock, database
from inventory.core.bulk import bulk_update
from inventory.core.database import db
from inventory.judgement.alerts.models import Alert
from inventory.people.responsibilities import service as responsibilities
from inventory.people.responsibilities.service import Table
from inventory.registry.equipment.models import Equipment


def owners(equipment: Iterable[int]) -> Mapping[int, int]:
    """The officers of alerts, by device; devices that the table does not cover have none."""
    table = responsibilities.table()
    if not table:
        return {}
    rows = Equipment.select(Equipment.id, Equipment.region, Equipment.kind).where(
        database.any_of(Equipment.id, sorted(set(equipment)))
    )
    found = {key: table.line(region, kind) for key, region, kind in rows.tuples()}
    return {key: line[0] for key, line in found.items() if line}


def give_unowned(table: Table) -> int:
    """Give open alerts without an officer to the people in the table; returns how many."""
    if not table:
        return 0
    rows = (
        Alert.select(Alert.id, Equipment.region, Equipment.kind)
        .join(Equipment)
        .where(Alert.open_key.is_null(False) & Alert.assignee.is_null())
    )
    given = [
        (line[0], clock.now().replace(tzinfo=None), key)
        for key, region, kind in rows.tuples()
        if (line := table.line(region, kind))
    ]
    _write(given)
    return len(given)


def _write(rows: Sequence[tuple[object, ...]]) -> None:
    with db.atomic():
        bulk_update(Alert, ("assignee", "assigned_at"), rows)
