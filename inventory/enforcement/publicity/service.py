"""Decisions as they are published: form, term and what is left out, with the reason.

What a decision says of persons is left out by rule; a whole decision only by somebody, with a
reason. 国办发〔2018〕118号 was read in no text here: its terms are settings of the agency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peewee import ModelSelect

from inventory.core import access, clock, database, paging
from inventory.core.access import SYSTEM, Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.messages import Sentence, joined
from inventory.core.paging import FIRST, Page, Slice
from inventory.enforcement import calendar
from inventory.enforcement.agencies import procedure
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.documents import law
from inventory.enforcement.documents.grounding import groups
from inventory.enforcement.documents.model import NoticeDocument, NoticeError
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.inspecting.models import Inspection
from inventory.enforcement.notices import content
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.publicity import masking
from inventory.enforcement.publicity.models import Publication
from inventory.enforcement.serving.models import Delivery

# Left out of every decision, and why.
LEFT_OUT = Sentence(
    "联系人、电话、住址和陈述内容（个人信息）；设备编号和位置（商业秘密）",
    "contacts, telephone numbers, addresses and statements (personal data); numbers and places of "
    "devices (trade secrets)",
)
PRIVATE_PARTY = Sentence("当事人姓名（个人信息）", "the name of the party (personal data)")


@dataclass(frozen=True)
class Decision:
    """A decision in the form in which it is published."""

    ref: str
    number: str
    title: str
    title_en: str
    agency_id: int
    agency: str
    party: str
    uscc: str
    matter: str
    basis: str
    result: str
    decided_on: date
    publish_by: date
    late: bool
    state: str  # issued, withdrawn
    left_out: str
    left_out_en: str
    withheld: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Narrowed:
    agency: int | None = None
    since: date | None = None
    until: date | None = None


def decisions(actor: Actor, narrowed: Narrowed, part: Slice = FIRST) -> Page[Decision]:
    """The decisions of the actor's division, the newest first, with those that are withheld."""
    query = _narrowed(notices.visible(actor), narrowed)
    return _page(query, part)


def published(agency_id: int, part: Slice = FIRST) -> Page[Decision]:
    """What anybody may read, where the agency has switched its public page on."""
    agency = Agency.get_or_none(Agency.id == agency_id)
    if agency is None or not procedure.value(agency, "publicity"):
        raise not_found("公示", "publication")
    kept = Publication.select(Publication.document).where(Publication.withheld)
    hidden = [_id_of(ref) for (ref,) in kept.tuples()]
    query = _narrowed(notices.visible(SYSTEM), Narrowed(agency_id))
    query = query.where(~database.any_of(Notice.id, hidden)) if hidden else query
    return _page(query, part)


def _page(query: ModelSelect, part: Slice) -> Page[Decision]:
    found = paging.page(query, part)
    return Page(_decisions(found.items), found.total, found.last)


