"""Plans with their tasks and targets; progress counted in the ledger or reported by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.core.messages import Sentence
from inventory.core.paging import FIRST, Page, Slice
from inventory.judgement.library import current
from inventory.judgement.plans import counting
from inventory.judgement.plans.models import TargetProgress
from inventory.judgement.plans.reported import standing
from inventory.judgement.plans.results import (
    CountedDevice,
    PlanDetail,
    PlanHeading,
    Target,
    Task,
    UnitTasks,
)
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import lookup
from inventory.registry.equipment.lines import line_of
from standards import Plan
from standards.statements import TARGET, Statement, statements, units

# Targets that want all of something: progress is the share of what is gone.
ALL = "all"
UP_TO = "<="
# Counted as a part of what is in use, in percent.
SHARE = "share"
# What the system does about a target: count it in the ledger, or ask for a figure.
COUNTED, TYPED = "counted", "typed"


def plan_of(region: str) -> Plan:
    """The plan of a region."""
    found = current.load().plans.get(region)
    if found is None:
        raise not_found("方案", "plan")
    return found


def listed() -> list[PlanHeading]:
    """All plans of the library."""
    return [_heading(plan) for plan in current.load().plans.values()]


def _heading(plan: Plan) -> PlanHeading:
    return PlanHeading(
        region=plan.region,
        region_name=plan.region_name,
        document=plan.document,
        title=plan.title,
        issuer=plan.issuer,
        issued=plan.issued,
        tasks=plan.tasks.height,
        targets=plan.targets.height,
        statements=len(statements(current.load(), plan)),
    )


def detail(actor: Actor, region: str) -> PlanDetail:
    """A plan: tasks, who has which, and targets with progress where the region is the actor's."""
    plan = plan_of(region)
    tasks = [task_of(row) for row in plan.tasks.iter_rows(named=True)]
    shown = actor.sees(region, None)
    reported = standing(region) if shown else {}
    return PlanDetail(
        **vars(_heading(plan)),
        as_of=clock.today(),
        progress_visible=shown,
        task_list=tasks,
        departments=by_department(tasks),
        statement_list=statement_list(plan),
        target_list=[
            _progress(actor, region, row, reported, counted=shown)
            for row in plan.targets.iter_rows(named=True)
        ],
    )


def due_targets(actor: Actor, region: str) -> list[Target]:
    """The targets of a region's plan whose day is over, with how far they are."""
    reported, today = standing(region), clock.today().isoformat()
    return [
        _progress(actor, region, row, reported, counted=True)
        for row in plan_of(region).targets.iter_rows(named=True)
        if row["due_date"] and row["due_date"] < today
    ]


def reported_targets(actor: Actor, region: str) -> list[Target]:
    """The targets of a plan by what was reported of them; the ledger is not counted."""
    reported = standing(region)
    return [
        _progress(actor, region, row, reported, counted=False)
        for row in plan_of(region).targets.iter_rows(named=True)
    ]


def target(actor: Actor, region: str, key: tuple[str, str]) -> Target | None:
    """One target of a region's plan, by task and indicator, with how far it is."""
    rows = plan_of(region).targets.iter_rows(named=True)
    row = next((row for row in rows if (row["task_no"], row["indicator"]) == key), None)
    return _progress(actor, region, row, standing(region), counted=True) if row else None


def called(region: str, indicator: str) -> Sentence:
    """A target of a region's plan by its indicator; one that is no more stays as it is."""
    plan = current.load().plans.get(region)
    known = dict(plan.targets.select("indicator", "indicator_en").rows()) if plan else {}
    return Sentence(indicator, known.get(indicator) or indicator)


def said(one: Statement) -> Sentence:
    """A statement by its title, else by its own words, which are Chinese alone."""
    words = one.title or one.quote
    return Sentence(words, one.title_en or words)


def task_of(row: Mapping[str, Any]) -> Task:
    """A task with its units as lists."""
    return Task(
        task_no=row["task_no"],
        group=row["group"],
        title=row["title"],
        summary=row["summary"],
        lead_units=list(units(row["lead_units"])),
        responsible_units=list(units(row["responsible_units"])),
        due_year=int(row["due_year"]) if row["due_year"] else None,
    )


