"""Logging in at the service: lock-out, passwords."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest

from inventory.core import clock, database
from inventory.core.access import SYSTEM, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Invalid, TooMany, Unauthenticated
from inventory.core.web.client import Client
from inventory.intake.registrations import service as registrations
from inventory.intake.registrations.models import Registration
from inventory.people.accounts import (
    lockout,
    own_password,
    service,
    sessions,
    users,
)
from inventory.people.accounts.models import LoginAttempt, LoginTicket, User
from inventory.people.accounts.policy import Policy
from tests.inventory.people.accounts.logging_in import HERE, PASSWORD, at, events, fail


def test_after_five_failures_even_the_right_password_waits(user: User) -> None:
    fail("wang", 5)
    with pytest.raises(TooMany) as caught:
        service.login("wang", PASSWORD, client=HERE)
    assert caught.value.code == "locked_out"
    assert "30 秒" in caught.value.message
    assert caught.value.details[0]["value"] == 30
    assert events().count("login.locked_out") == 1
    assert events().count("login.failed") == 5
    with at(clock.now() + timedelta(seconds=30)):
        service.login("wang", PASSWORD, client=HERE)


def test_the_delay_grows_and_knocking_does_not_prolong_it(user: User) -> None:
    now = clock.now()
    fail("wang", 5)
    with at(now + timedelta(seconds=31)):
        fail("wang", 1)
        assert lockout.wait("wang", "elsewhere") == timedelta(seconds=60)
    with at(now + timedelta(seconds=80)):
        with pytest.raises(TooMany):
            service.login("wang", PASSWORD)
        assert lockout.wait("wang", "elsewhere") == timedelta(seconds=11)


def test_a_success_clears_the_account_but_not_the_address(user: User) -> None:
    fail("wang", 4)
    service.login("wang", PASSWORD, client=HERE)
    fail("wang", 4)
    assert lockout.wait("wang", "elsewhere") == timedelta(0)
    for index in range(lockout.FREE_OF_ADDRESS - 8):
        fail(f"nobody{index}", 1)
    assert lockout.wait("somebody else", HERE.address) == timedelta(seconds=30)
    assert lockout.wait("somebody else", "192.0.2.2") == timedelta(0)


def test_an_office_behind_one_address_is_not_kept_out(user: User) -> None:
    """Neither colleagues' failures nor a stranger's elsewhere; one's own there still count."""
    service.login("wang", PASSWORD, client=HERE)
    for index in range(lockout.FREE_OF_ADDRESS + 1):
        with contextlib.suppress(TooMany), pytest.raises(Unauthenticated):
            service.login(f"nobody{index}", "wrong password", client=HERE)
    fail("wang", 5, Client("192.0.2.99"))
    assert lockout.wait("nobody1", HERE.address) > timedelta(0)
    assert lockout.wait("wang", "192.0.2.100") > timedelta(0)
    service.login("wang", PASSWORD, client=HERE)
    fail("wang", 5)
    with pytest.raises(TooMany):
        service.login("wang", PASSWORD, client=HERE)
    with at(clock.now() + lockout.KEPT + timedelta(days=1)):
        assert not lockout.is_known("wang", LoginAttempt.address == HERE.address)


def test_a_known_browser_gets_in_while_a_stranger_waits(user: User) -> None:
    """Its own slips included, up to a border; beyond it, and without its cookie, one waits."""
    desk = Client("192.0.2.1", device="of the desk")
    service.login("wang", PASSWORD, client=desk)
    fail("wang", lockout.FREE_OF_DEVICE - 1, Client("192.0.2.50", device="of the desk"))
    assert lockout.wait("wang", "192.0.2.50", "forged") == timedelta(minutes=8)
    service.login("wang", PASSWORD, client=Client("192.0.2.50", device="of the desk"))
    fail("wang", lockout.FREE_OF_DEVICE, desk)
    with pytest.raises(TooMany):
        service.login("wang", PASSWORD, client=desk)


def test_a_guesser_without_pause_keeps_nobody_waiting_for_ever(user: User) -> None:
    """Who was refused once has a place in the queue: one attempt, in its time, from there."""
    begun, guesser, person = clock.now(), Client("192.0.2.66"), Client("192.0.2.7")
    fail("wang", 5, guesser)
    left = lockout.wait("wang", person.address)
    with pytest.raises(TooMany):
        service.login("wang", PASSWORD, client=person)
    with at(begun + left):
        fail("wang", 1, guesser)  # takes the place of everybody without a ticket
    with at(begun + left + timedelta(seconds=1)):
        with pytest.raises(TooMany):
            service.login("wang", PASSWORD, client=Client("192.0.2.8"))
        service.login("wang", PASSWORD, client=person)
        assert not LoginTicket.select().where(LoginTicket.address == person.address).exists()


