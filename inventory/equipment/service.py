"""The ledger: the only writer of devices, their identities and revisions.

Every write goes through `write`, for one device and for thousands: judge, store the device with its
verdict, its revision, its findings and its alerts, all in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import fn

import standards
from inventory import access, clock, database
from inventory.access import Actor
from inventory.alerts import service as alerts
from inventory.assessments import judging
from inventory.assessments import service as assessments
from inventory.assessments.judging import Judged
from inventory.database import db, dump
from inventory.enterprises import service as enterprises
from inventory.equipment.facts import checked
from inventory.equipment.identity import identifier, identities
from inventory.equipment.models import (
    NEVER,
    Equipment,
    EquipmentIdentity,
    EquipmentRevision,
)
from inventory.errors import Conflict, Invalid, not_found
from inventory.regions import service as regions

# How many devices are judged together: enough for columns to pay, little enough for memory.
JUDGING_BATCH = 20_000


@dataclass(frozen=True)
class Change:
    """A device as it shall stand: new (`existing` is None) or instead of its former state."""

    kind: str
    enterprise: int
    region: str
    facts: dict[str, Any]
    existing: Equipment | None = None
    fingerprint: str = ""


@dataclass(frozen=True)
class Origin:
    """Who changes the ledger, through what, and why."""

    source: str
    actor: int | None = None
    reason: str = ""
    as_of: date = field(default_factory=clock.today)
    horizon: int = 365


def write(changes: Sequence[Change], origin: Origin) -> list[int]:
    """Store devices as they shall stand; returns their ids in the order of `changes`.

    Call inside a write transaction. Facts must have been checked against their kind.
    """
    library = standards.load()
    judged = _judge(library, changes, origin)
    new = [index for index, change in enumerate(changes) if change.existing is None]
    ids = _ids(changes, new)
    _insert([(ids[i], changes[i], judged[i]) for i in new])
    old = [index for index, change in enumerate(changes) if change.existing is not None]
    _replace([(changes[i], judged[i]) for i in old])
    _revise(list(zip(ids, changes, strict=True)), origin)
    for group, is_new in ((new, True), (old, False)):
        pairs = [(ids[i], judged[i]) for i in group]
        assessments.record(pairs, origin.as_of, library.version, origin.horizon, new=is_new)
    alerts.sync(origin.as_of, ids)
    return ids


def _judge(
    library: standards.Library, changes: Sequence[Change], origin: Origin
) -> dict[int, Judged]:
    by_kind: dict[str, list[int]] = {}
    for index, change in enumerate(changes):
        by_kind.setdefault(change.kind, []).append(index)
    judged: dict[int, Judged] = {}
    for kind, indexes in by_kind.items():
        facts = [dump(changes[i].facts) for i in indexes]
        places = [changes[i].region for i in indexes]
        results = judging.judge(library, kind, facts, places, origin.as_of, origin.horizon)
        judged.update(zip(indexes, results, strict=True))
    return judged


def _ids(changes: Sequence[Change], new: Sequence[int]) -> list[int]:
    fresh = iter(database.allocate_ids(Equipment, len(new)))
    return [
        change.existing.id if change.existing is not None else next(fresh) for change in changes
    ]


def _columns(change: Change, judged: Judged) -> tuple[Any, ...]:
    facts = change.facts
    return (
        change.enterprise,
        change.region,
        facts.get("name", ""),
        facts.get("model", ""),
        identifier(facts),
        facts.get("use_state", ""),
        dump(facts),
        judged.verdict,
        judged.rank,
        judged.incomplete,
        judged.next_due or NEVER,
        judged.digest,
        judged.level,
        change.fingerprint,
    )


COLUMNS = (
    "enterprise", "region", "name", "model", "identifier", "use_state", "facts", "verdict",
    "verdict_rank", "incomplete", "next_due", "findings_digest", "level", "fingerprint",
)  # fmt: skip


def _insert(rows: Sequence[tuple[int, Change, Judged]]) -> None:
    now = clock.now().replace(tzinfo=None)
    database.bulk_insert(
        Equipment,
        ("id", "kind", *COLUMNS, "version", "created_at", "updated_at"),
        (
            (key, change.kind, *_columns(change, judged), 1, now, now)
            for key, change, judged in rows
        ),
    )
    _identify([(key, change) for key, change, _ in rows])


def _replace(rows: Sequence[tuple[Change, Judged]]) -> None:
    now = clock.now().replace(tzinfo=None)
    existing = [(change, judged, change.existing) for change, judged in rows if change.existing]
    database.bulk_update(
        Equipment,
        (*COLUMNS, "version", "updated_at"),
        [
            (*_columns(change, judged), device.version + 1, now, device.id)
            for change, judged, device in existing
        ],
    )
    for chunk in database.in_chunks(device.id for _, _, device in existing):
        EquipmentIdentity.delete().where(EquipmentIdentity.equipment.in_(chunk)).execute()
    _identify([(device.id, change) for change, _, device in existing])


def _identify(rows: Sequence[tuple[int, Change]]) -> None:
    kinds = standards.load().kinds
    database.bulk_insert(
        EquipmentIdentity,
        ("kind", "scheme", "value", "equipment"),
        (
            (change.kind, scheme, value, key)
            for key, change in rows
            for scheme, value in identities(kinds[change.kind], change.facts)
        ),
    )


def _revise(rows: Sequence[tuple[int, Change]], origin: Origin) -> None:
    now = clock.now().replace(tzinfo=None)
    database.bulk_insert(
        EquipmentRevision,
        ("equipment", "version", "at", "actor", "source", "reason", "before", "after"),
        (
            (
                key,
                change.existing.version + 1 if change.existing is not None else 1,
                now,
                origin.actor,
                origin.source,
                origin.reason,
                dump(_state(change.existing)) if change.existing is not None else None,
                dump(
                    {
                        "enterprise": change.enterprise,
                        "region": change.region,
                        "facts": change.facts,
                    }
                ),
            )
            for key, change in rows
        ),
    )


def _state(device: Equipment) -> dict[str, Any]:
    return {
        "enterprise": device.enterprise_id,
        "region": device.region,
        "facts": device.facts,
    }


# Single devices, for the API -----------------------------------------------------------------


def get(actor: Actor, equipment_id: int) -> Equipment:
    """The device, if it is there and `actor` may see it."""
    device = (
        Equipment.select()
        .where(
            (Equipment.id == equipment_id)
            & access.scope(actor, Equipment.region, Equipment.enterprise)
        )
        .get_or_none()
    )
    if device is None:
        raise not_found("设备", "device")
    return device


def create(
    actor: Actor, kind: str, enterprise_id: int, region: str, facts: dict[str, Any], origin: Origin
) -> Equipment:
    """A new device of an enterprise that `actor` may see, in a region that is the actor's."""
    definition = kind_of(kind)
    enterprise = enterprises.get(actor, enterprise_id)
    place = region or enterprise.region
    access.require_region(actor, place)
    regions.get(place)
    clean = checked(definition, facts)
    with db.atomic():
        _refuse_known(kind, clean, None)
        (key,) = write([Change(kind, enterprise_id, place, clean)], origin)
    return get(actor, key)


