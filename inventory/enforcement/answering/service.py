"""The enterprise's side of its cases: opinion, answers, one extension; what comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peewee import IntegrityError, ModelSelect

from inventory.core import access, clock, database
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, NotFound, not_found
from inventory.core.messages import Sentence
from inventory.enforcement import calendar
from inventory.enforcement.agencies import procedure
from inventory.enforcement.answering.models import Answer, Opinion
from inventory.enforcement.cases import moves, news, reading
from inventory.enforcement.cases.machine import BEFORE_ISSUE, STATES
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.registry.equipment import lookup

WORDS = {
    "stopped": Sentence("已停止使用", "stopped"),
    "replaced": Sentence("已更换", "replaced"),
    "repaired": Sentence("已维修改造", "repaired or refitted"),
    "tested": Sentence("已检验检测", "tested"),
    "dismantled": Sentence("已拆除", "dismantled"),
    "disagrees": Sentence("有异议", "disagrees"),
    "other": Sentence("其他情况", "something else"),
}
# What must be explained in words.
EXPLAINED = frozenset({"disagrees", "other", "repaired"})


@dataclass(frozen=True)
class Said:
    """An answer about one device, as the form says it."""

    equipment: int
    word: str
    key: str
    text: str = ""
    done_on: date | None = None
    replaced_by: int | None = None


def count(case: Case) -> int:
    """How many answers a case has, for the guards."""
    return Answer.select().join(CaseDevice).where(CaseDevice.case == case.id).count()


def undecided() -> ModelSelect:
    """The ids of cases with an answer that nobody has accepted or refused."""
    return (
        Answer.select(CaseDevice.case)
        .join(CaseDevice)
        .where(Answer.accepted.is_null() & CaseDevice.settled_on.is_null())
    )


def unreviewed() -> ModelSelect:
    """The ids of cases with an opinion that nobody has reviewed."""
    return Opinion.select(Opinion.case).where(Opinion.replied_at.is_null())


# ---------------------------------------------------------------- opinions


def opinions(actor: Actor, case_id: int) -> list[Opinion]:
    """What the enterprise has said before the order."""
    case = reading.get(actor, case_id)
    return list(Opinion.select().where(Opinion.case == case.id).order_by(Opinion.id))


def state_opinion(actor: Actor, case_id: int, text: str, key: str) -> Opinion:
    """State one's opinion while nothing is issued; the officers must review it."""
    same = (Opinion.actor == actor.id) & (Opinion.key == key)
    known = Opinion.get_or_none(same)
    if known is not None:
        return known
    try:
        with db.atomic():
            case = reading.lock(actor, case_id)
            if case.state not in BEFORE_ISSUE:
                raise Conflict.of(
                    "answering.too_late", state_zh=STATES[case.state], state=case.state
                )
            made = Opinion.create(
                case=case,
                text=text,
                key=key,
                actor=actor.id,
                actor_name=actor.name[:200],
                at=clock.now(),
            )
            news.answered(actor, case, Sentence("提出意见", "opinion"))
            audit.record("opinion.stated", actor, subject="case_opinion", subject_id=made.id)
        return made
    except IntegrityError:
        known = Opinion.get_or_none(same)
        if known is None:
            raise
        return known


def reply_to(actor: Actor, opinion_id: int, reply: str, upheld: bool) -> Opinion:
    """What the officers found on reviewing an opinion."""
    with db.atomic():
        found = opinion(actor, opinion_id)
        require_office(actor, found.case)
        changed = (
            Opinion.update(
                reply=reply, upheld=upheld, replied_by=actor.name[:200], replied_at=clock.now()
            )
            .where((Opinion.id == opinion_id) & Opinion.replied_at.is_null())
            .execute()
        )
        if not changed:
            raise Conflict.of("answering.decided")
        audit.record(
            "opinion.reviewed",
            actor,
            subject="case_opinion",
            subject_id=opinion_id,
            detail={"upheld": upheld, "reply": reply},
        )
    return opinion(actor, opinion_id)


def opinion(actor: Actor, opinion_id: int) -> Opinion:
    found = Opinion.get_or_none(Opinion.id == opinion_id)
    _seen(actor, found.case_id if found else 0, "意见", "opinion")
    return found


def _seen(actor: Actor, case_id: int, zh: str, en: str) -> None:
    """A part of a case that is not one's own looks like one that is not there."""
    try:
        reading.get(actor, case_id)
    except NotFound as error:
        raise not_found(zh, en) from error


# ---------------------------------------------------------------- answers


def answers(actor: Actor, case_id: int) -> list[Answer]:
    """Every answer of a case, the oldest first, with its device."""
    case = reading.get(actor, case_id)
    query = Answer.select(Answer, CaseDevice).join(CaseDevice).where(CaseDevice.case == case.id)
    return list(query.order_by(Answer.id))


def answer(actor: Actor, answer_id: int) -> Answer:
    query = Answer.select(Answer, CaseDevice, Case).join(CaseDevice).join(Case)
    found = query.where(Answer.id == answer_id).get_or_none()
    _seen(actor, found.device.case_id if found else 0, "答复", "answer")
    return found


