"""The devices of a file, judged by kind: all rows of a kind together."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import standards
from inventory.registry import reading

FINDING_KEYS = (
    "rule",
    "outcome",
    "presumed",
    "level",
    "grade",
    "document",
    "clause",
    "measured",
    "limit",
    "due",
    "then",
    "missing",
    "message",
    "message_en",
)

Finding = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Judged:
    """A device that was read, with its verdict (None: no rule applies) and findings."""

    row: reading.ReadRow
    verdict: str | None
    incomplete: bool
    findings: list[Finding] = field(default_factory=list)


def judge(
    library: standards.Library,
    rows: Sequence[reading.ReadRow],
    region: str | None,
    as_of: date,
    horizon: int,
    step: Callable[[str], object],
) -> dict[int, Judged]:
    """Position of a row -> its judgement; rows with errors are left out.

    `step` is told what is being done.
    """
    by_kind: dict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        if row.ok:
            by_kind[row.kind].append(position)
    judged: dict[int, Judged] = {}
    for kind_id, positions in by_kind.items():
        kind = library.kinds[kind_id]
        step(f"判定 judging {kind.name_zh} {len(positions)}")
        records = [{**rows[at].facts, "region": rows[at].region or region} for at in positions]
        frame = standards.frame_of(kind, records)
        result = standards.assess(library, kind_id, frame, as_of, horizon)
        verdicts = zip(positions, result.verdicts.sort("row").iter_rows(named=True), strict=True)
        for at, verdict in verdicts:
            judged[at] = Judged(rows[at], verdict["verdict"], verdict["incomplete"])
        for finding in result.findings().iter_rows(named=True):
            judged[positions[finding["row"]]].findings.append(_public(finding))
    return judged


def _public(finding: Mapping[str, object]) -> Finding:
    """The finding as RULEBOOK §1 shapes it: objects for measured and limit, dates as ISO text."""
    shaped = {key: finding[key] for key in FINDING_KEYS}
    for key in ("measured", "limit"):
        shaped[key] = None if shaped[key] is None else json.loads(shaped[key])
    shaped["due"] = None if shaped["due"] is None else shaped["due"].isoformat()
    shaped["missing"] = list(shaped["missing"] or ())
    return shaped
