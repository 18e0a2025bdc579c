"""Who a request comes from: sessions of people, tokens of programs.

Secrets are 256 random bits; the tables hold only their SHA-256, which needs no salt for that.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

import structlog
from peewee import Field, ModelSelect, ModelUpdate, OperationalError

from inventory.core import clock
from inventory.core.access import Actor, Duty, Role
from inventory.core.audit import service as audit
from inventory.core.database import db, is_postgres, listed
from inventory.core.errors import Conflict, not_found
from inventory.core.prepared import Prepared
from inventory.core.web.client import Client
from inventory.people.accounts import departments
from inventory.people.accounts.models import (
    AccessToken,
    Department,
    Session,
    User,
    UserDepartment,
    UserRegion,
)
from inventory.people.accounts.policy import Policy

log = structlog.get_logger()
# Not every request is written down: a session is touched at most this often.
TOUCH_EVERY = timedelta(minutes=1)
TOUCH_PATIENCE_MS = 100
MOST_TOKENS = 20  # that are good at the same time, of one person
SESSION_MARK = "hs_"
TOKEN_MARK = "hx_"


@dataclass(frozen=True)
class Principal:
    """Who asks: the actor, the credential, and what must be done first.

    `obligation` is what the person has to do before anything else: `password_change_required` or
    `second_factor_required`. A session has a number in `session`, a program's token in `token`.
    """

    actor: Actor
    session: int | None = None
    token: int | None = None
    scope: str = "write"
    obligation: str | None = None


@dataclass(frozen=True)
class OwnSession:
    """One of one's own logins; `current` is the one that asks."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    address: str
    agent: str
    current: bool


def sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def ends_at(created_at: datetime, last_seen_at: datetime, policy: Policy) -> datetime:
    """When a session ends: the idle limit or the absolute one, whichever comes first."""
    return min(last_seen_at + policy.idle, created_at + policy.absolute)


def open_session(user: User, client: Client) -> tuple[str, Session]:
    """A new session; its secret is returned once."""
    secret = SESSION_MARK + secrets.token_urlsafe(32)
    now = clock.now()
    session = Session.create(
        user=user,
        secret_sha256=sha256(secret),
        created_at=now,
        last_seen_at=now,
        address=client.address[:64],
        agent=client.agent[:200],
    )
    return secret, session


def issue_token(
    actor: Actor, name: str, lifetime: timedelta, scope: str = "write"
) -> tuple[str, AccessToken]:
    """A new API token of one's own; the secret is returned once and stored only as a hash."""
    _refuse_more_tokens(actor)
    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    now = clock.now()
    with db.atomic():
        token = AccessToken.create(
            user=actor.id,
            secret_sha256=sha256(secret),
            name=name,
            created_at=now,
            expires_at=now + lifetime,
            scope=scope,
        )
        detail = {"name": name, "scope": scope, "expires_at": token.expires_at.isoformat()}
        audit.record(
            "token.created", actor, subject="access_token", subject_id=token.id, detail=detail
        )
    return secret, token


def _refuse_more_tokens(actor: Actor) -> None:
    own = (AccessToken.user == actor.id) & (AccessToken.expires_at > clock.now())
    if AccessToken.select().where(own).count() >= MOST_TOKENS:
        raise Conflict.of("accounts.too_many_tokens", most=MOST_TOKENS)


def principal_of(secret: str, policy: Policy) -> Principal | None:
    """Who a secret stands for; None if it is unknown, over, or of a disabled user."""
    if secret.startswith(TOKEN_MARK):
        return _of_token(secret, policy)
    return _of_session(secret, policy)


def _of_session(secret: str, policy: Policy) -> Principal | None:
    found = _SESSION.first(sha256(secret))
    if found is None:
        return None
    key, created_at, last_seen_at = found[:3]
    now = clock.now()
    if now >= ends_at(created_at, last_seen_at, policy):
        return None
    if now - last_seen_at >= TOUCH_EVERY:
        _touch(Session.update(last_seen_at=now).where(Session.id == key))
    holder = _Holder(*found[3:])
    return Principal(holder.actor(), session=key, obligation=obligation(holder, policy))


def _of_token(secret: str, policy: Policy) -> Principal | None:
    now = clock.now()
    found = _TOKEN.first(sha256(secret), now)
    if found is None:
        return None
    key, scope, last_used_at = found[:3]
    if last_used_at is None or now - last_used_at >= TOUCH_EVERY:
        _touch(AccessToken.update(last_used_at=now).where(AccessToken.id == key))
    holder = _Holder(*found[3:])
    return Principal(holder.actor(), token=key, scope=scope, obligation=obligation(holder, policy))


class _Holder(NamedTuple):
    """Whose credential it is: what rights and duties rest on, read with the credential.

    `regions` divided by commas, `kinds` the departments' lists as JSON, one a line; null where
    there is none.
    """

    id: int
    display_name: str
    role: str
    enterprise_id: int | None
    duties: Sequence[str]
    source: str
    must_change_password: bool
    password_changed_at: datetime | None
    created_at: datetime
    totp_confirmed_at: datetime | None
    regions: str | None
    kinds: str | None

    def actor(self) -> Actor:
        regions = sorted(self.regions.split(",")) if self.regions else ()
        lists = None if self.kinds is None else map(json.loads, self.kinds.split("\n"))
        return _actor(self, regions, None if lists is None else frozenset(chain(*lists)))


