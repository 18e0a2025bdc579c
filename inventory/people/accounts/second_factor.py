"""The second factor of a user: an authenticator app, and recovery codes for a lost phone."""

from __future__ import annotations

import io
import re
import secrets
from dataclasses import dataclass

import segno

from inventory.core import clock, keys
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.people.accounts import sessions, totp
from inventory.people.accounts.models import RecoveryCode, User

ISSUER = "Huanxin"
RECOVERY_CODES = 10
PURPOSE = "second factor"
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 letters: 5 bits each


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app is bound with; `svg` is `address` as a QR code."""

    secret: str
    address: str
    svg: str


@dataclass(frozen=True)
class Standing:
    """Whether a second factor is bound, whether it must be, and the recovery codes left."""

    enrolled: bool
    required: bool
    recovery_codes_left: int


def standing(user: User, required: frozenset[Role]) -> Standing:
    """How a user stands; `required` are the roles that must have a second factor."""
    return Standing(
        enrolled=user.totp_confirmed_at is not None,
        required=Role(user.role) in required,
        recovery_codes_left=codes_left(user),
    )


def begin(user: User) -> Enrolment:
    """Start an enrolment: the secret, its otpauth address and that as a QR code (SVG).

    Nothing changes until `confirm`. Raises Conflict when a second factor is in use.
    """
    if user.totp_confirmed_at is not None:
        raise Conflict.of("accounts.second_factor_exists")
    secret = totp.new_secret()
    user.totp_secret = keys.seal(secret, PURPOSE)
    user.save()
    address = totp.address(secret, user.username, ISSUER)
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=4, border=4, xmldecl=False)
    return Enrolment(secret, address, picture.getvalue().decode())


def confirm(user: User, actor: Actor, code: str, session: int | None = None) -> list[str]:
    """Finish an enrolment with a first code; returns the recovery codes, shown once.

    Every other session ends: it was opened without the second factor.
    """
    if not user.totp_secret or user.totp_confirmed_at is not None:
        raise Conflict.of("accounts.no_enrolment")
    step = totp.matching_step(_secret(user), code.strip(), clock.now())
    if step is None:
        raise Invalid.of("accounts.second_factor_failed")
    with db.atomic():
        user.totp_confirmed_at = clock.now()
        user.totp_last_step = step
        user.save()
        codes = _new_codes(user)
        sessions.end_others(user.id, session)
        _note("second_factor.enrolled", actor, user)
    return codes


def renew(user: User, actor: Actor) -> list[str]:
    """New recovery codes for a user with a second factor; the old ones are void."""
    if user.totp_confirmed_at is None:
        raise Conflict.of("accounts.no_second_factor")
    with db.atomic():
        codes = _new_codes(user)
        _note("second_factor.codes_renewed", actor, user)
    return codes


def _new_codes(user: User) -> list[str]:
    """Ten codes of 80 bits in place of the old ones; call inside a transaction."""
    made = ["".join(secrets.choice(_ALPHABET) for _ in range(16)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.delete().where(RecoveryCode.user == user).execute()
    for code in made:
        RecoveryCode.create(user=user, code_sha256=sessions.sha256(code))
    return ["-".join(re.findall("....", code)) for code in made]


def accept(user: User, typed: str) -> bool:
    """Whether a typed one-time password or recovery code is good; each works once."""
    text = typed.replace(" ", "").replace("-", "").upper()
    if len(text) == totp.DIGITS:
        return _accept_code(user, text)
    used = (
        RecoveryCode.update(used_at=clock.now())
        .where(
            (RecoveryCode.user == user)
            & (RecoveryCode.code_sha256 == sessions.sha256(text))
            & RecoveryCode.used_at.is_null()
        )
        .execute()
    )
    return used == 1


def _accept_code(user: User, text: str) -> bool:
    step = totp.matching_step(_secret(user), text, clock.now(), user.totp_last_step)
    if step is None:
        return False
    # Two logins with the same code at once: the second finds the step used.
    taken = (
        User.update(totp_last_step=step)
        .where((User.id == user.id) & (User.totp_last_step < step))
        .execute()
    )
    return taken == 1


def _secret(user: User) -> str:
    """The secret of a user's app; raises KeyMissing where its key is not at hand."""
    return keys.unseal(user.totp_secret, PURPOSE)


def seal_anew() -> int:
    """Encrypt every secret with the present key, also those from before; returns how many.

    One whose key is lost stays as it is: its owner binds the app anew.
    """
    count = 0
    for user in User.select().where(User.totp_secret != ""):
        if keys.key_of(user.totp_secret) == keys.current().id:
            continue
        if keys.is_sealed(user.totp_secret) and not keys.has(keys.key_of(user.totp_secret)):
            continue
        plain = _secret(user) if keys.is_sealed(user.totp_secret) else user.totp_secret
        sealed = keys.seal(plain, PURPOSE)
        own = (User.id == user.id) & (User.totp_secret == user.totp_secret)
        count += User.update(totp_secret=sealed).where(own).execute()
    return count


def codes_left(user: User) -> int:
    """How many recovery codes are not yet used."""
    return (
        RecoveryCode.select()
        .where((RecoveryCode.user == user) & RecoveryCode.used_at.is_null())
        .count()
    )


def remove(user: User, actor: Actor) -> None:
    """Remove the second factor: the user asks for it, or has lost the phone."""
    with db.atomic():
        user.totp_secret = ""
        user.totp_confirmed_at = None
        user.save()
        RecoveryCode.delete().where(RecoveryCode.user == user).execute()
        _note("second_factor.removed", actor, user)


def _note(event: str, actor: Actor, user: User) -> None:
    audit.record(event, actor, subject="app_user", subject_id=user.id)
