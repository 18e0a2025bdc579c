"""Editing a draft: what the officer decides may change, what the law and the ledger say may not.

Whatever is saved, the document is composed again from the findings that stand now, so that a draft
never says what the ledger has overtaken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from inventory.core.access import Actor
from inventory.core.database import db
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.documents import model
from inventory.enforcement.documents.grounding import obstacles
from inventory.enforcement.documents.model import NoticeDevice, NoticeDocument
from inventory.enforcement.notices import composing, content, ordering, service
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.enforcement.notices.results import (
    DraftAgency,
    DraftDevice,
    DraftFinding,
    DraftForm,
    DraftGround,
    LeftOut,
)
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.assessments import service as assessments
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import service as equipment
from inventory.registry.equipment.models import Equipment

# The parts that are the officer's own, as the API and the history name them.
FREE = (
    "officers",
    "deadline_on",
    "inspected_on",
    "hearing",
    "not_heard_reason",
    "facts_text",
    "demands_text",
    "free_text",
    "office",
    "phone",
    "receipt",
    "ground",
    "agency_id",
    "findings",
)


def free_parts(notice: Notice) -> Terms:
    """What the officer has decided so far."""
    document = content.from_json(notice.content)
    grounds = {each.ground for device in document.devices for each in device.findings}
    stated = NoticeItem.select(NoticeItem.equipment, NoticeItem.rule).where(
        NoticeItem.notice == notice.id
    )
    phone = document.agency.phone
    return Terms(
        officers=document.officers,
        deadline_on=document.deadline_on,
        inspected_on=document.inspected_on,
        hearing=document.hearing,
        not_heard_reason=document.not_heard_reason,
        facts_text=document.facts_text,
        demands_text=document.demands_text,
        free_text=document.free_text,
        office=document.agency.department,
        phone=phone if phone != notice.agency.phone else "",
        receipt=document.receipt,
        ground=next(filter(None, grounds), None),
        agency_id=notice.agency_id,
        findings=frozenset(stated.tuples()),
        case_id=notice.case_id,
    )


def look(actor: Actor, notice_id: int) -> DraftForm:
    """A draft as a form: the free parts, and what there is to choose from."""
    notice = _draft(actor, notice_id)
    parts = free_parts(notice)
    candidates = _candidates(actor, notice)
    found = [finding for _device, findings in candidates for finding in findings]
    return DraftForm(
        **vars(parts),
        id=notice.id,
        version=notice.version,
        kind=notice.kind,
        agencies=_agencies(notice, found),
        grounds=_grounds(notice, found),
        devices=[_device(item, findings, parts) for item, findings in candidates],
        left_out=_left_out(actor, notice),
    )


def edit(actor: Actor, notice_id: int, version: int, changes: Mapping[str, Any]) -> Notice:
    """Change free parts of a draft, by the names FREE; what is not named stays.

    Raises Conflict where it has been issued or edited since `version` was read, Invalid where
    nothing would be left to state.
    """
    with db.atomic():
        notice = _draft(actor, notice_id)
        service.refuse_stale(notice, version)
        before = free_parts(notice)
        after = replace(before, **changes)
        case = ordering.of_draft(actor, notice)
        terms = ordering.as_recorded(case, after, changes)
        document, agency, items = composing.compose(actor, notice.enterprise, notice.kind, terms)
        service.require_items(actor, notice.enterprise.region, items)
        with composing.as_app_errors():
            obstacles(document)
        _save(notice, document, agency, items)
        edited = service.get(actor, notice_id)
        service.note(actor, edited, "edited", _difference(before, after))
        if notice.kind != "advice":
            ordering.edited(actor, case, edited, items, terms)
    return edited


def _draft(actor: Actor, notice_id: int) -> Notice:
    notice = service.get(actor, notice_id)
    service.require_notice(actor, notice)
    service.refuse_issued(notice)
    return notice


def _save(
    notice: Notice, document: NoticeDocument, agency: int, items: list[tuple[int, str, str]]
) -> None:
    changed = (
        Notice.update(
            version=notice.version + 1,
            agency=agency,
            content=content.as_json(document),
            digest=model.digest(document),
            deadline_on=document.deadline_on,
        )
        .where(
            (Notice.id == notice.id)
            & (Notice.status == "draft")
            & (Notice.version == notice.version)
        )
        .execute()
    )
    if not changed:
        raise service.stale()
    NoticeItem.delete().where(NoticeItem.notice == notice.id).execute()
    NoticeItem.insert_many(
        [
            {"notice": notice.id, "equipment": device, "rule": rule, "outcome": outcome}
            for device, rule, outcome in items
        ]
    ).execute()


def _candidates(actor: Actor, notice: Notice) -> content.Chosen:
    """All findings that such a document to this enterprise may contain."""
    found = _called_for(actor, notice)
    if notice.kind != "advice":
        return found
    there = agencies.of_region(notice.enterprise.region)
    return content.advised_by(notice.agency, there, found)


def _called_for(actor: Actor, notice: Notice) -> content.Chosen:
    ledger, findings, standing = _ledger(actor, notice)
    return content.devices(ledger, findings, notice.kind, standing)


def led_by_others(
    actor: Actor, notice: Notice, there: Sequence[Agency]
) -> list[tuple[Agency, NoticeDevice]]:
    """What calls for advice that another department gives, with that department."""
    found = _called_for(actor, notice)
    own = {device.id for device, _ in content.advised_by(notice.agency, there, found)}
    told = []
    for device, findings in found:
        leader = agencies.leader(device.kind, there)
        if device.id not in own and leader is not None:
            told.append((leader, content.notice_device(device, findings, content.Standing())))
    return told


def _left_out(actor: Actor, notice: Notice) -> list[LeftOut]:
    """The findings that need such a document but are not in it, and why."""
    if notice.kind != "advice":
        return content.left_out(*_ledger(actor, notice))
    there = agencies.of_region(notice.enterprise.region)
    return content.led_by_others(notice.agency, there, _called_for(actor, notice))


def _ledger(
    actor: Actor, notice: Notice
) -> tuple[list[Equipment], list[Finding], content.Standing]:
    ledger = equipment.of_enterprise(actor, notice.enterprise_id)
    ids = [item.id for item in ledger]
    return ledger, assessments.current_findings(ids), composing.standing(ids, but=notice.case_id)


def _agencies(notice: Notice, found: list[Finding]) -> list[DraftAgency]:
    """The agencies of the place, with how many of the findings each may act on."""
    return [
        DraftAgency(item.id, item.name, agencies.powers(item, found))
        for item in agencies.of_region(notice.enterprise.region)
    ]


def _grounds(notice: Notice, found: list[Finding]) -> list[DraftGround]:
    """The articles among which the law leaves the choice, for any of the findings."""
    if notice.kind == "advice":
        return []
    choices = {key: ground for item in found for key, ground in content.choices(item).items()}
    return [
        DraftGround(key, ground.fact, "、".join(map(str, ground.basis)))
        for key, ground in sorted(choices.items())
    ]


def _device(item: Equipment, findings: list[Finding], parts: Terms) -> DraftDevice:
    shown = content.notice_device(item, findings, content.Standing())
    stated = parts.findings or frozenset()
    return DraftDevice(
        item.id,
        shown.name,
        shown.model,
        [
            DraftFinding(
                rule=finding.rule,
                outcome=finding.outcome,
                message=finding.message,
                message_en=finding.message_en,
                clause=f"{printed.document} {printed.clause}".strip(),
                stated=(item.id, finding.rule) in stated,
            )
            for finding, printed in zip(findings, shown.findings, strict=True)
        ],
    )


def _difference(before: Terms, after: Terms) -> Mapping[str, Any]:
    """The parts that changed, with both sides as plain JSON data."""
    changed = [key for key in FREE if getattr(before, key) != getattr(after, key)]
    return {
        "before": {key: _plain(getattr(before, key)) for key in changed},
        "after": {key: _plain(getattr(after, key)) for key in changed},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return [list(item) for item in sorted(value)]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {key: _plain(item) for key, item in asdict(value).items()}
    return value.isoformat() if hasattr(value, "isoformat") else value
