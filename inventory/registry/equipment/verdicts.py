"""What the engine says of a device, and the columns of the ledger that keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import standards
from inventory.core import database
from inventory.registry.equipment.models import NEVER, Equipment

RANK = {word: rank for rank, word in enumerate(standards.OUTCOMES)}
NOT_JUDGED = 9


@dataclass(frozen=True)
class Judged:
    """What the engine says of one device."""

    verdict: str | None
    incomplete: bool
    digest: str
    findings: Sequence[Mapping[str, Any]]  # rows of Assessment.findings, without `meets`
    level: str = ""  # of LEVELS
    next_due: date | None = None  # the first date on which anything is, or was, due
    due_for: str = ""  # what that date is for: of judging.DUE_FOR

    @property
    def rank(self) -> int:
        return RANK[self.verdict] if self.verdict else NOT_JUDGED


def set_verdicts(rows: Sequence[tuple[int, Judged]]) -> None:
    """Store new verdicts of devices whose facts have not changed."""
    database.bulk_update(
        Equipment,
        (
            "verdict",
            "verdict_rank",
            "incomplete",
            "next_due",
            "due_for",
            "findings_digest",
            "level",
        ),
        [
            (
                item.verdict,
                item.rank,
                item.incomplete,
                item.next_due or NEVER,
                item.due_for,
                item.digest,
                item.level,
                key,
            )
            for key, item in rows
        ],
    )


def set_marks(rows: Sequence[tuple[int, tuple[str, str]]]) -> None:
    """Store (level, what the first date is for) of devices whose findings have not changed."""
    database.bulk_update(Equipment, ("level", "due_for"), [(*marks, key) for key, marks in rows])
