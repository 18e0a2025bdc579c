"""Raising the cases of devices that appear again, and closing those whose records are gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import ModelSelect

from inventory.core import clock, database
from inventory.judgement.reentry.models import ReentryCase, ReentryNumber, ReentryStep
from inventory.judgement.reentry.workflow import RECORD_GONE, UNDONE
from inventory.registry.equipment.models import Equipment, EquipmentRevision
from standards.outcomes import NOT_JUDGED_STATES

OUT_OF_SERVICE = frozenset(NOT_JUDGED_STATES)

Number = tuple[str, str]


@dataclass
class Found:
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


def raise_cases(found: Sequence[Found], source: str) -> None:
    """Write the cases of what was found, without those that are there already."""
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


def _new(found: Sequence[Found]) -> list[Found]:
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


def _case_ids(found: Sequence[Found]) -> dict[tuple[int, int, int], int]:
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
