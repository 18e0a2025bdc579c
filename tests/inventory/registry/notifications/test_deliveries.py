"""Nothing lost, nothing doubled: claims, retries, giving up, receivers slow or down for a day."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from inventory.core import clock, outbound
from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict
from inventory.registry.notifications import channels, delivering, sending, telling
from inventory.registry.notifications.delivering import Filters
from inventory.registry.notifications.emitting import News, emit
from inventory.registry.notifications.models import NotificationDelivery
from tests.inventory.registry.notifications.conftest import (
    LOOPBACK,
    People,
    mail_channel,
    webhook,
    wish,
)
from tests.inventory.registry.notifications.receivers import Mailbox, Receiver


def happen(number: int = 1, users: tuple[int, ...] = ()) -> None:
    """Something happens, some times, each told by itself."""
    for job in range(number):
        emit([News("job_failed", {"job": f"#{job}", "why": "x"}, users=users, region="440704")])
        telling.tell_all()


def states() -> Counter[str]:
    return Counter(row.state for row in NotificationDelivery.select())


def send() -> sending.Sent:
    return sending.send_due(LOOPBACK, "https://huanxin.example")


def test_a_message_goes_out_once(people: People, hook: Receiver) -> None:
    webhook(hook, "job_failed")
    happen(3)
    assert send().sent == 3
    assert send().sent == 0
    assert len(hook.keys) == len(set(hook.keys)) == 3
    assert states() == {"sent": 3}


def test_a_channel_hears_its_events_of_its_regions(people: People, hook: Receiver) -> None:
    webhook(hook, "job_failed", name="本县", regions=("440700",))
    webhook(hook, "job_failed", name="外县", regions=("140522",))
    webhook(hook, "test", name="别的")
    happen()
    assert [row.channel.name for row in NotificationDelivery.select()] == ["本县"]


def test_two_workers_never_hold_the_same(people: People, hook: Receiver) -> None:
    webhook(hook, "job_failed")
    happen(7)
    first, second = delivering.claim(4), delivering.claim(10)
    assert [len(first), len(second)] == [4, 3]
    assert not {row.id for row in first} & {row.id for row in second}
    assert delivering.claim(10) == []


def test_what_a_dead_worker_held_goes_out_with_the_same_key(people: People, hook: Receiver) -> None:
    webhook(hook, "job_failed")
    happen()
    [dead] = delivering.claim(1)
    now = clock.now()
    with clock.frozen(now + delivering.LEASE):
        assert delivering.claim(1) == []
    with clock.frozen(now + delivering.LEASE + timedelta(seconds=1)):
        assert send().sent == 1
        assert hook.keys == [dead.key]
        # The dead one comes back: it holds nothing any more and changes nothing.
        late = delivering.Tried(dead.id, Conflict.of("notifications.not_failed"), final=True)
        assert not delivering.settle(dead, late)
    assert states() == {"sent": 1}


def test_a_receiver_that_is_down_for_a_day_hears_everything_once(
    people: People, hook: Receiver
) -> None:
    webhook(hook, "job_failed")
    happen(5)
    hook.answer = lambda _path, _body: (503, {}, b"")
    start, hours = clock.now(), 0
    while hours < 24:
        with clock.frozen(start + timedelta(hours=hours)):
            send()
        hours += 1
    assert states() == {"waiting": 5}
    assert max(row.attempts for row in NotificationDelivery.select()) <= 7
    hook.answer = lambda _path, _body: (200, {}, b"")
    hook.requests.clear()
    with clock.frozen(start + timedelta(hours=49)):
        assert send().sent == 5
    assert len(hook.keys) == len(set(hook.keys)) == 5


def test_pauses_grow_and_then_it_is_given_up_with_a_reason(people: People, hook: Receiver) -> None:
    webhook(hook, "job_failed")
    happen()
    hook.answer = lambda _path, _body: (500, {}, b"")
    moments = [clock.now()]
    while True:
        with clock.frozen(moments[-1]):
            send()
        [row] = NotificationDelivery.select()
        if row.state == "failed":
            break
        moments.append(row.next_at)
    pauses = [b - a for a, b in zip(moments, moments[1:], strict=False)]
    assert pauses == list(delivering.PAUSES) == sorted(pauses)
    assert "HTTP 500" in row.reason and "HTTP 500" in row.reason_en
    assert len(hook.requests) == 8 and set(hook.keys) == {row.key}


def test_a_receiver_may_ask_for_a_longer_pause(people: People, hook: Receiver) -> None:
    webhook(hook, "job_failed")
    happen()
    hook.answer = lambda _path, _body: (429, {"Retry-After": "7200"}, b"")
    send()
    [row] = NotificationDelivery.select()
    assert row.next_at - clock.now() == timedelta(hours=2)


def test_what_cannot_succeed_is_given_up_at_once_and_can_be_tried_again(
    people: People, hook: Receiver
) -> None:
    webhook(hook, "job_failed")
    happen()
    hook.answer = lambda _path, _body: (404, {}, b"")
    assert send().failed == 1
    [row] = delivering.listing(SYSTEM, Filters(state="failed")).items
    assert (row.attempts, row.channel_name) == (1, "总线") and "404" in row.reason
    delivering.retry(SYSTEM, row.id)
    with pytest.raises(Conflict):
        delivering.retry(SYSTEM, row.id)
    hook.answer = lambda _path, _body: (200, {}, b"")
    assert send().sent == 1
    assert set(hook.keys) == {row.key}


def test_a_channel_out_of_reach_does_not_hold_up_the_others(
    people: People, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 1)
    webhook(hook, "job_failed", name="通的")
    gone = webhook(hook, "job_failed", name="不通的")
    settings = {**gone.settings, "url": "http://127.0.0.1:9/"}
    channels.Channel.update(settings=settings).where(channels.Channel.id == gone.id).execute()
    happen(10)
    done = send()
    assert (done.sent, done.again, done.released) == (10, 1, 9)
    waiting = NotificationDelivery.select().where(NotificationDelivery.state == "waiting")
    # One was tried; the others lose no try by it.
    assert sorted(row.attempts for row in waiting) == [0] * 9 + [1]


def test_nothing_is_begun_late_in_a_claim(people: People, hook: Receiver) -> None:
    webhook(hook, "job_failed")
    happen()
    [row] = delivering.claim(1)
    with clock.frozen(clock.now() + delivering.LEASE / 2 + timedelta(seconds=1)):
        assert sending._try(row, sending.Way(LOOPBACK), sending._Down()) is None
    assert hook.requests == []


def test_a_slow_receiver_costs_a_try_and_no_message(
    people: People, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    monkeypatch.setattr(outbound, "STEP_SECONDS", 0.1)
    over = threading.Event()
    hook.answer = lambda _path, _body: (over.wait(5) and 200 or 200, {}, b"")
    webhook(hook, "job_failed")
    happen()
    assert send().again == 1
    over.set()
    [row] = NotificationDelivery.select()
    assert row.state == "waiting" and "规定时间" in row.reason
    with clock.frozen(row.next_at):
        assert send().sent == 1
    # The receiver got it twice, and knows by the key that it is one.
    assert len(hook.keys) == 2 and len(hook.messages) == 1


def test_a_channel_that_is_switched_off_keeps_what_it_has(people: People, hook: Receiver) -> None:
    made = webhook(hook, "job_failed")
    happen()
    channels.update(SYSTEM, made.id, made.version, {"enabled": False})
    assert send().sent == 0 and not delivering.is_due()
    channels.update(SYSTEM, made.id, made.version + 1, {"enabled": True})
    assert send().sent == 1


def test_a_private_address_is_refused_with_what_to_do(people: People, hook: Receiver) -> None:
    webhook(hook, "job_failed")
    happen()
    assert sending.send_due(()).failed == 1
    [row] = NotificationDelivery.select()
    assert "127.0.0.1" in row.reason and "HUANXIN_PRIVATE_TARGETS" in row.reason
    assert hook.requests == []


def test_persons_are_reached_by_real_mail(people: People, box: Mailbox) -> None:
    mail_channel(box)
    wish(people.officer, mail="officer@example.gov.cn", language="en")
    wish(people.leader, mail="leader@example.gov.cn")
    happen(users=(people.officer.id,))
    assert send().sent == 1
    [mail] = box.mails
    assert mail["To"] == "officer@example.gov.cn"
    assert mail["Subject"] == "A background job failed"
    assert "https://huanxin.example/jobs" in mail.get_content()
