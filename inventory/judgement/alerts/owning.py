"""An alert belongs to somebody: by the table of responsibilities when it is raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from inventory.core import clock, database
from inventory.core.database import db
from inventory.judgement.alerts.models import Alert
from inventory.people.responsibilities import service as responsibilities
from inventory.people.responsibilities.service import Table
from inventory.registry.equipment.models import Equipment


def owners(equipment: Iterable[int]) -> Mapping[int, int]:
    """Whom the alerts of devices fall to; nobody where the table says nothing of them."""
    table = responsibilities.table()
    if not table:
        return {}
    rows = Equipment.select(Equipment.id, Equipment.region, Equipment.kind).where(
        database.any_of(Equipment.id, sorted(set(equipment)))
    )
    found = {key: table.line(region, kind) for key, region, kind in rows.tuples()}
    return {key: line[0] for key, line in found.items() if line}


def give_unowned(table: Table) -> int:
    """Give the open alerts that nobody has to whom the table names; returns how many."""
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
        database.bulk_update(Alert, ("assignee", "assigned_at"), rows)
