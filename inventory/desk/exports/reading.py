"""The devices of an export, a few hundred at a time, so that memory does not grow with the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inventory.core import database
from inventory.core.access import Actor
from inventory.core.regions import service as regions
from inventory.desk.exports.columns import Device
from inventory.judgement.assessments import service as assessments
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment

CHUNK = 500


def ids(actor: Actor, filters: Filters, sort: str) -> list[int]:
    """The devices of a list in its order: fixed once, so that the export is one moment's list."""
    columns = listing.ORDERS[sort.lstrip("-")]
    order = [column.desc() if sort.startswith("-") else column.asc() for column in columns]
    query = listing.query(actor, filters).select(Equipment.id).order_by(*order)
    return [key for (key,) in query.tuples().iterator()]


def kinds(actor: Actor, filters: Filters) -> set[str]:
    """The kinds that occur in a list."""
    query = listing.query(actor, filters).select(Equipment.kind).distinct()
    return {kind for (kind,) in query.tuples()}


def devices(
    actor: Actor, keys: Sequence[int]
) -> Iterator[tuple[list[Device], dict[int, list[Finding]]]]:
    """The devices in this order with their findings, in chunks; gone devices are left out.

    Each chunk is asked for with the actor's rights again.
    """
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        rows = {
            row.id: row
            for row in listing.query(actor, Filters())
            .select(Equipment, Enterprise)
            .join(Enterprise)
            .where(database.any_of(Equipment.id, chunk))
        }
        names = regions.names({row.region for row in rows.values()})
        found: dict[int, list[Finding]] = {}
        for finding in assessments.current_findings(rows):
            found.setdefault(finding.equipment_id, []).append(finding)
        yield (
            [
                Device(row, row.enterprise, names.get(row.region, ""))
                for key in chunk
                if (row := rows.get(key))
            ],
            found,
        )
