"""Rounds and their enterprises as lists, with progress. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peewee import ModelSelect, fn

from inventory.core import clock, database, paging, region_codes
from inventory.core.access import Actor
from inventory.core.paging import FIRST, Page, Slice
from inventory.core.regions import service as regions
from inventory.intake.surveys import recording, rounds
from inventory.intake.surveys.models import SurveyEntry, SurveyLine, SurveyRound
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a round is, and what it found."""

    enterprises: int = 0
    done: int = 0
    unreachable: int = 0
    agree: int = 0
    missing: int = 0
    new: int = 0


@dataclass(frozen=True, kw_only=True)
class RoundShown:
    """A round with its progress; `late`: its days are over and enterprises are left."""

    id: int
    title: str
    region: str
    region_name: str
    statement: str
    kinds: Sequence[str]
    begins_on: date
    ends_on: date
    note: str
    state: str
    late: bool
    actor_name: str
    created_at: datetime
    version: int
    progress: Progress


@dataclass(frozen=True, kw_only=True)
class LineShown:
    """A device: what the ledger knows of it, and what was found (blank: nobody looked)."""

    equipment: int | None
    kind: str
    name: str
    finding: str
    text: str


@dataclass(frozen=True)
class Wanted:
    """What the enterprises of a round are narrowed to."""

    state: str = ""
    region: str = ""
    q: str = ""
    found: str = ""  # missing or new: only where such devices are


def listing(actor: Actor, state: str, statement: str, part: Slice = FIRST) -> Page[RoundShown]:
    """The rounds, the latest first."""
    query = rounds.visible(actor)
    if state:
        query = query.where(SurveyRound.state == state)
    if statement:
        query = query.where(SurveyRound.statement == statement)
    found = paging.page(query, part)
    return Page(shown(found.items), found.total, found.last)


def one(actor: Actor, survey_id: int) -> RoundShown:
    return shown([rounds.get(actor, survey_id)])[0]


def shown(rows: Sequence[SurveyRound]) -> list[RoundShown]:
    """Rounds with progress and names: two queries for all."""
    progress = _progress([row.id for row in rows])
    names = regions.names({row.region for row in rows})
    return [_shown(row, progress.get(row.id, Progress()), names) for row in rows]


def _shown(row: SurveyRound, progress: Progress, names: dict[str, str]) -> RoundShown:
    left = progress.enterprises - progress.done - progress.unreachable
    return RoundShown(
        id=row.id,
        title=row.title,
        region=row.region,
        region_name=names.get(row.region, row.region),
        statement=row.statement,
        kinds=row.kinds,
        begins_on=row.begins_on,
        ends_on=row.ends_on,
        note=row.note,
        state=row.state,
        late=row.state == rounds.OPEN and left > 0 and row.ends_on < clock.today(),
        actor_name=row.actor_name,
        created_at=row.created_at,
        version=row.version,
        progress=progress,
    )


def _progress(ids: Sequence[int]) -> dict[int, Progress]:
    of = SurveyEntry
    sums = [fn.SUM(column) for column in (of.agree, of.missing, of.new)]
    rows = (
        of.select(of.round, of.state, fn.COUNT(of.id), *sums)
        .where(database.any_of(of.round, ids))
        .group_by(of.round, of.state)
    )
    found: dict[int, dict[str, int]] = {}
    for key, state, count, *found_of in rows.tuples():
        total = found.setdefault(key, dict.fromkeys(vars(Progress()), 0))
        total["enterprises"] += count
        if state in total:
            total[state] += count
        for name, number in zip(recording.FINDINGS, found_of, strict=True):
            total[name] += number
    return {key: Progress(**total) for key, total in found.items()}


def entries(actor: Actor, survey_id: int, wanted: Wanted, part: Slice = FIRST) -> Page[SurveyEntry]:
    """The enterprises of a round, those not visited first."""
    return paging.page(select(actor, survey_id, wanted), part)


def select(actor: Actor, survey_id: int, wanted: Wanted) -> ModelSelect:
    found = rounds.get(actor, survey_id)
    query = SurveyEntry.select(SurveyEntry, Enterprise).join(Enterprise)
    query = query.where(SurveyEntry.round == found.id)
    if wanted.state:
        query = query.where(SurveyEntry.state == wanted.state)
    if wanted.region:
        query = query.where(region_codes.inside(SurveyEntry.region, wanted.region))
    if wanted.q:
        query = query.where(enterprises.named(wanted.q))
    if wanted.found:
        query = query.where(getattr(SurveyEntry, wanted.found) > 0)
    return query.order_by(SurveyEntry.visited_on.is_null(False), Enterprise.name, SurveyEntry.id)


def lines(entry: SurveyEntry) -> list[LineShown]:
    """Every device of the ledger with what was found, then those that are new."""
    written = {
        row.equipment_id: row for row in entry.lines.where(SurveyLine.equipment.is_null(False))
    }
    gone = written.keys()
    told = [_line(device, written.get(device.id)) for device in recording.devices(entry)]
    there = {line.equipment for line in told}
    lost = Equipment.select().where(database.any_of(Equipment.id, gone - there))
    told += [_line(device, written[device.id]) for device in lost]
    new = entry.lines.where(SurveyLine.equipment.is_null()).order_by(SurveyLine.id)
    return told + [
        LineShown(equipment=None, kind=row.kind, name="", finding=row.finding, text=row.text)
        for row in new
    ]


def _line(device: Equipment, row: SurveyLine | None) -> LineShown:
    called = " ".join(filter(None, (device.name, device.model, device.identifier)))
    return LineShown(
        equipment=device.id,
        kind=device.kind,
        name=called,
        finding=row.finding if row else "",
        text=row.text if row else "",
    )
