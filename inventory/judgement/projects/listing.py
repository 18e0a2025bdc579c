"""Projects as lists and as a page: filters, pages by key, all that one project has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Case, Expression, Model, ModelSelect, fn

from inventory.core import database, region_codes
from inventory.core.access import Actor
from inventory.core.searchtext import contains, folded
from inventory.judgement.projects import claiming
from inventory.judgement.projects.changing import get, manages, may_write, visible
from inventory.judgement.projects.machine import PROJECT
from inventory.judgement.projects.models import (
    ProjectDevice,
    ProjectInvestment,
    ProjectRevision,
    RenewalProject,
    SubsidyClaim,
)
from inventory.judgement.projects.results import (
    Change,
    Claim,
    Device,
    Estimate,
    Money,
    Pair,
    ProjectDetail,
    ProjectPage,
    ProjectShown,
)
from inventory.judgement.projects.saving import named
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.stories import people

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; `equipment` stands on either side of a project."""

    q: str = ""
    region: str = ""
    state: str = ""
    enterprise: int | None = None
    equipment: int | None = None
    year: int | None = None
    source: str = ""


@dataclass(frozen=True)
class _Counts:
    """Sums of a project: money in fen, devices, those replaced, claims that stand."""

    planned: int = 0
    spent: int = 0
    devices: int = 0
    replaced: int = 0
    claims: int = 0


def query(actor: Actor, filters: Filters) -> ModelSelect:
    """The projects that `actor` may see and the filters leave."""
    conditions: list[Expression] = []
    if filters.q:
        conditions.append(contains(RenewalProject.search, folded(filters.q)))
    if filters.region:
        conditions.append(region_codes.inside(RenewalProject.region, filters.region))
    if filters.state:
        conditions.append(RenewalProject.state == filters.state)
    if filters.enterprise is not None:
        conditions.append(RenewalProject.enterprise == filters.enterprise)
    if filters.equipment is not None:
        either = (ProjectDevice.old == filters.equipment) | (ProjectDevice.new == filters.equipment)
        conditions.append(_among(ProjectDevice, either))
    if filters.year is not None:
        conditions.append(_among(ProjectInvestment, ProjectInvestment.year == filters.year))
    if filters.source:
        conditions.append(_among(ProjectInvestment, ProjectInvestment.source == filters.source))
    return visible(actor).where(*conditions) if conditions else visible(actor)


def _among(model: type[Model], condition: Expression) -> Expression:
    rows = model.select(model.project).where(condition)
    return RenewalProject.id.in_(rows)


def page(actor: Actor, filters: Filters, after: int | None = None, size: int = PAGE) -> ProjectPage:
    """One page, the newest first, and the exact count; `after` is the last page's `next`."""
    rows = query(actor, filters)
    total = rows.count()
    if after is not None:
        rows = rows.where(RenewalProject.id < after)
    found = list(rows.order_by(RenewalProject.id.desc()).limit(size + 1))
    following = found[size - 1].id if len(found) > size else None
    return ProjectPage(told(found[:size]), total, following)


def told(rows: Sequence[RenewalProject]) -> list[ProjectShown]:
    """Projects with their owner and sums: four queries for any number."""
    ids = [row.id for row in rows]
    owners = {
        item.id: item
        for item in Enterprise.select().where(
            database.any_of(Enterprise.id, {row.enterprise_id for row in rows})
        )
    }
    counts = _counts(ids)
    return [
        ProjectShown(**_shown(row, owners[row.enterprise_id], counts.get(row.id, _Counts())))
        for row in rows
    ]


def _shown(row: RenewalProject, owner: Enterprise, counts: _Counts) -> Mapping[str, Any]:
    same = (
        "id",
        "version",
        "name",
        "state",
        "region",
        "enterprise_id",
        "contents",
        "contact",
        "phone",
        "planned_from",
        "planned_to",
        "started_on",
        "finished_on",
        "measured_kgce",
        "updated_at",
    )
    return {
        **{name: getattr(row, name) for name in same},
        "enterprise": owner.name,
        "uscc": owner.uscc,
        "planned_fen": counts.planned,
        "spent_fen": counts.spent,
        "devices": counts.devices,
        "replaced": counts.replaced,
        "claims": counts.claims,
        "expected_kgce": row.expected["kgce"] if row.expected else None,
    }


