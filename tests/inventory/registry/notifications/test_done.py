"""A notification whose work somebody has done says so, once all of its things are done."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from inventory.core import clock
from inventory.core.database import db
from inventory.people.accounts import sessions
from inventory.registry.notifications import bell, digests, done, telling
from inventory.registry.notifications.done import MOST, STEP, Done, Held
from inventory.registry.notifications.emitting import News, emit
from inventory.registry.notifications.models import Notification, NotificationDelivery
from tests.inventory.registry.notifications.conftest import People, mail_channel, wish
from tests.inventory.registry.notifications.receivers import Mailbox

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
KEY = "alert_assigned.alert"


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, Done]]:
    """The alerts that are done with; what is asked of them is one question, however many."""
    over: dict[int, Done] = {}
    questions: list[Sequence[int]] = []

    def find(ids: Sequence[int]) -> Mapping[int, Done]:
        questions.append(ids)
        return {key: over[key] for key in ids if key in over}

    monkeypatch.setitem(done.ended._entries, KEY, find)
    yield over
    assert all(list(ids) == sorted(set(ids)) for ids in questions)


def given(people: People, *alerts: int) -> None:
    emit(
        [
            News(
                "alert_assigned",
                {"device": "甲", "who": "乙"},
                users=[people.officer.id],
                count=len(alerts),
                things={"alert": alerts},
            )
        ]
    )
    telling.tell_all()


def test_what_is_of_several_things_is_done_with_the_last(
    people: People, finished: dict[int, Done]
) -> None:
    officer = sessions.actor_for(people.officer)
    given(people, 3, 4)
    given(people, 5)
    assert bell.unread(officer) == 2
    finished[3] = Done(AT, "张三")
    assert bell.unread(officer) == 2
    finished[4] = Done(AT + timedelta(hours=1), "李四")
    (waits,) = bell.listing(officer, unread=True).items
    assert (waits.count, waits.done_at) == (1, None)
    last, both = bell.listing(officer).items
    assert (both.done_at, both.done_by) == (AT + timedelta(hours=1), "张三、李四")
    assert last.done_at is None


def test_what_was_told_together_is_looked_up_together(
    people: People, finished: dict[int, Done]
) -> None:
    officer = sessions.actor_for(people.officer)
    for alert in (7, 8):
        emit(
            [
                News(
                    "alert_assigned",
                    {"device": "甲", "who": "乙"},
                    users=[people.officer.id],
                    things={"alert": [alert]},
                )
            ]
        )
    telling.tell_all()
    assert Notification.get().things == {"alert": [7, 8]}
    finished[7] = Done(AT, "")
    assert bell.unread(officer) == 1
    finished[8] = Done(AT, "")
    assert bell.unread(officer) == 0
    assert bell.listing(officer).items[0].done_by == ""


def test_news_of_nothing_or_of_too_much_are_left_as_they_are(
    people: People, finished: dict[int, Done]
) -> None:
    given(people, *range(1, MOST + 2))
    assert Notification.get().things == {}
    assert done.together([{"alert": [1]}, {}]) == {}
    assert done.together([{"alert": [1, 2]}, {"alert": [2, 3]}]) == {"alert": [1, 2, 3]}
    finished |= {key: Done(AT, "") for key in range(1, MOST + 2)}
    assert bell.unread(sessions.actor_for(people.officer)) == 1


def test_however_many_things_there_are_the_last_one_counts(
    people: People, finished: dict[int, Done]
) -> None:
    officer = sessions.actor_for(people.officer)
    alerts = range(1, 2 * STEP + 2)
    given(people, *alerts)
    finished |= {key: Done(AT, "") for key in alerts[:-1]}
    assert bell.unread(officer) == 1
    finished[alerts[-1]] = Done(AT + timedelta(hours=1), "张三")
    assert bell.unread(officer) == 0
    assert bell.listing(officer).items[0].done_at == AT + timedelta(hours=1)


def test_what_was_given_to_somebody_else_waits_for_the_first_no_more(
    people: People, finished: dict[int, Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = sessions.actor_for(people.officer)
    given(people, 3, 4)
    held = {key: Held(people.officer.id, "本人", AT) for key in (3, 4)}
    monkeypatch.setitem(done.holders._entries, KEY, lambda _ids: held)
    assert bell.unread(officer) == 1
    held[3] = Held(people.officer.id + 1, "李四", AT)
    assert bell.unread(officer) == 1
    finished[4] = Done(AT, "张三")
    assert bell.unread(officer) == 0
    assert not bell.listing(officer).items[0].passed
    del finished[4]
    held[4] = held[3]
    (passed,) = bell.listing(officer).items
    assert (passed.passed, passed.done_by, passed.done_at) == (True, "李四", AT)


def test_names_of_many_are_cut(people: People, finished: dict[int, Done]) -> None:
    given(people, 1, 2, 3, 4)
    finished |= {key: Done(AT, name) for key, name in enumerate("甲乙丙丁", 1)}
    assert bell.listing(sessions.actor_for(people.officer)).items[0].done_by == "甲、乙、丙…"


def test_a_summary_leaves_out_what_is_done(
    people: People, box: Mailbox, finished: dict[int, Done]
) -> None:
    mail_channel(box)
    choices = {"alert_assigned": {"when": "daily", "channels": None}}
    wish(people.officer, mail="a@example.cn", choices=choices)
    with clock.frozen(AT):
        given(people, 1)
        given(people, 2)
    finished[1] = Done(AT, "张三")
    with clock.frozen(AT + timedelta(days=1)):
        assert digests.run().notifications == 2
    (sent,) = NotificationDelivery.select()
    assert sent.count == 1
    # With nothing left there is no summary.
    with clock.frozen(AT + timedelta(days=1)):
        given(people, 1)
    with clock.frozen(AT + timedelta(days=2)):
        assert digests.run() == digests.Digested(1, 1, 0)


@pytest.mark.parametrize(
    ("link", "things"),
    [
        ("/cases/7", {"case": [7]}),
        ("/cases", {}),
        ("/declarations/12", {"declaration": [12]}),
        ("/equipment/7", {}),
    ],
)
def test_what_was_told_before_the_upgrade_is_known_by_its_page(
    people: People, link: str, things: dict[str, list[int]]
) -> None:
    given(people, 1)
    Notification.update(link=link).execute()
    upgrade = importlib.import_module("inventory.core.migrations.0079_things_of_notifications")
    upgrade.down(None, db)
    upgrade.up(None, db)
    assert Notification.get().things == things
