"""What the officer decides about a notice; everything else comes from the findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from inventory.enforcement.documents import model
from inventory.enforcement.documents.model import Officer


@dataclass(frozen=True)
class Terms:
    """The officer's own parts of a document."""

    officers: tuple[Officer, ...] = ()
    deadline_on: date | None = None
    inspected_on: date | None = None
    agency_id: int | None = None
    free_text: str = ""
    hearing: model.Hearing | None = None
    not_heard_reason: str = ""
    receipt: bool = False
    ground: str | None = None  # the officer's choice for overdue inspections
    equipment_ids: tuple[int, ...] = field(default_factory=tuple)
    findings: frozenset[tuple[int, str]] | None = None  # (equipment, rule); None = all that belong
    facts_text: str = ""
    demands_text: str = ""
    office: str = ""
    phone: str = ""
    case_id: int | None = None  # of an order; None = a new case is opened
