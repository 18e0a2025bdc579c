"""A device's verdicts in its story: each one that differs from the one before."""

from __future__ import annotations

from collections.abc import Iterator

import standards
from inventory.core.access import Actor
from inventory.core.messages import Sentence, sentence
from inventory.judgement.assessments.models import Assessment
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.stories import SYSTEM, Entry, detail, entry

# Outcomes whose id alone says too little in a sentence.
_ENGLISH = {"due": "due soon", "unknown": "data missing"}


def verdicts(_actor: Actor, device: Equipment) -> Iterator[Entry]:
    """One entry for each change of the verdict."""
    before: str | None = None
    rows = Assessment.select().where(Assessment.equipment == device).order_by(Assessment.id)
    for row in rows:
        if row.verdict != before:
            sides = [_word(word) for word in (before, row.verdict)]
            yield entry(
                row.created_at,
                SYSTEM,
                _judged(*sides),
                details=[detail("verdict", "结论", "Verdict", before, row.verdict)],
                source=f"library:{row.library}",
                reason=f"判定日期 {row.as_of.isoformat()}",
                reason_en=f"as of {row.as_of.isoformat()}",
            )
        before = row.verdict


def _word(verdict: str | None) -> Sentence | None:
    if not verdict:
        return None
    return Sentence(standards.OUTCOME_ZH[verdict], _ENGLISH.get(verdict, verdict))


def _judged(before: Sentence | None, after: Sentence | None) -> Sentence:
    if after is None:
        return sentence("assessments.no_longer")
    if before is None:
        return sentence("assessments.first", after=after)
    return sentence("assessments.changed", before=before, after=after)
