"""What a device will be in the ledger, found out before the transaction that writes it.

The engine works on columns: the more rows it judges together, the less each of them takes; and
while it works nobody waits for the writer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import standards
from inventory.core.kinds import known_kinds
from inventory.judgement.assessments import judging
from inventory.registry.equipment import verdicts
from inventory.registry.equipment.identity import described
from inventory.registry.equipment.sources import says_disputed
from inventory.registry.equipment.verdicts import Judged


class Told(NamedTuple):
    """A device as it is told: its facts, and their sources, are canonical JSON."""

    kind: str
    facts: str
    region: str
    sources: str | None


# The columns of the ledger that follow from how a device is told.
COLUMNS = (
    "name",
    "model",
    "identifier",
    "search",
    "use_state",
    "disputed",
    *verdicts.COLUMNS,
)


class Foretold(NamedTuple):
    """What follows from how a device is told: its verdict, the numbers that it is known by, and
    the values of COLUMNS.

    A tuple of what the database takes: thousands come from a second process.
    """

    judged: Judged
    numbers: Sequence[tuple[str, str]]
    columns: tuple[Any, ...]


# By whatever names the devices.
NOTHING: Mapping[int, Foretold] = MappingProxyType({})


def foretell(
    library: standards.Library, rows: Sequence[Told], as_of: date, horizon: int
) -> list[Foretold]:
    """What the rows will be, in their order."""
    judged = judge(library, rows, as_of, horizon)
    kinds = known_kinds()
    # Read together they share the names of their fields.
    facts = json.loads(f"[{','.join(row.facts for row in rows)}]")
    return [
        of_facts(kinds[row.kind], told, row.sources, each)
        for row, told, each in zip(rows, facts, judged, strict=True)
    ]


def of_facts(
    kind: standards.Kind, facts: Mapping[str, Any], sources: str | None, judged: Judged
) -> Foretold:
    """What follows from the facts of a device that has been judged."""
    known = described(kind, facts)
    columns = (
        facts.get("name", ""),
        facts.get("model", ""),
        known.identifier,
        known.search,
        facts.get("use_state", ""),
        sources is not None and says_disputed(sources),
        *judged.columns,
    )
    return Foretold(judged, known.numbers, columns)


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
