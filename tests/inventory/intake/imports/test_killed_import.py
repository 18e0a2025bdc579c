"""An import killed at any point and started again ends as an undisturbed one would have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inventory.core import database
from inventory.core.access import SYSTEM
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import committing, staging
from inventory.intake.imports.models import Import, ImportRow
from inventory.judgement.alerts.models import Alert
from inventory.judgement.assessments.models import Finding
from inventory.registry.equipment.models import Equipment, EquipmentRevision
from tests.concurrency.killing import Death, killed

ROOT = Path(__file__).parents[4]
LEDGER = ROOT / "seeds" / "ledgers" / "江海区变压器台账.xlsx"
REGION = "440704"

RECORD = "inventory.judgement.assessments.service:record"
# Inside a batch, and between two of them.
DEATHS = [
    Death(RECORD, 2, after=True),
    Death(RECORD, 8, after=True),
    Death("inventory.intake.imports.committing:_commit_batch", 1),
    Death("inventory.intake.imports.committing:_commit_batch", 4),
]


def state() -> dict[str, Any]:
    """All that an import leaves, without ids and times."""
    devices = Equipment.select().order_by(Equipment.identifier, Equipment.model)
    return {
        "devices": [(d.facts, d.verdict, d.findings_digest, d.version) for d in devices],
        "revisions": EquipmentRevision.select().count(),
        "findings": Finding.select().where(Finding.current).count(),
        "alerts": Alert.select().where(Alert.open_key.is_null(False)).count(),
        "rows": sorted(ImportRow.select(ImportRow.row, ImportRow.status).tuples()),
        "imports": list(Import.select(Import.status).tuples()),
    }


def staged(settings: Settings) -> int:
    request = staging.Request(LEDGER, LEDGER.name, REGION)
    return staging.stage(SYSTEM, request, FileStore(settings.files_dir)).id


@pytest.mark.parametrize("death", DEATHS, ids=str)
def test_killed_and_started_again(ledger: Settings, death: Death) -> None:
    key = staged(ledger)
    with database.db.atomic() as transaction:
        committing.commit(key)
        undisturbed = state()
        transaction.rollback()
    database.db.close()
    killed(ledger, "commit", key, death)
    database.db.connect()
    half = ImportRow.select().where(ImportRow.status == "created").count()
    assert 0 < half < 75
    committing.commit(key)
    assert state() == undisturbed
    committing.commit(key)
    assert state() == undisturbed


def test_a_worker_that_comes_back_writes_nothing_twice(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was taken for dead before its batch; another one has done all of it meanwhile."""
    key = staged(ledger)
    with database.db.atomic() as transaction:
        committing.commit(key)
        undisturbed = state()
        transaction.rollback()
    commit_batch = committing._commit_batch

    def late(*args: Any) -> None:
        monkeypatch.setattr(committing, "_commit_batch", commit_batch)
        committing.commit(key)
        commit_batch(*args)

    monkeypatch.setattr(committing, "_commit_batch", late)
    committing.commit(key)
    assert state() == undisturbed
