"""An application as its applicant, or an official, may read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.messages import Sentence, sentence
from inventory.intake.registrations.models import Registration
from inventory.intake.registrations.results import (
    Followed,
    RegistrationWarning,
    Reviewed,
    Summary,
)
from inventory.intake.registrations.service import REGISTRATION, visible
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.attachments import service as attachments

SUMMARY = tuple(each.name for each in fields(Summary))


def followed(found: Registration) -> Followed:
    """What the applicant may see."""
    parent = attachments.Parent(attachments.REGISTRATION, found.id)
    return Followed(
        **{name: getattr(found, name) for name in SUMMARY},
        attachments=attachments.of(parent),
        decided_at=found.decided_at,
    )


def reviewed(actor: Actor, found: Registration) -> Reviewed:
    """What an official sees."""
    return Reviewed(
        **vars(followed(found)),
        warnings=warnings(actor, found),
        enterprise_id=found.enterprise_id,
        user_id=found.user_id,
    )


def warnings(actor: Actor, found: Registration) -> list[RegistrationWarning]:
    """What a reviewer should look at: check digit, enterprises of this code or name, history."""
    return [
        *(
            RegistrationWarning("uscc_check_digit", text)
            for text in enterprises.warnings_of(found.uscc)
        ),
        *_same_enterprises(actor, found),
        *_other_applications(actor, found),
    ]


def _same_enterprises(actor: Actor, found: Registration) -> Iterator[RegistrationWarning]:
    same = (Enterprise.uscc == found.uscc) | (Enterprise.name == found.name)
    for row in Enterprise.select().where(same).order_by(Enterprise.id):
        if row.id == found.enterprise_id:
            continue
        seen = actor.sees(row.region, row.id)
        code = "same_uscc" if row.uscc == found.uscc else "same_name"
        where = sentence(
            "registrations.known" if seen else "registrations.elsewhere", number=row.id
        )
        said = sentence(f"registrations.{code}", where=where)
        yield RegistrationWarning(code, said, row.id if seen else None)


def _other_applications(actor: Actor, found: Registration) -> Iterator[RegistrationWarning]:
    """Applications of the same code that are open or were rejected, in the actor's own regions."""
    others = visible(actor).where(
        (Registration.uscc == found.uscc)
        & (Registration.id != found.id)
        & Registration.state.in_(("applied", "returned", "rejected"))
    )
    for other in others:
        yield RegistrationWarning(
            "rejected_before" if other.state == "rejected" else "also_applied",
            sentence(
                "registrations.other", number=other.id, contact=other.contact, told=_told(other)
            ),
        )


def _told(other: Registration) -> Sentence:
    if other.state != "rejected":
        state = Sentence(REGISTRATION.states[other.state], other.state)
        return sentence("registrations.running", state=state)
    day = other.decided_at.astimezone(clock.SHANGHAI).date()
    return sentence("registrations.rejected", day=day, remark=other.remark)
