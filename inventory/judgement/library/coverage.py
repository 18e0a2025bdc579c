"""How the entries of the elimination catalogues are used: decided, shown as a hint, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import standards
from inventory.judgement.library import current
from inventory.judgement.library.results import Coverage, Entry
from inventory.judgement.library.tables import clean
from standards.catalogues import undecided


def listed() -> list[Coverage]:
    """One line per catalogue, with the entries that the machine does not decide."""
    library = current.load()
    return [
        Coverage(
            table=item.table,
            document=item.catalogue,
            title=library.documents[item.catalogue].title,
            matched=item.matched,
            hinted=item.hinted,
            unusable=item.unusable,
            entries=[_entry(use, row) for use, row in undecided(library.tables[item.table])],
        )
        for item in standards.coverage(library)
    ]


def _entry(use: str, row: Mapping[str, Any]) -> Entry:
    words = clean(row)
    names = ("item", "product", "cell", "spec", "reason", "note")
    return Entry(
        **{name: str(words[name] or "") for name in names},
        use=use,
        kinds=[kind for kind in str(words["kinds"] or "").split(";") if kind],
    )
