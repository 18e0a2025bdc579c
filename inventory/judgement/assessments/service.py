"""Recording verdicts: the only writer of assessments and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from inventory.core import clock, database
from inventory.core.bulk import allocate_ids, bulk_insert
from inventory.core.database import dump
from inventory.judgement.assessments.models import Assessment, AssessmentRun, Finding
from inventory.registry.equipment.verdicts import Judged
from standards import FINDING_KEYS

_SAID = tuple(key for key in FINDING_KEYS if key != "missing")
_said = itemgetter(*_SAID)
FINDING_COLUMNS = ("assessment", "equipment", "current", "missing", *_SAID)


def record(
    judged: Sequence[tuple[int, Judged]], as_of: date, library: str, horizon: int, *, new: bool
) -> None:
    """Write the assessments of devices, superseding their former ones.

    Call inside the transaction that writes the devices. `new` skips looking for former
    assessments of devices that have just been created.
    """
    now = database.instant(clock.now())
    if not new:
        supersede([equipment for equipment, _ in judged])
    ids = allocate_ids(Assessment, len(judged))
    bulk_insert(
        Assessment,
        ("id", "equipment", "as_of", "library", "horizon", "verdict", "incomplete", "created_at"),
        (
            (key, equipment, as_of, library, horizon, item.verdict, item.incomplete, now)
            for key, (equipment, item) in zip(ids, judged, strict=True)
        ),
    )
    bulk_insert(
        Finding,
        FINDING_COLUMNS,
        (
            _finding_row(key, equipment, finding)
            for key, (equipment, item) in zip(ids, judged, strict=True)
            for finding in item.findings
        ),
    )


def _finding_row(assessment: int, equipment: int, finding: Mapping[str, Any]) -> tuple[Any, ...]:
    missing = dump(finding["missing"]) if finding["missing"] else "[]"
    return assessment, equipment, True, missing, *_said(finding)


def supersede(equipment: Sequence[int]) -> None:
    """End the standing assessments of devices; they stay readable."""
    if not equipment:
        return
    Assessment.update(superseded_at=clock.now()).where(
        database.any_of(Assessment.equipment, equipment) & Assessment.superseded_at.is_null()
    ).execute()
    Finding.update(current=False).where(
        database.any_of(Finding.equipment, equipment) & Finding.current
    ).execute()


def current(equipment: int) -> tuple[Assessment | None, list[Finding]]:
    """The standing assessment of a device and its stored findings, worst first."""
    assessment = (
        Assessment.select()
        .where((Assessment.equipment == equipment) & Assessment.superseded_at.is_null())
        .get_or_none()
    )
    findings = Finding.select().where((Finding.equipment == equipment) & Finding.current)
    return assessment, list(findings.order_by(Finding.id))


def current_findings(equipment: Iterable[int]) -> list[Finding]:
    """The standing findings of many devices."""
    found: list[Finding] = []
    for chunk in database.in_chunks(equipment):
        query = Finding.select().where(Finding.equipment.in_(chunk) & Finding.current)
        found.extend(query.order_by(Finding.equipment, Finding.id))
    return found


def record_run(as_of: date, library: str, judged: int, changed: int) -> AssessmentRun:
    return AssessmentRun.create(
        as_of=as_of, library=library, judged=judged, changed=changed, finished_at=clock.now()
    )


def last_run() -> AssessmentRun | None:
    """The last run over the whole ledger."""
    return AssessmentRun.select().order_by(AssessmentRun.id.desc()).first()
