"""Detecting that a device out of service appears again; a few queries for any number of devices.

`after_write` is called by whatever writes the ledger, in its transaction; `sweep` looks at the
whole ledger. Both find the same cases whatever arrived first: a record out of service keeps its
numbers, and they are compared with those of the records in service each time either is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import Expression, ModelSelect

from inventory.core import clock, database
from inventory.core.database import db
from inventory.core.kinds import known_kinds
from inventory.judgement.reentry.models import ReentryCase, ReentryNumber, ReentryStep
from inventory.judgement.reentry.workflow import RECORD_GONE, UNDONE
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment, EquipmentIdentity, EquipmentRevision
from standards.outcomes import NOT_JUDGED_STATES

OUT_OF_SERVICE = frozenset(NOT_JUDGED_STATES)
# Sources that undo a change or merge records: no device appears again by them.
TAKING_BACK = ("undo", "unmerge", "merge")
# How many numbers of devices out of service are looked up at once.
SWEPT = 5_000
Number = tuple[str, str]


@dataclass(frozen=True)
class Written:
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


@dataclass
class _Found:
    """What a case will say: the two records, and the numbers that they share."""

    former: int
    again: int
    again_version: int = 0
    numbers: set[Number] = field(default_factory=set)

    @property
    def key(self) -> tuple[int, int, int]:
        return (self.former, self.again, self.again_version)


def is_out(facts: Mapping[str, Any]) -> bool:
    """Whether facts say that a device is scrapped, dismantled or deregistered."""
    return facts.get("use_state") in OUT_OF_SERVICE


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
    _raise(found, source)


def _revived(item: Written) -> _Found:
    numbers = identities(known_kinds()[item.kind], item.facts)
    # A device without a number is known by its record.
    return _Found(item.id, item.id, item.version, set(numbers or [("record", str(item.id))]))


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


def _grouped(pairs: Iterable[tuple[int, int, Number]]) -> list[_Found]:
    """One for each pair of records; of several former holders of a number the latest counts."""
    latest: dict[tuple[int, Number], int] = {}
    for former, again, number in pairs:
        latest[again, number] = max(former, latest.get((again, number), 0))
    found: dict[tuple[int, int], _Found] = {}
    for (again, number), former in latest.items():
        item = found.setdefault((former, again), _Found(former, again))
        item.numbers.add(number)
    return list(found.values())


def _raise(found: Sequence[_Found], source: str) -> None:
    found = _new(found)
    if not found:
        return
    devices = _devices({key for item in found for key in (item.former, item.again)})
    since = _since({item.former for item in found})
    now = clock.now()
    cases = [
        {
            "kind": devices[item.again].kind,
            "former": item.former,
            "again": item.again,
            "again_version": item.again_version,
            "source": source,
            "appeared_at": now,
            "state": "open",
            "reason": "",
            "version": 1,
            "updated_at": now,
            **_departure(devices[item.former], since.get(item.former)),
        }
        for item in found
    ]
    # Two who notice the same reappearance in one moment make one case.
    ReentryCase.insert_many(cases).on_conflict_ignore().execute()
    ids = _case_ids(found)
    numbers = [
        {
            "case": ids[item.key],
            "again": item.again,
            "again_version": item.again_version,
            "scheme": scheme,
            "value": value,
        }
        for item in found
        for scheme, value in sorted(item.numbers)
    ]
    ReentryNumber.insert_many(numbers).on_conflict_ignore().execute()


def _new(found: Sequence[_Found]) -> list[_Found]:
    """Without the numbers that stand in a case already; what had left the ledger is open again."""
    if not found:
        return []
    rows = ReentryNumber.select(
        ReentryNumber.again,
        ReentryNumber.again_version,
        ReentryNumber.scheme,
        ReentryNumber.value,
        ReentryNumber.case,
    ).where(database.any_of(ReentryNumber.again, {item.again for item in found}))
    known = {
        (again, version, scheme, value): case
        for again, version, scheme, value, case in rows.tuples()
    }
    back: set[int] = set()
    new = []
    for item in found:
        mine = {number: (item.again, item.again_version, *number) for number in item.numbers}
        back.update(known[key] for key in mine.values() if key in known)
        item.numbers = {number for number, key in mine.items() if key not in known}
        if item.numbers:
            new.append(item)
    _take_up(back)
    return new


def _take_up(cases: Collection[int]) -> None:
    """Cases that were closed because a record had left the ledger, and it is back."""
    ids = _ids(
        ReentryCase.select(ReentryCase.id).where(
            database.any_of(ReentryCase.id, cases)
            & (ReentryCase.state == "closed")
            & (ReentryCase.reason == RECORD_GONE)
        )
    )
    _move(ids, "open", "", "reopen")


def _case_ids(found: Sequence[_Found]) -> dict[tuple[int, int, int], int]:
    rows = ReentryCase.select(
        ReentryCase.id, ReentryCase.former, ReentryCase.again, ReentryCase.again_version
    ).where(database.any_of(ReentryCase.again, {item.again for item in found}))
    return {(former, again, version): key for key, former, again, version in rows.tuples()}


def _devices(ids: Collection[int]) -> dict[int, Equipment]:
    rows = Equipment.select().where(database.any_of(Equipment.id, ids))
    return {device.id: device for device in rows}


def _since(formers: Collection[int]) -> dict[int, EquipmentRevision]:
    """former → the revision by which it went out of service, as far as the ledger has it."""
    since: dict[int, EquipmentRevision] = {}
    last: dict[int, bool] = {}
    for revision in (
        EquipmentRevision.select()
        .where(database.any_of(EquipmentRevision.equipment, formers))
        .order_by(EquipmentRevision.equipment, EquipmentRevision.version)
    ):
        key = revision.equipment_id
        now = revision.after is not None and is_out(revision.after["facts"])
        if now and not last.get(key, False):
            since[key] = revision
        last[key] = now
    return since


def _departure(device: Equipment, since: EquipmentRevision | None) -> Mapping[str, Any]:
    """How and since when the former device was out of service."""
    facts = since.after["facts"] if since is not None else device.facts
    day = facts.get("scrapped_on")
    on = date.fromisoformat(day) if isinstance(day, str) and len(day) == 10 else None
    if on is None and since is not None:
        on = since.at.astimezone(clock.SHANGHAI).date()
    return {
        "former_version": since.version if since is not None else device.version,
        "former_state": facts.get("use_state", ""),
        "former_on": on,
    }


def moot(ids: Sequence[int]) -> None:
    """Close the cases of records that leave the ledger; in the transaction that removes them."""
    if not ids:
        return
    either = database.any_of(ReentryCase.again, ids) | database.any_of(ReentryCase.former, ids)
    cases = ReentryCase.select(ReentryCase.id).where(either & ReentryCase.state.in_(UNDONE))
    _move(_ids(cases), "closed", RECORD_GONE, "close")


def _ids(query: ModelSelect) -> list[int]:
    return [key for (key,) in query.tuples()]


def _move(ids: Sequence[int], state: str, reason: str, action: str) -> None:
    """What the system does itself about cases: a step of nobody's."""
    if not ids:
        return
    now = clock.now()
    ReentryCase.update(
        state=state, reason=reason, updated_at=now, version=ReentryCase.version + 1
    ).where(database.any_of(ReentryCase.id, ids)).execute()
    ReentryStep.insert_many(
        [{"case": key, "at": now, "action": action, "reason": RECORD_GONE} for key in ids]
    ).execute()


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
        _raise(_grouped(pairs), "sweep")
