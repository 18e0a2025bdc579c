"""What the services of registrations return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.core.messages import Sentence
from inventory.registry.attachments.models import Attachment


@dataclass(frozen=True)
class Applied:
    """Number and secret to follow an application with; only its hash is kept."""

    id: int
    secret: str
    state: str


@dataclass(frozen=True)
class RegistrationWarning:
    """What a reviewer should look at; `enterprise_id` where that enterprise may be seen."""

    code: str
    said: Sentence
    enterprise_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """An application in one line."""

    id: int
    state: str
    version: int
    uscc: str
    name: str
    region: str
    address: str
    contact: str
    phone: str
    username: str
    remark: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Followed(Summary):
    """What the applicant may see of an application."""

    attachments: Sequence[Attachment]
    decided_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Reviewed(Followed):
    """What an official sees beside it."""

    warnings: Sequence[RegistrationWarning]
    enterprise_id: int | None
    user_id: int | None