def update(
    actor: Actor,
    equipment_id: int,
    version: int,
    origin: Origin,
    *,
    facts: dict[str, Any] | None = None,
    enterprise_id: int | None = None,
    region: str | None = None,
) -> Equipment:
    """Change a device; given facts are merged, a null takes a fact away.

    Both the old and the new place must be the actor's own.
    """
    with db.atomic():
        device = get(actor, equipment_id)
        access.require_region(actor, device.region)
        if device.version != version:
            raise Conflict(
                f"这台设备已被他人修改（现为第 {device.version} 版，您看到的是第 {version} 版）",
                f"Somebody else changed this device (now version {device.version})",
                "version",
                "请刷新页面，核对后重新提交",
            )
        owner = enterprise_id or device.enterprise_id
        enterprises.get(actor, owner)
        place = region or device.region
        access.require_region(actor, place)
        regions.get(place)
        clean = checked(kind_of(device.kind), {**device.facts, **(facts or {})})
        _refuse_known(device.kind, clean, device.id)
        write([Change(device.kind, owner, place, clean, device, device.fingerprint)], origin)
    return get(actor, equipment_id)


def kind_of(kind: str) -> standards.Kind:
    """The definition of a kind, or a refusal that lists the kinds there are."""
    kinds = standards.load().kinds
    if kind not in kinds:
        names = "、".join(f"{item.id}（{item.name_zh}）" for item in kinds.values())
        raise Invalid(
            f"没有设备种类“{kind}”", f"No kind {kind!r}", "unknown_kind", f"可用的种类：{names}"
        )
    return kinds[kind]


