"""Detecting that a device out of service appears again; a few queries for any number of devices.

`after_write` is called by whatever writes the ledger, in its transaction; `sweep` looks at the
whole ledger. Both find the same cases whatever arrived first: a record out of service keeps its
numbers, and they are compared with those of the records in service each time either is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from peewee import Expression

from inventory.core import database
from inventory.core.database import db
from inventory.core.kinds import known_kinds
from inventory.judgement.reentry.models import ReentryCase
from inventory.judgement.reentry.raising import OUT_OF_SERVICE, Found, Number, is_out, raise_cases
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import EquipmentIdentity

# Sources that undo a change or merge records: no device appears again by them.
TAKING_BACK = ("undo", "unmerge", "merge")
# How many numbers of devices out of service are looked up at once.
SWEPT = 5_000


class Written(NamedTuple):
    """A device as it was just written; `before` is its state of use until then, None if new."""

    id: int
    kind: str
    version: int
    facts: Mapping[str, Any]
    before: str | None = None
    numbers: Sequence[Number] | None = None  # that its facts say, where they are known already

    @property
    def out(self) -> bool:
        return is_out(self.facts)


def after_write(written: Sequence[Written], source: str) -> None:
    """Raise the cases of devices that were just written; inside their transaction."""
    if not written:
        return
    pairs = [*_formers_of(written), *_agains_of(written)]
    found = _grouped(pairs)
    if source.partition(":")[0] not in TAKING_BACK:
        found += [
            _revived(item) for item in written if item.before in OUT_OF_SERVICE and not item.out
        ]
    raise_cases(found, source)


def _revived(item: Written) -> Found:
    numbers = identities(known_kinds()[item.kind], item.facts)
    # A device without a number is known by its record.
    return Found(item.id, item.id, item.version, set(numbers or [("record", str(item.id))]))


def _formers_of(written: Sequence[Written]) -> Iterable[tuple[int, int, Number]]:
    """(former, again, number) for written devices in service whose number is one out of service."""
    wanted = _numbers(item for item in written if not item.out)
    rows = _holders(wanted, EquipmentIdentity.departed != 0)
    return (
        (holder, key, number) for number, holder in rows for key in wanted[number] if key != holder
    )


def _agains_of(written: Sequence[Written]) -> Iterable[tuple[int, int, Number]]:
    """The same for written devices out of service whose number one in service carries."""
    wanted = _numbers(item for item in written if item.out)
    rows = _holders(wanted, EquipmentIdentity.departed == 0)
    return (
        (key, holder, number) for number, holder in rows for key in wanted[number] if key != holder
    )


def _numbers(written: Iterable[Written]) -> dict[Number, list[int]]:
    wanted: dict[Number, list[int]] = {}
    for item in written:
        for number in _numbers_of(item):
            wanted.setdefault(number, []).append(item.id)
    return wanted


def _numbers_of(item: Written) -> Sequence[Number]:
    if item.numbers is not None:
        return item.numbers
    return identities(known_kinds()[item.kind], item.facts)


def _holders(wanted: Collection[Number], which: Expression) -> list[tuple[Number, int]]:
    """(number, device) of any kind that carries one of these numbers; a query for each scheme."""
    values: dict[str, list[str]] = {}
    for scheme, value in wanted:
        values.setdefault(scheme, []).append(value)
    found: list[tuple[Number, int]] = []
    for scheme, listed in sorted(values.items()):
        rows = EquipmentIdentity.select(EquipmentIdentity.value, EquipmentIdentity.equipment).where(
            # With the kinds the unique index serves: it begins with them. Only those that have the
            # scheme, for each kind is a search of its own.
            EquipmentIdentity.kind.in_(_kinds_with(scheme))
            & (EquipmentIdentity.scheme == scheme)
            & database.any_of(EquipmentIdentity.value, listed)
            & which
        )
        found += [((scheme, value), key) for value, key in rows.tuples()]
    return found


def _kinds_with(scheme: str) -> list[str]:
    fields = tuple(scheme.split("+"))
    return [
        kind.id
        for kind in known_kinds().values()
        if fields in {tuple(identity) for identity in kind.identity}
    ]


def _grouped(pairs: Iterable[tuple[int, int, Number]]) -> list[Found]:
    """One for each pair of records; of several former holders of a number the latest counts."""
    latest: dict[tuple[int, Number], int] = {}
    for former, again, number in pairs:
        latest[again, number] = max(former, latest.get((again, number), 0))
    found: dict[tuple[int, int], Found] = {}
    for (again, number), former in latest.items():
        item = found.setdefault((former, again), Found(former, again))
        item.numbers.add(number)
    return list(found.values())


def sweep() -> int:
    """Look at the whole ledger for what no write noticed; gives how many cases that raised."""
    before = ReentryCase.select().count()
    after = 0
    while True:
        rows = list(
            EquipmentIdentity.select(
                EquipmentIdentity.id,
                EquipmentIdentity.scheme,
                EquipmentIdentity.value,
                EquipmentIdentity.equipment,
            )
            .where((EquipmentIdentity.departed != 0) & (EquipmentIdentity.id > after))
            .order_by(EquipmentIdentity.id)
            .limit(SWEPT)
            .tuples()
        )
        if not rows:
            return ReentryCase.select().count() - before
        after = rows[-1][0]
        _sweep({(scheme, value) for _, scheme, value, _ in rows})


def _sweep(numbers: Collection[Number]) -> None:
    """All who carry some numbers: of a number's former holders the latest counts."""
    with db.atomic():
        living = _holders(numbers, EquipmentIdentity.departed == 0)
        departed = _holders({number for number, _ in living}, EquipmentIdentity.departed != 0)
        formers: dict[Number, list[int]] = {}
        for number, former in departed:
            formers.setdefault(number, []).append(former)
        pairs = [
            (former, again, number)
            for number, again in living
            for former in formers.get(number, ())
        ]
        raise_cases(_grouped(pairs), "sweep")
