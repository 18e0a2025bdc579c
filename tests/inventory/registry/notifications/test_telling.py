"""From what happened to who is told: in one transaction, together, and only who may know."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.people.accounts import users
from inventory.people.accounts.models import User
from inventory.people.responsibilities import service as responsibilities
from inventory.registry.notifications import (
    bell,
    delivering,
    digests,
    events,
    preferences,
    telling,
    tidying,
)
from inventory.registry.notifications.emitting import News, emit
from inventory.registry.notifications.events import AUDIENCES, Event
from inventory.registry.notifications.models import (
    Happening,
    Notification,
    NotificationDelivery,
    Preference,
)
from inventory.registry.notifications.wishes import Wishes
from tests.inventory.registry.notifications.conftest import People, mail_channel, webhook, wish
from tests.inventory.registry.notifications.receivers import Mailbox, Receiver


@pytest.fixture
def every(monkeypatch: pytest.MonkeyPatch):
    """Let `job_failed` be for the audience that a test names."""

    def for_audience(*words: str, when: str = "at_once") -> Event:
        event = events.events()["job_failed"]
        made = Event(**{**vars(event), "audience": frozenset(words), "when": when})
        known = {**events.events(), "job_failed": made}
        for module in (events, telling, preferences, digests):
            monkeypatch.setattr(module, "events", lambda: known)
        return made

    return for_audience


def news(**more: object) -> News:
    values = {"params": {"job": "甲", "why": "乙"}, "region": "440704", **more}
    return News("job_failed", **values)


def told() -> Counter[str]:
    names = dict(User.select(User.id, User.username).tuples())
    return Counter(names[row.user_id] for row in Notification.select())


def test_each_audience(people: People, every) -> None:
    for audience, who, named in (
        ("officer", "officer", {}),
        ("leader", "leader", {}),
        ("admin", "admin", {}),
        ("clerk", "clerk", {"enterprise": people.enterprise}),
        ("named", "away", {"region": "", "users": [people.away.id]}),
    ):
        every(audience)
        emit([news(**named)])
        telling.tell_all()
        assert told() == Counter({who: 1}), audience
        Notification.delete().execute()


def test_nobody_hears_of_what_is_not_theirs_to_see(people: People, every) -> None:
    every(*AUDIENCES)
    emit([news(region="140522", users=[people.officer.id, people.clerk.id, people.leader.id])])
    telling.tell_all()
    assert set(told()) == {"admin"}


def test_whoever_lost_the_account_is_not_told(people: People, every) -> None:
    every("officer")
    users.update(SYSTEM, people.officer.id, {"active": False})
    emit([news()])
    assert telling.tell_all().happenings == 1
    assert told() == Counter()


def test_the_table_of_responsibilities_says_who(people: People, every) -> None:
    every("officer")
    row = {"region": "440704", "kind": "", "officer": people.admin.id, "deputies": []}
    responsibilities.create(SYSTEM, {**row, "wait_days": 3})
    emit([news(kind="boiler")])
    telling.tell_all()
    assert told() == Counter({"admin"})


def test_what_happens_together_is_told_together(people: People, every) -> None:
    every("officer")
    emit([news(params={"job": f"第{n}", "why": "x"}) for n in range(12)])
    emit([news(count=5, params={"job": "一批", "why": "y"})])
    telling.tell_all()
    [row] = Notification.select()
    assert row.count == 17 and row.title == "17 个后台任务没有完成"
    assert row.body.count("\n") == events.NAMED_ITEMS and row.body.endswith("另有 9 项")
    assert row.body_en.endswith("and 9 more")


def test_a_rolled_back_change_tells_nobody(people: People, every) -> None:
    every("officer")
    with db.atomic() as transaction:
        emit([news()])
        transaction.rollback()
    assert telling.tell_all().happenings == 0


def test_a_key_is_told_once(people: People, every) -> None:
    every("officer")
    emit([news(key="term:1:2026-11-21"), news(key="term:2:2026-11-21")])
    emit([news(key="term:1:2026-11-21"), news()])
    telling.tell_all()
    emit([news(key="term:2:2026-11-21")])
    assert telling.tell_all().happenings == 0
    assert Happening.select().count() == 3


def test_an_unknown_event_is_refused_where_it_is_said() -> None:
    with pytest.raises(KeyError):
        emit([News("nothing_of_this_sort", {})])


def test_queries_do_not_grow_with_people(people: People, every, monkeypatch) -> None:
    from playhouse.test_utils import count_queries

    every("officer", "leader", "clerk")

    def run() -> int:
        emit([news(enterprise=people.enterprise) for _ in range(10)])
        with count_queries() as counter:
            telling.tell_all()
        return counter.count

    few = run()
    for n in range(30):
        user = User.create(
            username=f"u{n}",
            display_name="某",
            password_hash="",
            role="enterprise",
            enterprise=people.enterprise,
            created_at=clock.now(),
        )
        Preference.create(user=user, choices={})
    assert run() == few


# ---------------------------------------------------------------- wishes


def at(hour: int, minute: int = 0, day: int = 21) -> datetime:
    """A moment in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("begin", "end", "now", "earliest"),
    [
        ("22:00", "07:00", at(21, 59), at(21, 59)),
        ("22:00", "07:00", at(22), at(7, day=22)),
        ("22:00", "07:00", at(3), at(7)),
        ("22:00", "07:00", at(6, 59), at(7)),
        ("22:00", "07:00", at(7), at(7)),
        ("12:00", "14:00", at(12), at(14)),
        ("12:00", "14:00", at(14), at(14)),
        ("12:00", "14:00", at(11, 59), at(11, 59)),
        ("", "", at(3), at(3)),
        ("08:00", "08:00", at(8), at(8)),
    ],
)
def test_quiet_hours(begin: str, end: str, now: datetime, earliest: datetime) -> None:
    assert Wishes(quiet_from=begin, quiet_to=end).earliest(now) == earliest


