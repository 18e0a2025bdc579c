"""Re-entry cases as they are shown: each side as far as it is the reader's to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.kinds import known_kinds
from inventory.judgement.reentry.models import ReentryCase, ReentryNumber, ReentryStep
from inventory.people.accounts.models import User
from inventory.people.enterprises import service as enterprises
from inventory.registry.disposals import service as disposals
from inventory.registry.disposals.models import Disposal
from inventory.registry.equipment.models import Equipment, EquipmentRevision


@dataclass(frozen=True)
class SharedNumber:
    """A number that both sides carry; `scheme` are field ids joined by `+`."""

    scheme: str
    value: str


@dataclass(frozen=True, kw_only=True)
class DeviceShown:
    """A device; all but `visible` is None where the reader may not see it."""

    visible: bool
    id: int | None = None
    kind: str | None = None
    name: str | None = None
    model: str | None = None
    identifier: str | None = None
    region: str | None = None
    use_state: str | None = None
    enterprise_id: int | None = None
    enterprise: str | None = None


@dataclass(frozen=True)
class Scrapped:
    """The scrapping certificate of the former device; number and recycler where it is shown."""

    on: date
    certificate_no: str
    recycler: str


@dataclass(frozen=True, kw_only=True)
class Side(DeviceShown):
    """A side of a case; `what` says which device it is where the device is not shown."""

    day: date | None
    what: str
    what_en: str


@dataclass(frozen=True, kw_only=True)
class CaseShown:
    """A case in a list; `source` and `notice` are for users who see the device in service."""

    id: int
    kind: str
    state: str
    reason: str
    version: int
    appeared_at: datetime
    updated_at: datetime
    same_record: bool
    source: str
    numbers: Sequence[SharedNumber]
    notice: int | None
    in_charge: bool
    scrapped: Scrapped | None
    former: Side
    again: Side


@dataclass(frozen=True, kw_only=True)
class FieldShown:
    """A field of both sides; `same` is None where the reader may not see one side."""

    field: str
    heading: str
    heading_en: str
    unit: str | None
    former: Any
    again: Any
    same: bool | None


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """A step that was taken."""

    at: datetime
    action: str
    reason: str
    note: str
    who: str
    by_system: bool


@dataclass(frozen=True, kw_only=True)
class CaseDetail(CaseShown):
    """A case with both devices field by field, what was done, and the steps that are open."""

    fields: Sequence[FieldShown]
    steps: Sequence[StepShown]
    allowed: Sequence[str]


def told(actor: Actor, cases: Sequence[ReentryCase]) -> list[CaseShown]:
    """Cases with both devices, each as far as it is the actor's to see."""
    devices = [device for case in cases for device in (case.former, case.again)]
    owners = enterprises.names(actor, {device.enterprise_id for device in devices})
    numbers = _numbers(case.id for case in cases)
    disposed = disposals.standing({case.former_id for case in cases})
    return [
        _case(actor, case, owners, numbers.get(case.id, []), disposed.get(case.former_id))
        for case in cases
    ]


def _scrapped(actor: Actor, case: ReentryCase, disposal: Disposal | None) -> Scrapped | None:
    """That there is a certificate both sides are told: it is why the machine must not be back."""
    if disposal is None or not disposal.certificate_no:
        return None
    on = disposal.certificate_on or disposal.on
    if not _sees(actor, case.former):
        return Scrapped(on, "", "")
    return Scrapped(on, disposal.certificate_no, disposal.recycler)