def _narrowed(query: ModelSelect, narrowed: Narrowed) -> ModelSelect:
    """Decisions that order something; advice is not binding and does not count."""
    query = query.where((Notice.status != "draft") & (Notice.kind != "advice"))
    if narrowed.agency is not None:
        query = query.where(Notice.agency == narrowed.agency)
    if narrowed.since is not None:
        query = query.where(Notice.issued_at >= _midnight(narrowed.since))
    if narrowed.until is not None:
        query = query.where(Notice.issued_at < _midnight(narrowed.until + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.SHANGHAI)


def _id_of(ref: str) -> int:
    return int(ref.split(":")[1])


def _decisions(rows: Sequence[Notice]) -> list[Decision]:
    said = _said([f"notice:{row.id}" for row in rows])
    names = _people(rows)
    return [
        _decision(row, said.get(f"notice:{row.id}"), names.get(row.case_id, ())) for row in rows
    ]


def _said(refs: Sequence[str]) -> dict[str, Publication]:
    rows = Publication.select().where(database.any_of(Publication.document, refs))
    return {row.document: row for row in rows}


def _people(rows: Iterable[Notice]) -> Mapping[int, tuple[str, ...]]:
    """The persons who spoke, signed or received for the parties of these cases."""
    cases = [row.case_id for row in rows if row.case_id is not None]
    found: dict[int, set[str]] = {}
    received = Delivery.select(Delivery.case, Delivery.receiver, Delivery.witness)
    signed = Inspection.select(
        Inspection.case, Inspection.signed_by, Inspection.present, Inspection.witness
    )
    for query, model in ((received, Delivery), (signed, Inspection)):
        for case, *names in query.where(database.any_of(model.case, cases)).tuples():
            found.setdefault(case, set()).update(part for it in names for part in it.split("、"))
    return {case: tuple(filter(None, names)) for case, names in found.items()}


def _decision(row: Notice, said: Publication | None, names: Sequence[str]) -> Decision:
    document = content.from_json(row.content)
    name, private = masking.party(document.enterprise.name, document.enterprise.uscc)
    if private:
        names = (*names, document.enterprise.name)
    decided = row.issued_at.astimezone(clock.SHANGHAI).date()
    by = calendar.working_days(decided, procedure.value(row.agency, "publish_working_days")).ends_on
    fact, basis = _grounds(document)
    left_out = joined([PRIVATE_PARTY, LEFT_OUT], "；", "; ") if private else LEFT_OUT
    withheld = bool(said and said.withheld)
    return Decision(
        ref=f"notice:{row.id}",
        number=row.number_text,
        title=PAPERS[row.kind].title,
        title_en=PAPERS[row.kind].title_en,
        agency_id=row.agency_id,
        agency=document.agency.name,
        party=name,
        uscc="" if private else document.enterprise.uscc,
        matter=masking.masked(fact, names),
        basis=basis,
        result=_result(document),
        decided_on=decided,
        publish_by=by,
        late=by < clock.today() and not withheld and not procedure.value(row.agency, "publicity"),
        state="withdrawn" if row.status == "void" else "issued",
        left_out=left_out.zh,
        left_out_en=left_out.en,
        withheld=withheld,
        reason=said.reason if said else "",
    )


def _grounds(document: NoticeDocument) -> tuple[str, str]:
    """What was found, without the devices' numbers, and by which articles."""
    try:
        own = [group for group in groups(document, law.load()) if group.own]
    except NoticeError:
        return "", ""
    facts, articles = [], []
    for group in own:
        counted: dict[tuple[str, str], int] = {}
        for device in {item.serial: item.device for item in group.items}.values():
            key = (device.kind_zh or device.name, device.counter)
            counted[key] = counted.get(key, 0) + device.number
        devices = "、".join(f"{kind}{count}{word}" for (kind, word), count in counted.items())
        facts.append(f"{group.ground.fact}（{devices}）")
        articles += [str(item) for item in (*group.ground.violated, *group.ground.basis)]
    return "；".join(facts), "、".join(dict.fromkeys(articles))


def _result(document: NoticeDocument) -> str:
    ordered = "责令停止使用" if document.kind == "stop_order" else "责令限期整改"
    return f"{ordered}，整改期限至{document.deadline_on}" if document.deadline_on else ordered


def withhold(actor: Actor, notice_id: int, reason: str) -> Decision:
    """Do not publish a decision: a state secret, a trade secret, public safety …"""
    return _say(actor, notice_id, withheld=True, reason=reason)


def publish(actor: Actor, notice_id: int) -> Decision:
    """Publish again what was withheld."""
    return _say(actor, notice_id, withheld=False, reason="")


def _say(actor: Actor, notice_id: int, *, withheld: bool, reason: str) -> Decision:
    if withheld and not reason.strip():
        raise Invalid.of("publicity.no_reason")
    with db.atomic():
        notice = notices.get(actor, notice_id)
        notices.require_notice(actor, notice)
        if notice.status == "draft" or notice.kind == "advice":
            raise Conflict.of("publicity.no_decision")
        row = {
            "withheld": withheld,
            "reason": reason.strip(),
            "actor": actor.id,
            "actor_name": actor.name[:200],
            "at": clock.now(),
        }
        Publication.insert(document=f"notice:{notice.id}", **row).on_conflict(
            conflict_target=[Publication.document], update=row
        ).execute()
        audit.record(
            "decision.withheld" if withheld else "decision.published",
            actor,
            subject="notice",
            subject_id=notice.id,
            detail={"reason": reason},
        )
    return _decisions([notice])[0]


def require_agency(actor: Actor, agency_id: int) -> Agency:
    """An agency whose publicity the actor may draw up."""
    agency = Agency.get_or_none(Agency.id == agency_id)
    if agency is None or not actor.sees(agency.region, None):
        raise not_found("机关", "agency")
    access.require_role(actor, access.OFFICIALS)
    return agency
