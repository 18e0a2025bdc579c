"""Sums over projects: by year, source and division; growth of investment on the base of 2023."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import JOIN, IntegrityError, Model, fn

from inventory.core import access, region_codes
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.clock import now
from inventory.core.database import db
from inventory.core.errors import Conflict
from inventory.core.regions import service as regions
from inventory.judgement.library import current
from inventory.judgement.projects.changing import visible
from inventory.judgement.projects.machine import COUNTED, PROJECT, SOURCES
from inventory.judgement.projects.models import (
    InvestmentBase,
    ProjectInvestment,
    RenewalProject,
)
from inventory.judgement.projects.results import (
    Base,
    GrowthTarget,
    PlaceSum,
    SourceSum,
    StateSum,
    Summary,
    YearSum,
)

BASE_YEAR = 2023
INVESTMENT, GROWTH = "investment", "growth>="


@dataclass(frozen=True)
class GivenBase:
    """A figure of the statistics; `version` is 0 where there was none."""

    region: str
    amount_fen: int
    source: str
    year: int = BASE_YEAR
    version: int = 0


def summary(actor: Actor, region: str = "") -> Summary:
    """The sums of what `actor` may see of a division; growth where its base is known."""
    query = visible(actor)
    if region:
        query = query.where(region_codes.inside(RenewalProject.region, region))
    states = dict(
        query.select(RenewalProject.state, fn.COUNT(RenewalProject.id))
        .group_by(RenewalProject.state)
        .tuples()
    )
    counted = query.where(RenewalProject.state.in_(COUNTED))
    ids = counted.select(RenewalProject.id)
    base = _base(actor, region)
    years = _years(ids, base)
    return Summary(
        region=region,
        projects=sum(states.get(state, 0) for state in COUNTED),
        planned_fen=sum(item.planned_fen for item in years),
        spent_fen=sum(item.spent_fen for item in years),
        years=years,
        sources=_sources(ids),
        places=_places(ids),
        states=[StateSum(state, states.get(state, 0)) for state in PROJECT.states],
        base=base,
        missing=_missing(region, base, years),
        targets=growth_targets(region),
    )


def _missing(region: str, base: Base | None, years: list[YearSum]) -> str:
    """What keeps the growth from being told: no division, no base, nothing spent; blank if told."""
    if not region:
        return "region"
    if base is None:
        return "base"
    return "" if any(item.spent_fen for item in years) else "spent"


def _years(ids: Model, base: Base | None) -> list[YearSum]:
    money = ProjectInvestment
    rows = (
        money.select(money.year, fn.SUM(money.planned_fen), fn.SUM(money.spent_fen))
        .where(money.project.in_(ids))
        .group_by(money.year)
        .order_by(money.year)
    )
    return [
        YearSum(year, int(planned), int(spent), growth(planned, base), growth(spent, base))
        for year, planned, spent in rows.tuples()
    ]


def growth(fen: int, base: Base | None) -> float | None:
    """Percent above the base; None without a base or a figure."""
    if base is None or base.amount_fen <= 0 or not fen:
        return None
    return round((int(fen) / base.amount_fen - 1) * 100, 1)


def _sources(ids: Model) -> list[SourceSum]:
    money = ProjectInvestment
    rows = (
        money.select(money.source, fn.SUM(money.planned_fen), fn.SUM(money.spent_fen))
        .where(money.project.in_(ids))
        .group_by(money.source)
    )
    sums = {source: (int(planned), int(spent)) for source, planned, spent in rows.tuples()}
    return [SourceSum(source, *sums[source]) for source in SOURCES if source in sums]


def _places(ids: Model) -> list[PlaceSum]:
    """By the division that a project is recorded in: a township, or the county itself."""
    money = ProjectInvestment
    rows = (
        RenewalProject.select(
            RenewalProject.region,
            fn.COUNT(fn.DISTINCT(RenewalProject.id)),
            fn.COALESCE(fn.SUM(money.planned_fen), 0),
            fn.COALESCE(fn.SUM(money.spent_fen), 0),
        )
        .join(money, JOIN.LEFT_OUTER, on=(money.project == RenewalProject.id))
        .where(RenewalProject.id.in_(ids))
        .group_by(RenewalProject.region)
        .order_by(RenewalProject.region)
    )
    found = list(rows.tuples())
    names = regions.names({row[0] for row in found})
    return [
        PlaceSum(code, names.get(code, ""), count, int(planned), int(spent))
        for code, count, planned, spent in found
    ]


def _base(actor: Actor, region: str) -> Base | None:
    if not region or not actor.sees(region, None):
        return None
    row = InvestmentBase.get_or_none(
        (InvestmentBase.region == region) & (InvestmentBase.year == BASE_YEAR)
    )
    return None if row is None else _told(row)


def _told(row: InvestmentBase) -> Base:
    return Base(row.region, row.year, row.amount_fen, row.source, row.version)


def growth_targets(region: str) -> list[GrowthTarget]:
    """The targets of the division's plan that ask for growth of equipment investment."""
    plan = current.load().plans.get(region)
    if plan is None:
        return []
    return [
        GrowthTarget(
            region=region,
            task_no=row["task_no"],
            indicator=row["indicator"],
            indicator_en=row["indicator_en"],
            value=float(row["value"]) if row["value"] else None,
            unit=row["unit"],
            unit_en=row["unit_en"] or "",
            baseline_year=int(row["baseline_year"]) if row["baseline_year"] else None,
            due=date.fromisoformat(row["due_date"]) if row["due_date"] else None,
            quote=row["quote"],
        )
        for row in plan.targets.iter_rows(named=True)
        if row["equipment_kind"] == INVESTMENT and row["operator"] == GROWTH
    ]


def set_base(actor: Actor, given: GivenBase) -> Base:
    """Write down the base of a division, with where it comes from."""
    access.require_region(actor, given.region)
    regions.get(given.region)
    values = {"amount_fen": given.amount_fen, "source": given.source.strip()}
    with db.atomic():
        old = InvestmentBase.get_or_none(
            (InvestmentBase.region == given.region) & (InvestmentBase.year == given.year)
        )
        if (old.version if old else 0) != given.version:
            raise Conflict.of("projects.version")
        row = old or InvestmentBase(region=given.region, year=given.year, version=0)
        row.amount_fen, row.source = given.amount_fen, given.source.strip()
        row.actor, row.updated_at, row.version = actor.id, now(), given.version + 1
        _save(row)
        audit.record(
            "project.base_set",
            actor,
            subject="investment_base",
            subject_id=row.id,
            detail={
                "region": given.region,
                "year": given.year,
                "before": None if old is None else {"version": given.version},
                **values,
            },
        )
    return _told(row)


def _save(row: InvestmentBase) -> None:
    try:
        with db.atomic():
            row.save()
    except IntegrityError as error:  # somebody gave the first figure in this moment
        raise Conflict.of("projects.version") from error
