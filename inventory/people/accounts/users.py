"""Managing accounts: what an administrator does with other people's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from inventory.core.access import Actor, Duty, Role
from inventory.core.audit import service as audit
from inventory.core.database import db, is_postgres
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.people.accounts import (
    departments,
    lockout,
    own_password,
    passwords,
    second_factor,
    service,
    sessions,
)
from inventory.people.accounts.models import User, UserDepartment, UserRegion


@dataclass(frozen=True)
class Account:
    """A user with regions and departments, without anything secret."""

    id: int
    username: str
    display_name: str
    role: str
    regions: list[str]
    departments: list[int]
    enterprise_id: int | None
    active: bool
    source: str
    second_factor: bool  # one is bound
    must_change_password: bool
    duties: list[str]
    certificate_no: str
    certificate_until: date | None
    created_at: datetime
    password: str | None = None  # a one-time password, in the answer that made the account


# What the trail shows of a user before and after a change.
TRACED = (
    "display_name",
    "role",
    "enterprise_id",
    "active",
    "regions",
    "departments",
    "duties",
    "certificate_no",
    "certificate_until",
)


def listing(role: Role | None = None, active: bool | None = None) -> list[Account]:
    """All users by name, with regions and departments: three queries, however many there are."""
    query = User.select().order_by(User.username)
    if role is not None:
        query = query.where(User.role == role.value)
    if active is not None:
        query = query.where(User.active == active)
    return described(list(query))


def described(users: Sequence[User]) -> list[Account]:
    """Users as the API shows them."""
    own_regions: dict[int, list[str]] = defaultdict(list)
    for row in UserRegion.select().order_by(UserRegion.region):
        own_regions[row.user_id].append(row.region)
    own_departments: dict[int, list[int]] = defaultdict(list)
    for row in UserDepartment.select().order_by(UserDepartment.department):
        own_departments[row.user_id].append(row.department_id)
    return [
        Account(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            role=user.role,
            regions=own_regions[user.id],
            departments=own_departments[user.id],
            enterprise_id=user.enterprise_id,
            active=user.active,
            source=user.source,
            second_factor=user.totp_confirmed_at is not None,
            must_change_password=user.must_change_password,
            duties=user.duties,
            certificate_no=user.certificate_no,
            certificate_until=user.certificate_until,
            created_at=user.created_at,
        )
        for user in users
    ]


def describe(user_id: int) -> Account:
    """One user as the API shows them."""
    return described([get(user_id)])[0]


def get(user_id: int) -> User:
    user = User.get_or_none(User.id == user_id)
    if user is None:
        raise not_found("用户", "user")
    return user


def find(username: str) -> User:
    """A user by name, for the command line."""
    user = User.get_or_none(User.username == username)
    if user is None:
        raise Invalid.of("accounts.unknown_user", username=username)
    return user


def update(actor: Actor, user_id: int, values: Mapping[str, Any]) -> Account:
    """Change a user; a new role or a disabled account ends its sessions and tokens at once.

    `values` may hold display_name, role, regions, departments, enterprise_id, active, duties,
    certificate_no and certificate_until.
    """
    with db.atomic():
        _lock_administrators()
        user = get(user_id)
        before = describe(user_id)
        after = replace(before, **values)
        role = Role(after.role)
        service.check_belonging(role, after.regions, after.enterprise_id)
        if "duties" not in values and role not in service.SIGNERS:
            after = replace(after, duties=[])
        service.check_duties(role, [Duty(item) for item in after.duties])
        _keep_an_administrator(user, role, after.active)
        user.display_name = after.display_name
        user.role = role.value
        user.enterprise_id = after.enterprise_id
        user.active = after.active
        user.duties = sorted(set(after.duties))
        user.certificate_no = after.certificate_no.strip()
        user.certificate_until = after.certificate_until
        user.save()
        service.assign_regions(user_id, after.regions)
        departments.assign(user_id, after.departments)
        if not user.active or role.value != before.role:
            sessions.end_all(user_id)
        now = describe(user_id)
        _note_changes(actor, before, now)
    return now


def _note_changes(actor: Actor, before: Account, after: Account) -> None:
    values = {key: [getattr(before, key), getattr(after, key)] for key in TRACED}
    changed = {key: pair for key, pair in values.items() if pair[0] != pair[1]}
    if not changed:
        return
    event = "user.role_changed" if "role" in changed else "user.changed"
    if before.active and not after.active:
        event = "user.disabled"
    audit.record(event, actor, subject="app_user", subject_id=after.id, detail=changed)


def _lock_administrators() -> None:
    """Two administrators who disable each other must not both succeed."""
    if is_postgres():  # SQLite's write transactions follow one another anyway
        list(User.select(User.id).where(User.role == Role.ADMIN.value).for_update())


def _keep_an_administrator(user: User, role: Role, active: bool) -> None:
    others = (
        User.select()
        .where((User.role == Role.ADMIN.value) & User.active & (User.id != user.id))
        .exists()
    )
    leaves = (
        user.role == Role.ADMIN.value and user.active and (role is not Role.ADMIN or not active)
    )
    if leaves and not others:
        raise Conflict.of("accounts.last_administrator")


def reset_password(actor: Actor, user_id: int) -> str:
    """A one-time password, shown once; sessions and tokens end, and the lock-out too."""
    user = get(user_id)
    if user.source != "local":
        raise Conflict.of("accounts.password_elsewhere_users")
    password = passwords.one_time()
    hashed = service.hash_of(password)
    with db.atomic():
        own_password.store_password(user, hashed, one_time=True)
        lockout.clear(user.username)
        audit.record("password.reset", actor, subject="app_user", subject_id=user.id)
    return password


def remove_second_factor(actor: Actor, user_id: int) -> None:
    """Somebody lost the phone and the recovery codes; sessions and tokens end."""
    user = get(user_id)
    with db.atomic():
        second_factor.remove(user, actor)
        sessions.end_all(user.id)


def anybody() -> bool:
    """Whether there is any account: a fresh installation has none."""
    return User.select().exists()
