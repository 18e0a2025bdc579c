"""Writing a county's ledger to a file: its enterprises, devices with their lives, their files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inventory.app.backups.bundle import no_sweep
from inventory.app.counties import parcel
from inventory.app.counties.parcel import (
    AttachmentLine,
    DeviceLine,
    EnterpriseLine,
    Manifest,
    RevisionLine,
)
from inventory.core import access, database, region_codes
from inventory.core.access import SYSTEM
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Invalid
from inventory.core.files import FileStore
from inventory.core.regions import service as regions
from inventory.core.settings import Settings
from inventory.people.enterprises.models import Enterprise
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from inventory.registry.equipment.models import Equipment, EquipmentRevision
from inventory.registry.equipment.stories import people

BATCH = 1000


def send(settings: Settings, region: str, path: Path) -> Manifest:
    """Write the ledger of a division as it is now; raises where it has no devices.

    Records that were merged away or withdrawn stay behind: their lives are told in those of the
    devices that took them in.
    """
    access.require_region(SYSTEM, region)
    manifest = Manifest(region, regions.get(region).full_name)
    with no_sweep(settings), database.looking():
        keys = _devices_of(region)
        if not keys:
            raise Invalid.of("counties.region_empty", region=region, name=manifest.region_name)
        with parcel.writing(path, manifest) as out:
            out.lines(parcel.ENTERPRISES, _enterprises(region, keys))
            out.lines(parcel.DEVICES, _devices(keys))
            out.lines(parcel.ATTACHMENTS, _attachments(keys))
            store = FileStore(settings.files_dir)
            for sha256 in sorted({name for line in _attachments(keys) for name in line.files}):
                out.file(sha256, store.path(sha256))
    with db.atomic():
        audit.record("county.sent", SYSTEM, detail={"region": region, **manifest.counts})
    return manifest


def _devices_of(region: str) -> list[int]:
    inside = region_codes.inside(Equipment.region, region) & (Equipment.gone == "")
    query = Equipment.select(Equipment.id).where(inside).order_by(Equipment.id)
    return [key for (key,) in query.tuples()]


def _enterprises(region: str, keys: list[int]) -> Iterator[EnterpriseLine]:
    """Those of the region, and those that have, or had, one of its devices."""
    wanted = {
        key
        for (key,) in Enterprise.select(Enterprise.id)
        .where(region_codes.inside(Enterprise.region, region))
        .tuples()
    }
    for batch in database.in_chunks(keys):
        of_batch = database.any_of(Equipment.id, batch)
        wanted |= {
            key for (key,) in Equipment.select(Equipment.enterprise).where(of_batch).tuples()
        }
        for states in _histories(batch).values():
            wanted |= {item.after["enterprise"] for item in states if item.after}
    for batch in database.in_chunks(sorted(wanted)):
        for row in Enterprise.select().where(database.any_of(Enterprise.id, batch)):
            yield EnterpriseLine(
                row.id,
                row.name,
                row.uscc,
                row.region,
                row.address,
                row.contact,
                row.phone,
                row.key_energy_user,
            )


def _devices(keys: list[int]) -> Iterator[DeviceLine]:
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        histories = _histories(batch)
        rows = Equipment.select().where(database.any_of(Equipment.id, batch))
        for row in rows.order_by(Equipment.id):
            yield DeviceLine(
                row.id,
                row.kind,
                row.enterprise_id,
                row.region,
                row.facts,
                row.sources,
                histories.get(row.id, []),
            )


def _histories(batch: list[int]) -> dict[int, list[RevisionLine]]:
    """The revisions of devices, the oldest first."""
    rows = list(
        EquipmentRevision.select()
        .where(database.any_of(EquipmentRevision.equipment, batch))
        .order_by(EquipmentRevision.equipment, EquipmentRevision.version)
    )
    names = people(SYSTEM, (row.actor for row in rows))
    found: dict[int, list[RevisionLine]] = {}
    for row in rows:
        who = names.get(row.actor, "")
        told = RevisionLine(row.at.isoformat(), who, row.source, row.reason, row.after)
        found.setdefault(row.equipment_id, []).append(told)
    return found


def _attachments(keys: list[int]) -> Iterator[AttachmentLine]:
    for batch in database.in_chunks(keys):
        rows = Attachment.select().where(
            (Attachment.parent == attachments.DEVICE)
            & database.any_of(Attachment.parent_id, batch)
            & Attachment.removed_at.is_null()
        )
        for row in rows.order_by(Attachment.id):
            yield AttachmentLine(
                row.parent_id,
                row.purpose,
                row.name,
                row.media_type,
                row.size,
                row.sha256,
                row.served_sha256,
                row.preview_sha256,
                row.created_at.isoformat(),
            )
