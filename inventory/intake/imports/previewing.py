"""What the commit of an import would do: decided by the same code on what the ledger holds now."""

from __future__ import annotations

from peewee import chunked

from inventory.intake.imports import meeting, reporting
from inventory.intake.imports.committing import BATCH
from inventory.intake.imports.models import Import
from inventory.intake.imports.results import Report
from inventory.judgement.library import current
from inventory.people.enterprises import service as enterprises


def preview(staged: Import, suggested: str) -> Report:
    """The report that the commit would give; reads only, call inside `database.looking`."""
    with current.holding():
        met = meeting.meet(staged, enterprises.foresee)
        decisions = [
            item
            for batch in chunked(met.pending, BATCH)
            for item in meeting.decided(met.matcher, batch, suggested)
        ]
        return reporting.foretold(staged, decisions)
