"""The result at an enterprise: visited by whom and when, each device against the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peewee import ModelSelect

from inventory.core import access, clock, database, region_codes
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.kinds import known_kinds
from inventory.intake.declarations.checking import RETIRED
from inventory.intake.surveys import rounds
from inventory.intake.surveys.models import SurveyEntry, SurveyLine, SurveyRound
from inventory.registry.equipment.models import Equipment

DONE, UNREACHABLE = "done", "unreachable"
STATES = {rounds.PENDING: "未走访", DONE: "已走访", UNREACHABLE: "未找到企业或已停产"}
AGREE, MISSING, NEW = "agree", "missing", "new"
FINDINGS = {AGREE: "与台账一致", MISSING: "台账有、现场没有", NEW: "现场有、台账没有"}


@dataclass(frozen=True)
class Line:
    """What was found of a device; a new one has a kind and is described."""

    finding: str
    equipment: int | None = None
    kind: str = ""
    text: str = ""


@dataclass(frozen=True)
class Result:
    """What the officer writes down; it replaces what was written before."""

    state: str
    visited_on: date
    people: str
    remark: str = ""
    lines: Sequence[Line] = ()


def get(actor: Actor, entry_id: int) -> SurveyEntry:
    """An enterprise of a round, where the official sees its division."""
    found = (
        SurveyEntry.select(SurveyEntry, SurveyRound)
        .join(SurveyRound)
        .where(SurveyEntry.id == entry_id)
        .get_or_none()
    )
    if (
        found is None
        or actor.role not in access.OFFICIALS
        or not actor.sees(found.round.region, None)
    ):
        raise not_found("摸排企业", "enterprise of a survey")
    return found


def devices(entry: SurveyEntry) -> ModelSelect:
    """What the ledger has of the enterprise in the round's division and kinds."""
    query = Equipment.select().where(
        (Equipment.enterprise == entry.enterprise_id)
        & region_codes.inside(Equipment.region, entry.round.region)
        & (Equipment.gone == "")
        & Equipment.use_state.not_in(RETIRED)
    )
    if entry.round.kinds:
        query = query.where(Equipment.kind.in_(entry.round.kinds))
    return query.order_by(Equipment.kind, Equipment.id)


def require_write(actor: Actor, entry: SurveyEntry) -> None:
    rounds.require_write(actor, entry.round.region, entry.round.kinds)
    if entry.round.state != rounds.OPEN:
        raise Conflict.of("surveys.closed")


def record(actor: Actor, entry_id: int, version: int, result: Result) -> SurveyEntry:
    """Write the result of an enterprise down; a second officer who saw an older one is told."""
    if result.visited_on > clock.today():
        raise Invalid.of("surveys.future", details=[{"field": "visited_on", "message": "晚于今天"}])
    with db.atomic():
        entry = get(actor, entry_id)
        require_write(actor, entry)
        rows = _lines(entry, result)
        counts = Counter(str(row["finding"]) for row in rows)
        changed = (
            SurveyEntry.update(
                state=result.state,
                visited_on=result.visited_on,
                people=result.people.strip(),
                remark=result.remark.strip(),
                actor_name=actor.name[:200],
                updated_at=clock.now(),
                version=version + 1,
                **{finding: counts[finding] for finding in FINDINGS},
            )
            .where((SurveyEntry.id == entry.id) & (SurveyEntry.version == version))
            .execute()
        )
        if not changed:
            raise Conflict.of("surveys.stale")
        SurveyLine.delete().where(SurveyLine.entry == entry.id).execute()
        for start in range(0, len(rows), 100):
            SurveyLine.insert_many(rows[start : start + 100]).execute()
        audit.record(
            "survey.recorded",
            actor,
            subject="survey_entry",
            subject_id=entry.id,
            detail={"enterprise": entry.enterprise_id, "state": result.state, **counts},
        )
    return get(actor, entry_id)


def _lines(entry: SurveyEntry, result: Result) -> list[dict[str, object]]:
    """The rows, each device of the ledger at most once and of this enterprise."""
    if result.state != DONE and result.lines:
        raise Invalid.of("surveys.not_visited")
    named = [line.equipment for line in result.lines if line.equipment is not None]
    rows = devices(entry).where(database.any_of(Equipment.id, named))
    own = {row.id: row.kind for row in rows}
    if len(set(named)) < len(named) or set(named) - own.keys():
        raise Invalid.of("surveys.not_its_device")
    for line in result.lines:
        if line.finding == NEW and (line.kind not in known_kinds() or not line.text.strip()):
            raise Invalid.of("surveys.describe_new")
        if (line.finding == NEW) == (line.equipment is not None):
            raise Invalid.of("surveys.not_its_device")
    return [
        {
            "entry": entry.id,
            "equipment": line.equipment,
            "kind": own.get(line.equipment or 0, line.kind),
            "finding": line.finding,
            "text": line.text.strip(),
        }
        for line in result.lines
    ]