def _refuse_known(kind: str, facts: dict[str, Any], own_id: int | None) -> None:
    for scheme, value in identities(kind_of(kind), facts):
        known = EquipmentIdentity.get_or_none(
            (EquipmentIdentity.kind == kind)
            & (EquipmentIdentity.scheme == scheme)
            & (EquipmentIdentity.value == value)
        )
        if known is not None and known.equipment_id != own_id:
            # Says that the number is taken, not by whom: the owner may be somebody else's.
            raise Conflict(
                f"台账中已有相同标识的设备（{value}）",
                f"A device with this identity is already in the ledger ({value})",
                "identity_taken",
                "请核对号码；确是同一台设备的，请修改原记录，不要新建",
                [{"field": scheme, "value": value, "message": "已登记"}],
            )


def revisions(actor: Actor, equipment_id: int) -> list[EquipmentRevision]:
    """The history of a device, oldest first."""
    device = get(actor, equipment_id)
    return list(device.revisions.order_by(EquipmentRevision.version))


def of_enterprise(actor: Actor, enterprise_id: int) -> list[Equipment]:
    """All devices of an enterprise that `actor` may see, worst first."""
    return list(
        Equipment.select()
        .where(
            (Equipment.enterprise == enterprise_id)
            & access.scope(actor, Equipment.region, Equipment.enterprise)
        )
        .order_by(Equipment.verdict_rank, Equipment.kind, Equipment.id)
    )


# Many devices, for imports and re-judging ----------------------------------------------------


def known_identities(kind: str, values: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(scheme, value) → equipment id, for those that are in the ledger."""
    wanted = set(values)
    found: dict[tuple[str, str], int] = {}
    for chunk in database.in_chunks({value for _, value in wanted}):
        rows = EquipmentIdentity.select(
            EquipmentIdentity.scheme, EquipmentIdentity.value, EquipmentIdentity.equipment
        ).where((EquipmentIdentity.kind == kind) & EquipmentIdentity.value.in_(chunk))
        for scheme, value, equipment in rows.tuples():
            if (scheme, value) in wanted:
                found[(scheme, value)] = equipment
    return found


def known_fingerprints(values: Sequence[str]) -> dict[str, int]:
    """fingerprint → id of the device whose last imported row it is."""
    found: dict[str, int] = {}
    for chunk in database.in_chunks(values):
        rows = Equipment.select(Equipment.fingerprint, Equipment.id).where(
            Equipment.fingerprint.in_(chunk)
        )
        found.update(dict(rows.tuples()))
    return found


def by_ids(ids: Sequence[int]) -> dict[int, Equipment]:
    """Devices by id, whoever they belong to: for services that have checked the scope."""
    found: dict[int, Equipment] = {}
    for chunk in database.in_chunks(ids):
        found.update(
            {device.id: device for device in Equipment.select().where(Equipment.id.in_(chunk))}
        )
    return found


def of_enterprises(enterprise_ids: Sequence[int], kinds: Sequence[str]) -> list[Equipment]:
    """All devices of some enterprises, for suggesting matches."""
    found: list[Equipment] = []
    for chunk in database.in_chunks(enterprise_ids):
        found.extend(
            Equipment.select().where(
                Equipment.enterprise.in_(chunk) & Equipment.kind.in_(list(kinds))
            )
        )
    return found


def batches(kind: str, after: int = 0) -> Iterator[list[tuple[int, str, str, str, str]]]:
    """(id, facts as JSON text, region, findings digest, level) of all devices of a kind, by id."""
    while True:
        rows = list(
            Equipment.select(
                Equipment.id,
                # As text: the engine reads JSON faster than Python does.
                fn.COALESCE(Equipment.facts, "{}").coerce(False),
                Equipment.region,
                Equipment.findings_digest,
                Equipment.level,
            )
            .where((Equipment.kind == kind) & (Equipment.id > after))
            .order_by(Equipment.id)
            .limit(JUDGING_BATCH)
            .tuples()
            .iterator()
        )
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def set_verdicts(rows: Sequence[tuple[int, Judged]]) -> None:
    """Store new verdicts of devices whose facts have not changed."""
    database.bulk_update(
        Equipment,
        ("verdict", "verdict_rank", "incomplete", "next_due", "findings_digest", "level"),
        [
            (item.verdict, item.rank, item.incomplete, item.next_due or NEVER, item.digest,
             item.level, key)
            for key, item in rows
        ],
    )  # fmt: skip


def set_levels(rows: Sequence[tuple[int, str]]) -> None:
    """Store the levels of devices whose findings have not changed."""
    database.bulk_update(Equipment, ("level",), [(level, key) for key, level in rows])
