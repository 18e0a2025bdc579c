"""The devices of a file, judged by kind: all rows of a kind together."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import standards
from inventory.judgement.assessments.judging import positions
from inventory.registry import reading
from standards.doubts import Doubts

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
    read = [position for position, row in enumerate(rows) if row.ok]
    judged: dict[int, Judged] = {}
    for kind_id, places in positions(rows[at].kind for at in read).items():
        kind = library.kinds[kind_id]
        step(f"判定 judging {kind.name_zh} {len(places)}")
        of_kind = [rows[read[place]] for place in places]
        results = _judge_kind(library, kind, of_kind, region, as_of, horizon)
        judged.update(zip((read[place] for place in places), results, strict=True))
    return judged


def _judge_kind(
    library: standards.Library,
    kind: standards.Kind,
    rows: Sequence[reading.ReadRow],
    region: str | None,
    as_of: date,
    horizon: int,
) -> list[Judged]:
    """The judgement of each row, with the doubts that its names leave."""
    records = [{**row.facts, "region": row.region or region} for row in rows]
    doubts = [Doubts(row.presumed, row.disputed) for row in rows]
    frame = standards.frame_of(kind, records, doubts)
    result = standards.assess(library, kind.id, frame, as_of, horizon)
    verdicts = result.verdicts.sort("row").iter_rows(named=True)
    judged = [
        Judged(row, verdict["verdict"], verdict["incomplete"])
        for row, verdict in zip(rows, verdicts, strict=True)
    ]
    for finding in result.findings().iter_rows(named=True):
        judged[finding["row"]].findings.append(_public(finding))
    return judged


def _public(finding: Mapping[str, Any]) -> Finding:
    """The finding as RULEBOOK §1 shapes it: objects for measured and limit, dates as ISO text."""
    shaped: dict[str, Any] = {key: finding[key] for key in standards.FINDING_KEYS}
    for key in ("measured", "limit"):
        shaped[key] = None if shaped[key] is None else json.loads(shaped[key])
    shaped["due"] = None if shaped["due"] is None else shaped["due"].isoformat()
    shaped["missing"] = list(shaped["missing"] or ())
    return shaped