def _counts(ids: Sequence[int]) -> dict[int, _Counts]:
    money = ProjectInvestment
    sums = {
        key: (planned, spent)
        for key, planned, spent in money.select(
            money.project, fn.SUM(money.planned_fen), fn.SUM(money.spent_fen)
        )
        .where(database.any_of(money.project, ids))
        .group_by(money.project)
        .tuples()
    }
    times = fn.COALESCE(Equipment.quantity, 1)
    there = Case(None, [(ProjectDevice.new.is_null(), 0)], times)
    devices = {
        key: (count, replaced)
        for key, count, replaced in ProjectDevice.select(
            ProjectDevice.project, fn.SUM(times), fn.SUM(there)
        )
        .join(Equipment, on=(ProjectDevice.old == Equipment.id))
        .where(database.any_of(ProjectDevice.project, ids))
        .group_by(ProjectDevice.project)
        .tuples()
    }
    claims = dict(
        SubsidyClaim.select(SubsidyClaim.project, fn.COUNT(SubsidyClaim.id))
        .where(database.any_of(SubsidyClaim.project, ids) & (SubsidyClaim.revoked == 0))
        .group_by(SubsidyClaim.project)
        .tuples()
    )
    return {key: _counted(sums.get(key), devices.get(key), claims.get(key, 0)) for key in ids}


def _counted(money: Any, devices: Any, claims: int) -> _Counts:
    planned, spent = money or (0, 0)
    count, replaced = devices or (0, 0)
    return _Counts(int(planned), int(spent), int(count), int(replaced), claims)


def detail(actor: Actor, project_id: int) -> ProjectDetail:
    """A project with everything that belongs to it, and what the reader may do."""
    row = get(actor, project_id)
    (shown,) = told([row])
    rights = manages(actor, row) or row.state == "proposed"
    steps = PROJECT.allowed(row.state, actor.role) if rights else []
    return ProjectDetail(
        **vars(shown),
        investments=money_of(row),
        pairs=_pairs(row),
        claim_list=_claims(actor, row),
        estimate=_estimate(row),
        measured_from=row.measured_from,
        measured_to=row.measured_to,
        measured_source=row.measured_source,
        moves=[step.name for step in steps],
        editable=may_write(actor, row),
        manageable=manages(actor, row),
    )


def money_of(row: RenewalProject) -> list[Money]:
    """The money by year and source."""
    query = ProjectInvestment.select().where(ProjectInvestment.project == row)
    return [
        Money(item.year, item.source, item.planned_fen, item.spent_fen)
        for item in query.order_by(ProjectInvestment.year, ProjectInvestment.id)
    ]


def _pairs(row: RenewalProject) -> list[Pair]:
    rows = list(
        ProjectDevice.select().where(ProjectDevice.project == row).order_by(ProjectDevice.id)
    )
    devices = _devices(
        [key for item in rows for key in (item.old_id, item.new_id) if key is not None]
    )
    found = claiming.matches([devices[item.old_id] for item in rows])
    return [
        Pair(
            old=_device(devices[item.old_id]),
            new=_device(devices[item.new_id]) if item.new_id is not None else None,
            new_text=item.new_text,
            subsidies=found.get(item.old_id, []),
        )
        for item in rows
    ]


def _devices(ids: Iterable[int]) -> dict[int, Equipment]:
    rows = Equipment.select().where(database.any_of(Equipment.id, ids))
    return {device.id: device for device in rows}


def _device(device: Equipment) -> Device:
    return Device(
        id=device.id,
        kind=device.kind,
        name=device.name,
        model=device.model,
        identifier=device.identifier,
        quantity=device.quantity or 1,
        use_state=device.use_state,
        verdict=device.verdict,
        in_ledger=not device.gone,
    )


def _claims(actor: Actor, row: RenewalProject) -> list[Claim]:
    rows = list(SubsidyClaim.select().where(SubsidyClaim.project == row).order_by(SubsidyClaim.id))
    devices = _devices({item.equipment_id for item in rows})
    names = people(actor, (item.actor for item in rows))
    known = claiming.programmes()
    return [
        Claim(
            id=item.id,
            equipment_id=item.equipment_id,
            device=named(devices[item.equipment_id]),
            programme=item.programme,
            title=known[item.programme].title_zh if item.programme in known else item.programme,
            title_en=known[item.programme].title_en if item.programme in known else item.programme,
            on=item.on,
            amount_fen=item.amount_fen,
            note=item.note,
            who=names.get(item.actor, ""),
            revoked_at=item.revoked_at,
            revoked_reason=item.revoked_reason,
        )
        for item in rows
    ]


def _estimate(row: RenewalProject) -> Estimate | None:
    if row.expected is None:
        return None
    then = {item["equipment"] for item in row.expected["items"]}
    now = ProjectDevice.select(ProjectDevice.old).where(ProjectDevice.project == row)
    return Estimate(**row.expected, stale=then != {key for (key,) in now.tuples()})


def history(actor: Actor, project_id: int) -> list[Change]:
    """Every version of a project, the newest first, with the fields that it changed."""
    row = get(actor, project_id)
    rows = list(
        ProjectRevision.select()
        .where(ProjectRevision.project == row)
        .order_by(ProjectRevision.version)
    )
    names = people(actor, (item.actor for item in rows))
    before: Mapping[str, Any] = {}
    found = []
    for item in rows:
        fields = [key for key in item.after if before and item.after[key] != before.get(key)]
        who = names.get(item.actor, item.actor_name)
        found.append(Change(item.version, item.at, who, item.act, item.note, fields))
        before = item.after
    return found[::-1]
