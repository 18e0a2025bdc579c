"""An import killed at any point and started again ends as an undisturbed one would have."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
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

ROOT = Path(__file__).parents[4]
LEDGER = ROOT / "seeds" / "ledgers" / "江海区变压器台账.xlsx"
REGION = "440704"

# Runs in a process of its own: commits in small batches and dies by SIGKILL where it is told.
VICTIM = """
import json, os, signal, sys
from datetime import date
from pathlib import Path
from inventory.core import clock, database
from inventory.core.settings import Settings
from inventory.intake.imports import committing
from inventory.judgement.assessments import service as assessments

job = json.loads(sys.argv[1])
database.connect(Settings(data_dir=Path(job["data_dir"]), database_url=job["database_url"]))
committing.BATCH = 10
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
record, calls = assessments.record, []

def dying_record(*args, **kwargs):
    record(*args, **kwargs)
    calls.append(1)
    if job["where"] == "inside" and len(calls) > 2 * job["after"]:
        die()

assessments.record = dying_record
with clock.frozen(date(2026, 11, 21)), database.connection():
    committing.commit(
        job["import"],
        progress=lambda done, total: die() if job["where"] == "between"
        and done >= 10 * job["after"] else None,
    )
"""


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


@pytest.mark.parametrize("where", ["between", "inside"])
@pytest.mark.parametrize("after", [1, 4])
def test_killed_and_started_again(ledger: Settings, where: str, after: int) -> None:
    key = staged(ledger)
    with database.db.atomic() as transaction:
        committing.commit(key)
        undisturbed = state()
        transaction.rollback()
    database.db.close()
    job = {
        "data_dir": str(ledger.data_dir),
        "database_url": ledger.database_url,
        "import": key,
        "where": where,
        "after": after,
    }
    victim = subprocess.run(
        [sys.executable, "-c", VICTIM, json.dumps(job)], cwd=ROOT, timeout=60, check=False
    )
    assert victim.returncode == -signal.SIGKILL
    database.db.connect()
    half = ImportRow.select().where(ImportRow.status == "created").count()
    assert 0 < half < 75
    committing.commit(key)
    assert state() == undisturbed
    committing.commit(key)
    assert state() == undisturbed