def _holders(*credential: Field) -> ModelSelect:
    """Credentials of users who are not disabled: these columns, then those of a `_Holder`."""
    regions = UserRegion.select(listed(UserRegion.region, ",")).where(UserRegion.user == User.id)
    kinds = (
        Department.select(listed(Department.kinds, "\n"))
        .join(UserDepartment)
        .where(UserDepartment.user == User.id)
    )
    own = [getattr(User, name) for name in _Holder._fields[:-2]]
    columns = (*credential, *own, regions.alias("own_regions"), kinds.alias("own_kinds"))
    return credential[0].model.select(*columns).join(User).where(User.active).tuples()


_SESSION = Prepared(
    1,
    lambda secret: _holders(Session.id, Session.created_at, Session.last_seen_at).where(
        Session.secret_sha256 == secret
    ),
)
_TOKEN = Prepared(
    2,
    lambda secret, now: _holders(AccessToken.id, AccessToken.scope, AccessToken.last_used_at).where(
        (AccessToken.secret_sha256 == secret) & (AccessToken.expires_at > now)
    ),
)


def _touch(update: ModelUpdate) -> None:
    """Note the use of a session, unless the database is busy.

    Reading must not wait for somebody's long import, which holds SQLite's one write lock; the next
    request notes it.
    """
    if is_postgres():
        update.execute()
        return
    (patience,) = db.execute_sql("PRAGMA busy_timeout").fetchone()
    db.execute_sql(f"PRAGMA busy_timeout = {TOUCH_PATIENCE_MS}")
    try:
        update.execute()
    except OperationalError as error:
        log.info("session_not_touched", error=str(error))
    finally:
        db.execute_sql(f"PRAGMA busy_timeout = {patience}")


def obligation(user: User | _Holder, policy: Policy) -> str | None:
    """What a user must do before anything else is allowed."""
    if user.source == "local" and _password_is_due(user, policy):
        return "password_change_required"
    # An OIDC provider has asked for the second factor itself.
    wanted = Role(user.role) in policy.second_factor and user.source != "oidc"
    return "second_factor_required" if wanted and user.totp_confirmed_at is None else None


def _password_is_due(user: User | _Holder, policy: Policy) -> bool:
    if user.must_change_password:
        return True
    changed = user.password_changed_at or user.created_at
    return policy.rotation is not None and clock.now() - changed > policy.rotation


def actor_for(user: User) -> Actor:
    """The rights of a user."""
    rows = UserRegion.select(UserRegion.region).where(UserRegion.user == user.id)
    regions = [row.region for row in rows.order_by(UserRegion.region)]
    return _actor(user, regions, departments.kinds_of(user.id))


def _actor(user: User | _Holder, regions: Iterable[str], kinds: frozenset[str] | None) -> Actor:
    return Actor(
        id=user.id,
        name=user.display_name,
        role=Role(user.role),
        regions=tuple(regions),
        enterprise=user.enterprise_id,
        kinds=kinds,
        duties=frozenset(map(Duty, user.duties)),
    )


def own_sessions(user: int, policy: Policy, current: int | None = None) -> list[OwnSession]:
    """The open sessions of a user, the last used first; `current` is the one that asks."""
    rows = Session.select().where(Session.user == user).order_by(Session.last_seen_at.desc())
    now = clock.now()
    return [
        OwnSession(
            id=row.id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            address=row.address,
            agent=row.agent,
            current=row.id == current,
        )
        for row in rows
        if now < ends_at(row.created_at, row.last_seen_at, policy)
    ]


def end_session(user: int, session: int) -> None:
    """End one of the user's own sessions."""
    own = (Session.user == user) & (Session.id == session)
    if not Session.delete().where(own).execute():
        raise not_found("登录", "session")


def own_tokens(user: int) -> list[AccessToken]:
    """The tokens of a user, also expired ones, the newest first."""
    return list(
        AccessToken.select().where(AccessToken.user == user).order_by(AccessToken.id.desc())
    )


def revoke_token(actor: Actor, token: int) -> None:
    """Revoke one of one's own tokens."""
    own = (AccessToken.user == actor.id) & (AccessToken.id == token)
    with db.atomic():
        if not AccessToken.delete().where(own).execute():
            raise not_found("令牌", "token")
        audit.record("token.revoked", actor, subject="access_token", subject_id=token)


def end_others(user: int, kept: int | None) -> None:
    """End every session of a user but one."""
    others = (Session.user == user) & (Session.id != (kept or 0))
    Session.delete().where(others).execute()


def end_all(user: int) -> None:
    """End every session and revoke every token of a user, at once."""
    Session.delete().where(Session.user == user).execute()
    AccessToken.delete().where(AccessToken.user == user).execute()


def tidy(policy: Policy) -> int:
    """Delete sessions that are over; returns how many."""
    with db.atomic():
        over = Session.created_at <= clock.now() - policy.absolute
        return Session.delete().where(over).execute()
