"""An order is a document of a case: drafting opens one, issuing moves it, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.errors import Conflict, Invalid
from inventory.enforcement.cases import moves, opening, reading, recording
from inventory.enforcement.cases.facts import Drafted
from inventory.enforcement.cases.models import Case, CaseStep
from inventory.enforcement.documents.grounding import groups
from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.model import (
    Hearing,
    Kind,
    NoticeDocument,
    NoticeError,
    Officer,
)
from inventory.enforcement.notices import content
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.assessments import service as assessments
from inventory.judgement.assessments.models import Finding
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment import lookup
from inventory.registry.equipment.models import Equipment

Items = Sequence[tuple[int, str, str]]  # (equipment, rule, outcome)


def refuse_held(
    kind: Kind,
    ledger: Sequence[Equipment],
    findings: Sequence[Finding],
    standing: content.Standing,
) -> None:
    """Where nothing is left to order because an open case holds it, say which case."""
    if kind == "advice":
        return
    wanted = {
        (item.equipment_id, opening.ground_of(item.rule, item.outcome)) for item in findings
    } & standing.held
    held = opening.held_grounds([item.id for item in ledger])
    taken = [row for row in held if (row.equipment, row.ground) in wanted]
    if taken:
        raise opening.open_elsewhere(taken)


def case_of(actor: Actor, enterprise: Enterprise, terms: Terms) -> Case:
    """The case that a draft is asked for, if it is this enterprise's."""
    case = reading.lock(actor, terms.case_id or 0)
    if case.enterprise_id != enterprise.id:
        raise Invalid.of("cases.other_enterprise", name=enterprise.name)
    return case


def of_draft(actor: Actor, notice: Notice) -> Case | None:
    """The case of a draft, locked; drafts of before there were cases have none yet."""
    return reading.lock(actor, notice.case_id) if notice.case_id is not None else None


def as_recorded(case: Case | None, terms: Terms, changes: Mapping[str, Any] | None = None) -> Terms:
    """Terms with what the case has on record: its officers, and unless it is changed here, the
    inspection and the hearing.
    """
    if case is None:
        return terms
    changes = changes or {}
    officers = tuple(
        Officer(item.name, item.certificate_no)
        for item in reading.officers_of([case.id]).get(case.id, [])
    )
    if officers:
        terms = replace(terms, officers=officers)
    if case.inspected_on and terms.inspected_on is None and "inspected_on" not in changes:
        terms = replace(terms, inspected_on=case.inspected_on)
    if "hearing" not in changes and "not_heard_reason" not in changes:
        if terms.hearing is None and case.heard_on:
            heard = Hearing(case.heard_on, case.opinion, case.heard_reply)
            terms = replace(terms, hearing=heard)
        if not terms.not_heard_reason and not case.heard_on:
            terms = replace(terms, not_heard_reason=case.not_heard_reason)
    return terms


def open_for(actor: Actor, enterprise: Enterprise, agency: int, items: Items) -> Case:
    """A new case about what an order is to be drafted on."""
    ids = sorted({device for device, _rule, _outcome in items})
    return opening.open_about(
        actor,
        opening.Opening(enterprise.id, tuple(ids), agency=agency, drafting=True),
        _findings(items),
    )


def _findings(items: Items) -> list[Finding]:
    stated = {(device, rule) for device, rule, _outcome in items}
    found = assessments.current_findings(sorted({device for device, _rule in stated}))
    return [item for item in found if (item.equipment_id, item.rule) in stated]


def drafted(actor: Actor, case: Case, notice: Notice, items: Items, terms: Terms) -> None:
    """What a new draft says is held by its case, and moves it."""
    _into_case(case, items)
    given = moves.Given(document=f"notice:{notice.id}", changes=_recorded(terms))
    moves.take(actor, case.id, "draft", given=given)


