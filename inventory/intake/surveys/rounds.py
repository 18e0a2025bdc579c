"""Rounds: begun with a list chosen by filter, added to, closed. The writer of rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from peewee import ModelSelect

from inventory.core import access, clock, region_codes
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.intake.declarations.checking import RETIRED
from inventory.intake.surveys.models import SurveyEntry, SurveyRound
from inventory.judgement.plans import service as plans
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment

OPEN, CLOSED = "open", "closed"
STATES = (OPEN, CLOSED)
PENDING = "pending"
MOST = 2_000  # enterprises of a round


@dataclass(frozen=True)
class Chosen:
    """Which enterprises go on the list: those with a device of the round's kinds that fits."""

    verdict: str = ""
    key_energy_user: bool | None = None
    q: str = ""


@dataclass(frozen=True)
class Begun:
    """What a round begins with."""

    title: str
    region: str
    begins_on: date
    ends_on: date
    kinds: Sequence[str] = ()
    statement: str = ""
    note: str = ""
    chosen: Chosen = Chosen()


def visible(actor: Actor) -> ModelSelect:
    """The rounds of the official's divisions."""
    query = SurveyRound.select().order_by(SurveyRound.id.desc())
    if actor.role not in access.OFFICIALS:
        return query.where(SurveyRound.id.is_null())
    return query.where(access.scope(actor, SurveyRound.region, SurveyRound.id))


def get(actor: Actor, survey_id: int) -> SurveyRound:
    found = visible(actor).where(SurveyRound.id == survey_id).get_or_none()
    if found is None:
        raise not_found("摸排", "survey")
    return found


def candidates(actor: Actor, begun: Begun) -> list[tuple[int, str]]:
    """Number and division of the enterprises that fit, those the actor sees."""
    found = (
        access.scope(actor, Equipment.region, Equipment.enterprise)
        & region_codes.inside(Equipment.region, begun.region)
        & (Equipment.gone == "")
        & Equipment.use_state.not_in(RETIRED)
    )
    chosen = begun.chosen
    if begun.kinds:
        found &= Equipment.kind.in_(list(begun.kinds))
    if chosen.verdict:
        found &= Equipment.verdict == chosen.verdict
    if chosen.key_energy_user is not None:
        found &= Enterprise.key_energy_user == chosen.key_energy_user
    if chosen.q:
        found &= enterprises.named(chosen.q)
    query = Equipment.select(Enterprise.id, Enterprise.region).join(Enterprise).where(found)
    rows: list[tuple[int, str]] = list(query.distinct().order_by(Enterprise.id).tuples())
    return rows


def begin(actor: Actor, begun: Begun) -> SurveyRound:
    """A round with its list; an officer of a department surveys the kinds that it leads."""
    _check(actor, begun)
    found = candidates(actor, begun)
    if not found:
        raise Invalid.of("surveys.nobody")
    if len(found) > MOST:
        raise Invalid.of("surveys.too_many", count=len(found), most=MOST)
    with db.atomic():
        made = SurveyRound.create(
            title=begun.title.strip(),
            region=begun.region,
            statement=begun.statement,
            kinds=list(begun.kinds),
            filters=asdict(begun.chosen),
            begins_on=begun.begins_on,
            ends_on=begun.ends_on,
            note=begun.note.strip(),
            state=OPEN,
            actor=actor.id,
            actor_name=actor.name[:200],
            created_at=clock.now(),
        )
        _enter(made, found)
        _note(actor, made, "begun", {"title": made.title, "enterprises": len(found)})
    return made


def _enter(made: SurveyRound, found: Sequence[tuple[int, str]]) -> None:
    now = clock.now()
    rows = [
        {"round": made.id, "enterprise": key, "region": place, "state": PENDING, "updated_at": now}
        for key, place in found
    ]
    for start in range(0, len(rows), 100):
        SurveyEntry.insert_many(rows[start : start + 100]).execute()


def _check(actor: Actor, begun: Begun) -> None:
    require_write(actor, begun.region, begun.kinds)
    regions.get(begun.region)
    unknown = [kind for kind in begun.kinds if kind not in known_kinds()]
    if unknown:
        raise Invalid.of("surveys.unknown_kind", kind=unknown[0])
    if begun.ends_on < begun.begins_on:
        raise Invalid.of("surveys.period", details=[{"field": "ends_on", "message": "早于开始"}])
    if begun.statement:
        _check_statement(begun.statement)


def _check_statement(statement: str) -> None:
    plan = plans.plan_of(statement.partition(".")[0])
    if statement not in {one.id for one in plans.statement_list(plan)}:
        raise Invalid.of("duties.unknown_statement", names=statement)


def require_write(actor: Actor, region: str, kinds: Sequence[str]) -> None:
    """An officer of the division; with departments, of kinds that these lead."""
    access.require_region(actor, region)
    if actor.kinds is not None and not kinds:
        raise Invalid.of("surveys.own_kinds")
    for kind in kinds:
        access.require_kind(actor, kind)


def add(actor: Actor, survey_id: int, enterprise_id: int) -> SurveyEntry:
    """Put one more enterprise on the list of an open round."""
    with db.atomic():
        found = _open(actor, survey_id)
        owner = enterprises.get(actor, enterprise_id)
        if not region_codes.covers(found.region, owner.region):
            raise Invalid.of("surveys.elsewhere", name=owner.name)
        same = (SurveyEntry.round == found.id) & (SurveyEntry.enterprise == owner.id)
        if SurveyEntry.select().where(same).exists():
            raise Conflict.of("surveys.on_the_list", name=owner.name)
        _enter(found, [(owner.id, owner.region)])
        _note(actor, found, "added", {"enterprise": owner.id})
    return SurveyEntry.get(same)


def _open(actor: Actor, survey_id: int) -> SurveyRound:
    found = get(actor, survey_id)
    require_write(actor, found.region, found.kinds)
    if found.state != OPEN:
        raise Conflict.of("surveys.closed")
    return found


def close(actor: Actor, survey_id: int, version: int) -> SurveyRound:
    """End a round; what was not visited stays so."""
    with db.atomic():
        found = _open(actor, survey_id)
        changed = (
            SurveyRound.update(state=CLOSED, version=version + 1)
            .where((SurveyRound.id == found.id) & (SurveyRound.version == version))
            .execute()
        )
        if not changed:
            raise Conflict.of("surveys.stale")
        _note(actor, found, "closed", {})
    return get(actor, survey_id)


def _note(actor: Actor, row: SurveyRound, event: str, detail: dict[str, object]) -> None:
    audit.record(f"survey.{event}", actor, subject="survey_round", subject_id=row.id, detail=detail)
