"""The words that people have explained, for readers of ledgers.

What is told for a ledger of one enterprise counts for its ledgers; for a ledger of many it counts
in the region. A word of the enterprise comes before one of the region.
"""

from __future__ import annotations

from collections import defaultdict

from peewee import ModelSelect

import standards
from inventory.core import clock
from inventory.intake.imports.models import KnownWord
from inventory.judgement.library import current
from inventory.registry import reading
from inventory.registry.reading.near_words import Learned, with_words
from standards.words import fold


def learned(region: str, owner: str | None) -> Learned:
    """The words that count for a ledger of this region and enterprise."""
    told: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for item in _counting(region, owner):
        told[item.kind, item.field][item.word] = item.choice
    return dict(told)


def _counting(region: str, owner: str | None) -> ModelSelect:
    """The words of a region, then those of the enterprise, which come before them."""
    query = KnownWord.select().where(
        (KnownWord.region == region) & KnownWord.owner.in_(("", owner or ""))
    )
    return query.order_by(KnownWord.owner)


def note_uses(region: str, owner: str | None, result: reading.ReadResult) -> None:
    """Count a file for each word that it was read with; call inside a transaction."""
    ids: dict[tuple[str | None, str | None], dict[str, int]] = defaultdict(dict)
    for item in _counting(region, owner):
        ids[item.kind, item.field][item.word] = item.id
    used: set[int] = set()
    for sheet in result.sheets if ids else ():
        for column in sheet.columns:
            told = ids.get((sheet.kind, column.field), {})
            if told:
                texts = {fold(row.text_of(column.heading) or "") for row in sheet.rows}
                used |= {told[word] for word in texts & told.keys()}
    if used:
        KnownWord.update(files=KnownWord.files + 1, used_at=clock.now()).where(
            KnownWord.id.in_(sorted(used))
        ).execute()


def library_of(region: str, owner: str | None) -> standards.Library:
    """The library in force, with the words that people have explained there."""
    return with_words(current.built_in(), learned(region, owner))
