"""What the services of notices return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.enforcement.notices.terms import Terms


@dataclass(frozen=True)
class LeftOut:
    """A finding that needs such a document but may not be in it, and why."""

    equipment_id: int
    name: str
    model: str
    rule: str
    code: str
    reason: str
    reason_en: str


@dataclass(frozen=True)
class DraftAgency:
    """An agency that may sign; `powers` counts the findings that it may act on."""

    id: int
    name: str
    powers: int


@dataclass(frozen=True)
class DraftGround:
    """An article among which the law leaves the choice, and the fact that it asks for."""

    id: str
    fact: str
    article: str


@dataclass(frozen=True, kw_only=True)
class DraftFinding:
    """A finding that the document may contain; `stated` says whether it does."""

    rule: str
    outcome: str
    message: str
    message_en: str
    clause: str
    stated: bool


@dataclass(frozen=True)
class DraftDevice:
    """A device with the findings that may be stated about it."""

    id: int
    name: str
    model: str
    findings: Sequence[DraftFinding]


@dataclass(frozen=True, kw_only=True)
class DraftForm(Terms):
    """A draft as a form: the officer's parts, and what there is to choose from."""

    id: int
    version: int
    kind: str
    agencies: Sequence[DraftAgency]
    grounds: Sequence[DraftGround]
    devices: Sequence[DraftDevice]
    left_out: Sequence[LeftOut]
