"""Figures of targets, asked of the responsible unit, answered and reviewed: their only writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.core import access, clock, paging
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, Invalid, not_found
from inventory.core.paging import FIRST, Page, Slice
from inventory.judgement.duties import machine, own, progress, service
from inventory.judgement.duties.models import FigureRequest
from inventory.judgement.plans import reporting
from inventory.judgement.plans import service as plans
from inventory.registry.notifications.emitting import News, emit


@dataclass(frozen=True)
class Asked:
    """Which figure, of whom, by when."""

    task_no: str
    indicator: str
    department: str
    person: int
    due: date


@dataclass(frozen=True)
class Answer:
    """A figure or a yes, of a day, with where it comes from."""

    on: date
    evidence: str
    value: float | None = None
    reached: bool | None = None


def listing(actor: Actor, region: str, state: str, part: Slice = FIRST) -> Page[FigureRequest]:
    """The requests of a region's plan, those with the earliest term first."""
    progress.require_reader(actor, region)
    query = FigureRequest.select().where(FigureRequest.region == region)
    mine = own.of(actor)
    if not mine.everything:
        named = [one.title for one in own.statements(mine, region) if one.title]
        query = query.where(
            (FigureRequest.person == mine.person)
            | FigureRequest.department.in_(sorted(mine.names))
            | FigureRequest.indicator.in_(named)
        )
    query = query.order_by(FigureRequest.due, FigureRequest.id)
    return paging.page(query.where(FigureRequest.state == state) if state else query, part)


def get(actor: Actor, request_id: int) -> FigureRequest:
    """A request of a region that the actor sees."""
    found = FigureRequest.get_or_none(FigureRequest.id == request_id)
    if found is None or actor.role not in access.OFFICIALS or not actor.sees(found.region, None):
        raise not_found("数据填报", "request for a figure")
    mine = own.of(actor)
    if not mine.has(found.department, found.person_id) and found.indicator not in {
        one.title for one in own.statements(mine, found.region)
    }:
        raise not_found("数据填报", "request for a figure")
    return found


def ask(actor: Actor, region: str, asked: Asked) -> FigureRequest:
    """Ask a unit for a figure; one request for a target at a time."""
    plan = plans.plan_of(region)
    access.require_region(actor, region)
    if (asked.task_no, asked.indicator) not in plan.targets.select("task_no", "indicator").rows():
        raise Invalid.of("plans.unknown_target", task_no=asked.task_no, indicator=asked.indicator)
    if asked.due < clock.today():
        raise Invalid.of("duties.term_over", details=[{"field": "due", "value": str(asked.due)}])
    service.require_person(asked.person, region)
    with db.atomic():
        same = (FigureRequest.region == region) & (FigureRequest.indicator == asked.indicator)
        running = FigureRequest.state.in_((machine.ASKED, machine.ANSWERED))
        if FigureRequest.select().where(same & running).exists():
            raise Conflict.of("duties.asked_already", indicator=asked.indicator)
        made = FigureRequest.create(
            region=region,
            **vars(asked),
            state=machine.FIGURE.start,
            asked_name=actor.name,
            asked_at=clock.now(),
        )
        _note(actor, made, "asked", {"indicator": asked.indicator, "person": asked.person})
        emit([_news(made, actor.name)])
    return made


def _news(row: FigureRequest, who: str) -> News:
    return News(
        "figure_asked",
        {
            "indicator": plans.called(row.region, row.indicator),
            "due": row.due.isoformat(),
            "who": who,
        },
        region=row.region,
        users=(row.person_id,),
        subject="figure_request",
        subject_id=row.id,
    )


def answer(actor: Actor, request_id: int, version: int, given: Answer) -> FigureRequest:
    """The figure, by who was asked (or who stands in for them)."""
    if (given.value is None) == (given.reached is None):
        raise Invalid.of("plans.value_or_reached")
    if given.on > clock.today():
        raise Invalid.of("plans.future")
    by = {"answered_by": actor.id, "answered_name": actor.name, "answered_at": clock.now()}
    return _step(actor, request_id, version, "answer", {**vars(given), **by, "remark": ""})


def review(actor: Actor, request_id: int, version: int, name: str, remark: str) -> FigureRequest:
    """Accept, send back or cancel. Accepted by a second person only; it becomes a report of the
    target, beside the earlier ones."""
    if name == "send_back" and not remark:
        raise Invalid.of("duties.reason", details=[{"field": "remark", "value": ""}])
    if name != "accept":
        return _step(actor, request_id, version, name, {"remark": remark})
    with db.atomic():
        row = get(actor, request_id)
        machine.FIGURE.after(row.state, name, str(actor.role))
        if actor.id is not None and actor.id == row.answered_by:
            raise Forbidden.of("duties.same_person")
        told = reporting.report(
            actor,
            row.region,
            reporting.Report(
                row.task_no,
                row.indicator,
                row.on,
                f"{row.evidence}（{row.answered_name} 填报）",
                unit=row.department,
                value=row.value,
                reached=row.reached,
            ),
        )
        changes = {"remark": remark, "progress": told.id}
        return _step(actor, request_id, version, name, changes)


def _step(
    actor: Actor, request_id: int, version: int, name: str, changes: Mapping[str, Any]
) -> FigureRequest:
    with db.atomic():
        row = get(actor, request_id)
        access.require_region(actor, row.region)
        target = machine.FIGURE.after(row.state, name, str(actor.role))
        values = {**changes, "state": target, "version": version + 1}
        same = (FigureRequest.id == row.id) & (FigureRequest.version == version)
        if not FigureRequest.update(**values).where(same).execute():
            raise Conflict.of("duties.changed")
        _note(actor, row, name, {"remark": changes.get("remark", "")})
        if name == "send_back":
            emit([_news(row, actor.name)])
    return get(actor, request_id)


def _note(actor: Actor, row: FigureRequest, event: str, detail: Mapping[str, Any]) -> None:
    audit.record(
        f"figure.{event}", actor, subject="figure_request", subject_id=row.id, detail=dict(detail)
    )
