"""What the engine says of a device, and the columns of the ledger that keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import standards
from inventory.core import database
from inventory.core.bulk import bulk_update
from inventory.registry.equipment.models import GONE_RANK, NEVER, Equipment

RANK = {word: rank for rank, word in enumerate(standards.OUTCOMES)}
NOT_JUDGED = 9
# What the ledger keeps of a verdict, see `Judged.columns`.
COLUMNS = (
    "verdict",
    "verdict_rank",
    "incomplete",
    "next_due",
    "due_for",
    "findings_digest",
    "level",
)
# The same of a record that is no device of the ledger any more.
GONE = (None, GONE_RANK, False, NEVER, "", "", "")


class Judged(NamedTuple):
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

    @property
    def columns(self) -> tuple[Any, ...]:
        """The values of COLUMNS."""
        return (
            self.verdict,
            self.rank,
            self.incomplete,
            self.next_due or NEVER,
            self.due_for,
            self.digest,
            self.level,
        )


def set_verdicts(rows: Sequence[tuple[int, Judged]]) -> None:
    """Store new verdicts of devices whose facts have not changed: of each device the columns that
    differ, for every column that is written moves it in the indexes and tells the sums.
    """
    known = Equipment.select(Equipment.id, *(getattr(Equipment, name) for name in COLUMNS))
    held = known.where(database.any_of(Equipment.id, [key for key, _ in rows])).tuples()
    before = {key: values for key, *values in held}
    differing: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for key, item in rows:
        pairs = zip(COLUMNS, item.columns, before[key], strict=True)
        changed = {name: new for name, new, old in pairs if new != old}
        if changed:
            differing.setdefault(tuple(changed), []).append((*changed.values(), key))
    for names, values in differing.items():
        bulk_update(Equipment, names, values)


def set_marks(rows: Sequence[tuple[int, tuple[str, str]]]) -> None:
    """Store (level, what the first date is for) of devices whose findings have not changed."""
    bulk_update(Equipment, ("level", "due_for"), [(*marks, key) for key, marks in rows])
