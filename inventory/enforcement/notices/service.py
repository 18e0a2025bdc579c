"""Notices: drafted from standing findings, numbered at issue, frozen from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from peewee import ModelSelect

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.enforcement.cases.documents import check_address
from inventory.enforcement.documents import law, model, wording
from inventory.enforcement.documents.grounding import obstacles
from inventory.enforcement.documents.model import Kind, NoticeDocument
from inventory.enforcement.documents.notice import notice_pdf
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.notices import composing, content, ordering
from inventory.enforcement.notices.models import Notice, NoticeEvent, NoticeItem
from inventory.enforcement.notices.terms import Terms
from inventory.enforcement.numbers import service as numbers
from inventory.judgement.assessments import service as assessments
from inventory.judgement.assessments.models import Finding
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment import lookup


def draft(actor: Actor, enterprise_id: int, kind: Kind, terms: Terms) -> Notice:
    """A draft without a number: numbers belong to what is issued."""
    enterprise = enterprises.get(actor, enterprise_id)
    access.require_region(actor, enterprise.region)
    with db.atomic():
        case = ordering.case_of(actor, enterprise, terms) if terms.case_id else None
        terms = ordering.as_recorded(case, terms)
        document, agency, items = composing.compose(actor, enterprise, kind, terms)
        require_items(actor, enterprise.region, items)
        with composing.as_app_errors():
            obstacles(document)
        if kind != "advice" and case is None:
            case = ordering.open_for(actor, enterprise, agency, items)
        notice = Notice.create(
            kind=kind,
            status="draft",
            agency=agency,
            enterprise=enterprise.id,
            content=content.as_json(document),
            digest=model.digest(document),
            deadline_on=document.deadline_on,
            actor=actor.id,
            created_at=clock.now(),
            case=case,
        )
        for device, rule, outcome in items:
            NoticeItem.create(notice=notice, equipment=device, rule=rule, outcome=outcome)
        note(actor, notice, "drafted")
        if kind != "advice" and case is not None:
            ordering.drafted(actor, case, notice, items, terms)
    return notice


def require_items(actor: Actor, region: str, items: Sequence[tuple[int, str, str]]) -> None:
    """Writing a document needs every kind of device in it to be the actor's departments'."""
    devices = lookup.by_ids(sorted({device for device, _rule, _outcome in items}))
    access.require_kinds(actor, region, {item.kind for item in devices.values()})


def require_notice(actor: Actor, notice: Notice) -> None:
    """Writing to a document needs its region and the kinds of all its devices."""
    rows = NoticeItem.select(NoticeItem.equipment, NoticeItem.rule, NoticeItem.outcome)
    items = list(rows.where(NoticeItem.notice == notice.id).tuples())
    require_items(actor, notice.enterprise.region, items)


def note(actor: Actor, notice: Notice, event: str, detail: Mapping[str, Any] | None = None) -> None:
    """Add a step to a document's history and to the audit trail; call last in the transaction."""
    NoticeEvent.create(
        notice=notice,
        event=event,
        version=notice.version,
        actor=actor.id,
        actor_name=actor.name[:200],
        at=clock.now(),
        detail=dict(detail or {}),
    )
    audit.record(
        f"notice.{event}",
        actor,
        subject="notice",
        subject_id=notice.id,
        detail={"version": notice.version, "number": notice.number_text, **(detail or {})},
    )


def history(actor: Actor, notice_id: int) -> list[NoticeEvent]:
    """The history of a document: each step and its actor."""
    notice = get(actor, notice_id)
    query = NoticeEvent.select().where(NoticeEvent.notice == notice.id)
    return list(query.order_by(NoticeEvent.id))


def issue(actor: Actor, notice_id: int, version: int | None = None) -> Notice:
    """Take the next number of the agency and year and freeze the contents, all or nothing.

    With the `version` that was read, a draft that somebody has edited since is not issued.
    """
    with db.atomic():
        notice = get(actor, notice_id)
        require_notice(actor, notice)
        refuse_issued(notice)
        if version is not None:
            refuse_stale(notice, version)
        today = clock.today()
        document = content.from_json(notice.content)
        is_order = notice.kind != "advice"
        ready = ordering.before_issue(actor, notice, document) if is_order else None
        number = numbers.take(notice.agency_id, today.year, notice.kind)
        document = replace(
            document,
            number=_number_text(notice, document, today.year, number),
            issued_on=today,
        )
        _refuse_obstacles(document)
        _refuse_outdated(notice)
        changed = (
            Notice.update(
                status="issued",
                year=today.year,
                number=number,
                number_text=document.number,
                content=content.as_json(document),
                digest=model.digest(document),
                template=PAPERS[notice.kind].template,
                issued_at=clock.now(),
            )
            .where(
                (Notice.id == notice_id)
                & (Notice.status == "draft")
                & (Notice.version == notice.version)
            )
            .execute()
        )
        if not changed:
            refuse_issued(get(actor, notice_id))
            raise stale()
        issued = get(actor, notice_id)
        note(actor, issued, "issued")
        if ready is not None:
            ordering.issued(actor, ready)
    return issued


