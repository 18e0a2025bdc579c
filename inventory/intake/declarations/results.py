"""What the services of declarations return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from inventory.intake.declarations.models import Declaration, DeclarationItem
from inventory.people.enterprises.models import Enterprise


@dataclass(frozen=True)
class Fault:
    """Something that must be corrected before submission."""

    field: str
    value: Any
    code: str
    message: str
    message_en: str
    remedy: str
    remedy_en: str
    heading: str


@dataclass(frozen=True, kw_only=True)
class Problem(Fault):
    """A fault of an item; `number` is its place in the declaration, from 1."""

    item: int
    number: int


@dataclass(frozen=True)
class Named:
    """The device of an item as people call it."""

    name: str
    model: str
    identifier: str
    place: str


@dataclass(frozen=True)
class Contact:
    """Who answered for the last declaration, to begin the next one with."""

    name: str
    title: str
    phone: str


@dataclass(frozen=True)
class Event:
    """A step that was taken, with its remarks and statement."""

    at: datetime
    actor: int | None
    actor_name: str
    step: str
    state: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Head:
    """A declaration in one line."""

    id: int
    enterprise_id: int
    enterprise: Enterprise
    state: str
    round: int
    version: int
    note: str
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WholeDeclaration(Head):
    """A declaration with what this reader may see of it, and may do."""

    remark: str
    statement: Mapping[str, Any] | None
    steps: Sequence[str]
    waiting: Sequence[str]
    contact: Contact
    place: str
    author: str
    items: Sequence[DeclarationItem]
    events: Sequence[Event]


@dataclass(frozen=True)
class ReviewWarning:
    """What a reviewer should look at; `field` None where it is about the whole device."""

    code: str
    field: str | None
    message: str
    message_en: str


@dataclass(frozen=True)
class HeldNumber(ReviewWarning):
    """Another device has this number; None where the reader may not see which."""

    equipment_id: int | None


@dataclass(frozen=True)
class PendingElsewhere(ReviewWarning):
    """Another declaration is about the device; None where the reader may not see which."""

    declaration_id: int | None


@dataclass(frozen=True)
class MissingFile(ReviewWarning):
    """A file that should come with such an item."""

    purpose: str


@dataclass(frozen=True, kw_only=True)
class Double(PendingElsewhere):
    """An item that also stands in another declaration; `number` is its place in this one."""

    item: int
    number: int


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field that is not the same; `change_pct` is per cent of the former value, of numbers."""

    field: str
    heading: str
    heading_en: str
    unit: str | None
    before: Any
    after: Any
    change_pct: float | None


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """An item against the ledger; `gained` and `lost` are findings, as they would be judged."""

    item: int
    action: str
    kind: str
    equipment_id: int | None
    base_version: int | None
    current_version: int | None
    last_confirmed_on: date | None
    approved: bool
    mine: bool
    device: Named
    changes: Sequence[Change]
    verdict_before: str | None
    verdict_after: str | None
    incomplete_before: bool | None
    incomplete_after: bool | None
    gained: Sequence[Mapping[str, Any]]
    lost: Sequence[Mapping[str, Any]]
    problems: Sequence[Problem]
    warnings: Sequence[ReviewWarning]


@dataclass(frozen=True)
class Review:
    """A declaration with each of its items that the reader may see."""

    declaration: Declaration
    items: Sequence[ReviewRow]


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """The result of an upload: counts of draft items, and notes of the reader."""

    new: int
    changed: int
    retired: int
    confirmed: int
    unchanged: int
    warnings: Sequence[Mapping[str, Any]]
    notes: Sequence[Mapping[str, Any]]
    version: int
