"""One's own password: confirmed before what must not happen by mistake, changed, stored."""

from __future__ import annotations

from inventory.core import clock
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.core.web.client import Client
from inventory.people.accounts import (
    lockout,
    passwords,
    sessions,
)
from inventory.people.accounts.models import Session, User
from inventory.people.accounts.policy import Policy
from inventory.people.accounts.service import (
    DEFAULT,
    NOBODY,
    hash_of,
    note,
    note_failure,
    refuse_while_locked,
    verifies,
    with_password,
)


def change_password(
    user_id: int, current: str, new: str, policy: Policy = DEFAULT, client: Client = NOBODY
) -> tuple[str, Session]:
    """Change one's own password: all sessions and tokens end, and a new session begins."""
    user = confirm_password(user_id, current, policy, client)
    if user.source != "local":
        raise _kept_elsewhere()
    passwords.check(new, (user.username, user.display_name), policy.complexity)
    if verifies(user.password_hash, new):
        raise Invalid.of("accounts.password_same")
    hashed = hash_of(new)
    with db.atomic():
        store_password(user, hashed, one_time=False)
        note("password.changed", user, client)
        return sessions.open_session(user, client)


def confirm_password(
    user_id: int, password: str, policy: Policy = DEFAULT, client: Client = NOBODY
) -> User:
    """The user, if this is the password; guesses here count like failed logins."""
    user = User.get_by_id(user_id)
    if user.source == "oidc":
        raise _kept_elsewhere()
    refuse_while_locked(user.username, client)
    attempt = lockout.begin(user.username, client.address, client.device)
    if with_password(user.username, password, policy, attempt) is None:
        note_failure(user.username, client, "password_wrong")
        # 422, not 401: the person is logged in, and the page must not go to the login form.
        raise Invalid.of("accounts.password_wrong")
    lockout.succeed(attempt)
    return user


def _kept_elsewhere() -> Conflict:
    return Conflict.of("accounts.password_elsewhere_service")


def store_password(user: User, password_hash: str, *, one_time: bool) -> None:
    """Write a password's hash; everything opened with the old one ends. Call in a transaction."""
    user.password_hash = password_hash
    user.password_changed_at = clock.now()
    user.must_change_password = one_time
    user.save()
    sessions.end_all(user.id)
