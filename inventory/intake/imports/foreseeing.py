"""Judging the new rows of an import before the transactions that write them.

The engine works on columns: the more rows it judges together, the less each of them takes; and
while it works nobody waits for the writer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory.intake.imports.candidates import Candidate
from inventory.intake.imports.matching import Matcher
from inventory.judgement.assessments import judging
from inventory.judgement.ledger.writing import Origin
from inventory.judgement.library import current
from inventory.registry.equipment.verdicts import Judged


def judged(
    candidates: Sequence[Candidate], matcher: Matcher, origin: Origin
) -> Mapping[int, Judged]:
    """Row id → what its device will be, for those rows that become devices as they stand.

    Rows that turn out to change a device are judged again, with what the device has besides.
    """
    new = [item for item in candidates if matcher.is_new(item)]
    found = judging.judge_mixed(
        current.load(),
        [item.kind for item in new],
        [item.text for item in new],
        [item.region for item in new],
        origin.as_of,
        origin.horizon,
        [item.sources_json for item in new],
    )
    return {item.row: result for item, result in zip(new, found, strict=True)}
