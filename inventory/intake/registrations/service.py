"""Applications for an enterprise account: apply, look, correct; review, accept, return or reject.

An applicant has no account yet, only a number and a secret, and no answer says whether a
code, an enterprise or a user name is known.

A rejection ends an application for good, but never its code: a unified social credit code is
public, so whoever applies in another's name would otherwise shut the true enterprise out. It may
apply again at any time; the reviewer is shown what was rejected and why. Only the address that sent
the rejected application waits, and it learns nothing by that which it was not told already.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from peewee import ModelSelect

from inventory.core import access, clock
from inventory.core.access import OFFICE, OFFICIALS, Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.quotas import Quota, spend
from inventory.core.regions import service as regions
from inventory.core.workflow import Machine, Step
from inventory.intake.registrations.models import Registration
from inventory.people.accounts import passwords
from inventory.people.accounts import service as accounts
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.attachments import service as attachments
from inventory.registry.notifications.emitting import News, emit

APPLICANT = "applicant"
REGISTRATION = Machine(
    "注册申请",
    "registration",
    {"applied": "待审核", "returned": "已退回", "accepted": "已通过", "rejected": "不予受理"},
    (
        Step("apply", "重新提交", frozenset({"returned"}), "applied", frozenset({APPLICANT})),
        Step("return", "退回", frozenset({"applied"}), "returned", OFFICE),
        Step("accept", "通过", frozenset({"applied"}), "accepted", OFFICE),
        # A returned one that nobody corrects can be closed as well.
        Step("reject", "不予受理", frozenset({"applied", "returned"}), "rejected", OFFICE),
    ),
)
ASKED = ("uscc", "name", "region", "address", "contact", "phone", "username")
HOUR = timedelta(hours=1)
# How long after a rejection the same address must wait to apply with the same code.
PAUSE = timedelta(days=1)


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


# The applicant ---------------------------------------------------------------------------------


def apply(
    values: Mapping[str, Any], password: str, address: str, per_hour: int, complexity: bool = False
) -> tuple[str, Registration]:
    """A new application; returns its secret (shown once) and its row.

    `address` is where it comes from: only so many per hour and address are accepted.
    """
    _limit(address, per_hour)
    answers = _answers(values)
    _wait_after_rejection(address, answers["uscc"])
    now = clock.now()
    secret = secrets.token_urlsafe(24)
    hashed = _hash(answers, password, complexity)
    with db.atomic():
        made = Registration.create(
            **answers,
            state=REGISTRATION.start,
            password_hash=hashed,
            secret_sha256=_sha256(secret),
            applied_from=address,
            created_at=now,
            updated_at=now,
        )
        told = {"enterprise": answers["name"]}
        waits = {"registration": [made.id]}
        emit([News("registration_submitted", told, region=answers["region"], things=waits)])
    return secret, made


def _limit(address: str, per_hour: int) -> None:
    own = Registration.select().where(Registration.applied_from == address)
    quota = Quota("registrations.too_many_registrations", per_hour, HOUR)
    spend(quota, own, Registration.created_at)


def _wait_after_rejection(address: str, uscc: str) -> None:
    rejected = Registration.select().where(
        (Registration.applied_from == address)
        & (Registration.uscc == uscc)
        & (Registration.state == "rejected")
    )
    spend(Quota("registrations.rejected_recently", 1, PAUSE), rejected, Registration.decided_at)


def _answers(values: Mapping[str, Any]) -> dict[str, str]:
    answers = {key: str(values.get(key) or "").strip() for key in ASKED}
    answers["uscc"] = answers["uscc"].upper()
    regions.get(answers["region"])
    accounts.check_username(answers["username"])
    return answers


def _hash(answers: Mapping[str, Any], password: str, complexity: bool) -> str:
    passwords.check(password, (answers["username"], answers["contact"]), complexity)
    return accounts.hash_of(password)


def by_secret(registration_id: int, secret: str) -> Registration:
    """The application that a number and its secret open; one refusal for either being wrong."""
    found = Registration.get_or_none(Registration.id == registration_id)
    known = found.secret_sha256 if found else _sha256("")
    if not hmac.compare_digest(known, _sha256(secret)) or found is None:
        raise not_found("申请", "registration")
    return found


def correct(
    registration_id: int,
    secret: str,
    values: Mapping[str, Any],
    password: str = "",
    complexity: bool = False,
) -> Registration:
    """Send a returned application again with corrected answers; a blank password stays."""
    found = by_secret(registration_id, secret)
    # Before a password is hashed: a correction costs nothing unless the bureau has asked for one.
    REGISTRATION.after(found.state, "apply", APPLICANT)
    answers = _answers({**{key: getattr(found, key) for key in ASKED}, **values})
    changes: dict[str, Any] = {**answers, "remark": ""}
    if password:
        changes["password_hash"] = _hash(answers, password, complexity)
    with db.atomic():
        _step(found, found.version, "apply", APPLICANT, **changes)
    return by_secret(registration_id, secret)


def proof_parent(registration_id: int, secret: str) -> attachments.Parent:
    """What an applicant's files belong to, while the bureau has not decided for good."""
    found = by_secret(registration_id, secret)
    if found.state in {"accepted", "rejected"}:
        raise REGISTRATION.illegal(found.state, "apply", APPLICANT)
    return attachments.Parent(attachments.REGISTRATION, found.id)


