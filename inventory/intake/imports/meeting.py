"""What the ledger holds about the rows of an import: all reads for `matching`.

The commit and its preview decide by it alike; only the former writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import chunked

from inventory.core.database import db, dump
from inventory.intake.imports import divisions, splits, twins
from inventory.intake.imports.candidates import Candidate, Decision, Ledger, Number, Owners
from inventory.intake.imports.matching import Matcher, fingerprints, is_vague, matched
from inventory.intake.imports.models import Import, ImportRow
from inventory.judgement.ledger.foretelling import NOTHING, Foretold
from inventory.judgement.library import current
from inventory.people.enterprises.service import Named
from inventory.registry.equipment import lookup, sources
from inventory.registry.equipment.models import Equipment
from standards import Library

# A row as the import keeps it, see `kept`.
Kept = tuple[Any, ...]
# Rows whose facts are read together.
TOGETHER = 1_000
Resolve = Callable[[Iterable[Named]], Owners]


@dataclass(frozen=True)
class Met:
    """The rows of an import that can still go in, in its order, and the matcher of all its rows."""

    matcher: Matcher
    pending: Sequence[Candidate]
    total: int  # with those that have gone in


def meet(staged: Import, kept: Iterable[Kept], resolve: Resolve) -> Met:
    """Begin to match an import's rows; `resolve` finds its enterprises, and creates them or not."""
    read, states = _candidates(staged, kept)
    owners = resolve(item.owner for item in read)
    marks = fingerprints(read, owners)
    repeated = lookup.known_fingerprints(list(marks.values()))
    known = {row for row, mark in marks.items() if mark in repeated}
    paired = twins.pair(read, owners, known, lookup.by_ids)
    items = paired.rows
    if items != read:
        marks = fingerprints(items, owners)
        repeated = lookup.known_fingerprints(list(marks.values()))
    claimed = {*repeated.values(), *(item.device for item in items if item.device)}
    regions = divisions.taken(staged, items)
    matcher = Matcher(owners, marks, claimed, regions, repeated, paired.twins)
    pending = [item for item, state in zip(items, states, strict=True) if state == "pending"]
    return Met(matcher, pending, len(items))


def kept(staged: Import) -> Iterable[Kept]:
    """The rows of an import that are not refused."""
    query = (
        ImportRow.select(
            ImportRow.id,
            ImportRow.kind,
            ImportRow.facts,
            ImportRow.enterprise,
            ImportRow.uscc,
            ImportRow.region,
            ImportRow.decision,
            ImportRow.target,
            ImportRow.status,
            ImportRow.equipment,
            ImportRow.sources,
            ImportRow.sheet,
            ImportRow.row,
        )
        .where((ImportRow.import_ == staged.id) & (ImportRow.status != "rejected"))
        # Of rows in the same words, those that are devices already come first: a row that was
        # corrected after a commit must not take the place of one that went in before it.
        .order_by(ImportRow.status == "pending", ImportRow.id)
    )
    # As the driver gives them: JSON as text, of which the sources are seldom needed.
    return db.execute(query)


def _candidates(staged: Import, kept: Iterable[Kept]) -> tuple[list[Candidate], list[str]]:
    """The rows, and their states."""
    library, candidates, states = current.load(), [], []
    turning = {kind.id for kind in library.kinds.values() if kind.turns is not None}
    for row, facts in _with_facts(kept):
        key, kind, text, owner, uscc, region, decision, target, status, device, told, *at = row
        item = Candidate(
            key,
            kind,
            facts,
            owner or "",
            uscc,
            region or staged.region,
            decision,
            target,
            text,
            told,
            sheet=at[0],
            number=at[1],
            device=device,
        )
        item = _as_it_is(library, item) if kind in turning else item
        candidates.append(item)
        states.append(status)
    return candidates, states


def _with_facts(kept: Iterable[Kept]) -> Iterator[tuple[Kept, dict[str, Any]]]:
    """The rows with their facts; read together, those of many rows share the names of fields."""
    for batch in chunked(kept, TOGETHER):
        facts = json.loads(f"[{','.join(row[2] for row in batch)}]")
        yield from zip(batch, facts, strict=True)


def _as_it_is(library: Library, item: Candidate) -> Candidate:
    """The row by the kind that its device really is: a lorry on a sheet of vehicles is a truck."""
    read = sources.Record(item.facts, item.sources)
    kind, record = sources.turned_record(library, item.kind, read)
    if kind == item.kind:
        return item
    return item._replace(
        kind=kind,
        facts=record.facts,
        facts_json=dump(record.facts),
        sources_json=record.text,
        read_as=item.kind,
    )


def decided(
    matcher: Matcher,
    batch: Sequence[Candidate],
    suggested: str,
    foretold: Mapping[int, Foretold] = NOTHING,
) -> list[Decision]:
    """What becomes of a batch of rows; to write it, call inside the transaction that does."""
    begun = matcher.begin(batch, foretold)
    return splits.asked(matcher.decide(begun, _met_by(begun, suggested), suggested))


def _met_by(begun: Sequence[Decision], suggested: str) -> Ledger:
    """What the ledger holds for these rows."""
    live = [item for item in begun if item.status == "pending"]
    wanted: dict[str, set[Number]] = {}
    for item in live:
        for kind in item.candidate.kinds:
            wanted.setdefault(kind, set()).update(item.identities)
    repeated = lookup.known_fingerprints([item.fingerprint for item in live])
    held = {kind: lookup.holders(kind, found) for kind, found in wanted.items()}
    known = {kind: found.known for kind, found in held.items()}
    departed = {kind: found.departed for kind, found in held.items()}
    ours = {item.candidate.row: matched(item, known) for item in live}
    keys = {key for found in ours.values() for key in found}
    keys |= {key for numbers in departed.values() for ids in numbers.values() for key in ids}
    new = [item for item in live if item.fingerprint not in repeated]
    asked = [] if suggested == "create" else new
    unmatched = [item for item in asked if not ours[item.candidate.row]]
    return Ledger(
        repeated,
        known,
        departed,
        lookup.by_ids(sorted(keys)),
        _neighbours(asked),
        _numbered(unmatched),
    )


def _numbered(new: Sequence[Decision]) -> list[Equipment]:
    """Devices that are called by the serial numbers of rows, and are of the same owners."""
    found = [
        item
        for item in new
        if item.candidate.decision != "create"
        and twins.is_numbered(item.candidate.kind, item.facts)
    ]
    return lookup.called(
        sorted({item.enterprise for item in found if item.enterprise}),
        sorted({item.candidate.kind for item in found}),
        sorted({str(item.facts["serial_no"]) for item in found}),
    )


def _neighbours(new: Sequence[Decision]) -> list[Equipment]:
    """Devices that rows without a number may resemble."""
    vague = [item for item in new if is_vague(item)]
    return lookup.of_enterprises(
        sorted({item.enterprise for item in vague if item.enterprise}),
        sorted({item.candidate.kind for item in vague}),
    )