def test_tickets_are_few_alike_for_all_and_looked_at_once(user: User) -> None:
    for name in ("wang", "nobody"):
        fail(name, 5, Client("192.0.2.66"))
        for number in range(lockout.MOST_TICKETS + 3):
            assert lockout.queue(name, f"198.51.100.{number}", timedelta(seconds=30))
    assert LoginTicket.select().count() == 2 * lockout.MOST_TICKETS
    with at(clock.now() + timedelta(seconds=30)):
        waits = [lockout.queue("wang", "198.51.100.1", timedelta(minutes=1)) for _ in range(2)]
        assert waits == [timedelta(0), timedelta(minutes=1)]
    with at(clock.now() + lockout.TICKET_KEPT):
        lockout.queue("wang", "198.51.100.200", timedelta(seconds=30))
        assert LoginTicket.select().count() == 2  # the one used above came back, and this one
    for number in range(lockout.FREE_OF_ADDRESS):  # who tries many names waits as an address
        fail(f"person{number}", 1, Client("198.51.100.222"))
    lockout.queue("nobody", "198.51.100.222", timedelta(seconds=30))
    assert not LoginTicket.select().where(LoginTicket.address == "198.51.100.222").exists()
    users.reset_password(SYSTEM, user.id)
    assert not LoginTicket.select().where(LoginTicket.username == "wang").exists()


def test_hashing_happens_outside_of_transactions(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a tenth of a second, in which nobody else could write."""
    hash_of, hashed = service.hash_of, []

    def watched(password: str) -> str:
        assert not database.db.in_transaction()
        hashed.append(password)
        return hash_of(password)

    for module in (service, own_password):
        monkeypatch.setattr(module, "hash_of", watched)
    service.create_user("li", "李工", PASSWORD, Role.INSPECTOR, ["440704"])
    users.reset_password(SYSTEM, user.id)
    own_password.change_password(user.id, hashed[-1], "another horse battery")
    given = {"uscc": "914407040000000000", "name": "厂", "region": "440704", "contact": "张",
             "username": "zhang"}  # fmt: skip
    secret, asked = registrations.apply(given, PASSWORD, "192.0.2.7", 10)
    Registration.update(state="returned").execute()
    registrations.correct(asked.id, secret, {}, "another horse battery")
    assert len(hashed) == 5


def test_capitals_do_not_make_another_account(user: User) -> None:
    fail("WANG", 3)
    fail("wang", 2)
    assert lockout.wait("Wang", "elsewhere") > timedelta(0)


def test_strangers_cost_as_much_and_are_locked_alike(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = []

    def verify(hashed: str, password: str) -> bool:
        verified.append(hashed)
        return False

    monkeypatch.setattr(service, "verifies", verify)
    fail("wang", 1)
    fail("nobody", 1)
    users.update(SYSTEM, user.id, {"active": False})
    fail("wang", 1)
    assert len(verified) == 3
    fail("nobody", 4)
    assert lockout.wait("nobody", "elsewhere") == timedelta(seconds=30)
    assert "nobody" not in {row.actor_name for row in AuditEvent.select()}


def test_old_attempts_are_forgotten_and_deleted(user: User) -> None:
    fail("wang", 5)
    with at(clock.now() + lockout.KEPT + timedelta(seconds=1)):
        assert lockout.wait("wang", HERE.address) == timedelta(0)
        assert lockout.tidy() == 5
    assert LoginAttempt.select().count() == 0


def test_one_time_and_old_passwords_must_be_changed(user: User) -> None:
    password = users.reset_password(SYSTEM, user.id)
    secret, _ = service.login("wang", password)
    principal = sessions.principal_of(secret, Policy())
    assert principal is not None and principal.obligation == "password_change_required"
    fresh, _ = own_password.change_password(user.id, password, PASSWORD)
    strict = Policy(rotation=timedelta(days=90))
    later = clock.now() + timedelta(days=91)
    assert sessions.principal_of(fresh, strict).obligation is None
    with at(later):
        secret, _ = service.login("wang", PASSWORD)
        assert sessions.principal_of(secret, strict).obligation == "password_change_required"
        assert sessions.principal_of(secret, Policy()).obligation is None


def test_a_new_password_must_be_new_and_good_and_the_old_one_known(user: User) -> None:
    for current, new, code in (
        ("not my password", "another horse battery", "password_wrong"),
        (PASSWORD, PASSWORD, "password_same"),
        (PASSWORD, "1234567890", "password_common"),
        (PASSWORD, "wang is my name", "password_name"),
    ):
        with pytest.raises(Invalid) as caught:
            own_password.change_password(user.id, current, new)
        assert caught.value.code == code


def test_a_reset_ends_the_lock_out(user: User) -> None:
    fail("wang", 5)
    password = users.reset_password(SYSTEM, user.id)
    service.login("wang", password, client=Client("192.0.2.9"))
    assert "password.reset" in events()
