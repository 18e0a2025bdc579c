"""The second factor: enrolling, codes that work once, roles that must have one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Role
from inventory.core.errors import AppError, Conflict, Invalid, TooMany, Unauthenticated
from inventory.core.settings import Settings
from inventory.people.accounts import (
    second_factor,
    service,
    sessions,
    totp,
)
from inventory.people.accounts.models import Session, User
from inventory.people.accounts.policy import Policy
from tests.inventory.people.accounts.logging_in import PASSWORD, at, enrol


def test_enrolling_a_second_factor_ends_the_other_sessions(user: User) -> None:
    _, kept = service.login("wang", PASSWORD)
    service.login("wang", PASSWORD)
    enrol(user, kept.id)
    assert [row.id for row in Session.select().where(Session.user == user)] == [kept.id]


def test_the_second_factor_is_asked_for_and_each_code_works_once(user: User) -> None:
    secret, _ = enrol(user)
    now = clock.now() + timedelta(minutes=5)
    code = totp.code(secret, totp.step_of(now))
    with at(now):
        with pytest.raises(Unauthenticated) as caught:
            service.login("wang", PASSWORD)
        assert caught.value.code == "second_factor_required"
        service.login("wang", PASSWORD, code=f"{code[:3]} {code[3:]}")
        with pytest.raises(Unauthenticated) as caught:
            service.login("wang", PASSWORD, code=code)
        assert caught.value.code == "second_factor_failed"


def test_the_code_of_the_enrolment_cannot_log_in(user: User) -> None:
    secret, _ = enrol(user)
    with pytest.raises(Unauthenticated):
        service.login("wang", PASSWORD, code=totp.code(secret, totp.step_of(clock.now())))


def test_guessing_codes_is_locked_out(user: User) -> None:
    enrol(user)
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            service.login("wang", PASSWORD, code="000000")
        with pytest.raises((Unauthenticated, TooMany)):
            service.login("wang", PASSWORD)  # the password alone clears nothing
    with pytest.raises(TooMany):
        service.login("wang", PASSWORD, code="000000")


def test_recovery_codes_work_once_and_renewal_voids_them(user: User) -> None:
    _, codes = enrol(user)
    assert len(set(codes)) == 10
    service.login("wang", PASSWORD, code=codes[0].lower())
    assert second_factor.codes_left(user) == 9
    with pytest.raises(Unauthenticated):
        service.login("wang", PASSWORD, code=codes[0])
    fresh = second_factor.renew(user, SYSTEM)
    with pytest.raises(Unauthenticated):
        service.login("wang", PASSWORD, code=codes[1])
    service.login("wang", PASSWORD, code=fresh[0])


def test_an_enrolment_needs_a_right_code_and_happens_once(user: User) -> None:
    with pytest.raises(Conflict):
        second_factor.confirm(user, SYSTEM, "123456")
    begun = second_factor.begin(user)
    assert begun.svg.startswith("<svg") and begun.secret in begun.address
    with pytest.raises(Invalid):
        second_factor.confirm(user, SYSTEM, "12345x")
    service.login("wang", PASSWORD)
    enrol(user)
    with pytest.raises(Conflict):
        second_factor.begin(user)


def test_roles_that_need_a_second_factor_are_held_to_it(user: User) -> None:
    policy = Policy(second_factor=frozenset({Role.INSPECTOR}))
    secret, session = service.login("wang", PASSWORD)
    assert sessions.principal_of(secret, policy).obligation == "second_factor_required"
    enrol(user, session.id)
    assert sessions.principal_of(secret, policy).obligation is None


def test_a_mistyped_role_in_the_settings_is_refused() -> None:
    assert Policy.of(Settings(second_factor_roles="admin, leader")).second_factor == {
        Role.ADMIN,
        Role.LEADER,
    }
    with pytest.raises(AppError, match="auditer"):
        Policy.of(Settings(second_factor_roles="auditer"))
