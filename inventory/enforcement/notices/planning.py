"""Who would get a draft about many devices, and why the others are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from inventory.core import database
from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases import marks
from inventory.enforcement.documents.model import ORDER_OUTCOMES, Kind
from inventory.enforcement.notices import composing, content
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.judgement.assessments import service as assessments
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import listing
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment

# More in one go is a mistake of the filter rather than a day's work.
MOST_DEVICES = 20_000


MOST_OWNERS = 500


MOST_CASES = 50  # that a preview names


# Why a device is left out, in the order in which it is asked.
REASONS = (
    "kind_forbidden",
    "region_forbidden",
    "no_finding",
    "presumed",
    "out_of_use",
    "gone",
    "open_case",
    "not_key_user",
    "key_user_unknown",
    "no_ground",
    "drafted",
    "no_power",
)


@dataclass(frozen=True)
class Owner:
    """An enterprise that gets a draft, with the records in it and how many devices they count;
    `agency` if the kinds of device decide who writes."""

    enterprise: Enterprise
    records: tuple[int, ...]
    devices: int
    findings: int
    agency: Agency | None = None


@dataclass(frozen=True)
class OpenCase:
    """A case in which chosen devices stand already, so that a page can lead there."""

    case_id: int
    matter: str
    matter_en: str
    state: str
    state_zh: str
    devices: int


@dataclass(frozen=True)
class Skipped:
    """How many devices are left out for a reason."""

    reason: str
    devices: int


@dataclass(frozen=True)
class Plan:
    """What would be drafted; `skipped` counts devices by the reason why they are left out.

    A record of several devices counts as so many, as in the documents.
    """

    chosen: int
    records: int = 0
    owners: list[Owner] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    cases: list[OpenCase] = field(default_factory=list)

    @property
    def devices(self) -> int:
        return sum(owner.devices for owner in self.owners)

    @property
    def findings(self) -> int:
        return sum(owner.findings for owner in self.owners)

    @property
    def reasons(self) -> list[Skipped]:
        return [Skipped(reason, count) for reason, count in self.skipped.items()]


def plan(actor: Actor, filters: listing.Filters, kind: Kind) -> Plan:
    """Who would get a draft of this kind about the devices that the filters leave.

    Raises Invalid where that are more than one goes about at once.
    """
    devices = _devices(actor, filters)
    number = {item.id: item.quantity for item in devices}
    why = {item.id: _refusal(actor, item) for item in devices}
    able = [item for item in devices if not why[item.id]]
    belonging, outside = _belonging(kind, able)
    drafted = _drafted(kind, [item.id for item in able])
    for item in able:
        if item.id in drafted:
            why[item.id] = "drafted"
        elif item.id not in belonging:
            why[item.id] = outside.get(item.id, "no_finding")
    owners = []
    agencies_of = cache(agencies.of_region)  # owners share a few divisions
    for enterprise, own in _by_owner(item for item in able if not why[item.id]):
        there = agencies_of(enterprise.region)
        for agency, led in _by_leader(kind, there, own):
            found = [finding for item in led for finding in belonging[item.id]]
            if _reachable(kind, there, found):
                ids = tuple(item.id for item in led)
                owners.append(Owner(enterprise, ids, _sum(number, ids), len(found), agency))
            else:
                why.update((item.id, "no_power") for item in led)
    if len(owners) > MOST_OWNERS:
        raise _too_many(len(owners), MOST_OWNERS, "家单位", "enterprises")
    counted: Counter[str] = Counter()
    for key, reason in why.items():
        counted[reason] += number[key]
    skipped = {reason: counted[reason] for reason in REASONS if counted[reason]}
    held = {key: number[key] for key, why_not in why.items() if why_not in _HELD}
    return Plan(_sum(number, number), len(devices), owners, skipped, _cases(actor, held))


_HELD = frozenset({"drafted", "open_case"})


def _sum(number: Mapping[int, int], keys: Iterable[int]) -> int:
    return sum(number[key] for key in keys)


def _cases(actor: Actor, number: Mapping[int, int]) -> list[OpenCase]:
    """The open cases of devices that are left out for one, the most devices first."""
    found = list(marks.of(actor, number).values()) if number else []
    counted: Counter[int] = Counter()
    for mark in found:
        counted[mark.case_id] += number[mark.equipment_id]
    named = {mark.case_id: mark for mark in found}
    return [
        OpenCase(
            key,
            named[key].matter,
            named[key].matter_en,
            named[key].state,
            named[key].state_zh,
            count,
        )
        for key, count in counted.most_common(MOST_CASES)
    ]


def _devices(actor: Actor, filters: listing.Filters) -> list[Equipment]:
    query = listing.query(actor, filters)
    count = query.count()
    if count > MOST_DEVICES:
        raise _too_many(count, MOST_DEVICES, "台设备", "devices")
    return list(
        query.select(
            Equipment.id,
            Equipment.kind,
            Equipment.region,
            Equipment.use_state,
            Equipment.verdict_rank,
            Equipment.quantity,
            Enterprise,
        )
        .join(Enterprise)
        .order_by(Equipment.verdict_rank, Equipment.id)
    )


def _too_many(count: int, most: int, what: str, what_en: str) -> Invalid:
    return Invalid.of("notices.too_many", count=count, what=what, most=most, what_en=what_en)


def _refusal(actor: Actor, device: Equipment) -> str:
    """Why this actor may not write about a device; blank if there is nothing against it."""
    if actor.kinds is not None and device.kind not in actor.kinds:
        return "kind_forbidden"
    return "" if actor.sees(device.enterprise.region, None) else "region_forbidden"


def _belonging(
    kind: Kind, devices: Sequence[Equipment]
) -> tuple[dict[int, list[Finding]], dict[int, str]]:
    """The findings that may stand in such a document by device; why those of others may not."""
    known = {item.id: item for item in devices}
    stands = composing.standing(list(known))
    found: dict[int, list[Finding]] = {}
    outside: dict[int, str] = {}
    for finding in assessments.current_findings(list(known)):
        device = known[finding.equipment_id]
        if content.belongs(kind, finding, device, stands):
            found.setdefault(device.id, []).append(finding)
        elif kind == "order" and finding.outcome in ORDER_OUTCOMES:
            outside.setdefault(device.id, content.admission(finding, device, stands).code)
    return found, outside


def _drafted(kind: Kind, devices: Sequence[int]) -> set[int]:
    """Devices in a draft of this kind: a repeated job makes no second draft."""
    rows = (
        NoticeItem.select(NoticeItem.equipment)
        .join(Notice)
        .where(
            database.any_of(NoticeItem.equipment, devices)
            & (Notice.status == "draft")
            & (Notice.kind == kind)
        )
        .distinct()
    )
    return {key for (key,) in rows.tuples()}


def _by_owner(devices: Iterable[Equipment]) -> list[tuple[Enterprise, list[Equipment]]]:
    owners: dict[int, Enterprise] = {}
    grouped: dict[int, list[Equipment]] = {}
    for item in devices:
        owners.setdefault(item.enterprise_id, item.enterprise)
        grouped.setdefault(item.enterprise_id, []).append(item)
    return [(owners[key], own) for key, own in grouped.items()]


def _by_leader(
    kind: Kind, there: Sequence[Agency], own: Sequence[Equipment]
) -> list[tuple[Agency | None, list[Equipment]]]:
    """Each kind's department gives its own advice; an order refers what belongs to another one."""
    if kind != "advice":
        return [(None, list(own))]
    led: dict[int, list[Equipment]] = {}
    leaders: dict[int, Agency | None] = {}
    for item in own:
        leader = agencies.leader(item.kind, there)
        key = leader.id if leader else 0
        leaders[key] = leader
        led.setdefault(key, []).append(item)
    return [(leaders[key], items) for key, items in led.items()]


def _reachable(kind: Kind, there: Sequence[Agency], findings: Sequence[Finding]) -> bool:
    """Whether an agency of the place may sign it: an order needs the power to act on a finding."""
    if kind == "advice":
        return bool(there)
    return any(agencies.powers(agency, findings) for agency in there)
