"""Acknowledging, putting off and handing over; and that escalation is stronger than all three."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.database import db
from inventory.core.errors import Forbidden, Invalid, NotFound
from inventory.core.settings import Settings
from inventory.judgement.alerts import handling, service, syncing
from inventory.judgement.alerts.models import Alert
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.people.enterprises import service as enterprises

PASSWORD = "correct horse battery"
TODAY = date(2026, 11, 21)


@pytest.fixture
def people(ledger: Settings) -> dict[str, Actor]:
    """Two boilers in 440704: external inspection due in 40 days, internal one overdue."""
    own = enterprises.create(SYSTEM, {"name": "江海区示例纺织厂", "region": "440704"})
    facts: dict[str, Any] = {
        "model": "WNS4-1.25-Q",
        "use_state": "在用",
        "rated_capacity_tph": 4,
        "last_external_inspection_on": "2025-12-31",
        "last_internal_inspection_on": "2024-01-10",
    }
    for number in ("A1", "A2"):
        equipment.create(
            SYSTEM,
            "boiler",
            own.id,
            "440704",
            {**facts, "device_code": number},
            writing.Origin("test"),
        )
    made = {
        "county": accounts.create_user("county", "区", PASSWORD, Role.INSPECTOR, ["440704"]),
        "city": accounts.create_user("city", "市", PASSWORD, Role.INSPECTOR, ["440700"]),
        "leader": accounts.create_user("leader", "领导", PASSWORD, Role.LEADER, ["440704"]),
        "other": accounts.create_user("other", "外", PASSWORD, Role.INSPECTOR, ["140522"]),
        "clerk": accounts.create_user("clerk", "企", PASSWORD, Role.ENTERPRISE, enterprise=own.id),
    }
    return {name: sessions.actor_for(user) for name, user in made.items()}


def coming() -> Alert:
    return Alert.get((Alert.rule == "boiler.inspection-external") & (Alert.stage == "90"))


def overdue() -> Alert:
    return Alert.get(Alert.rule == "boiler.inspection-internal")


def sync(today: date) -> None:
    with clock.frozen(today), db.atomic():
        for ids in syncing.ranges():
            syncing.sync_range(today, *ids)


def listed(actor: Actor, **filters: Any) -> set[int]:
    return {alert.id for alert in service.find(actor, service.AlertFilters(**filters))[0]}


def test_acknowledging_names_who_and_when(people: dict[str, Actor]) -> None:
    alert = handling.acknowledge(people["county"], coming().id)
    assert (alert.acknowledged_by, alert.acknowledged_at) == (people["county"].id, clock.now())
    again = handling.acknowledge(people["city"], alert.id)
    assert again.acknowledged_by == people["county"].id
    assert alert.id in listed(people["county"], acknowledged=True)
    assert alert.id not in listed(people["county"], acknowledged=False)


def test_a_snoozed_alert_hides_until_its_day(people: dict[str, Actor]) -> None:
    actor, alert = people["county"], coming()
    before = service.counts(actor)["90"]
    handling.snooze(actor, alert.id, TODAY + timedelta(days=9), "已约检验机构")
    assert alert.id not in listed(actor)
    assert service.counts(actor)["90"] == before - 1
    assert listed(actor, snoozed=True) == {alert.id}
    with clock.frozen(TODAY + timedelta(days=9)):
        assert alert.id in listed(actor)
        assert listed(actor, snoozed=True) == set()


@pytest.mark.parametrize("days", [0, -3, 41, 400])
def test_a_binding_alert_is_never_put_off_past_its_day(people: dict[str, Actor], days: int) -> None:
    alert = coming()
    assert alert.due == TODAY + timedelta(days=40)
    with pytest.raises(Invalid) as refused:
        handling.snooze(people["county"], alert.id, TODAY + timedelta(days=days), "晚点再说")
    assert refused.value.code == "snooze_day"
    handling.snooze(people["county"], alert.id, alert.due, "最后一天")


def test_what_is_due_already_cannot_be_put_off(people: dict[str, Actor]) -> None:
    with pytest.raises(Invalid) as refused:
        handling.snooze(people["county"], overdue().id, TODAY + timedelta(days=1), "晚点再说")
    assert refused.value.code == "already_due"


def test_a_new_stage_ends_snooze_and_acknowledgement(people: dict[str, Actor]) -> None:
    actor, alert = people["county"], coming()
    handling.acknowledge(actor, alert.id)
    handling.snooze(actor, alert.id, alert.due, "已约检验机构")
    handling.assign(actor, alert.id, people["city"].id)
    sync(TODAY + timedelta(days=5))
    assert handling.get(actor, alert.id).snoozed_until == alert.due, "same stage, still quiet"
    sync(TODAY + timedelta(days=10))
    moved = handling.get(actor, alert.id)
    assert (moved.stage, moved.snoozed_until, moved.snooze_reason) == ("30", None, "")
    assert (moved.acknowledged_by, moved.assignee) == (None, people["city"].id)
    with clock.frozen(TODAY + timedelta(days=10)):
        assert alert.id in listed(actor)


def test_waking_ends_a_snooze(people: dict[str, Actor]) -> None:
    actor, alert = people["county"], coming()
    handling.snooze(actor, alert.id, alert.due, "已约检验机构")
    assert handling.wake(actor, alert.id).snoozed_until is None
    assert alert.id in listed(actor)


def test_alerts_are_handed_to_officers_of_region_and_kind(people: dict[str, Actor]) -> None:
    actor, alert = people["county"], coming()
    assert {user.username for user in handling.assignees(actor, alert.id)} == {"county", "city"}
    handling.assign(actor, alert.id, people["city"].id)
    assert listed(people["city"], mine=True) == listed(actor, assignee=people["city"].id)
    assert listed(actor, mine=True) == set()
    for name in ("leader", "other", "clerk"):
        with pytest.raises(Invalid):
            handling.assign(actor, alert.id, people[name].id)
    assert handling.assign(actor, alert.id, None).assignee is None


@pytest.mark.parametrize(
    ("who", "error"), [("leader", Forbidden), ("clerk", Forbidden), ("other", NotFound)]
)
def test_who_may_not(people: dict[str, Actor], who: str, error: type[Exception]) -> None:
    alert = coming()
    for act in (
        lambda: handling.acknowledge(people[who], alert.id),
        lambda: handling.snooze(people[who], alert.id, alert.due, "x"),
        lambda: handling.wake(people[who], alert.id),
        lambda: handling.assign(people[who], alert.id, None),
        lambda: handling.assignees(people[who], alert.id),
    ):
        with pytest.raises(error):
            act()


def test_enterprises_do_not_read_the_offices_notes(people: dict[str, Actor]) -> None:
    actor, alert = people["county"], coming()
    handling.snooze(actor, alert.id, alert.due, "内部说明")
    alerts = [handling.get(people["clerk"], alert.id)]
    assert handling.shown(people["clerk"], alerts)[0].handling is None
    assert handling.shown(people["leader"], alerts)[0].handling.snooze_reason == "内部说明"


def test_lists_by_kind_region_and_stage_agree_with_their_counts(people: dict[str, Actor]) -> None:
    actor = people["county"]
    for filters in (
        service.AlertFilters(),
        service.AlertFilters(kind="boiler"),
        service.AlertFilters(kind="truck"),
        service.AlertFilters(region="440704"),
        service.AlertFilters(region="140522"),
        service.AlertFilters(rule="boiler.inspection-internal"),
        service.AlertFilters(acknowledged=False),
    ):
        counts = service.counts(actor, filters)
        assert sum(counts.values()) == service.find(actor, filters)[1]
        for stage, count in counts.items():
            chosen = service.AlertFilters(**{**filters.__dict__, "stage": stage})
            assert service.find(actor, chosen)[1] == count
    assert service.find(people["other"])[1] == 0