def _step(found: Registration, version: int, step: str, who: str, **values: Any) -> None:
    state = REGISTRATION.after(found.state, step, who)
    taken = (
        Registration.update(state=state, version=version + 1, updated_at=clock.now(), **values)
        .where(
            (Registration.id == found.id)
            & (Registration.version == version)
            & (Registration.state == found.state)
        )
        .execute()
    )
    if not taken:
        raise Conflict.of("registrations.version", version=found.version, version_2=version)


# The bureau ------------------------------------------------------------------------------------


def visible(actor: Actor) -> ModelSelect:
    """The applications from the actor's regions, the newest first; none for enterprises."""
    # An applicant belongs to no enterprise yet: where it says it is decides who looks at it.
    within = (
        access.scope(actor, Registration.region, Registration.enterprise)
        if actor.role in OFFICIALS
        else Registration.id == 0
    )
    return Registration.select().where(within).order_by(Registration.id.desc())


def get(actor: Actor, registration_id: int) -> Registration:
    found = visible(actor).where(Registration.id == registration_id).get_or_none()
    if found is None:
        raise not_found("申请", "registration")
    return found


def _decide(
    actor: Actor, registration_id: int, version: int, step: str, **values: Any
) -> Registration:
    """Take a step of the bureau; the application as it was before."""
    found = get(actor, registration_id)
    access.require_region(actor, found.region)
    by = {"decided_by": actor.id, "decided_at": clock.now()}
    _step(found, version, step, actor.role, **by, **values)
    return found


def send_back(actor: Actor, registration_id: int, version: int, remark: str) -> Registration:
    """Return an application for correction, saying why."""
    with db.atomic():
        found = _decide(actor, registration_id, version, "return", remark=remark)
        audit.record(
            "registration.returned",
            actor,
            subject="registration",
            subject_id=found.id,
            detail={"remark": remark},
        )
    return get(actor, registration_id)


def reject(actor: Actor, registration_id: int, version: int, reason: str) -> Registration:
    """End an application for good, saying why; the password's hash leaves it."""
    if not reason.strip():
        raise Invalid.of("registrations.no_reason")
    with db.atomic():
        found = _decide(
            actor, registration_id, version, "reject", remark=reason.strip(), password_hash=""
        )
        audit.record(
            "registration.rejected",
            actor,
            subject="registration",
            subject_id=found.id,
            detail={"reason": reason},
        )
    return get(actor, registration_id)


def accept(
    actor: Actor,
    registration_id: int,
    version: int,
    enterprise_id: int | None = None,
    username: str = "",
) -> Registration:
    """Let an applicant in: a new enterprise, or the one that the reviewer names.

    An existing enterprise is never joined by its code alone. `username` replaces a wished one that
    is taken. The password's hash leaves the application.
    """
    with db.atomic():
        found = _decide(actor, registration_id, version, "accept", remark="", password_hash="")
        enterprise = _enterprise(actor, found, enterprise_id)
        user = accounts.create_user(
            username or found.username,
            found.contact,
            "",
            Role.ENTERPRISE,
            enterprise=enterprise.id,
            by=actor,
            password_hash=found.password_hash,
        )
        Registration.update(enterprise=enterprise.id, user=user.id).where(
            Registration.id == found.id
        ).execute()
        audit.record(
            "registration.accepted",
            actor,
            subject="registration",
            subject_id=found.id,
            detail={
                "enterprise": enterprise.id,
                "joined": enterprise_id is not None,
                "username": user.username,
            },
        )
    return get(actor, registration_id)


def _enterprise(actor: Actor, found: Registration, enterprise_id: int | None) -> Enterprise:
    if enterprise_id is None:
        keys = ("uscc", "name", "region", "address", "contact", "phone")
        return enterprises.create(actor, {key: getattr(found, key) for key in keys})
    enterprise = enterprises.get(actor, enterprise_id)
    access.require_region(actor, enterprise.region)
    if enterprise.uscc is None:
        return enterprises.update(actor, enterprise.id, {"uscc": found.uscc}, enterprise.version)
    if enterprise.uscc != found.uscc:
        raise Invalid.of("registrations.uscc_differs", uscc=found.uscc, uscc_2=enterprise.uscc)
    return enterprise