def _case(
    actor: Actor,
    case: ReentryCase,
    owners: Mapping[int, str],
    numbers: Sequence[SharedNumber],
    disposal: Disposal | None,
) -> CaseShown:
    former = Side(
        **vars(_device(actor, case.former, owners)),
        day=case.former_on,
        what=f"另一地区的一台已{case.former_state}设备",
        what_en="a device of another region that is out of service",
    )
    return CaseShown(
        id=case.id,
        kind=case.kind,
        state=case.state,
        reason=case.reason,
        version=case.version,
        appeared_at=case.appeared_at,
        updated_at=case.updated_at,
        same_record=case.former_id == case.again_id,
        source=case.source if _sees(actor, case.again) else "",
        numbers=numbers,
        notice=case.notice if _sees(actor, case.again) else None,
        in_charge=in_charge(actor, case),
        scrapped=_scrapped(actor, case, disposal),
        former=replace(former, use_state=case.former_state),
        again=Side(
            **vars(_device(actor, case.again, owners)),
            day=case.appeared_at.astimezone(clock.SHANGHAI).date(),
            what="另一地区的一台设备",
            what_en="a device of another region",
        ),
    )


def _sees(actor: Actor, device: Equipment) -> bool:
    return actor.sees(device.region, device.enterprise_id)


def _device(actor: Actor, device: Equipment, owners: Mapping[int, str]) -> DeviceShown:
    """A device as far as it is the actor's to see."""
    if not _sees(actor, device):
        return DeviceShown(visible=False)
    return DeviceShown(
        visible=True,
        id=device.id,
        kind=device.kind,
        name=device.name,
        model=device.model,
        identifier=device.identifier,
        region=device.region,
        use_state=device.use_state,
        enterprise_id=device.enterprise_id,
        enterprise=owners.get(device.enterprise_id, ""),
    )


def _numbers(cases: Iterable[int]) -> dict[int, list[SharedNumber]]:
    """The shared numbers: both sides carry them, so neither learns anything."""
    found: dict[int, list[SharedNumber]] = {}
    rows = ReentryNumber.select().where(database.any_of(ReentryNumber.case, cases))
    for row in rows.order_by(ReentryNumber.scheme):
        if row.scheme != "record":
            found.setdefault(row.case_id, []).append(SharedNumber(row.scheme, row.value))
    return found


def fields(actor: Actor, case: ReentryCase) -> list[FieldShown]:
    """Every field that a side has, in the kind's order; a side that is not the actor's is blank."""
    former = _former_facts(case) if _sees(actor, case.former) else None
    again = case.again.facts if _sees(actor, case.again) else None
    kinds = known_kinds()
    known = {
        field.id: field
        for kind in (case.former.kind, case.again.kind)
        for field in kinds[kind].fields
    }
    return [
        FieldShown(
            field=field.id,
            heading=field.heading_zh,
            heading_en=field.heading_en,
            unit=field.unit,
            former=(former or {}).get(field.id),
            again=(again or {}).get(field.id),
            same=None
            if former is None or again is None
            else former.get(field.id) == again.get(field.id),
        )
        for field in known.values()
        if field.id in (former or {}) or field.id in (again or {})
    ]


def _former_facts(case: ReentryCase) -> Mapping[str, Any]:
    """As it was out of service: the version of then where the same record is back."""
    if case.former_id != case.again_id:
        return dict(case.former.facts)
    revision = EquipmentRevision.get(
        (EquipmentRevision.equipment == case.former)
        & (EquipmentRevision.version == case.former_version)
    )
    return dict(revision.after["facts"]) if revision.after else {}


def steps(actor: Actor, case: ReentryCase) -> list[StepShown]:
    """What was done, oldest first; who did it is told where the whole case is the reader's."""
    rows = list(case.steps.order_by(ReentryStep.id))
    names: dict[int, str] = {}
    if _sees(actor, case.former) and _sees(actor, case.again):
        wanted = {row.actor for row in rows if row.actor is not None}
        people = User.select(User.id, User.display_name).where(database.any_of(User.id, wanted))
        names = dict(people.tuples())
    return [
        StepShown(
            at=row.at,
            action=row.action,
            reason=row.reason,
            note=row.note,
            who=names.get(row.actor, ""),
            by_system=row.actor is None and not row.note,
        )
        for row in rows
    ]


def in_charge(actor: Actor, case: ReentryCase) -> bool:
    """Where the device is in service again, there it is to be looked at."""
    kind = actor.kinds is None or case.again.kind in actor.kinds
    return kind and actor.sees(case.again.region, None)
