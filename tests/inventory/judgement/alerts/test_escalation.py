"""An alert belongs to somebody, moves on when nobody acts, and tells so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, Invalid
from inventory.core.settings import Settings
from inventory.judgement.alerts import escalating, handling, syncing
from inventory.judgement.alerts.escalating import Escalated
from inventory.judgement.alerts.models import Alert
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions, users
from inventory.people.accounts.models import User
from inventory.people.enterprises import service as enterprises
from inventory.people.responsibilities import service as responsibilities
from inventory.registry.notifications import telling
from inventory.registry.notifications.models import Notification

PASSWORD = "correct horse battery"
OVERDUE = {
    "model": "WNS4-1.25-Q",
    "use_state": "在用",
    "rated_capacity_tph": 4,
    "last_internal_inspection_on": "2024-01-10",
    "last_external_inspection_on": "2026-11-01",
}


@dataclass(frozen=True)
class Bureau:
    owner: int
    first: User
    second: User
    third: User
    leader: User


@pytest.fixture
def office(ledger: Settings) -> Bureau:
    owner = enterprises.create(SYSTEM, {"name": "江海区示例纺织厂", "region": "440704"})
    accounts.create_user("clerk", "企", PASSWORD, Role.ENTERPRISE, enterprise=owner.id)

    def officer(name: str, role: Role = Role.INSPECTOR) -> User:
        return accounts.create_user(name, name, PASSWORD, role, ["440704"])

    return Bureau(
        owner.id,
        officer("first"),
        officer("second"),
        officer("third"),
        officer("leader", Role.LEADER),
    )


def row(office: Bureau, *deputies: User, **more: Any) -> responsibilities.Shown:
    values = {"region": "440704", "kind": "", "officer": office.first.id, "wait_days": 3}
    return responsibilities.create(
        SYSTEM, {**values, "deputies": [user.id for user in deputies], **more}
    )


def boiler(office: Bureau) -> Alert:
    made = equipment.create(
        SYSTEM, "boiler", office.owner, "440704", OVERDUE, writing.Origin("test")
    )
    return Alert.get((Alert.equipment == made.id) & (Alert.stage == "overdue30"))


def after(**passed: float) -> Any:
    return clock.frozen(clock.now() + timedelta(**passed))


def holder(alert: Alert) -> str | None:
    found = User.get_or_none(User.id == Alert.get_by_id(alert.id).assignee)
    return found.username if found else None


def told() -> Counter[tuple[str, str]]:
    """Who was told of what since one asked last."""
    telling.tell_all()
    names = dict(User.select(User.id, User.username).tuples())
    found = Counter((names[one.user_id], one.event) for one in Notification.select())
    Notification.delete().execute()
    return found


def test_a_new_alert_belongs_to_whom_the_table_names(office: Bureau) -> None:
    row(office, office.second)
    alert = boiler(office)
    assert holder(alert) == "first"
    assert told().keys() == {("first", "alert_stage"), ("clerk", "alert_stage")}


def test_it_moves_on_one_by_one_and_tells_so(office: Bureau) -> None:
    row(office, office.second, office.third)
    alert = boiler(office)
    told()
    with after(days=2, hours=23):
        assert escalating.run() == Escalated()
    with after(days=3):
        assert escalating.run().moved == 1
        assert holder(alert) == "second"
        assert told() == {("second", "alert_moved_on"): 1, ("first", "alert_passed_over"): 1}
        assert escalating.run() == Escalated()
    with after(days=6):
        assert escalating.run().moved == 1
        assert holder(alert) == "third"
    told()
    with after(days=9):
        assert escalating.run() == Escalated(unanswered=1)
        assert holder(alert) == "third"
        assert told() == {("leader", "alert_unanswered"): 1}
    with after(days=90):
        assert escalating.run() == Escalated()
    assert AuditEvent.select().where(AuditEvent.event == "alert.moved_on").count() == 3


@pytest.mark.parametrize("step", ["acknowledge", "snooze"])
def test_whoever_acts_keeps_it(office: Bureau, step: str) -> None:
    row(office, office.second)
    alert = boiler(office)
    actor = sessions.actor_for(office.first)
    if step == "acknowledge":
        handling.acknowledge(actor, alert.id)
    else:
        Alert.update(snoozed_until=clock.today() + timedelta(days=4)).execute()
    with after(days=3):
        assert escalating.run().moved == 0
    with after(days=4):
        # A day put off is over; what was seen stays with whoever saw it.
        assert escalating.run().moved == (step == "snooze")


def test_a_hand_over_gives_time_anew_and_tells(office: Bureau) -> None:
    row(office, office.second)
    alert = boiler(office)
    told()
    with after(days=2):
        handling.assign(sessions.actor_for(office.first), alert.id, office.third.id)
        assert told() == {("third", "alert_assigned"): 1}
    with after(days=4):
        assert escalating.run().moved == 0
    with after(days=5):
        # Who stands outside the row is followed by the officer.
        assert escalating.run().moved == 1
        assert holder(alert) == "first"
    told()
    handling.assign(sessions.actor_for(office.first), alert.id, office.first.id)
    assert told() == Counter()


def test_a_new_stage_gives_time_anew(office: Bureau) -> None:
    row(office, office.second)
    alert = boiler(office)
    Alert.update(stage="due", step=escalating.OVER).where(Alert.id == alert.id).execute()
    with after(days=9):
        with db.atomic():
            syncing.sync(clock.today(), [alert.equipment_id])
        assert escalating.run().moved == 0
    with after(days=12):
        assert escalating.run().moved == 1


def test_what_binds_nobody_waits(office: Bureau) -> None:
    row(office, office.second)
    alert = boiler(office)
    Alert.update(outcome="renew").where(Alert.id == alert.id).execute()
    with after(days=30):
        assert escalating.run().moved == 0


def test_a_table_that_comes_later_gives_what_nobody_has(office: Bureau) -> None:
    alert = boiler(office)
    assert holder(alert) is None
    assert escalating.run() == Escalated()
    row(office)
    assert escalating.run().given == Alert.select().where(Alert.open_key.is_null(False)).count()
    assert holder(alert) == "first"


def test_the_smallest_division_and_then_the_kind_decide(office: Bureau) -> None:
    row(office, region="440700", officer=accounts_city().id)
    row(office, region="440704", kind="boiler", officer=office.second.id)
    row(office, region="440704", officer=office.third.id)
    table = responsibilities.table()
    assert table.line("440704001", "boiler") == (office.second.id,)
    assert table.line("440704", "elevator") == (office.third.id,)
    assert table.line("440703", "boiler")[0] not in {office.second.id, office.third.id}
    assert table.line("140522", "boiler") == ()
    users.update(SYSTEM, office.second.id, {"active": False})
    assert responsibilities.table().line("440704001", "boiler") == (office.third.id,)


def accounts_city() -> User:
    return accounts.create_user("city", "市", PASSWORD, Role.INSPECTOR, ["440700"])


def test_the_table_names_only_who_can_answer_for_it(office: Bureau) -> None:
    made = row(office)
    with pytest.raises(Conflict):
        row(office, officer=office.second.id)
    for wrong in (
        {"kind": "boiler", "officer": office.leader.id},
        {"region": "140522"},
        {"kind": "boiler", "deputies": [office.first.id]},
        {"kind": "spaceship"},
    ):
        with pytest.raises(Invalid):
            responsibilities.create(
                SYSTEM,
                {"region": "440704", "kind": "", "officer": office.first.id, "deputies": []}
                | wrong,
            )
    with pytest.raises(Forbidden):
        responsibilities.delete(sessions.actor_for(office.first), made.id)
    changed = responsibilities.update(SYSTEM, made.id, 1, {"deputies": [office.second.id]})
    assert changed.deputy_names == ["second"]
    with pytest.raises(Conflict):
        responsibilities.update(SYSTEM, made.id, 1, {"deputies": []})
    responsibilities.delete(SYSTEM, made.id)
    assert responsibilities.listing(SYSTEM) == []