def test_a_message_waits_for_the_end_of_the_quiet_hours(
    people: People, box: Mailbox, every
) -> None:
    every("officer")
    mail_channel(box)
    wish(people.officer, mail="a@example.cn", quiet_from="22:00", quiet_to="07:00")
    with clock.frozen(at(23)):
        emit([news()])
        telling.tell_all()
        assert not delivering.is_due()
    with clock.frozen(at(7, day=22)):
        assert delivering.is_due()


def test_never_means_not_even_under_the_bell(people: People, every) -> None:
    every("officer", "leader")
    wish(people.officer, choices={"job_failed": {"when": "never", "channels": None}})
    emit([news()])
    telling.tell_all()
    assert told() == Counter({"leader"})


def test_only_chosen_channels_that_have_an_address(people: People, box: Mailbox, every) -> None:
    every("officer", "leader", "admin")
    made = mail_channel(box)
    chosen = {"job_failed": {"when": "at_once", "channels": [made.id]}}
    none = {"job_failed": {"when": "at_once", "channels": []}}
    wish(people.officer, mail="a@example.cn", choices=chosen)
    wish(people.leader, mail="b@example.cn", choices=none)
    wish(people.admin, choices=chosen)
    emit([news()])
    telling.tell_all()
    assert [row.address for row in NotificationDelivery.select()] == ["a@example.cn"]
    assert len(told()) == 3


def test_a_daily_summary(people: People, box: Mailbox, every) -> None:
    every("officer", when="daily")
    mail_channel(box)
    wish(people.officer, mail="a@example.cn")
    for hour in (9, 23):
        with clock.frozen(at(hour)):
            emit([news()])
            telling.tell_all()
            assert digests.run().deliveries == 0
    with clock.frozen(at(0, day=22)):
        emit([news()])
        telling.tell_all()
        assert digests.run() == digests.Digested(1, 2, 1)
        assert digests.run().notifications == 0
    [row] = NotificationDelivery.select()
    assert row.key == f"d-daily-2026-11-21-u{people.officer.id}-c{row.channel_id}"
    assert row.title == "2026-11-21 设备台账通知汇总：2 项"
    # A day that was missed is made good by the next.
    with clock.frozen(at(12, day=25)):
        assert digests.run().notifications == 1


def test_a_weekly_summary(people: People, box: Mailbox, every) -> None:
    every("officer", when="weekly")
    mail_channel(box)
    wish(people.officer, mail="a@example.cn", digest_weekday=1)
    with clock.frozen(at(9, day=18)):  # a Wednesday
        emit([news()])
        telling.tell_all()
    for day in (19, 20, 21, 22):
        with clock.frozen(at(12, day=day)):
            assert digests.run().deliveries == 0
    with clock.frozen(at(8, day=23)):
        emit([news()])
        telling.tell_all()
        assert digests.run().notifications == 1
    with clock.frozen(at(8, day=24)):
        assert digests.run().notifications == 0


def test_two_summaries_at_once_write_one(people: People, box: Mailbox, every) -> None:
    every("officer", when="daily")
    mail_channel(box)
    wish(people.officer, mail="a@example.cn")
    with clock.frozen(at(9)):
        emit([news()])
        telling.tell_all()
    with clock.frozen(at(9, day=22)):
        digests.run()
        # The other run had read the same rows and comes second.
        Notification.update(digested_at=None).execute()
        assert digests.run().deliveries == 0
    assert NotificationDelivery.select().count() == 1


def test_the_bell(people: People, every) -> None:
    every("officer", "leader")
    for _ in range(3):
        emit([news()])
        telling.tell_all()
    officer, leader = (
        Notification.select().where(Notification.user == user).count()
        for user in (people.officer, people.leader)
    )
    assert officer == leader == 3
    from inventory.people.accounts.sessions import actor_for

    own, other = actor_for(people.officer), actor_for(people.leader)
    first = bell.listing(own).items[0].id
    assert bell.unread(own) == 3
    assert bell.read(other, [first]) == 3  # not one of theirs
    assert bell.read(own, [first]) == 2
    assert [row.id for row in bell.listing(own, unread=True).items] != [first]
    assert bell.read(own) == 0 and bell.unread(other) == 3


def test_nothing_for_a_group_goes_to_persons(people: People, hook: Receiver, every) -> None:
    every("officer")
    webhook(hook, "job_failed")
    wish(people.officer, mail="a@example.cn", phone="13800000000")
    emit([news()])
    telling.tell_all()
    [row] = NotificationDelivery.select()
    assert (row.user_id, row.channel.kind) == (None, "webhook")


def test_old_rows_go_and_keys_stay(people: People, every) -> None:
    every("officer")
    emit([news(), news(key="once")])
    telling.tell_all()
    emit([news()])
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert tidying.tidy() == 1
        emit([news(key="once")])
    assert Happening.select().where(Happening.told_at.is_null()).count() == 1
