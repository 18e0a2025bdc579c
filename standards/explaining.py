"""Why a finding says what it says, as ordered steps: inputs with their sources, the table's row,
the comparison, the date that chose the edition, whether it binds, why it is presumed, and whether
it may enter an order. Worked out for one device when somebody asks; nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from standards.assessing import assess
from standards.checks.base import TRACED
from standards.doubts import NO_DOUBTS, Doubts
from standards.explaining_steps import Asked, Step, steps
from standards.frames import frame_of
from standards.model import Finding, Library
from standards.orders import Admission, may_enter_order
from standards.preparing import prepare
from standards.rendering import as_findings
from standards.turning import turned, turned_doubts


@dataclass(frozen=True)
class Explanation:
    """One finding with its steps."""

    finding: Finding
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "finding": self.finding.as_dict(),
            "steps": [step.as_dict() for step in self.steps],
        }


def explain(
    library: Library,
    kind_id: str,
    facts: Mapping[str, object],
    region: str | None,
    as_of: date,
    horizon: int = 365,
    *,
    sources: Mapping[str, str] | None = None,
    doubts: Doubts | None = None,
    key_energy_user: bool | None = None,
    admit: Callable[[Finding], Admission] | None = None,
) -> list[Explanation]:
    """The findings of one device, each with its steps, in the library's order of rules.

    ``sources``: where facts come from, by field (SOURCES), where that is known; else they are as
    the record gives them. ``doubts``: what its names leave in doubt. ``admit`` says whether a
    finding may enter an order, where somebody knows more than the device and its user do (an open
    case). Raises: StandardsError as ``assess_one``.
    """
    record = dict(facts) | ({} if region is None else {"region": region})
    doubts = turned_doubts(library, kind_id, record, doubts) or NO_DOUBTS
    kind_id, record = turned(library, kind_id, record)
    kind = library.kind(kind_id)
    frame = frame_of(kind, [record], None if doubts is NO_DOUBTS else [doubts])
    judged = assess(library, kind_id, frame, as_of, horizon, traced=True)
    ready = prepare(library, kind, frame, as_of).to_dicts()[0]
    told = (sources or {}, doubts.disputed)

    def by_record(finding: Finding) -> Admission:
        return may_enter_order(finding, record, key_energy_user=key_energy_user)

    asks = admit or by_record
    pairs = zip(as_findings(judged.findings()), judged.by_rule, strict=True)
    return [
        _explained(
            Asked(library, kind, rule, finding, as_of, record, ready, *told, _row(found), asks)
        )
        for finding, (rule, found) in pairs
    ]


def _explained(asked: Asked) -> Explanation:
    return Explanation(asked.finding, tuple(steps(asked)))


def _row(found: pl.DataFrame) -> dict[str, Any]:
    names = [name for name in found.columns if name.startswith(TRACED)]
    values = found.select(names).to_dicts()[0] if names else {}
    return {name[len(TRACED) :]: value for name, value in values.items() if value is not None}
