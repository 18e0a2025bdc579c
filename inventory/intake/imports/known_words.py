"""The words that people have explained, for whoever reads a ledger.

What is told for a ledger of one enterprise counts for its ledgers; for a ledger of many it counts
in the region. The enterprise's own word goes before the region's.
"""

from __future__ import annotations

from collections import defaultdict

import standards
from inventory.intake.imports.models import KnownWord
from inventory.judgement.library import current
from inventory.registry.reading.near_words import Learned, with_words


def learned(region: str, owner: str | None) -> Learned:
    """The words that count for a ledger of this region and enterprise."""
    told: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    query = KnownWord.select().where(
        (KnownWord.region == region) & KnownWord.owner.in_(("", owner or ""))
    )
    for item in query.order_by(KnownWord.owner):
        told[item.kind, item.field][item.word] = item.choice
    return dict(told)


def library_of(region: str, owner: str | None) -> standards.Library:
    """The library in force, with the words that people have explained there."""
    return with_words(current.built_in(), learned(region, owner))