def give(actor: Actor, case_id: int, said: Sequence[Said]) -> list[Answer]:
    """Answer for devices of a served case; the same form sent again gives what it made."""
    known = _sent_before(actor, said)
    if known:
        return known
    try:
        with db.atomic():
            case = reading.lock(actor, case_id)
            devices = {
                item.equipment_id: item
                for item in reading.devices_of([case.id]).get(case.id, [])
                if item.settled_on is None
            }
            made = [_answer(actor, case, devices, item) for item in said]
            given = moves.Given(detail={"answers": [item.id for item in made]})
            moves.take(actor, case.id, "answer", given=given)
        return made
    except IntegrityError:
        known = _sent_before(actor, said)
        if not known:
            raise
        return known


def _sent_before(actor: Actor, said: Sequence[Said]) -> list[Answer]:
    keys = [item.key for item in said]
    same = (Answer.actor == actor.id) & database.any_of(Answer.key, keys)
    return list(Answer.select(Answer, CaseDevice).join(CaseDevice).where(same).order_by(Answer.id))


def _answer(actor: Actor, case: Case, devices: dict[int, CaseDevice], said: Said) -> Answer:
    if said.equipment not in devices:
        raise Invalid.of(
            "answering.no_device", details=[{"field": "equipment_id", "value": said.equipment}]
        )
    if said.word in EXPLAINED and not said.text.strip():
        word = WORDS[said.word]
        raise Invalid.of("answering.explain", word=word.zh, word_en=word.en)
    if said.done_on is not None and said.done_on > clock.today():
        raise Invalid.of("answering.future", details=[{"field": "done_on", "message": "晚于今天"}])
    if said.replaced_by is not None:
        _check_replacement(case, said.replaced_by)
    return Answer.create(
        device=devices[said.equipment],
        word=said.word,
        text=said.text.strip(),
        done_on=said.done_on,
        replaced_by=said.replaced_by,
        key=said.key,
        actor=actor.id,
        actor_name=actor.name[:200],
        at=clock.now(),
    )


def _check_replacement(case: Case, equipment: int) -> None:
    found = lookup.by_ids([equipment]).get(equipment)
    if found is None or found.enterprise_id != case.enterprise_id:
        raise Invalid.of(
            "answering.no_replacement", details=[{"field": "replaced_by", "value": equipment}]
        )


def decide(actor: Actor, answer_id: int, accepted: bool, remark: str) -> Answer:
    """Accept an answer, or say what is lacking: the enterprise sees it."""
    if not accepted and not remark.strip():
        raise Invalid.of("answering.no_remark")
    with db.atomic():
        found = answer(actor, answer_id)
        require_office(actor, found.device.case)
        Answer.update(
            accepted=accepted,
            remark=remark.strip(),
            decided_by=actor.name[:200],
            decided_at=clock.now(),
        ).where(Answer.id == answer_id).execute()
        audit.record(
            "answer.decided",
            actor,
            subject="case_answer",
            subject_id=answer_id,
            detail={"accepted": accepted, "remark": remark},
        )
    return answer(actor, answer_id)


def require_office(actor: Actor, case: Case) -> None:
    """Writing for the office of a case: its region and every kind in it."""
    kinds = reading.kinds_of([case.id]).get(case.id, set())
    access.require_kinds(actor, case.enterprise.region, kinds)


def require_author(actor: Actor, case: Case, author: int | None) -> None:
    """Files are added by the person who wrote it, or by the office of the case."""
    if actor.role is Role.ENTERPRISE and author == actor.id:
        return
    require_office(actor, case)


# ---------------------------------------------------------------- extension


def ask_extension(actor: Actor, case_id: int, until: date, reason: str) -> Case:
    """Ask once for more time, before the deadline."""
    case = reading.get(actor, case_id)
    if case.deadline_on is not None and until <= case.deadline_on:
        raise Invalid.of("answering.no_extension", deadline=case.deadline_on.isoformat())
    changes = {
        "extension_asked_on": clock.today(),
        "extension_until": until,
        "extension_reason": reason,
    }
    given = moves.Given(reason, changes=changes, detail={"until": until.isoformat()})
    return moves.take(actor, case_id, "ask_extension", given=given)


def latest_extension(case: Case) -> date | None:
    """How far the agency's own setting lets a term be extended; recalled, not printed as law."""
    if case.deadline_on is None:
        return None
    months = procedure.value(case.agency, "extension_months")
    return calendar.term(case.deadline_on, months=months).ends_on


def asked_in_time(case: Case) -> bool | None:
    """Whether it was asked for as early as the agency's setting wants it."""
    if case.extension_asked_on is None or case.deadline_on is None:
        return None
    before = procedure.value(case.agency, "extension_days_before")
    return bool(case.extension_asked_on <= case.deadline_on - timedelta(days=before))


def decide_extension(
    actor: Actor, case_id: int, version: int, granted: bool, until: date | None, reason: str
) -> Case:
    """The leader's decision; a granted one moves the deadline."""
    case = reading.get(actor, case_id)
    new = (until or case.extension_until) if granted else None
    latest = latest_extension(case)
    if new is not None and latest is not None and new > latest:
        raise Invalid.of("answering.too_long", latest=latest.isoformat())
    if new is not None and case.deadline_on is not None and new <= case.deadline_on:
        raise Invalid.of("answering.no_extension", deadline=case.deadline_on.isoformat())
    changes = {"extension_granted": granted, **({"deadline_on": new} if new else {})}
    detail = {
        "granted": granted,
        "until": new.isoformat() if new else None,
        "was": case.deadline_on.isoformat() if case.deadline_on else None,
    }
    given = moves.Given(reason, changes=changes, detail=detail)
    return moves.take(actor, case_id, "decide_extension", version, given)
