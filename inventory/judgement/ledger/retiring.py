"""Taking devices out of the ledger; their records, revisions and assessments are kept."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.core import clock, database
from inventory.core.audit import context
from inventory.core.bulk import bulk_insert, bulk_update
from inventory.judgement.alerts import syncing as alerts
from inventory.judgement.assessments import service as assessments
from inventory.judgement.ledger import numbers
from inventory.judgement.ledger.writing import REVISION, Origin, circumstances_of, state_json
from inventory.judgement.reentry import raising
from inventory.judgement.sums import service as sums
from inventory.registry.equipment import verdicts
from inventory.registry.equipment.models import Equipment, EquipmentRevision


def retire(
    devices: Sequence[Equipment], why: str, origin: Origin, into: Equipment | None = None
) -> None:
    """Take devices out of the ledger and keep their records, revisions and assessments.

    `why` is MERGED or WITHDRAWN. They are not listed, counted or judged, and their numbers are
    free. Call inside a write transaction.
    """
    now = database.instant(clock.now())
    ids = [device.id for device in devices]
    bulk_update(
        Equipment,
        ("gone", "merged_into", *verdicts.COLUMNS, "version", "updated_at"),
        [
            (why, into.id if into else None, *verdicts.GONE, device.version + 1, now, device.id)
            for device in devices
        ],
    )
    numbers.free(ids)
    bulk_insert(
        EquipmentRevision,
        REVISION,
        [
            (
                device.id,
                device.version + 1,
                *circumstances_of(origin),
                state_json(device),
                None,
                context.current().request_id,
                device.fingerprint,
            )
            for device in devices
        ],
    )
    assessments.supersede(ids)
    alerts.sync(origin.as_of, ids)
    raising.moot(ids)
    sums.fold()
