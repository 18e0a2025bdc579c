"""Many alerts at once: each as it alone would be, one write, and a result that adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Forbidden, Invalid
from inventory.core.paging import Slice
from inventory.judgement.alerts import bulk, ended, handling, service
from inventory.judgement.alerts.bulk import Step
from inventory.judgement.alerts.models import Alert
from inventory.judgement.alerts.service import AlertFilters
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from tests.inventory.conftest import AWAY, HOME

PASSWORD = "correct horse battery"
WEEK = clock.today() + timedelta(days=7)


@pytest.fixture
def people(mixed: dict[str, Actor]) -> dict[str, Actor]:
    made = {
        name: accounts.create_user(name, name, PASSWORD, accounts.Role.INSPECTOR, [region])
        for name, region in (("home", HOME), ("away", AWAY))
    }
    made["leader"] = accounts.create_user("leader", "领导", PASSWORD, accounts.Role.LEADER, [HOME])
    return {name: sessions.actor_for(user) for name, user in made.items()}


def ids() -> list[int]:
    return sorted(alert.id for alert in Alert.select())


def adds_up(result: bulk.Result, asked: int) -> None:
    refused = [key for item in result.refused.values() for key in item.ids]
    told = [*result.done, *result.unchanged, *refused]
    assert len(told) == len(set(told)) == asked


def alone(actor: Actor, step: Step, alert_id: int) -> str:
    """What the same step says for one alert: blank if it is done."""
    try:
        if step.name == "acknowledge":
            handling.acknowledge(actor, alert_id)
        elif step.name == "snooze":
            handling.snooze(actor, alert_id, step.until or WEEK, step.reason)
        else:
            handling.assign(actor, alert_id, step.user_id)
    except AppError as error:
        return error.code
    return ""


def test_what_is_seen_to_by_anybody_rings_no_more(people: dict[str, Actor]) -> None:
    home = people["home"]
    mine = [key for key in ids() if not alone(home, Step("assign", user_id=home.id), key)]
    put_off = next(key for key in mine if not alone(home, Step("snooze", WEEK, "已约检"), key))
    mine = [next(key for key in mine if key != put_off), put_off]
    assert ended.seen_to(mine) == {}
    handling.acknowledge(home, mine[0])
    assert {key: end.by for key, end in ended.seen_to(mine).items()} == {mine[0]: home.name}
    Alert.update(closed_at=clock.now(), open_key=None).where(Alert.id == mine[1]).execute()
    assert ended.seen_to(mine)[mine[1]].by == ""


@pytest.mark.parametrize("name", ["acknowledge", "snooze", "assign"])
def test_many_at_once_are_what_each_alone_would_be(people: dict[str, Actor], name: str) -> None:
    actor = people["home"]
    step = Step(name, WEEK if name == "snooze" else None, "已约检", None)
    if name == "assign":
        step = replace(step, user_id=actor.id)
    everything = ids()
    preview = bulk.of_ids(actor, everything, step, preview=True)
    assert Alert.select().where(Alert.snoozed_until.is_null(False)).count() == 0
    result = bulk.of_ids(actor, everything, step)
    assert result == preview and result.done
    adds_up(result, len(everything))
    codes = {key: item.code for item in result.refused.values() for key in item.ids}
    assert {key: alone(actor, step, key) for key in everything} == {
        key: codes.get(key, "") for key in everything
    }
    again = bulk.of_ids(actor, everything, step)
    assert again.done == [] and sorted(again.unchanged) == sorted(result.done)


def test_a_filter_takes_exactly_its_list(people: dict[str, Actor]) -> None:
    actor, filters = people["home"], AlertFilters(stage="due")
    listed, total, _ = service.find(actor, filters, part=Slice(size=200))
    result = bulk.of_filters(actor, filters, Step("acknowledge"))
    assert sorted(result.done) == sorted(alert.id for alert in listed) and total == len(listed)
    event = AuditEvent.select().order_by(AuditEvent.id.desc()).first()
    assert event.event == "alert.acknowledged" and f"[{result.done[0]}" in event.detail
    woken = bulk.of_filters(actor, AlertFilters(), Step("wake"))
    assert woken.done == []


def test_nobody_is_handed_what_is_not_theirs(people: dict[str, Actor]) -> None:
    result = bulk.of_filters(
        people["home"], AlertFilters(), Step("assign", user_id=people["away"].id)
    )
    assert result.done == [] and set(result.refused) == {"not_assignable"}
    back = bulk.of_filters(people["home"], AlertFilters(), Step("assign", user_id=None))
    assert back.done == [] and back.refused == {}
    assert {user.username for user in handling.officers(people["home"])} == {"home"}


def test_readers_handle_nothing_and_too_many_are_refused(
    people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Forbidden):
        bulk.of_filters(people["leader"], AlertFilters(), Step("acknowledge"))
    monkeypatch.setattr(bulk, "MOST", 1)
    with pytest.raises(Invalid) as refused:
        bulk.of_filters(people["home"], AlertFilters(), Step("acknowledge"))
    assert refused.value.code == "too_many"


def test_a_day_in_the_past_is_refused_for_all(people: dict[str, Actor]) -> None:
    result = bulk.of_filters(
        people["home"], AlertFilters(), Step("snooze", date(2020, 1, 1), "晚了")
    )
    assert result.done == [] and set(result.refused) <= {"already_due", "snooze_day"}