def statement_list(plan: Plan) -> list[Statement]:
    """Everything that a plan says, by task, and what the system does about it."""
    return [_statement(plan, one) for one in statements(current.load(), plan)]


def _statement(plan: Plan, one: Statement) -> Statement:
    """A target is counted in the ledger, or typed in by a unit."""
    if one.handling != TARGET:
        return one
    counted = (plan.region, one.task_no, one.title) in counting.counters()
    return replace(one, handling=COUNTED if counted else TYPED)


def by_department(tasks: Sequence[Task]) -> list[UnitTasks]:
    """Each unit with the tasks that it leads and those it is responsible for, in plan order."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for task in tasks:
        for unit in task.lead_units:
            found.setdefault(unit, ([], []))[0].append(task.task_no)
        for unit in task.responsible_units:
            found.setdefault(unit, ([], []))[1].append(task.task_no)
    return [
        UnitTasks(unit=unit, leads=leads, takes_part=part) for unit, (leads, part) in found.items()
    ]


def _progress(
    actor: Actor,
    region: str,
    row: Mapping[str, Any],
    reported: dict[tuple[str, str], TargetProgress],
    *,
    counted: bool,
) -> Target:
    counter = counting.counters().get((region, row["task_no"], row["indicator"]))
    count = counting.count(actor, counter, clock.today()) if counter and counted else None
    if counter and counter.having and count and not count.done + count.remaining:
        count = None  # a part of nothing says nothing
    report = reported.get((row["task_no"], row["indicator"]))
    target = _number(row["value"])
    operator = SHARE if counter and counter.having else row["operator"]
    source, share, reached = _standing_of(operator, target, count, report)
    return Target(
        task_no=row["task_no"],
        indicator=row["indicator"],
        indicator_en=row["indicator_en"],
        equipment_kind=row["equipment_kind"],
        operator=row["operator"],
        unit=row["unit"],
        unit_en=row["unit_en"],
        value=target,
        baseline_year=int(row["baseline_year"]) if row["baseline_year"] else None,
        due=date.fromisoformat(row["due_date"]) if row["due_date"] else None,
        quote=row["quote"],
        countable=counter is not None,
        count=count,
        report=report,
        source=source,
        share=share,
        reached=reached,
    )


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None  # a target in words


def _standing_of(
    operator: str,
    target: float | None,
    count: counting.Count | None,
    report: TargetProgress | None,
) -> tuple[str | None, float | None, bool | None]:
    """(source, share from 0, reached). A partial count gives way to what was reported."""
    whole = 0.0 if count is None else count.done + count.remaining
    if count is not None and not (count.partial and report is not None):
        if operator == SHARE and target:
            part = count.done / whole * 100
            return "ledger", part / target, part >= target
        if operator == ALL:
            return (
                "ledger",
                count.done / whole if whole else None,
                whole > 0 and count.remaining == 0,
            )
        share = count.done / target if target else None
        return "ledger", share, None if share is None else share >= 1
    if report is None:
        return None, None, None
    if report.value is None or target is None:
        return "report", None, report.reached
    if operator == UP_TO:
        return "report", None, report.value <= target
    return "report", report.value / target if target else None, report.value >= target


def counted(
    actor: Actor, region: str, target: tuple[str, str], state: str, part: Slice = FIRST
) -> Page[CountedDevice]:
    """The devices behind a number of a target that the ledger counts, and how many there are."""
    plan_of(region)
    counter = counting.counters().get((region, *target))
    if counter is None or not actor.sees(region, None):
        raise not_found("可由台账统计的指标", "target that the ledger counts")
    ids = counting.devices(actor, counter, clock.today(), state)
    start = (part.number - 1) * part.size
    return Page(_described(actor, ids[start : start + part.size]), len(ids))


def _described(actor: Actor, ids: list[int]) -> list[CountedDevice]:
    devices = lookup.by_ids(ids)
    found = [devices[key] for key in ids if key in devices]
    named = enterprises.names(actor, {device.enterprise_id for device in found})
    return [
        CountedDevice(
            **vars(line_of(device, named)),
            use_state=device.use_state,
            verdict=device.verdict,
            left_on=device.facts.get(counting.LEFT_ON),
        )
        for device in found
    ]
