"""Undoing a committed import as a whole, unless later work depends on it.

It is one transaction, in the background: nobody sees a half-undone ledger.

Devices that it created leave the ledger and are kept as withdrawn records; those that it changed
get back what they were, by a new revision. Enterprises stay: the records kept refer to them, and
so may people and documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from peewee import ModelSelect

from inventory.core import access, clock, database
from inventory.core.access import Actor
from inventory.core.audit import context
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict
from inventory.intake.imports.models import Import, ImportRow
from inventory.intake.imports.results import Block, UndoPreview
from inventory.judgement.ledger import numbers as identities
from inventory.judgement.ledger import retiring, writing
from inventory.registry.equipment import lookup, sources
from inventory.registry.equipment.holders import Imported, holders
from inventory.registry.equipment.models import WITHDRAWN, Equipment, EquipmentRevision
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.service import Progress

# At most so many blocks are named one by one.
NAMED = 200
# Source of a later revision → how it is named.
LATER = {
    "import": ("later_import", "后来的导入又修改了它", "a later import changed it"),
    "merge": ("merged", "后来与另一条记录合并", "it was merged with another record"),
    "unmerge": ("merged", "后来与另一条记录合并过", "it had been merged with another record"),
    "transfer": ("transferred", "后来转移到别的单位", "it was transferred"),
}
CHANGED = ("later_revision", "后来又被修改", "it was changed later")


class _Trace:
    """What an import left in the ledger: its devices, and its first revision of each."""

    def __init__(self, staged: Import, *, lock: bool) -> None:
        self.staged = staged
        ids = sorted(key for (key,) in _touched(staged).tuples())
        self.devices = _devices(ids, lock=lock)
        self.first: dict[int, EquipmentRevision] = {}
        for revision in (
            EquipmentRevision.select()
            .where(
                database.any_of(EquipmentRevision.equipment, ids)
                & (EquipmentRevision.source == f"import:{staged.id}")
            )
            .order_by(EquipmentRevision.version)
        ):
            self.first.setdefault(revision.equipment_id, revision)

    @property
    def created(self) -> list[Equipment]:
        """The devices that were not in the ledger before."""
        return [item for item in self.devices if self.first[item.id].before is None]

    @property
    def updated(self) -> list[Equipment]:
        """The devices that the import changed."""
        return [item for item in self.devices if self.first[item.id].before is not None]

    def blocks(self) -> list[Block]:
        """Everything that prevents the undo, by device."""
        found = [
            *self._later_revisions(),
            *self._held(),
            *self._numbers(),
        ]
        return sorted(found, key=lambda item: item.equipment_id)

    def _later_revisions(self) -> Iterator[Block]:
        """Revisions by others after the import's first one; a second commit is not another."""
        own = f"import:{self.staged.id}"
        ids = [item.id for item in self.devices if item.version > self.first[item.id].version]
        named: set[int] = set()
        for row in (
            EquipmentRevision.select()
            .where(
                database.any_of(EquipmentRevision.equipment, ids)
                & (EquipmentRevision.source != own)
            )
            .order_by(EquipmentRevision.version)
        ):
            key = row.equipment_id
            if key in named or row.version < self.first[key].version:
                continue
            named.add(key)
            code, zh, en = LATER.get(row.source.partition(":")[0], CHANGED)
            yield _block(key, code, zh, en)

    def _held(self) -> Iterator[Block]:
        """What other domains have built on these devices."""
        imported = Imported(
            [item.id for item in self.devices],
            [item.id for item in self.created],
            self.staged.created_at,
        )
        for holder in holders.values():
            for hold in holder(imported):
                yield _block(hold.equipment, hold.code, hold.message, hold.message_en)

    def _numbers(self) -> Iterator[Block]:
        """Numbers that a changed device gave up and another device has taken since."""
        own = {item.id for item in self.devices}
        wanted: dict[str, dict[tuple[str, str], int]] = {}
        for item in self.updated:
            facts = self.first[item.id].before["facts"]
            for identity in identities.of(item.kind, facts):
                wanted.setdefault(item.kind, {})[identity] = item.id
        for kind, numbers in wanted.items():
            for identity, holder in lookup.known_identities(kind, sorted(numbers)).items():
                if holder not in own:
                    yield _block(
                        numbers[identity],
                        "identity_taken",
                        "原来的号码已登记为另一台设备",
                        "its former number belongs to another device now",
                    )


def _touched(staged: Import) -> ModelSelect:
    """The numbers of the devices that an import created or changed."""
    written = (ImportRow.import_ == staged) & ImportRow.status.in_(("created", "updated"))
    return ImportRow.select(ImportRow.equipment).where(written).distinct()


