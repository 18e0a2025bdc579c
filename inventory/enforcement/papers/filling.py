"""What each kind of paper takes from its case, as plain JSON; a form may say otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from inventory.core import clock
from inventory.core.access import Actor
from inventory.enforcement.agencies import procedure
from inventory.enforcement.answering import service as answering
from inventory.enforcement.cases import documents, reading
from inventory.enforcement.cases.documents import Document
from inventory.enforcement.cases.machine import MOVES
from inventory.enforcement.cases.models import Case, CaseDevice, CaseFinding, CaseStep
from inventory.enforcement.cases.opening import SOURCES
from inventory.enforcement.documents import law
from inventory.enforcement.documents.model import NoticeFinding
from inventory.enforcement.documents.phrases import place, plain
from inventory.enforcement.papers import visit_filling
from inventory.enforcement.rechecking.models import Recheck
from inventory.enforcement.rechecking.service import RESULTS, WAYS
from inventory.enforcement.serving.models import Delivery
from inventory.judgement.library import current

Filled = dict[str, Any]


def of(actor: Actor, case: Case, kind: str, about: Document | None) -> Filled:
    """The parts of a paper that the case knows."""
    return FILLERS[kind](actor, case, about)


def _devices(case: Case) -> list[CaseDevice]:
    return reading.devices_of([case.id]).get(case.id, [])


def _device(item: CaseDevice) -> Filled:
    kind = current.load().kinds[item.kind]
    return {
        "name": item.name or kind.name_zh,
        "model": item.model,
        "serial_no": item.identifier,
        "location": str(item.facts.get("location") or ""),
        "counter": kind.printed.counter,
        "quantity": item.facts.get("quantity"),
    }


def _facts(item: CaseDevice) -> str:
    return "；".join(finding.message.rstrip("。") for finding in item.found)


def _clauses(item: CaseDevice) -> str:
    """The articles that the findings violate; where none is on record, the standard's clause."""
    known = law.load()
    return "；".join(dict.fromkeys(_clause(known, finding) for finding in item.found))


def _clause(known: law.Law, finding: CaseFinding) -> str:
    if known.has_ground(finding.rule, finding.outcome):
        violated = known.grounds_for(finding.rule, finding.outcome)[0].violated
        if violated:
            return plain(violated)
    printed = NoticeFinding(finding.rule, finding.outcome, "", finding.document, finding.clause)
    return place(known, printed)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _reference(found: Document | None) -> Filled | None:
    if found is None:
        return None
    return {"title": found.title, "number": found.number, "issued_on": _iso(found.issued_on)}


def _order(actor: Actor, case: Case, about: Document | None) -> Filled:
    """The document whose demands the case is about: the one asked for, else the issued order."""
    issued = [
        item
        for item in documents.of_case(actor, case)
        if item.fixes_terms and item.status == "issued"
    ]
    found = about or next(iter(issued), None)
    return _reference(found) or {"title": "责令限期整改通知书", "number": "", "issued_on": None}


def _inspection_notice(actor: Actor, case: Case, about: Document | None) -> Filled:
    return {
        "visit_on": _iso(case.planned_on),
        "place": case.enterprise.address,
        "days_ahead": procedure.value(case.agency, "notice_days"),
        "urgent_reason": case.notice_reason,
        "contact": case.agency.phone,
    }


def _inspection_record(actor: Actor, case: Case, about: Document | None) -> Filled:
    return visit_filling.of(case, _devices(case), _device, _facts)


def _hearing_notice(actor: Actor, case: Case, about: Document | None) -> Filled:
    return {
        "charges": [
            {"device": _device(item), "fact": _facts(item), "clause": _clauses(item)}
            for item in _devices(case)
        ],
        "place": case.agency.address,
    }


def _hearing_record(actor: Actor, case: Case, about: Document | None) -> Filled:
    said = "\n".join(item.text for item in answering.opinions(actor, case.id))
    return {
        "told": _reference(about),
        "opinion": case.opinion or said,
        "review": case.heard_reply,
        "place": case.agency.address,
    }


def _legal_review(actor: Actor, case: Case, about: Document | None) -> Filled:
    return {
        "draft_of": _reference(about),
        "matter": case.matter,
        "office": case.agency.name,
        "submitted_on": _iso(_local(case.submitted_at)),
    }


def _local(at: datetime | None) -> date | None:
    """The day of an instant, where the bureau is."""
    return at.astimezone(clock.SHANGHAI).date() if at else None


def _last(case: Case, move: str) -> CaseStep | None:
    """The last time that a move was made in a case."""
    steps = CaseStep.select().where((CaseStep.case == case.id) & (CaseStep.move == move))
    return steps.order_by(CaseStep.id.desc()).first()


def _receipt(actor: Actor, case: Case, about: Document | None) -> Filled:
    rows = Delivery.select().where(Delivery.case == case.id).order_by(Delivery.id)
    tried = [row for row in rows if about is None or row.document == about.ref]
    return {
        "served": _reference(about) or _order(actor, case, None),
        "place": case.enterprise.address,
        "attempts": [_attempt(row) for row in tried],
    }


