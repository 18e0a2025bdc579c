"""Logging in at the service: lock-out, sessions, tokens, the second factor, departments."""

from __future__ import annotations

import contextlib
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from inventory.core import access, clock, database
from inventory.core.access import SYSTEM, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, TooMany, Unauthenticated
from inventory.core.settings import Settings
from inventory.core.web.client import Client
from inventory.intake.registrations import service as registrations
from inventory.people.accounts import (
    departments,
    lockout,
    own_password,
    second_factor,
    service,
    sessions,
    totp,
    users,
)
from inventory.people.accounts.models import Department, LoginAttempt, Session, User
from inventory.people.accounts.policy import Policy

PASSWORD = "correct horse battery"
HERE = Client("192.0.2.1", "test")


@pytest.fixture
def user(ledger: Settings) -> User:
    return service.create_user("wang", "王工", PASSWORD, Role.INSPECTOR, ["440704"])


def at(moment: datetime) -> Any:
    return clock.frozen(moment)


def fail(username: str, times: int, client: Client = HERE) -> None:
    for _ in range(times):
        with pytest.raises(Unauthenticated):
            service.login(username, "wrong password", client=client)


def events() -> list[str]:
    return [row.event for row in AuditEvent.select().order_by(AuditEvent.id)]


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


def test_enrolling_a_second_factor_ends_the_other_sessions(user: User) -> None:
    _, kept = service.login("wang", PASSWORD)
    service.login("wang", PASSWORD)
    enrol(user, kept.id)
    assert [row.id for row in Session.select().where(Session.user == user)] == [kept.id]


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
    with contextlib.suppress(Conflict):  # it has not been returned
        registrations.correct(asked.id, secret, {}, "another horse battery")
    assert len(hashed) == 5


def test_tokens_of_one_person_are_limited(user: User) -> None:
    actor = sessions.actor_for(user)
    for _ in range(sessions.MOST_TOKENS):
        _, token = sessions.issue_token(actor, "script", timedelta(days=1))
    with pytest.raises(Conflict):
        sessions.issue_token(actor, "script", timedelta(days=1))
    sessions.revoke_token(actor, token.id)
    sessions.issue_token(actor, "script", timedelta(days=1))


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


def test_sessions_end_when_idle_and_at_the_absolute_limit(user: User) -> None:
    policy = Policy()
    secret, _ = service.login("wang", PASSWORD)
    start = clock.now()
    for minutes in range(29, 12 * 60, 29):
        with at(start + timedelta(minutes=minutes)):
            assert sessions.principal_of(secret, policy) is not None
    with at(start + timedelta(hours=12)):
        assert sessions.principal_of(secret, policy) is None
        assert sessions.tidy(policy) == 1
    again, _ = service.login("wang", PASSWORD)
    with at(clock.now() + timedelta(minutes=30)):
        assert sessions.principal_of(again, policy) is None
        assert sessions.own_sessions(user.id, policy) == []


def test_a_session_is_written_at_most_once_a_minute(user: User) -> None:
    secret, session = service.login("wang", PASSWORD)
    for seconds, seen in ((30, 0), (61, 61), (90, 61), (121, 121)):
        with at(session.created_at + timedelta(seconds=seconds)):
            sessions.principal_of(secret, Policy())
        last = Session.get_by_id(session.id).last_seen_at
        assert last - session.created_at == timedelta(seconds=seen)


def test_reading_does_not_wait_for_a_long_write(user: User) -> None:
    secret, session = service.login("wang", PASSWORD)
    held, done = threading.Event(), threading.Event()

    def write() -> None:
        with database.connection(), database.db.atomic():
            LoginAttempt.create(username="x", address="x", at=session.created_at)
            held.set()
            done.wait(20)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert held.wait(20)
        with at(session.created_at + timedelta(minutes=5)):
            assert sessions.principal_of(secret, Policy()) is not None
    finally:
        done.set()
        thread.join()
    seen = Session.get_by_id(session.id).last_seen_at
    noted = timedelta(minutes=5) if database.is_postgres() else timedelta(0)
    assert seen - session.created_at == noted


@pytest.mark.parametrize(
    "change",
    [
        lambda key: users.update(SYSTEM, key, {"active": False}),
        lambda key: users.update(SYSTEM, key, {"role": Role.AUDITOR}),
        lambda key: users.reset_password(SYSTEM, key),
        lambda key: users.remove_second_factor(SYSTEM, key),
        lambda key: own_password.change_password(key, PASSWORD, "another horse battery"),
    ],
)
def test_what_was_opened_before_ends_at_once(user: User, change: Any) -> None:
    secret, _ = service.login("wang", PASSWORD)
    token, _ = sessions.issue_token(sessions.actor_for(user), "script", timedelta(days=1))
    assert sessions.principal_of(secret, Policy()) and sessions.principal_of(token, Policy())
    change(user.id)
    assert sessions.principal_of(secret, Policy()) is None
    assert sessions.principal_of(token, Policy()) is None


