"""Logging in: passwords, the second factor, one's own account.

Managing other people's accounts is in users.py, sessions and tokens are in sessions.py.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Duty, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, TooMany, Unauthenticated, Unavailable
from inventory.core.regions import service as regions
from inventory.core.web.client import Client
from inventory.people.accounts import (
    departments,
    directory,
    lockout,
    passwords,
    second_factor,
    sessions,
)
from inventory.people.accounts.models import LoginAttempt, Session, User, UserRegion
from inventory.people.accounts.policy import Policy
from inventory.people.enterprises import service as enterprises

# argon2id with argon2-cffi's defaults: RFC 9106's second choice (64 MiB, 3 passes, 4 lanes).
_hasher = PasswordHasher()
DEFAULT = Policy()
NOBODY = Client()
_USERNAME = re.compile(r"[\w.@+-]{1,64}")
# Roles that act in regions, and must have at least one.
NEED_REGION = frozenset({Role.INSPECTOR, Role.LEADER})
# Who may be given a duty.
SIGNERS = frozenset({Role.ADMIN, Role.INSPECTOR, Role.LEADER})


@dataclass(frozen=True)
class Standing:
    """What a person of the office may sign, and the enforcement certificate (执法证)."""

    duties: tuple[Duty, ...] = ()
    certificate_no: str = ""
    certificate_until: date | None = None


# By default a leader signs, and nobody else does.
USUAL = {Role.LEADER: Standing((Duty.APPROVE,))}


@cache
def _dummy_hash() -> str:
    """Verified against where there is no password to compare with: the answer takes as long."""
    return _hasher.hash(secrets.token_hex(16))


def create_user(
    username: str,
    display_name: str,
    password: str,
    role: Role,
    region_codes: Sequence[str] = (),
    enterprise: int | None = None,
    *,
    department_ids: Sequence[int] = (),
    source: str = "local",
    one_time: bool = False,
    policy: Policy = DEFAULT,
    by: Actor = SYSTEM,
    password_hash: str = "",
    standing: Standing | None = None,
) -> User:
    """A new user; inspectors and leaders need a region, enterprise clerks an enterprise.

    A `one_time` password must be changed at the first login. Users of another `source` (ldap,
    oidc) have no password here. `password_hash` is that of a password which was checked earlier,
    and goes before `password`.
    """
    check_username(username)
    if source == "local" and not password_hash:
        passwords.check(password, (username, display_name), policy.complexity)
    check_belonging(role, region_codes, enterprise)
    standing = standing or USUAL.get(role, Standing())
    check_duties(role, standing.duties)
    now = clock.now()
    # Hashing takes a tenth of a second: never within a transaction, which others wait for.
    if source == "local" and not password_hash:
        password_hash = hash_of(password)
    with db.atomic():
        if User.select().where(User.username == username).exists():
            raise Conflict.of("accounts.username_taken", username=username)
        user = User.create(
            username=username,
            display_name=display_name,
            password_hash=password_hash,
            role=role.value,
            enterprise=enterprise,
            created_at=now,
            source=source,
            password_changed_at=now,
            must_change_password=one_time and source == "local",
            duties=sorted(standing.duties),
            certificate_no=standing.certificate_no,
            certificate_until=standing.certificate_until,
        )
        assign_regions(user.id, region_codes)
        departments.assign(user.id, department_ids)
        detail = {"username": username, "role": role.value, "regions": list(region_codes)}
        audit.record("user.created", by, subject="app_user", subject_id=user.id, detail=detail)
    return user


def check_username(username: str) -> None:
    """Refuse a user name with look-alike characters or spaces: it could pass for another."""
    if not _USERNAME.fullmatch(username):
        raise Invalid.of("accounts.username", username=username)


def check_belonging(role: Role, region_codes: Sequence[str], enterprise: int | None) -> None:
    """Whether regions and enterprise fit a role."""
    if role in NEED_REGION and not region_codes:
        raise Invalid.of("accounts.no_region")
    if (role is Role.ENTERPRISE) != (enterprise is not None):
        raise Invalid.of("accounts.no_enterprise")
    for code in region_codes:
        regions.get(code)
    if enterprise is not None:
        enterprises.get(SYSTEM, enterprise)


def check_duties(role: Role, duties: Sequence[Duty]) -> None:
    """Only officials sign; auditors and enterprises do not."""
    if duties and role not in SIGNERS:
        raise Invalid.of("accounts.no_signer", details=[{"field": "duties", "message": "不适用"}])


def assign_regions(user: int, codes: Sequence[str]) -> None:
    """Replace the regions of a user; call inside a transaction."""
    UserRegion.delete().where(UserRegion.user == user).execute()
    for code in dict.fromkeys(codes):
        UserRegion.create(user=user, region=code)


def hash_of(password: str) -> str:
    return _hasher.hash(passwords.normalised(password))


def login(
    username: str,
    password: str,
    policy: Policy = DEFAULT,
    client: Client = NOBODY,
    code: str = "",
) -> tuple[str, Session]:
    """Check password and second factor, open a session; returns its secret (shown once) and row.

    `code` is the one-time password or a recovery code, of users who have a second factor.
    """
    refuse_while_locked(username, client)
    attempt = lockout.begin(username, client.address, client.device)
    user = with_password(username, password, policy, attempt)
    if user is None:
        raise _failed(username, client)
    if user.totp_confirmed_at is not None:
        if not code:
            # Neither a failure nor a success: the page asks for the code next.
            attempt.delete_instance()
            raise Unauthenticated.of("accounts.second_factor_required_service")
        if not second_factor.accept(user, code):
            raise _failed(username, client, "second_factor_failed")
    return admit(user, attempt, client)


def admit(user: User, attempt: LoginAttempt | None, client: Client) -> tuple[str, Session]:
    """Open the session of somebody who has proved who they are."""
    with db.atomic():
        if attempt is not None:
            lockout.succeed(attempt)
        opened = sessions.open_session(user, client)
        note("login.succeeded", user, client)
    return opened


def refuse_while_locked(username: str, client: Client) -> None:
    """After too many failures the next attempt has to wait, until its place in the queue comes."""
    left = lockout.wait(username, client.address, client.device)
    if left and (left := lockout.queue(username, client.address, left)):
        raise _locked(left)


def _locked(left: timedelta) -> TooMany:
    seconds = max(1, -(-left // timedelta(seconds=1)))
    minutes, rest = divmod(seconds, 60)
    words = f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
    error = TooMany.of(
        "accounts.locked_out",
        words=words,
        seconds=seconds,
        details=[
            {
                "field": "wait_seconds",
                "value": seconds,
                "message": f"还要等 {words}",
                "message_en": f"{seconds} seconds to wait",
            }
        ],
    )
    error.left = left
    return error


def with_password(
    username: str, password: str, policy: Policy, attempt: LoginAttempt
) -> User | None:
    """The active user of this name whose password this is."""
    user = User.get_or_none((User.username == username) & User.active)
    source = user.source if user else ""
    right = verifies(user.password_hash if source == "local" else _dummy_hash(), password)
    if source == "ldap" and policy.directory.url:
        try:
            return user if _in_directory(user, password, policy) else None
        except Unavailable:
            attempt.delete_instance()  # nobody guessed anything
            raise
    if not right or source != "local":
        return None
    if _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = hash_of(password)
        user.save()
    return user


def _in_directory(user: User, password: str, policy: Policy) -> bool:
    """Whether the directory lets the person in; where its groups decide the role, it is theirs."""
    person = directory.authenticate(policy.directory, user.username, password)
    if person is None:
        return False
    if person.role is not None and person.role != user.role:
        before, user.role = user.role, person.role
        user.save()
        note("user.role_by_directory", user, NOBODY, before=before, after=str(person.role))
    return True


def verifies(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, passwords.normalised(password))
    except VerifyMismatchError:
        return False


def note_failure(username: str, client: Client, reason: str) -> None:
    """Record a failure, and the lock-out that it may bring."""
    user = User.get_or_none(User.username == username)
    # A name nobody has is not written down: it may be a password typed into the wrong box.
    note("login.failed", user, client, reason=reason)
    left = lockout.wait(username, client.address, client.device)
    if left:
        note("login.locked_out", user, client, seconds=int(left.total_seconds()))


def _failed(username: str, client: Client, code: str = "login_failed") -> Unauthenticated:
    """The refusal of a login, which tells no more than it must."""
    note_failure(username, client, code)
    if code == "second_factor_failed":
        return Unauthenticated.of("accounts.second_factor_used")
    return Unauthenticated.of("accounts.login_failed", as_code=code)


def note(event: str, user: User | None, client: Client, **detail: object) -> None:
    audit.record(
        event,
        sessions.actor_for(user) if user else None,
        subject="app_user",
        subject_id=user.id if user else None,
        detail={"agent": client.agent[:200], **detail},
    )


def expires_at(session: Session, policy: Policy) -> datetime:
    """When a session ends at the latest."""
    begun: datetime = session.created_at
    return begun + policy.absolute
