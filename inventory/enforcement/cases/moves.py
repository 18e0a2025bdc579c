"""Making a move: the one writer of a case's state. Checked, written and audited, or refused.

The domain that owns the data of a move (serving, answering, inspecting …) calls `take` in its own
transaction; the plain ones come straight from the API.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from inventory.core import access, clock
from inventory.core.access import Actor, Duty, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, Invalid
from inventory.core.messages import catalogue
from inventory.enforcement.cases import facts, news, reading
from inventory.enforcement.cases.guards import GUARDS, Facts
from inventory.enforcement.cases.machine import (
    LEADER,
    MOVES,
    OFFICER,
    OVER,
    PARTY,
    REVIEWER,
    STATES,
    Move,
)
from inventory.enforcement.cases.models import Case, CaseRemark, CaseStep, HeldGround
from inventory.enforcement.cases.way import failing, target


@dataclass(frozen=True)
class Remark:
    """What is to be changed, at a paragraph of a document of the case."""

    text: str
    document: str = ""
    section: int = 0
    paragraph: int = 0
    quote: str = ""


@dataclass(frozen=True)
class Given:
    """What comes with a move; `changes` are columns of the case that it writes."""

    reason: str = ""
    document: str = ""
    file: int | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    remarks: Sequence[Remark] = ()


PLAIN = Given()
UNSIGNED = {
    "submitted_by": None,
    "submitted_at": None,
    "reviewed_by": None,
    "reviewed_at": None,
    "review_opinion": "",
    "approved_by": None,
    "approved_at": None,
}


def take(
    actor: Actor, case_id: int, name: str, version: int | None = None, given: Given = PLAIN
) -> Case:
    """Make a move. Raises Conflict where the state or a concurrent move forbids it, Forbidden where
    it is not the actor's, Invalid with every guard that does not hold.
    """
    with db.atomic():
        case = reading.lock(actor, case_id)
        changes = checked(actor, case, name, version, given)
        return write(actor, case, name, changes, given)


def checked(
    actor: Actor, case: Case, name: str, version: int | None = None, given: Given = PLAIN
) -> dict[str, Any]:
    """What a move would write, after every check; call inside the transaction that makes it."""
    move = MOVES[name]
    require(actor, case, move)
    if version is not None and version != case.version:
        raise stale(case)
    if case.state not in move.sources:
        raise _illegal(actor, case, move)
    changes = {**_effects(actor, case, name, given), **given.changes}
    known = facts.of(actor, case, given.changes, given.reason)
    refuse_lacking(move, known)
    return changes


def refuse_lacking(move: Move, known: Facts) -> None:
    """Raise Invalid with every guard of a move that does not hold."""
    lacking = failing(move, known)
    if lacking:
        raise _refused(move, lacking, known)


def require(actor: Actor, case: Case, move: Move) -> None:
    """Refuse anybody who may not make such a move in such a case, whatever its state."""
    region = case.enterprise.region
    kinds = reading.kinds_of([case.id]).get(case.id, set())
    if move.by == OFFICER:
        access.require_kinds(actor, region, kinds)
    elif move.by == REVIEWER:
        access.require_duty(actor, Duty.REVIEW, region, kinds)
    elif move.by == LEADER:
        access.require_duty(actor, Duty.APPROVE, region, kinds)
    elif move.by == PARTY:
        if actor.role is not Role.ENTERPRISE:
            access.require_kinds(actor, region, kinds)
    elif not any(access.may_sign(actor, duty, region, kinds) for duty in Duty):
        raise Forbidden.of("cases.not_a_signer")


def may(actor: Actor, case: Case, move: Move) -> bool:
    """Whether a move is this actor's, for the buttons of a page."""
    return barred(actor, case, move) is None


DUTIES = {REVIEWER: Duty.REVIEW, LEADER: Duty.APPROVE}


def barred(actor: Actor, case: Case, move: Move) -> Forbidden | None:
    """Why a move is not this actor's: the role, the duty, the department or the division."""
    try:
        require(actor, case, move)
    except Forbidden as error:
        if move.by in {OFFICER, PARTY} and actor.role not in access.OFFICE:
            return Forbidden.of("cases.by_officers")
        if DUTIES.get(move.by) in actor.duties:
            return _elsewhere(actor, case) or error
        return error
    return None


def _elsewhere(actor: Actor, case: Case) -> Forbidden | None:
    """Why a person with the duty may not act in this case: its division or its kinds."""
    if not actor.sees(case.enterprise.region, None):
        return Forbidden.of("access.region_forbidden", region=case.enterprise.region)
    kinds = reading.kinds_of([case.id]).get(case.id, set())
    if actor.kinds is not None and not kinds <= actor.kinds:
        return Forbidden.of("access.kind_forbidden")
    return None


