"""Sessions and tokens: when they end, and what of them is stored."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from inventory.core import clock, database
from inventory.core.access import SYSTEM, Role
from inventory.core.errors import Conflict
from inventory.people.accounts import (
    own_password,
    service,
    sessions,
    users,
)
from inventory.people.accounts.models import LoginAttempt, Session, User
from inventory.people.accounts.policy import Policy
from tests.inventory.people.accounts.logging_in import PASSWORD, at


def test_tokens_of_one_person_are_limited(user: User) -> None:
    actor = sessions.actor_for(user)
    for _ in range(sessions.MOST_TOKENS):
        _, token = sessions.issue_token(actor, "script", timedelta(days=1))
    with pytest.raises(Conflict):
        sessions.issue_token(actor, "script", timedelta(days=1))
    sessions.revoke_token(actor, token.id)
    sessions.issue_token(actor, "script", timedelta(days=1))


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
