"""The events of a case in the audit trail, with the chain between the first and the last proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.core import database
from inventory.core.access import Actor
from inventory.core.audit import chain
from inventory.core.audit import service as audit
from inventory.core.audit.models import AuditEvent
from inventory.enforcement.answering.models import Answer, Opinion
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.enforcement.inspecting.models import Inspection
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.papers.models import CasePaper
from inventory.enforcement.rechecking.models import Recheck
from inventory.enforcement.serving.models import Delivery


@dataclass(frozen=True)
class Trail:
    """The events, oldest first, and what walking the chain over all events between them gave.

    `before` is the hash that the first of them continues, `head` that of the last.
    """

    events: Sequence[Mapping[str, Any]]
    before: str
    verdict: chain.Verdict


def of_case(actor: Actor, case: Case) -> Trail:
    """Every event about a case, its documents, deliveries, visits, answers and rechecks.

    Where people sat when they wrote (`address`) is shown to those alone who read the whole trail.
    """
    rows = _rows(case)
    if not rows:
        return Trail((), "", chain.Verdict(0, ""))
    span = chain.events(rows[0].id, rows[-1].id)
    verdict = chain.walk(map(chain.link, span), rows[0].previous)
    reader = actor.role in audit.READERS
    told = [audit.as_dict(row) if reader else _without_address(row) for row in rows]
    return Trail(told, rows[0].previous, verdict)


def _without_address(row: AuditEvent) -> Mapping[str, Any]:
    return {**audit.as_dict(row), "address": ""}


def _rows(case: Case) -> list[AuditEvent]:
    found: dict[int, AuditEvent] = {}
    for subject, ids in _subjects(case).items():
        rows = AuditEvent.select().where(
            (AuditEvent.subject == subject) & database.any_of(AuditEvent.subject_id, ids)
        )
        found |= {row.id: row for row in rows}
    return [found[key] for key in sorted(found)]


def _subjects(case: Case) -> Mapping[str, Sequence[int]]:
    devices = CaseDevice.select(CaseDevice.id).where(CaseDevice.case == case.id)
    parts = {
        "notice": Notice.select(Notice.id).where(Notice.case == case.id),
        "case_paper": CasePaper.select(CasePaper.id).where(CasePaper.case == case.id),
        "delivery": Delivery.select(Delivery.id).where(Delivery.case == case.id),
        "inspection": Inspection.select(Inspection.id).where(Inspection.case == case.id),
        "case_opinion": Opinion.select(Opinion.id).where(Opinion.case == case.id),
        "case_answer": Answer.select(Answer.id).where(Answer.device.in_(devices)),
        "case_recheck": Recheck.select(Recheck.id).where(Recheck.device.in_(devices)),
    }
    ids = {subject: [key for (key,) in rows.tuples()] for subject, rows in parts.items()}
    return {"enforcement_case": [case.id], **ids}
