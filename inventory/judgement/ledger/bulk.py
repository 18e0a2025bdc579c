"""Many devices in one request, for other systems: each row is written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import PeeweeException, chunked

from inventory.core import access, troubles
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import AppError
from inventory.judgement.ledger import editing, service, writing
from inventory.judgement.ledger.writing import Change, Origin
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment

MOST = 1_000
PART = 100
"""Rows of one transaction."""
Numbered = tuple[int, Mapping[str, Any]]
CREATED, UPDATED, REFUSED, TAKEN_BACK = "created", "updated", "refused", "taken_back"


@dataclass(frozen=True)
class Done:
    """What became of a row; `row` counts from 0, as the rows of the request do."""

    row: int
    status: str
    device: Equipment | None = None
    error: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Outcome:
    """Every row in order; `written` is how many stand in the ledger now."""

    results: Sequence[Done]

    @property
    def written(self) -> int:
        return sum(item.status in {CREATED, UPDATED} for item in self.results)

    @property
    def refused(self) -> int:
        return sum(item.status == REFUSED for item in self.results)


def write(
    actor: Actor, rows: Sequence[Mapping[str, Any]], origin: Origin, *, all_or_nothing: bool
) -> Outcome:
    """Create or change a device for each row, as `service.create` and `service.update` do.

    Rows are checked one by one and judged together, a hundred in a transaction, so that others can
    write in between; with `all_or_nothing` one transaction holds all, and one refused row takes
    back the others.
    """
    numbered = list(enumerate(rows))
    if not all_or_nothing:
        parts = [_together(actor, list(part), origin) for part in chunked(numbered, PART)]
        return Outcome([item for part in parts for item in part])
    with db.atomic() as transaction:
        done = _together(actor, numbered, origin)
        if any(item.status == REFUSED for item in done):
            transaction.rollback()
            done = [_taken_back(item) for item in done]
    return Outcome(done)


def _together(actor: Actor, rows: Sequence[Numbered], origin: Origin) -> list[Done]:
    """Rows of one transaction; one by one where somebody else was faster with one of them."""
    try:
        with db.atomic():
            return _judged_together(actor, rows, origin)
    except (AppError, PeeweeException):
        return [_one(actor, number, row, origin) for number, row in rows]


def _judged_together(actor: Actor, rows: Sequence[Numbered], origin: Origin) -> list[Done]:
    """A row that meets an earlier one in device or number comes after it, by itself."""
    found: dict[int, Done] = {}
    changes: dict[int, Change] = {}
    met: set[tuple[str, ...]] = set()
    alone: list[Numbered] = []
    for number, row in rows:
        try:
            change = _prepared(actor, row)
        except AppError as error:
            found[number] = Done(number, REFUSED, error=error.as_dict()["error"])
            continue
        marks = set() if change is None else _marks(change)
        if change is None or marks & met:
            alone.append((number, row))
        else:
            changes[number] = change
            met |= marks
    keys = writing.write(list(changes.values()), origin) if changes else []
    for (number, change), key in zip(changes.items(), keys, strict=True):
        found[number] = _noted(actor, number, change, retrieval.get(actor, key), origin)
    for number, row in alone:
        found[number] = _one(actor, number, row, origin)
    return [found[number] for number, _ in rows]


def _prepared(actor: Actor, row: Mapping[str, Any]) -> Change | None:
    """The checked change of a row; None for a device that changes hands, which is a transfer
    and written by itself.
    """
    if row["equipment_id"] is None:
        place = row["region"] or ""
        return service.drafted(actor, row["kind"], row["enterprise_id"], place, row["facts"])
    device = retrieval.lock(actor, row["equipment_id"])
    access.require_write(actor, device.region, device.kind)
    retrieval.require_current(device, row["version"])
    if row["enterprise_id"] not in {None, device.enterprise_id}:
        return None
    merged = {**device.facts, **row["facts"]}
    return editing.prepared(actor, device, merged, region=row["region"])


def _marks(change: Change) -> set[tuple[str, ...]]:
    """What two rows of one request must not share, to be written together."""
    kind = retrieval.kind_of(change.kind)
    marks: set[tuple[str, ...]] = {(kind.id, *pair) for pair in identities(kind, change.facts)}
    return marks if change.existing is None else {*marks, ("device", str(change.existing.id))}


def _noted(actor: Actor, number: int, change: Change, device: Equipment, origin: Origin) -> Done:
    if change.existing is None:
        editing.note(actor, "equipment.created", device, {"version": 1, "source": origin.source})
        return Done(number, CREATED, device)
    fields = retrieval.differing(change.existing.facts, device.facts)
    detail = {"version": device.version, "fields": fields, "source": origin.source}
    editing.note(actor, "equipment.changed", device, detail)
    return Done(number, UPDATED, device)


def _one(actor: Actor, number: int, row: Mapping[str, Any], origin: Origin) -> Done:
    try:
        with db.atomic():
            return _written(actor, number, row, origin)
    except AppError as error:
        return Done(number, REFUSED, error=error.as_dict()["error"])
    except PeeweeException as error:
        trouble = troubles.of(error)
        if trouble is None:
            raise
        return Done(number, REFUSED, error=trouble.as_dict()["error"])


def _written(actor: Actor, number: int, row: Mapping[str, Any], origin: Origin) -> Done:
    if row["equipment_id"] is None:
        place = row["region"] or ""
        device = service.create(
            actor, row["kind"], row["enterprise_id"], place, row["facts"], origin
        )
        return Done(number, CREATED, device)
    device = service.update(
        actor,
        row["equipment_id"],
        row["version"],
        origin,
        facts=row["facts"],
        enterprise_id=row["enterprise_id"],
        region=row["region"],
    )
    return Done(number, UPDATED, device)


def _taken_back(item: Done) -> Done:
    return item if item.status == REFUSED else Done(item.row, TAKEN_BACK)