def _devices(ids: list[int], *, lock: bool) -> list[Equipment]:
    query = Equipment.select().where(database.any_of(Equipment.id, ids)).order_by(Equipment.id)
    if lock and database.is_postgres():
        query = query.for_update()
    return list(query)


def _block(key: int, code: str, zh: str, en: str) -> Block:
    return Block(key, code, f"第 {key} 号设备：{zh}", f"Device {key}: {en}")


def look(staged: Import) -> UndoPreview:
    """What the undo would do, and what prevents it; changes nothing."""
    trace = _Trace(staged, lock=False)
    committed = staged.status == "committed"
    blocks = trace.blocks() if committed else []
    return UndoPreview(
        possible=committed and not blocks,
        status=staged.status,
        created=len(trace.created),
        updated=len(trace.updated),
        blocked=len(blocks),
        blocks=blocks[:NAMED],
    )


def begin(actor: Actor, staged: Import, reason: str, horizon: int) -> Job:
    """Hand a committed import over to a job; a second click gets the same job again.

    Raises Forbidden where a device is not the actor's to write. Whether later work depends on the
    import is checked by the job, in the transaction that writes.
    """
    with db.atomic():
        if not _claim(staged, "undoing"):
            now = Import.get_by_id(staged.id)
            if now.status == "undoing":
                return now.job
            raise _not_committed(now.status)
        places = Equipment.select(Equipment.region, Equipment.kind).where(
            Equipment.id.in_(_touched(staged))
        )
        _require_writes(actor, set(places.distinct().tuples()))
        origin = context.current()
        job = jobs.create(
            "undo_import",
            {
                "import": staged.id,
                "reason": reason,
                "horizon": horizon,
                "scope": access.snapshot(actor),
                "request_id": origin.request_id,
                "address": origin.address,
            },
            actor.id,
        )
        Import.update(job=job).where(Import.id == staged.id).execute()
    return job


def carry_out(params: Mapping[str, Any], progress: Progress) -> dict[str, int]:
    """Do what `begin` asked for; an import that an earlier worker took back stays as it is."""
    staged = Import.get_by_id(params["import"])
    count = _touched(staged).count()
    progress(0, count)
    try:
        if staged.status != "undone":
            with context.acting(params["request_id"], params["address"]):
                actor = access.actor_of(params["scope"])
                undo(actor, staged, params["reason"], params["horizon"])
    finally:
        # Refused or interrupted: the ledger is unchanged, and the undo can be tried again.
        Import.update(status="committed").where(
            (Import.id == staged.id) & (Import.status == "undoing")
        ).execute()
    progress(count, count)
    return {"devices": count}


def _claim(staged: Import, status: str, *sources: str, **values: Any) -> bool:
    taken = (
        Import.update(status=status, **values)
        .where((Import.id == staged.id) & Import.status.in_(sources or ("committed",)))
        .execute()
    )
    return bool(taken)


def _not_committed(status: str) -> Conflict:
    return Conflict.of("imports.import_state_undoing", status=status)


def _require_writes(actor: Actor, places: Iterable[tuple[str, str]]) -> None:
    for region, kind in places:
        access.require_write(actor, region, kind)


def undo(actor: Actor, staged: Import, reason: str, horizon: int) -> None:
    """Undo an import, all of it or nothing. Raises Conflict naming what depends on it."""
    with db.atomic():
        # The update locks the row until the end, so that two cannot do this at once.
        if not _claim(staged, "undone", "committed", "undoing", undone_at=clock.now()):
            raise _not_committed(staged.status)
        trace = _Trace(staged, lock=True)
        _require_writes(actor, {(item.region, item.kind) for item in trace.devices})
        _refuse_blocked(trace.blocks())
        origin = writing.Origin(f"undo:{staged.id}", actor.id, reason, horizon=horizon)
        retiring.retire(trace.created, WITHDRAWN, origin)
        writing.write(list(_former(trace)), origin)
        detail = {"created": len(trace.created), "updated": len(trace.updated), "reason": reason}
        audit.record("import.undone", actor, subject="import", subject_id=staged.id, detail=detail)


def _refuse_blocked(blocks: Iterable[Block]) -> None:
    found = list(blocks)
    if found:
        raise Conflict.of(
            "imports.import_in_use",
            count=len(found),
            details=[
                {"field": item.code, "value": item.equipment_id, "message": item.message}
                for item in found[:NAMED]
            ],
        )


def _former(trace: _Trace) -> Iterator[writing.Change]:
    for item in trace.updated:
        first = trace.first[item.id]
        yield writing.Change(
            item.kind,
            first.before["enterprise"],
            first.before["region"],
            first.before["facts"],
            item,
            first.fingerprint,
            sources=sources.of_state(first.before).sources,
        )
