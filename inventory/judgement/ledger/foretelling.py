"""What a device will be in the ledger, found out before the transaction that writes it.

The engine works on columns: the more rows it judges together, the less each of them takes; and
while it works nobody waits for the writer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import standards
from inventory.core.kinds import known_kinds
from inventory.judgement.assessments import judging
from inventory.registry.equipment.identity import Described, described
from inventory.registry.equipment.verdicts import Judged


class Told(NamedTuple):
    """A device as it is told: its facts, and their sources, are canonical JSON."""

    kind: str
    facts: str
    region: str
    sources: str | None


@dataclass(frozen=True, slots=True)
class Foretold:
    """What follows from how a device is told: its verdict, and what it is known by."""

    judged: Judged
    described: Described


def foretell(
    library: standards.Library, rows: Sequence[Told], as_of: date, horizon: int
) -> list[Foretold]:
    """What the rows will be, in their order."""
    kinds = known_kinds()
    judged = judge(library, rows, as_of, horizon)
    known = (described(kinds[row.kind], json.loads(row.facts)) for row in rows)
    return [Foretold(*both) for both in zip(judged, known, strict=True)]


def judge(
    library: standards.Library, rows: Sequence[Told], as_of: date, horizon: int
) -> list[Judged]:
    """The verdicts alone."""
    return judging.judge_mixed(
        library,
        [row.kind for row in rows],
        [row.facts for row in rows],
        [row.region for row in rows],
        as_of,
        horizon,
        [row.sources for row in rows],
    )
