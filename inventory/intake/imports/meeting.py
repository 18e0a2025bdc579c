"""What the ledger holds about the rows of an import: all reads for `matching`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inventory.intake.imports.candidates import Candidate, Decision, Ledger, Number
from inventory.intake.imports.matching import Matcher, fingerprints, is_vague, matched
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import lookup
from inventory.registry.equipment.models import Equipment


def prepare(
    candidates: Sequence[Candidate], done: Collection[int], regions: Collection[str]
) -> Matcher:
    """The matcher of an import; call inside a write transaction: new enterprises are created.

    `done` are the devices that rows of this import have become already.
    """
    owners = enterprises.resolve(item.owner for item in candidates)
    marks = fingerprints(candidates, owners)
    repeated = lookup.known_fingerprints(list(marks.values()))
    return Matcher(owners, marks, {*repeated.values(), *done}, regions, repeated)


def met_by(begun: Sequence[Decision], suggested: str) -> Ledger:
    """What the ledger holds for these rows; call inside the transaction that writes them."""
    live = [item for item in begun if item.status == "pending"]
    wanted: dict[str, set[Number]] = {}
    for item in live:
        for kind in item.candidate.kinds:
            wanted.setdefault(kind, set()).update(item.identities)
    repeated = lookup.known_fingerprints([item.fingerprint for item in live])
    known = {kind: lookup.known_identities(kind, sorted(found)) for kind, found in wanted.items()}
    departed = {
        kind: lookup.departed_identities(kind, sorted(found)) for kind, found in wanted.items()
    }
    keys = {key for item in live for key in matched(item, known)}
    keys |= {key for numbers in departed.values() for ids in numbers.values() for key in ids}
    new = [item for item in live if item.fingerprint not in repeated]
    return Ledger(
        repeated,
        known,
        departed,
        lookup.by_ids(sorted(keys)),
        [] if suggested == "create" else _neighbours(new),
    )


def _neighbours(new: Sequence[Decision]) -> list[Equipment]:
    """Devices that rows without a number may resemble."""
    vague = [item for item in new if is_vague(item)]
    return lookup.of_enterprises(
        sorted({item.enterprise for item in vague if item.enterprise}),
        sorted({item.candidate.kind for item in vague}),
    )
