"""What people do about alerts: acknowledge, put off, hand over. All of it is in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from inventory.core import access, clock
from inventory.core.access import OFFICE, OFFICIALS, Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Invalid, not_found
from inventory.judgement.alerts import news
from inventory.judgement.alerts.models import Alert
from inventory.judgement.alerts.service import visible
from inventory.judgement.alerts.stages import BINDING
from inventory.people.accounts.models import User
from inventory.people.accounts.sessions import actor_for
from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What officials did about an alert; `snooze_latest` None: it cannot be put off."""

    acknowledged_at: datetime | None
    acknowledged_by: str
    snoozed_until: date | None
    snooze_reason: str
    snooze_latest: date | None
    assignee: int | None
    assignee_name: str


@dataclass(frozen=True, kw_only=True)
class AlertShown:
    """An alert with its device; `handling` is None for enterprises."""

    id: int
    equipment_id: int
    kind: str
    name: str
    model: str
    identifier: str
    region: str
    rule: str
    outcome: str
    due: date | None
    stage: str
    opened_at: datetime
    stage_at: datetime
    handling: Handling | None


# How far ahead an alert that is not binding can be put off.
LONGEST = timedelta(days=365)


def get(actor: Actor, alert_id: int) -> Alert:
    """An open alert that `actor` may see."""
    found = visible(actor).where(Alert.id == alert_id).get_or_none()
    if found is None:
        raise not_found("预警", "alert")
    return found


def _for_writing(actor: Actor, alert_id: int) -> Alert:
    access.require_role(actor, OFFICE)
    alert = get(actor, alert_id)
    access.require_region(actor, alert.equipment.region)
    access.require_kind(actor, alert.equipment.kind)
    return alert


def _store(
    event: str, actor: Actor, alert: Alert, values: Mapping[str, Any], detail: dict[str, Any]
) -> Alert:
    Alert.update(dict(values)).where(Alert.id == alert.id).execute()
    audit.record(
        event,
        actor,
        subject="alert",
        subject_id=alert.id,
        detail={"equipment": alert.equipment_id, "rule": alert.rule, **detail},
    )
    return get(actor, alert.id)


def acknowledge(actor: Actor, alert_id: int) -> Alert:
    """Mark it as seen until its stage changes."""
    with db.atomic():
        alert = _for_writing(actor, alert_id)
        if alert.acknowledged_at is not None:
            return alert
        values = {"acknowledged_by": actor.id, "acknowledged_at": clock.now()}
        return _store("alert.acknowledged", actor, alert, values, {"stage": alert.stage})


def snooze(actor: Actor, alert_id: int, until: date, reason: str) -> Alert:
    """Hide it until a day, at the latest the day on which a binding duty is due."""
    with db.atomic():
        alert = _for_writing(actor, alert_id)
        check_day(alert, until)
        values = {"snoozed_until": until, "snooze_reason": reason}
        detail = {"until": until.isoformat(), "reason": reason}
        return _store("alert.snoozed", actor, alert, values, detail)


def latest_snooze(alert: Alert) -> date | None:
    """The last day until which an alert can be put off; None if it cannot."""
    today = clock.today()
    if alert.outcome not in BINDING:
        return today + LONGEST
    return alert.due if alert.due is not None and alert.due > today else None


def check_day(alert: Alert, until: date) -> None:
    """Refuse a day until which an alert cannot be put off."""
    latest = latest_snooze(alert)
    if latest is None:
        raise Invalid.of("alerts.already_due")
    if not clock.today() < until <= latest:
        raise Invalid.of(
            "alerts.snooze_day",
            latest=latest.isoformat(),
            details=[{"field": "until", "value": until.isoformat(), "message": "日期超出范围"}],
        )


def wake(actor: Actor, alert_id: int) -> Alert:
    """End a snooze."""
    with db.atomic():
        alert = _for_writing(actor, alert_id)
        if alert.snoozed_until is None:
            return alert
        values = {"snoozed_until": None, "snooze_reason": ""}
        return _store("alert.woken", actor, alert, values, {})


def assign(actor: Actor, alert_id: int, user_id: int | None) -> Alert:
    """Hand it to an officer of the region and kind, or take it back (None)."""
    with db.atomic():
        alert = _for_writing(actor, alert_id)
        if user_id is not None and user_id not in {user.id for user in _able(alert.equipment)}:
            raise Invalid.of(
                "alerts.not_assignable_handling",
                details=[{"field": "user_id", "value": user_id, "message": "不可指派"}],
            )
        news.handed_over(actor, user_id, [alert.id])
        return _store("alert.assigned", actor, alert, given_to(user_id), {"user": user_id})


def given_to(user_id: int | None) -> Mapping[str, Any]:
    """The columns of an alert that somebody is given: the time to act starts again."""
    return {"assignee": user_id, "assigned_at": clock.now() if user_id else None, "step": 0}


def assignees(actor: Actor, alert_id: int) -> list[User]:
    """Who may be handed an alert."""
    return _able(_for_writing(actor, alert_id).equipment)


def _able(device: Equipment) -> list[User]:
    """Active officers who may write about a device."""
    return [user for user, rights in _officers() if may_handle(rights, device)]


def _officers() -> list[tuple[User, Actor]]:
    rows = User.select().where(User.active & User.role.in_([role.value for role in OFFICE]))
    return [(user, actor_for(user)) for user in rows.order_by(User.display_name)]


def may_handle(rights: Actor, device: Equipment) -> bool:
    """Whether an officer's rights reach a device and its kind."""
    leads = rights.kinds is None or device.kind in rights.kinds
    return leads and rights.sees(device.region, None)


def officers(actor: Actor) -> list[User]:
    """Officers to whom many alerts can be handed: they share a region and a kind with `actor`."""
    return [user for user, rights in _officers() if _meet(actor, rights)]


def _meet(actor: Actor, rights: Actor) -> bool:
    there = any(actor.sees(code, None) for code in rights.regions)
    here = any(rights.sees(code, None) for code in actor.regions)
    return there or here or (actor.role is Role.ADMIN and rights.role is Role.ADMIN)


def shown(actor: Actor, alerts: Iterable[Alert]) -> list[AlertShown]:
    """Alerts as the API gives them: with names, and for enterprises without the office's notes."""
    listed = list(alerts)
    official = actor.role in OFFICIALS
    names = _names(listed) if official else {}
    return [_one(alert, names, official) for alert in listed]


def _names(alerts: list[Alert]) -> dict[int, str]:
    ids = {key for item in alerts for key in (item.assignee, item.acknowledged_by) if key}
    rows = User.select(User.id, User.display_name).where(User.id.in_(sorted(ids)))
    return dict(rows.tuples()) if ids else {}


def _one(alert: Alert, names: dict[int, str], official: bool) -> AlertShown:
    device = alert.equipment
    handled = Handling(
        acknowledged_at=alert.acknowledged_at,
        acknowledged_by=names.get(alert.acknowledged_by, ""),
        snoozed_until=alert.snoozed_until,
        snooze_reason=alert.snooze_reason,
        snooze_latest=latest_snooze(alert),
        assignee=alert.assignee,
        assignee_name=names.get(alert.assignee, ""),
    )
    return AlertShown(
        id=alert.id,
        equipment_id=alert.equipment_id,
        kind=device.kind,
        name=device.name,
        model=device.model,
        identifier=device.identifier,
        region=device.region,
        rule=alert.rule,
        outcome=alert.outcome,
        due=alert.due,
        stage=alert.stage,
        opened_at=alert.opened_at,
        stage_at=alert.stage_at,
        handling=handled if official else None,
    )