def _number_text(notice: Notice, document: NoticeDocument, year: int, serial: int) -> str:
    """The number in the words of the draft: an agency that changes its word changes new drafts."""
    word = numbers.code_word(notice.agency, notice.kind, document.agency.code_word)
    return model.number_of(word, year, serial)


def refuse_issued(notice: Notice) -> None:
    """Raise Conflict where a document is no draft any more."""
    if notice.status != "draft":
        raise Conflict.of("notices.issued_refuse_issued", number_text=notice.number_text)


def refuse_stale(notice: Notice, version: int) -> None:
    """Raise Conflict if a draft has changed since it was read."""
    if notice.version != version:
        raise stale()


def stale() -> Conflict:
    return Conflict.of("notices.stale")


def _refuse_outdated(notice: Notice) -> None:
    """An order must not rest on a finding that has been overtaken since it was drafted."""
    gone = outdated(notice)
    if gone:
        raise Invalid.of("notices.outdated", count=len(gone))


def outdated(notice: Notice) -> list[NoticeItem]:
    """What a draft states and the ledger does not any more."""
    items = list(NoticeItem.select().where(NoticeItem.notice == notice.id))
    devices = lookup.by_ids(sorted({item.equipment for item in items}))
    own = [key for key, item in devices.items() if item.enterprise_id == notice.enterprise_id]
    standing = {
        (item.equipment_id, item.rule, item.outcome) for item in assessments.current_findings(own)
    }
    return [item for item in items if (item.equipment, item.rule, item.outcome) not in standing]


def _refuse_obstacles(document: NoticeDocument) -> None:
    with composing.as_app_errors():
        blocking = [item for item in obstacles(document) if item.blocking]
    if blocking:
        raise Invalid.of(
            "notices.not_ready",
            lacking_zh="；".join(item.message for item in blocking),
            lacking_en="; ".join(item.message_en for item in blocking),
            details=[{"field": item.code, "message": item.message} for item in blocking],
        )


def pdf(notice: Notice, public_url: str = "") -> bytes:
    """The document; the QR code of an issued one leads to the page that checks it."""
    document = content.from_json(notice.content)
    if notice.status != "draft":
        document = replace(document, link=check_address(public_url, notice.digest))
    return draw(document)


def draw(document: NoticeDocument) -> bytes:
    """The PDF of a document."""
    with composing.as_app_errors():
        return notice_pdf(document)


def sections(notice: Notice) -> list[model.Section]:
    """What a document says, by section and paragraph: remarks point there."""
    with composing.as_app_errors():
        return list(wording.compose(content.from_json(notice.content), law.load()).sections)


def visible(actor: Actor) -> ModelSelect:
    """Notices that `actor` may see; enterprises see what has been issued to them, not drafts."""
    condition = access.scope(actor, Enterprise.region, Enterprise.id)
    if actor.role is access.Role.ENTERPRISE:
        condition = condition & (Notice.status != "draft")
    return (
        Notice.select(Notice, Enterprise)
        .join(Enterprise)
        .where(condition)
        .order_by(Notice.id.desc())
    )


def late(actor: Actor, today: date) -> ModelSelect:
    """Orders whose term is over while a device of theirs still has the finding."""
    standing = NoticeItem.select(NoticeItem.notice).join(
        Finding,
        on=(
            (Finding.equipment == NoticeItem.equipment)
            & (Finding.rule == NoticeItem.rule)
            & Finding.current
        ),
    )
    return visible(actor).where(
        (Notice.status == "issued")
        & (Notice.kind != "advice")
        & (Notice.deadline_on < today)
        & Notice.id.in_(standing)
    )


def get(actor: Actor, notice_id: int) -> Notice:
    found = visible(actor).where(Notice.id == notice_id).get_or_none()
    if found is None:
        raise not_found("文书", "notice")
    return found


def discard(actor: Actor, notice_id: int) -> None:
    """Delete a draft; what has been issued stays for ever."""
    with db.atomic():
        notice = get(actor, notice_id)
        require_notice(actor, notice)
        if notice.status != "draft":
            raise Conflict.of("notices.issued_discard")
        notice.delete_instance(recursive=True)
        audit.record(
            "notice.discarded",
            actor,
            subject="notice",
            subject_id=notice.id,
            detail={"kind": notice.kind, "case": notice.case_id, "version": notice.version},
        )
        if notice.kind != "advice" and notice.case_id is not None:
            ordering.discarded(actor, notice.case_id)


def warnings(notice: Notice) -> list[model.Obstacle]:
    """What an officer should settle before signing."""
    gone = outdated(notice) if notice.status == "draft" else []
    found = obstacles(content.from_json(notice.content))
    return [_overtaken(len(gone)), *found] if gone else list(found)


def _overtaken(count: int) -> model.Obstacle:
    return model.Obstacle(
        "outdated",
        True,
        f"草稿起草后，有 {count} 项判定已经变化，请保存一次草稿以更新",
        f"{count} findings have changed since: save the draft again",
    )
