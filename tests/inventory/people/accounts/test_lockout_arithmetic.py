"""Growing delays, and the limits of a session: arithmetic that must hold for all values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inventory.people.accounts import lockout, sessions
from inventory.people.accounts.policy import Policy

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
ZERO = timedelta(0)
counts = st.integers(0, 10_000)
ages = st.lists(st.timedeltas(ZERO, timedelta(days=3)), max_size=40)
frees = st.sampled_from([lockout.FREE_OF_ACCOUNT, lockout.FREE_OF_ADDRESS])
spans = st.timedeltas(ZERO, timedelta(days=2))


@given(counts, frees)
def test_delays_grow_and_stop_growing(failures: int, free: int) -> None:
    now, later = lockout.delay(failures, free), lockout.delay(failures + 1, free)
    assert ZERO <= now <= later <= lockout.LONGEST_DELAY
    assert (now == ZERO) == (failures < free)


def test_the_first_delays_double() -> None:
    seconds = [lockout.delay(count, 5).total_seconds() for count in range(4, 12)]
    assert seconds == [0, 30, 60, 120, 240, 480, 900, 900]


@given(ages, frees)
def test_a_wait_is_bounded_and_needs_enough_failures(since: list[timedelta], free: int) -> None:
    left = lockout.remaining([NOW - age for age in since], NOW, free)
    assert ZERO <= left <= lockout.LONGEST_DELAY
    if len([age for age in since if age < lockout.WINDOW]) < free:
        assert left == ZERO


@given(ages, frees, spans)
def test_waiting_shortens_the_wait_by_as_much(
    since: list[timedelta], free: int, pause: timedelta
) -> None:
    failures = [NOW - age for age in since]
    before = lockout.remaining(failures, NOW, free)
    after = lockout.remaining(failures, NOW + pause, free)
    assert after <= max(before - pause, ZERO)
    assert lockout.remaining(failures, NOW + lockout.LONGEST_DELAY, free) == ZERO


@given(ages, frees)
def test_one_more_failure_never_shortens_the_wait(since: list[timedelta], free: int) -> None:
    failures = [NOW - age for age in since]
    more = lockout.remaining([*failures, NOW], NOW, free)
    assert more >= lockout.remaining(failures, NOW, free)


@given(spans, spans, st.timedeltas(timedelta(minutes=1), timedelta(days=1)))
def test_a_session_ends_by_whichever_limit_comes_first(
    age: timedelta, idle: timedelta, absolute: timedelta
) -> None:
    policy = Policy(absolute=absolute)
    created = NOW - max(age, idle)
    end = sessions.ends_at(created, NOW - idle, policy)
    alive = end > NOW
    assert alive == (idle < policy.idle and max(age, idle) < absolute)
    assert end <= created + absolute
