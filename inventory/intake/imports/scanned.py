"""What was recognised of scanned lists, kept by the file: recognition takes minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory.core import clock
from inventory.core.database import db, is_open
from inventory.intake.imports.models import ScannedDocument

NAME = "imports"


class Kept:
    """The table as a keeper of the reader (see ``reading.scans``)."""

    def get(self, digest: str) -> Sequence[Mapping[str, Any]] | None:
        """The pages of a file."""
        found = ScannedDocument.get_or_none(ScannedDocument.sha256 == digest) if is_open() else None
        return found.pages if found else None

    def put(self, digest: str, pages: Sequence[Mapping[str, Any]]) -> None:
        """Keep the pages; a rehearsal, which writes nothing, keeps none."""
        if is_open() and not db.in_transaction():
            ScannedDocument.insert(
                sha256=digest, pages=list(pages), created_at=clock.now()
            ).on_conflict_ignore().execute()


KEPT = Kept()