def _effects(actor: Actor, case: Case, name: str, given: Given) -> dict[str, Any]:
    """What a move writes besides the state."""
    now, today = clock.now(), clock.today()
    if name in {"redraft", "recall", "return", "discard"}:
        return {**UNSIGNED, **({"drafted_by": actor.id} if name == "redraft" else {})}
    if name in {"drop", "withdraw", "close"}:
        return {"over_on": today, "outcome": given.reason}
    effects: dict[str, dict[str, Any]] = {
        "draft": {"drafted_by": actor.id, **UNSIGNED},
        "submit": {"submitted_by": actor.id, "submitted_at": now},
        "review": {
            "reviewed_by": actor.id,
            "reviewed_at": now,
            "review_opinion": given.reason,
        },
        "approve": {"approved_by": actor.id, "approved_at": now},
    }
    return effects.get(name, {})


def write(actor: Actor, case: Case, name: str, changes: Mapping[str, Any], given: Given) -> Case:
    """Write a move `checked` in this transaction; the second of two concurrent moves fails."""
    move = MOVES[name]
    to = target(move, case.state)
    written = (
        Case.update(
            {**changes, "state": to, "version": case.version + 1, "updated_at": clock.now()}
        )
        .where((Case.id == case.id) & (Case.version == case.version) & (Case.state == case.state))
        .execute()
    )
    if not written:
        raise stale(reading.get(actor, case.id))
    if to in OVER:
        HeldGround.delete().where(HeldGround.case == case.id).execute()
    news.moved(actor, case, name)
    _tell(actor, case, move, to, given)
    return reading.get(actor, case.id)


def _tell(actor: Actor, case: Case, move: Move, to: str, given: Given) -> None:
    """The step of the story, the remarks that came with it, and the event in the trail."""
    if move.name == "submit":
        officers = [item.user_id for item in reading.officers_of([case.id]).get(case.id, [])]
        given = replace(given, detail={**given.detail, "officers": officers})
    step = note(actor, case, move.name, to, given)
    for remark in given.remarks:
        CaseRemark.create(
            case=case,
            step=step,
            document=remark.document,
            section=remark.section,
            paragraph=remark.paragraph,
            quote=remark.quote,
            text=remark.text,
            actor=actor.id,
            actor_name=actor.name[:200],
            at=clock.now(),
        )
    if move.name == "submit":
        CaseRemark.update(resolved_at=clock.now()).where(
            (CaseRemark.case == case.id) & CaseRemark.resolved_at.is_null()
        ).execute()


def note(actor: Actor, case: Case, word: str, to: str, given: Given = PLAIN) -> CaseStep:
    """Add a step to a case's story and to the trail; call last in a transaction."""
    step = CaseStep.create(
        case=case,
        move=word,
        source=case.state,
        target=to,
        at=clock.now(),
        actor=actor.id,
        actor_name=actor.name[:200],
        reason=given.reason,
        document=given.document,
        file=given.file,
        detail=dict(given.detail),
    )
    audit.record(
        f"case.{word}",
        actor,
        subject="enforcement_case",
        subject_id=case.id,
        detail={
            "from": case.state,
            "to": to,
            "reason": given.reason,
            "document": given.document,
            "file": given.file,
            **given.detail,
        },
    )
    return step


def stale(case: Case) -> Conflict:
    last = CaseStep.select().where(CaseStep.case == case.id).order_by(CaseStep.id.desc()).first()
    return Conflict.of(
        "cases.stale",
        who=last.actor_name if last else "",
        state_zh=STATES[case.state],
        state=case.state,
        details=[
            {"field": "version", "value": case.version},
            {"field": "state", "value": case.state, "message": STATES[case.state]},
        ],
    )


def _illegal(actor: Actor, case: Case, move: Move) -> Conflict:
    possible = [item for item in MOVES.values() if case.state in item.sources]
    allowed = [item for item in possible if may(actor, case, item)]
    return Conflict.of(
        "cases.illegal_move",
        state_zh=STATES[case.state],
        state=case.state,
        move_zh=move.zh,
        move=move.en,
        allowed_zh="、".join(item.zh for item in allowed) or "无",
        allowed_en=", ".join(item.en for item in allowed) or "nothing",
        details=[{"field": "move", "value": item.name, "message": item.zh} for item in allowed],
    )


def _refused(move: Move, lacking: Sequence[str], known: Facts) -> Invalid:
    told = [refusal(name, known) for name in lacking]
    return Invalid.of(
        "cases.refused",
        move_zh=move.zh,
        move=move.en,
        lacking_zh="；".join(item["message"] for item in told),
        lacking_en="; ".join(item["message_en"] for item in told),
        details=[{"field": item["code"], **item} for item in told],
    )


def refusal(name: str, known: Facts) -> dict[str, str]:
    """A guard that does not hold, in words, with the devices that it is about and the remedy."""
    text = catalogue()[f"case_guards.{name}"]
    named = GUARDS[name].names(known)
    about_zh, about_en = ("：" + "、".join(named), ": " + ", ".join(named)) if named else ("", "")
    slots = {"days": known.notice_days, "latest": known.latest_on}
    return {
        "code": name,
        "message": text.zh.format(**slots) + about_zh,
        "message_en": text.en.format(**slots) + about_en,
        "remedy": text.remedy_zh.format(**slots),
        "remedy_en": text.remedy_en.format(**slots),
    }
