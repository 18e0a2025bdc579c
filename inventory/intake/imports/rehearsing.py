"""What the import of a file would do of which nothing is kept: staged in memory, then previewed.

Reads only: call inside `database.looking`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.core.access import Actor
from inventory.intake.imports import meeting, recalling, reporting, staging, storing
from inventory.intake.imports.divisions import Places
from inventory.intake.imports.models import Import
from inventory.intake.imports.previewing import decided
from inventory.intake.imports.problems import RowProblem
from inventory.intake.imports.remembering import Request
from inventory.intake.imports.reporting import PROBLEM_KEYS, SPOT, Standing
from inventory.intake.imports.results import OpenRow, Report
from inventory.judgement.library import current
from inventory.registry import reading


@dataclass(frozen=True)
class Rehearsal:
    """The report that the import would end with, and the file as it was read."""

    staged: Import  # is not in the ledger
    report: Report
    result: reading.ReadResult


def rehearse(actor: Actor, request: Request, suggested: str) -> Rehearsal:
    """Read a file, and tell what its import would do."""
    with current.holding():
        staged, result, last = staging.rehearse(actor, request)
        places = Places(staged, result.rows)
        rows = dict(enumerate(result.rows, 1))
        choices = _choices(rows, places, last)
        kept = [_kept(key, rows[key], *choice) for key, choice in choices.items()]
        standing = Standing(
            Counter((row.sheet, storing.state(row, places)) for row in result.rows),
            _problems(result.rows, places),
            {
                (rows[key].sheet, rows[key].row): OpenRow(decision=decision, target=target)
                for key, (decision, target) in choices.items()
                if decision
            },
            last.id if last else 0,
        )
        spots = {key: [getattr(row, name) for name in SPOT] for key, row in rows.items()}
        found = decided(staged, kept, suggested)
        return Rehearsal(staged, reporting.foretold(staged, standing, spots, found), result)


def _choices(
    rows: Mapping[int, reading.ReadRow], places: Places, last: Import | None
) -> dict[int, tuple[str, int | None]]:
    """What is chosen for each row that can go in, with the device that it is."""
    recalled = recalling.decisions(last) if last else {}
    found: dict[int, tuple[str, int | None]] = {}
    for key, row in rows.items():
        if storing.state(row, places) == "pending":
            decision = places.decision(row)
            mine = (decision, None) if decision else recalled.get((row.sheet, row.row))
            found[key] = mine or ("", None)
    return found


def _kept(key: int, row: reading.ReadRow, decision: str, target: int | None) -> meeting.Kept:
    _raw, facts, sources, owner, uscc, region, kind = storing.as_read(row)
    told = (key, kind, facts, owner, uscc, region, decision, target, "pending", None, sources)
    return (*told, row.sheet, row.row)


def _problems(rows: Sequence[reading.ReadRow], places: Places) -> list[Mapping[str, Any]]:
    return [_values(row, item) for row in rows for item in storing.problems_in(row, places)]


def _values(row: reading.ReadRow, item: reading.Problem | RowProblem) -> Mapping[str, Any]:
    return {key: getattr(row if key in SPOT else item, key) for key in PROBLEM_KEYS}
