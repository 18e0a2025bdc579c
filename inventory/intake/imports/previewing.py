"""What the commit of an import would do: decided by the same code on what the ledger holds now.

Reads only: call inside `database.looking`.
"""

from __future__ import annotations

from collections.abc import Iterable

from peewee import chunked

from inventory.intake.imports import meeting, reporting
from inventory.intake.imports.candidates import Decision
from inventory.intake.imports.committing import BATCH
from inventory.intake.imports.models import Import
from inventory.intake.imports.results import Report
from inventory.judgement.library import current
from inventory.people.enterprises import service as enterprises


def preview(staged: Import, suggested: str) -> Report:
    """The report that the commit of a staged import would give."""
    with current.holding():
        found = decided(staged, meeting.kept(staged), suggested)
        standing, spots = reporting.standing(staged), reporting.spots(staged)
        return reporting.foretold(staged, standing, spots, found)


def decided(staged: Import, kept: Iterable[meeting.Kept], suggested: str) -> list[Decision]:
    """What would become of the rows of an import."""
    met = meeting.meet(staged, kept, enterprises.foresee)
    return [
        item
        for batch in chunked(met.pending, BATCH)
        for item in meeting.decided(met.matcher, batch, suggested)
    ]
