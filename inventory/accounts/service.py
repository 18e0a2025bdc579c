"""Users, passwords and access tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from inventory import clock
from inventory.access import Actor, Role
from inventory.accounts.models import AccessToken, User, UserRegion
from inventory.database import db
from inventory.errors import Conflict, Invalid, Unauthenticated
from inventory.regions import service as regions

PASSWORD_MINIMUM = 10
_hasher = PasswordHasher()
# Verified against when the user does not exist, so that the answer takes as long.
_DUMMY_HASH = _hasher.hash(secrets.token_hex(16))


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def create_user(
    username: str,
    display_name: str,
    password: str,
    role: Role,
    region_codes: Sequence[str] = (),
    enterprise: int | None = None,
) -> User:
    """A new user; inspectors need a region, enterprise clerks an enterprise."""
    _check_password(password)
    if role is Role.INSPECTOR and not region_codes:
        raise Invalid(
            "监察员至少要有一个管辖区划",
            "An inspector needs a region",
            "no_region",
            "请填写 regions",
        )
    if (role is Role.ENTERPRISE) != (enterprise is not None):
        raise Invalid(
            "企业账号必须且只能属于一家企业",
            "An enterprise account belongs to exactly one enterprise",
            "no_enterprise",
            "请填写 enterprise_id",
        )
    for code in region_codes:
        regions.get(code)
    with db.atomic():
        if User.select().where(User.username == username).exists():
            raise Conflict(
                f"用户名“{username}”已被使用",
                f"User name {username!r} is taken",
                "username_taken",
                "请换一个用户名",
            )
        user = User.create(
            username=username,
            display_name=display_name,
            password_hash=_hasher.hash(password),
            role=role.value,
            enterprise=enterprise,
            created_at=clock.now(),
        )
        for code in dict.fromkeys(region_codes):
            UserRegion.create(user=user, region=code)
    return user


def _check_password(password: str) -> None:
    if len(password) < PASSWORD_MINIMUM:
        raise Invalid(
            f"密码至少 {PASSWORD_MINIMUM} 个字符",
            f"A password needs at least {PASSWORD_MINIMUM} characters",
            "password_short",
            "请换一个更长的密码，例如几个词连在一起",
        )


def set_password(username: str, password: str) -> None:
    """Change a password; every login of the user ends."""
    _check_password(password)
    user = User.get_or_none(User.username == username)
    if user is None:
        raise Invalid(
            f"没有用户“{username}”", f"No user {username!r}", "unknown_user", "请检查用户名"
        )
    with db.atomic():
        user.password_hash = _hasher.hash(password)
        user.save()
        AccessToken.delete().where(AccessToken.user == user).execute()


def login(username: str, password: str, hours: int) -> tuple[str, AccessToken]:
    """Check a password and open a login; returns the secret (shown once) and its row."""
    user = User.get_or_none((User.username == username) & User.active)
    try:
        _hasher.verify(user.password_hash if user else _DUMMY_HASH, password)
    except VerifyMismatchError:
        user = None
    if user is None:
        raise Unauthenticated(
            "用户名或密码不对",
            "Wrong user name or password",
            "login_failed",
            "请检查输入法和大小写，忘记密码请联系管理员",
        )
    return issue_token(user.id, "login", timedelta(hours=hours))


def issue_token(user: int, name: str, lifetime: timedelta) -> tuple[str, AccessToken]:
    """A new access token of a user; the secret is returned once and stored only as a hash."""
    secret = f"hx_{secrets.token_urlsafe(32)}"
    now = clock.now()
    token = AccessToken.create(
        user=user,
        secret_sha256=_sha256(secret),
        name=name,
        created_at=now,
        expires_at=now + lifetime,
    )
    return secret, token


def logout(secret: str) -> None:
    AccessToken.delete().where(AccessToken.secret_sha256 == _sha256(secret)).execute()


def actor_of(secret: str) -> Actor | None:
    """Who a token stands for; None if it is unknown, expired or of a disabled user."""
    token = (
        AccessToken.select(AccessToken, User)
        .join(User)
        .where(
            (AccessToken.secret_sha256 == _sha256(secret))
            & (AccessToken.expires_at > clock.now())
            & User.active
        )
        .get_or_none()
    )
    return actor_for(token.user) if token else None


def actor_for(user: User) -> Actor:
    """The rights of a user."""
    return Actor(
        id=user.id,
        name=user.display_name,
        role=Role(user.role),
        regions=tuple(row.region for row in user.user_regions.order_by(UserRegion.region)),
        enterprise=user.enterprise_id,
    )


def list_users() -> list[User]:
    return list(User.select().order_by(User.username))
