"""The devices of an export, some thousand at a time, so that memory does not grow with the list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from inventory.core import database
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.regions import service as regions
from inventory.desk.exports.columns import Device, FindingRow
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import NEVER, Equipment

CHUNK = 5000
COLUMNS = (
    Equipment.id,
    Equipment.kind,
    Equipment.region,
    Equipment.model,
    Equipment.identifier,
    Equipment.verdict,
    Equipment.incomplete,
    Equipment.next_due,
    Equipment.level,
    Equipment.updated_at,
    Equipment.facts,
    Enterprise.name,
    Enterprise.uscc,
)
FINDING = (
    Finding.equipment,
    Finding.outcome,
    Finding.presumed,
    Finding.rule,
    Finding.document,
    Finding.clause,
    Finding.due,
    Finding.message,
)


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


def devices(actor: Actor, keys: Sequence[int]) -> list[Device]:
    """Devices in this order, asked for with the actor's rights again; gone ones are left out."""
    query = (
        listing.query(actor, Filters())
        .select(*COLUMNS)
        .join(Enterprise)
        .where(database.any_of(Equipment.id, keys))
    )
    rows = {row[0]: row for row in db.execute(query)}
    names = regions.names({row[2] for row in rows.values()})
    return [_device(row, names) for key in keys if (row := rows.get(key))]


def findings(chunk: Sequence[Device]) -> dict[int, list[FindingRow]]:
    """The standing findings of devices, by device, the worst first."""
    query = (
        Finding.select(*FINDING)
        .where(database.any_of(Finding.equipment, [device.id for device in chunk]))
        .where(Finding.current)
        .order_by(Finding.equipment, Finding.id)
    )
    found: dict[int, list[FindingRow]] = {}
    for equipment, outcome, presumed, rule, document, clause, due, message in db.execute(query):
        found.setdefault(equipment, []).append(
            FindingRow(
                equipment, outcome, bool(presumed), rule, document, clause, _day(due), message
            )
        )
    return found


def _device(row: Sequence[Any], names: dict[str, str]) -> Device:
    due = _day(row[7])
    return Device(
        id=row[0],
        kind=row[1],
        region=row[2],
        model=row[3],
        identifier=row[4],
        verdict=row[5],
        incomplete=bool(row[6]),
        next_due=None if due == NEVER else due,
        level=row[8],
        updated_at=_instant(row[9]),
        facts=json.loads(row[10]),
        enterprise=row[11],
        uscc=row[12] or "",
        region_name=names.get(row[2], ""),
    )


def _day(value: str | date | None) -> date | None:
    """PostgreSQL gives dates, SQLite their text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _instant(value: str | datetime) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC)
