"""The same step for many alerts at once: each alert is checked, then all are written at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inventory.core import access, clock, database
from inventory.core.access import OFFICE, Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import AppError, Conflict, Invalid, not_found
from inventory.judgement.alerts import handling, news, service
from inventory.judgement.alerts.models import Alert
from inventory.judgement.alerts.service import AlertFilters
from inventory.people.accounts import sessions, users

MOST = 2000
STEPS = ("acknowledge", "snooze", "wake", "assign")
EVENTS = {
    "acknowledge": "alert.acknowledged",
    "snooze": "alert.snoozed",
    "wake": "alert.woken",
    "assign": "alert.assigned",
}

# Refusals that name a day, worded for several alerts.
WHY = {
    "snooze_day": (
        "有约束力的要求不能暂缓到到期日之后，也不能暂缓到过去",
        "What is binding cannot be put off past its due date, nor into the past",
    ),
}


@dataclass(frozen=True)
class Step:
    """What to do: put off needs a day and a reason, hand over a user (None takes it back)."""

    name: str
    until: date | None = None
    reason: str = ""
    user_id: int | None = None


@dataclass
class Refused:
    """Alerts that the step is not for, and why."""

    code: str
    message: str
    message_en: str
    ids: list[int] = field(default_factory=list)


@dataclass
class Result:
    """`unchanged` are in that state already; done, unchanged and refused add up to the request."""

    done: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)

    def refuse(self, alert_id: int, error: AppError) -> None:
        told = WHY.get(error.code, (error.message, error.message_en))
        self.refused.setdefault(error.code, Refused(error.code, *told)).ids.append(alert_id)


def of_ids(actor: Actor, ids: Sequence[int], step: Step, *, preview: bool = False) -> Result:
    """The step for these alerts; what the actor may not see is refused as not found."""
    query = service.visible(actor).where(database.any_of(Alert.id, ids))
    with db.atomic():
        found = list(query)
        result = _handle(actor, found, step, preview=preview)
    for key in sorted(set(ids) - {alert.id for alert in found}):
        result.refuse(key, not_found("预警", "alert"))
    return result


def of_filters(actor: Actor, filters: AlertFilters, step: Step, *, preview: bool = False) -> Result:
    """The step for all alerts that a list shows; Invalid where these are too many at once."""
    query = service.chosen(actor, filters)
    count = service.total(actor, filters)
    if count > MOST:
        raise Invalid.of("alerts.too_many", count=count, most=MOST)
    with db.atomic():
        return _handle(actor, list(query), step, preview=preview)


def _handle(actor: Actor, alerts: Sequence[Alert], step: Step, *, preview: bool) -> Result:
    access.require_role(actor, OFFICE)
    assignee = _rights_of(step.user_id) if step.user_id is not None else None
    result = Result()
    for alert in alerts:
        try:
            _permit(actor, alert, step, assignee)
        except AppError as error:
            result.refuse(alert.id, error)
        else:
            (result.unchanged if _stands(alert, step) else result.done).append(alert.id)
    if result.done and not preview:
        _store(actor, result.done, step)
    return result


def _rights_of(user_id: int) -> Actor:
    user = users.get(user_id)
    if not user.active:
        raise _not_assignable()
    return sessions.actor_for(user)


def _permit(actor: Actor, alert: Alert, step: Step, assignee: Actor | None) -> None:
    """What one alert alone would be refused for."""
    access.require_write(actor, alert.equipment.region, alert.equipment.kind)
    if step.name == "snooze":
        handling.check_day(alert, step.until or clock.today())
    if assignee is not None and (
        assignee.role not in OFFICE or not handling.may_handle(assignee, alert.equipment)
    ):
        raise _not_assignable()


def _not_assignable() -> Conflict:
    return Conflict.of("alerts.not_assignable_bulk")


def _stands(alert: Alert, step: Step) -> bool:
    """Whether there is nothing left to do."""
    if step.name == "acknowledge":
        return alert.acknowledged_at is not None
    if step.name == "snooze":
        return bool(alert.snoozed_until == step.until and alert.snooze_reason == step.reason)
    if step.name == "wake":
        return alert.snoozed_until is None
    return bool(alert.assignee == step.user_id)


def _store(actor: Actor, ids: Sequence[int], step: Step) -> None:
    Alert.update(dict(_values(actor, step))).where(database.any_of(Alert.id, ids)).execute()
    detail: dict[str, Any] = {"alerts": list(ids)}
    if step.name == "snooze" and step.until is not None:
        detail |= {"until": step.until.isoformat(), "reason": step.reason}
    if step.name == "assign":
        detail["user"] = step.user_id
        news.handed_over(actor, step.user_id, ids)
    audit.record(EVENTS[step.name], actor, subject="alert", detail=detail)


def _values(actor: Actor, step: Step) -> Mapping[str, Any]:
    """The columns that a step sets."""
    values: dict[str, Mapping[str, Any]] = {
        "acknowledge": {"acknowledged_by": actor.id, "acknowledged_at": clock.now()},
        "snooze": {"snoozed_until": step.until, "snooze_reason": step.reason},
        "wake": {"snoozed_until": None, "snooze_reason": ""},
        "assign": handling.given_to(step.user_id),
    }
    return values[step.name]