def edited(actor: Actor, case: Case | None, notice: Notice, items: Items, terms: Terms) -> None:
    """An edited draft loses the signatures of its case; one without a case gets one."""
    if case is None:
        case = open_for(actor, notice.enterprise, notice.agency_id, items)
        Notice.update(case=case.id).where(Notice.id == notice.id).execute()
        drafted(actor, case, notice, items, terms)
        return
    _into_case(case, items)
    given = moves.Given(
        document=f"notice:{notice.id}",
        changes={**_recorded(terms), "agency": notice.agency_id},
        detail={"version": notice.version},
    )
    moves.take(actor, case.id, "redraft", given=given)


def _into_case(case: Case, items: Items) -> None:
    ids = sorted({device for device, _rule, _outcome in items})
    opening.hold(case, lookup.by_ids(ids).values(), _findings(items))


def _recorded(terms: Terms) -> Mapping[str, Any]:
    """What the draft's form says of inspection and hearing, as the case's columns."""
    hearing = terms.hearing
    opinion = recording.Opinion(
        hearing.held_on if hearing else None,
        hearing.opinion if hearing else "",
        hearing.reply if hearing else "",
        terms.not_heard_reason,
    )
    return {**recording.columns(opinion), "inspected_on": terms.inspected_on}


def discarded(actor: Actor, case_id: int) -> None:
    """A case that began with the draft ends with it; another goes back to its beginning."""
    steps = CaseStep.select().where(CaseStep.case == case_id).order_by(CaseStep.id)
    done = [step for step in steps if step.move in {"open", "notify", "inspect", "hear"}]
    began = len(done) == 1 and done[0].detail.get("drafting", False)
    given = moves.Given("草稿已删除")
    moves.take(actor, case_id, "drop" if began else "discard", given=given)


@dataclass(frozen=True)
class Ready:
    """A case that is ready for its order: only the writing is left."""

    case: Case
    given: moves.Given
    changes: Mapping[str, Any]


def before_issue(actor: Actor, notice: Notice, document: NoticeDocument) -> Ready:
    """Refuse an order whose case is not ready for its number."""
    if notice.case_id is None:
        raise Conflict.of("notices.no_case")
    case = reading.lock(actor, notice.case_id)
    given = moves.Given(
        document=f"notice:{notice.id}",
        changes={
            "issued_on": clock.today(),
            "deadline_on": document.deadline_on,
            "told_on": case.told_on or clock.today(),
        },
    )
    return Ready(case, given, moves.checked(actor, case, "issue", given=given))


def issued(actor: Actor, ready: Ready) -> None:
    """Move the case with its order; call last in the transaction that issued it."""
    moves.write(actor, ready.case, "issue", ready.changes, ready.given)


def drafts_of(case: Case) -> Drafted:
    """What the order drafts of a case say, for the guards."""
    notices = list(
        Notice.select().where(
            (Notice.case == case.id) & (Notice.kind != "advice") & (Notice.status == "draft")
        )
    )
    if not notices:
        return Drafted()
    items = list(
        NoticeItem.select().where(NoticeItem.notice.in_([notice.id for notice in notices]))
    )
    devices = frozenset(item.equipment for item in items)
    own = [
        key
        for key, found in lookup.by_ids(sorted(devices)).items()
        if found.enterprise_id == case.enterprise_id
    ]
    now = {(item.equipment_id, item.rule): item for item in assessments.current_findings(own)}
    stated = [(item, now.get((item.equipment, item.rule))) for item in items]
    document = content.from_json(notices[0].content)
    return Drafted(
        drafts=len(notices),
        devices=devices,
        presumed=frozenset(item.equipment for item, found in stated if found and found.presumed),
        outdated=sum(found is None or found.outcome != item.outcome for item, found in stated),
        undecided=_undecided(document),
        deadline_on=document.deadline_on,
        document_on=clock.today(),
    )


def _undecided(document: NoticeDocument) -> int:
    try:
        return sum(group.undecided for group in groups(document, load_law()))
    except NoticeError:
        return 0
