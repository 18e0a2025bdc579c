"""Writing devices: the one way in, for the form's single device and an import's thousands.

`write` judges, stores the device with its verdict, its revision, its findings, its alerts and the
re-entry cases that it raises, all in the caller's transaction. Records are taken out of it in
`retiring`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import standards
from inventory.core import clock, database
from inventory.core.audit import context
from inventory.core.bulk import allocate_ids, bulk_insert, bulk_update
from inventory.core.database import dump
from inventory.judgement.alerts import syncing as alerts
from inventory.judgement.assessments import service as assessments
from inventory.judgement.ledger import foretelling, numbers, searching
from inventory.judgement.ledger.foretelling import Foretold, Told, foretell
from inventory.judgement.library import current
from inventory.judgement.reentry import detecting as reentry
from inventory.judgement.sums import service as sums
from inventory.registry.equipment.models import (
    Equipment,
    EquipmentRevision,
)
from inventory.registry.equipment.sources import NOTHING_KNOWN, Sources


@dataclass(frozen=True)
class Change:
    """A device as it is to be stored: new (`existing` is None) or instead of its former state.

    `facts_json` and `sources_json` spare writing them as canonical JSON where that has been done,
    `foretold` judging by the same library on the same day.
    """

    kind: str
    enterprise: int
    region: str
    facts: dict[str, Any]
    existing: Equipment | None = None
    fingerprint: str = ""
    facts_json: str = ""
    sources: Sources = NOTHING_KNOWN
    sources_json: str = ""
    foretold: Foretold | None = None

    @cached_property
    def text(self) -> str:
        """The facts as canonical JSON."""
        return self.facts_json or dump(self.facts)

    @cached_property
    def sources_text(self) -> str | None:
        """Where the facts come from, as the ledger keeps it."""
        return self.sources_json or self.sources.text(self.facts)

    @property
    def told(self) -> Told:
        """The device as it is judged."""
        return Told(self.kind, self.text, self.region, self.sources_text)

    @property
    def version(self) -> int:
        """The version that the device will have."""
        return self.existing.version + 1 if self.existing is not None else 1


@dataclass(frozen=True)
class Origin:
    """Who changes the ledger, through what, and why."""

    source: str
    actor: int | None = None
    reason: str = ""
    as_of: date = field(default_factory=clock.today)
    horizon: int = 365


def state(device: Equipment) -> dict[str, Any] | None:
    """What a revision keeps of a device; None for one that is not in the ledger."""
    if device.gone:
        return None
    return {
        "enterprise": device.enterprise_id,
        "region": device.region,
        "facts": device.facts,
        "sources": device.sources,
    }


def write(changes: Sequence[Change], origin: Origin) -> list[int]:
    """Store devices as they are to be stored; returns their ids in the order of `changes`.

    Call inside a write transaction. Facts must have been checked against their kind. A record that
    had left the ledger comes back.
    """
    library = current.load()
    foretold = _foretold(library, changes, origin)
    judged = [each.judged for each in foretold]
    new = [index for index, change in enumerate(changes) if change.existing is None]
    ids = _ids(changes, new)
    _insert([(ids[i], changes[i], foretold[i]) for i in new])
    old = [index for index, change in enumerate(changes) if change.existing is not None]
    _replace([(changes[i], foretold[i]) for i in old])
    _revise(list(zip(ids, changes, strict=True)), origin)
    for group, is_new in ((new, True), (old, False)):
        pairs = [(ids[i], judged[i]) for i in group]
        assessments.record(pairs, origin.as_of, library.version, origin.horizon, new=is_new)
    alerts.open_for(origin.as_of, ((ids[i], judged[i].findings) for i in new))
    alerts.sync(origin.as_of, [ids[i] for i in old])
    reentry.after_write(
        [_written(*each) for each in zip(ids, changes, foretold, strict=True)], origin.source
    )
    sums.fold()
    return ids


def _written(key: int, change: Change, foretold: Foretold) -> reentry.Written:
    old = change.existing
    before = old.use_state if old is not None and not old.gone else None
    return reentry.Written(key, change.kind, change.version, change.facts, before, foretold.numbers)


def _foretold(
    library: standards.Library, changes: Sequence[Change], origin: Origin
) -> list[Foretold]:
    """What each device will be; `changes` that know it already are not judged again."""
    left = [change.told for change in changes if change.foretold is None]
    told = iter(foretell(library, left, origin.as_of, origin.horizon))
    return [change.foretold or next(told) for change in changes]


def _ids(changes: Sequence[Change], new: Sequence[int]) -> list[int]:
    fresh = iter(allocate_ids(Equipment, len(new)))
    return [
        change.existing.id if change.existing is not None else next(fresh) for change in changes
    ]


def _columns(change: Change, foretold: Foretold) -> tuple[Any, ...]:
    return (
        change.enterprise,
        change.region,
        change.text,
        change.sources_text,
        change.fingerprint,
        "",
        None,
        *foretold.columns,
    )


COLUMNS = (
    "enterprise",
    "region",
    "facts",
    "sources",
    "fingerprint",
    "gone",
    "merged_into",
    *foretelling.COLUMNS,
)


def _insert(rows: Sequence[tuple[int, Change, Foretold]]) -> None:
    now = database.instant(clock.now())
    bulk_insert(
        Equipment,
        ("id", "kind", *COLUMNS, "version", "created_at", "updated_at"),
        (
            (key, change.kind, *_columns(change, foretold), 1, now, now)
            for key, change, foretold in rows
        ),
    )
    searching.enter([key for key, _, _ in rows])
    numbers.take([_numbered(*row) for row in rows])


def _replace(rows: Sequence[tuple[Change, Foretold]]) -> None:
    now = database.instant(clock.now())
    existing = [(*row, row[0].existing) for row in rows if row[0].existing]
    bulk_update(
        Equipment,
        ("kind", *COLUMNS, "version", "updated_at"),
        [
            (change.kind, *_columns(change, foretold), change.version, now, device.id)
            for change, foretold, device in existing
        ],
    )
    ids = [device.id for _, _, device in existing]
    numbers.free(ids)
    numbers.take_beside_aliases(
        [_numbered(device.id, change, foretold) for change, foretold, device in existing], ids
    )


def _numbered(key: int, change: Change, foretold: Foretold) -> numbers.Numbered:
    return numbers.Numbered(key, change.kind, change.facts, foretold.numbers)


REVISION = (
    "equipment",
    "version",
    "at",
    "actor",
    "source",
    "reason",
    "before",
    "after",
    "request_id",
    "fingerprint",
)


def _revise(rows: Sequence[tuple[int, Change]], origin: Origin) -> None:
    circumstances, request_id = circumstances_of(origin), context.current().request_id
    bulk_insert(
        EquipmentRevision,
        REVISION,
        (
            (
                key,
                change.version,
                *circumstances,
                state_json(change.existing),
                # Canonical JSON like any other, put together from what is there already.
                f'{{"enterprise":{change.enterprise},"facts":{change.text},'
                f'"region":"{change.region}","sources":{change.sources_text or "null"}}}',
                request_id,
                change.existing.fingerprint if change.existing is not None else "",
            )
            for key, change in rows
        ),
    )


def circumstances_of(origin: Origin) -> tuple[Any, ...]:
    """When, by whom, through what and why: four columns of REVISION."""
    return (database.instant(clock.now()), origin.actor, origin.source, origin.reason)


def state_json(device: Equipment | None) -> str | None:
    """`state` as canonical JSON."""
    kept = state(device) if device is not None else None
    return None if kept is None else dump(kept)