def test_secrets_are_stored_as_hashes_only(user: User) -> None:
    secret, session = service.login("wang", PASSWORD)
    token, row = sessions.issue_token(sessions.actor_for(user), "script", timedelta(days=1), "read")
    assert secret not in str(session.__data__) and token not in str(row.__data__)
    assert PASSWORD not in user.password_hash
    assert user.password_hash.startswith("$argon2id$")


def test_a_token_tells_when_it_was_last_used_and_expires(user: User) -> None:
    token, row = sessions.issue_token(sessions.actor_for(user), "script", timedelta(days=1), "read")
    principal = sessions.principal_of(token, Policy())
    assert principal is not None and principal.scope == "read" and principal.session is None
    (shown,) = sessions.own_tokens(user.id)
    assert shown.last_used_at == clock.now()
    with at(row.expires_at):
        assert sessions.principal_of(token, Policy()) is None


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


def enrol(user: User, session: int | None = None) -> tuple[str, list[str]]:
    begun = second_factor.begin(user)
    step = totp.step_of(clock.now())
    codes = second_factor.confirm(user, SYSTEM, totp.code(begun.secret, step), session)
    return begun.secret, codes


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


def test_departments_of_the_packs_lead_kinds(user: User) -> None:
    assert departments.load_packs() == 0  # an administrator's changes must not come back
    energy, market = (
        Department.get((Department.region == "440704") & (Department.name == name))
        for name in ("江门市江海区经济促进局", "江门市江海区市场监督管理局")
    )
    assert sessions.actor_for(user).kinds is None
    users.update(SYSTEM, user.id, {"departments": [energy.id, market.id]})
    actor = sessions.actor_for(user)
    assert actor.kinds and {"boiler", "transformer", "elevator"} <= actor.kinds
    assert "truck" not in actor.kinds
    access.require_write(actor, "440704", "elevator")
    for region, kind in (("440704", "truck"), ("140522", "elevator")):
        with pytest.raises(Forbidden):
            access.require_write(actor, region, kind)
    with pytest.raises(Conflict):
        departments.delete(SYSTEM, energy.id)
    departments.update(SYSTEM, market.id, {"kinds": []})
    left = sessions.actor_for(user).kinds
    assert left and {"boiler", "transformer"} <= left and "elevator" not in left


def test_departments_are_checked(ledger: Settings) -> None:
    made = departments.create(SYSTEM, "360704", "行政审批局", ["boiler", "boiler"])
    assert made.kinds == ["boiler"]
    for call in (
        lambda: departments.create(SYSTEM, "360704", "行政审批局", []),
        lambda: departments.create(SYSTEM, "999999", "某局", []),
        lambda: departments.update(SYSTEM, made.id, {"kinds": ["spaceship"]}),
        lambda: users.update(SYSTEM, 0, {}),
    ):
        with pytest.raises(AppError):
            call()
    departments.delete(SYSTEM, made.id)
    assert Department.get_or_none(Department.id == made.id) is None


def test_the_last_administrator_stays(user: User) -> None:
    first = service.create_user("root", "管理员", PASSWORD, Role.ADMIN)
    for values in ({"active": False}, {"role": Role.AUDITOR}):
        with pytest.raises(Conflict):
            users.update(SYSTEM, first.id, values)
    service.create_user("root2", "管理员乙", PASSWORD, Role.ADMIN)
    assert users.update(SYSTEM, first.id, {"active": False}).active is False
    assert "user.disabled" in events()


def test_a_change_of_role_is_on_record_with_before_and_after(user: User) -> None:
    users.update(SYSTEM, user.id, {"role": Role.LEADER, "regions": ["440704", "360704"]})
    event = AuditEvent.get(AuditEvent.event == "user.role_changed")
    assert '"role":["inspector","leader"]' in event.detail
    with pytest.raises(Invalid):
        users.update(SYSTEM, user.id, {"regions": []})
    with pytest.raises(Invalid):
        users.update(SYSTEM, user.id, {"role": Role.ENTERPRISE})


@pytest.mark.parametrize("username", ["two words", "", "a" * 65, "tab\t", "<b>"])
def test_odd_user_names_are_refused(ledger: Settings, username: str) -> None:
    with pytest.raises(Invalid):
        service.create_user(username, "某人", PASSWORD, Role.ADMIN)
