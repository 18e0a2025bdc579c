"""Facts of a case in which nothing is lacking."""

from __future__ import annotations

from datetime import date

from inventory.enforcement.cases.guards import Facts


def known() -> Facts:
    """Handled by 1 and 2, reviewed by 3, approved by 4, seen by 9."""
    return Facts(
        today=date(2026, 11, 21),
        by=9,
        handlers=frozenset({1, 2}),
        officers=2,
        certificates=2,
        competence=True,
        remedies=True,
        heard_on=date(2026, 11, 20),
        drafts=1,
        deadline_on=date(2027, 1, 31),
        submitted=True,
        reviewed_by=3,
        review_written=True,
        approved_by=4,
        devices=1,
        reason="有理由",
    )