def _attempt(row: Delivery) -> Filled:
    person = {"name": row.receiver, "duty": row.receiver_duty} if row.receiver else None
    return {
        "way": row.way,
        "on": _iso(row.tried_on),
        "delivered": row.valid,
        "received_on": _iso(row.effective_on),
        "place": row.place,
        "receiver": person,
        "tracking": row.tracking_no or row.published_in,
        "consent": row.consent,
        "witness": {"name": row.witness} if row.witness else None,
        "note": row.refusal or row.note,
    }


def _extension(actor: Actor, case: Case, about: Document | None) -> Filled:
    decided = _last(case, "decide_extension")
    told = decided.detail if decided else {}
    return {
        "order": _order(actor, case, about),
        "devices": [_device(item) for item in _devices(case) if item.settled_on is None],
        "asked_on": _iso(case.extension_asked_on),
        "reason": case.extension_reason,
        "granted": case.extension_granted is not False,
        "deadline": told.get("was") or _iso(case.deadline_on),
        "new_deadline": told.get("until") if decided else _iso(case.extension_until),
        "grounds": decided.reason if decided else "",
    }


def _recheck(actor: Actor, case: Case, about: Document | None) -> Filled:
    checked = [item for item in _devices(case) if item.rechecked_on]
    return {
        "order": _order(actor, case, about),
        "devices": [
            {
                "device": _device(item),
                "demanded": _facts(item),
                "found": RESULTS[item.result].said.zh,
                "accepted": item.settled_on is not None,
                "evidence": _evidence(item),
            }
            for item in checked
        ],
        "checked_on": _iso(max((item.rechecked_on for item in checked), default=None)),
        "deadline": _iso(case.deadline_on),
    }


def _evidence(item: CaseDevice) -> str:
    """On what the last recheck of a device rests."""
    last = Recheck.select().where(Recheck.device == item.id).order_by(Recheck.id.desc()).first()
    if last is None:
        return ""
    files = f"，附件{len(last.files)}份" if last.files else ""
    note = f"：{last.note}" if last.note else ""
    return f"{last.on.isoformat()} {WAYS[last.way].zh}{files}{note}"


def _handover(actor: Actor, case: Case, about: Document | None) -> Filled:
    return {
        "source": SOURCES[case.source],
        "matters": [
            {"device": _device(item), "fact": _facts(item), "clause": _clauses(item)}
            for item in _devices(case)
            if item.settled_on is None
        ],
        "reference": _order(actor, case, about),
        "attachments": [
            f"《{item.title}》{item.number}复印件"
            for item in documents.of_case(actor, case)
            if item.status == "issued" and item.kind in HANDED_ON
        ],
        "contact": _contact(case),
    }


# What goes over with a case: what was found, and what was demanded.
HANDED_ON = ("inspection_record", "hearing_record", "order", "stop_order", "recheck")


def _contact(case: Case) -> str:
    """Whom to call: the first of the officers, at the agency's telephone."""
    people = reading.officers_of([case.id]).get(case.id, [])
    return "，".join(filter(None, (people[0].name if people else "", case.agency.phone)))


def _of(actor: Actor, case: Case, about: Document | None) -> Filled:
    return {"of": _reference(about) or {"title": ""}}


def _closing_report(actor: Actor, case: Case, about: Document | None) -> Filled:
    steps = CaseStep.select().where(
        (CaseStep.case == case.id) & (CaseStep.source != CaseStep.target)
    )
    known = {item.ref: item for item in documents.of_case(actor, case) if item.status != "draft"}
    return {
        "matter": case.matter,
        "opened_on": _iso(_local(case.opened_at)),
        "source": SOURCES[case.source],
        "devices": [
            {
                "device": _device(item),
                "fact": _facts(item),
                "end": _end(case, item),
                "evidence": _evidence(item),
            }
            for item in _devices(case)
        ],
        "steps": [
            {
                "on": _iso(_local(step.at)),
                "what": MOVES[step.move].zh if step.move in MOVES else "立案",
                "document": _reference(known.get(step.document)),
            }
            for step in steps.order_by(CaseStep.id)
        ],
    }


def _end(case: Case, item: CaseDevice) -> str | None:
    if item.settled_on is not None:
        return "rectified"
    return {"handed_over": "handed_over", "withdrawn": "withdrawn", "dropped": "dropped"}.get(
        case.state, "handed_over" if case.handed_to else None
    )


FILLERS: Mapping[str, Callable[[Actor, Case, Document | None], Filled]] = {
    "inspection_notice": _inspection_notice,
    "inspection_record": _inspection_record,
    "hearing_notice": _hearing_notice,
    "hearing_record": _hearing_record,
    "legal_review": _legal_review,
    "receipt": _receipt,
    "extension": _extension,
    "recheck": _recheck,
    "handover": _handover,
    "withdrawal": _of,
    "correction": _of,
    "closing_report": _closing_report,
}
