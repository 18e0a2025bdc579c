"""Which device of the ledger a staged row is: by identity, never by resemblance alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from inventory.core import region_codes
from inventory.core.database import dump
from inventory.core.errors import Invalid
from inventory.core.kinds import known_kinds
from inventory.judgement.reentry.detecting import is_out
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import identity, lookup, sources
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.sources import Sources


@dataclass(frozen=True)
class Candidate:
    """A row as matching needs it."""

    row: int  # id of the ImportRow
    kind: str
    facts: dict[str, Any]
    enterprise: str
    uscc: str | None
    region: str
    decision: str = ""
    target: int | None = None
    facts_json: str = ""
    sources: Mapping[str, Any] | None = None  # of the facts, as the ledger keeps them

    @cached_property
    def owner(self) -> enterprises.Named:
        """How the row names its enterprise."""
        return enterprises.Named(self.enterprise, self.uscc, self.region)

    @cached_property
    def text(self) -> str:
        """The facts as canonical JSON."""
        return self.facts_json or dump(self.facts)


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a row in view of the ledger."""

    code: str
    message: str
    message_en: str
    remedy: str
    remedy_en: str
    field: str | None = None
    value: str | None = None
    heading: str | None = None
    severity: str = "error"


@dataclass
class Decision:
    """What shall become of a row: created, updated, unchanged, rejected or skipped."""

    candidate: Candidate
    status: str
    enterprise: int | None = None
    device: Equipment | None = None
    device_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    sources: Sources = field(default_factory=Sources)
    fingerprint: str = ""
    identities: list[tuple[str, str]] = field(default_factory=list)
    problem: RowProblem | None = None

    @property
    def chosen(self) -> bool:
        """Whether somebody said which device the row is."""
        return self.candidate.decision == "update" and self.candidate.target is not None

    def reject(self, problem: RowProblem) -> None:
        self.status = "rejected"
        self.problem = problem


class Matcher:
    """Matches the rows of one import against the ledger.

    The whole file is looked at first: which enterprises it names, and which devices its rows
    repeat word for word. The n-th identical row stands for the n-th identical device, so that two
    devices that a file describes in the same words stay two.
    """

    def __init__(
        self, candidates: Sequence[Candidate], done: Collection[int], regions: Collection[str]
    ) -> None:
        """Call inside a write transaction: enterprises that are new are created.

        `done` are the devices that rows of this import have become already (it was interrupted);
        `regions` are those that the import goes into: devices outside of them are not touched.
        """
        self.regions = regions
        self.owners = enterprises.resolve(item.owner for item in candidates)
        self.fingerprints = self._fingerprints(candidates)
        repeated = lookup.known_fingerprints(list(self.fingerprints.values()))
        self.claimed = {*repeated.values(), *done}

    def _fingerprints(self, candidates: Sequence[Candidate]) -> dict[int, str]:
        seen: Counter[str] = Counter()
        marks = {}
        for item in candidates:
            owner = self.owners[item.owner]
            if isinstance(owner, Invalid):
                continue
            first = identity.fingerprint(item.kind, owner, item.text, 0)
            repeat = seen[first]
            marks[item.row] = (
                identity.fingerprint(item.kind, owner, item.text, repeat) if repeat else first
            )
            seen[first] += 1
        return marks

    def decide(self, candidates: Sequence[Candidate], suggested: str) -> list[Decision]:
        """Decide on a batch of the rows; call inside the transaction that carries it out.

        `suggested` says what becomes of a row that only resembles a device: "reject" (a person
        shall decide), "update" or "create".
        """
        decisions = [self._begin(item) for item in candidates]
        live = [item for item in decisions if item.status == "pending"]
        repeated = lookup.known_fingerprints([item.fingerprint for item in live])
        matched = _matched(live)
        departed = _Departed(live)
        devices = lookup.by_ids(sorted({key for keys in matched for key in keys}))
        for item, keys in zip(live, matched, strict=True):
            if item.fingerprint in repeated:
                item.status, item.device_id = "unchanged", repeated[item.fingerprint]
            else:
                _settle(item, [devices[key] for key in sorted(keys) if key in devices])
                if item.status in {"created", "rejected"} and not item.chosen:
                    _beside_departed(item, departed)
                self._refuse_outside(item)
        self._resemble([item for item in live if item.status == "created"], suggested)
        self.claimed.update(item.device_id for item in live if item.device_id)
        return decisions

    def _begin(self, item: Candidate) -> Decision:
        if item.decision == "skip":
            return Decision(item, "skipped")
        owner = self.owners[item.owner]
        if isinstance(owner, Invalid):
            problem = RowProblem(
                owner.code,
                owner.message,
                owner.message_en,
                owner.remedy,
                "Check the business licence and correct the code",
                "uscc",
                item.uscc,
            )
            return Decision(item, "rejected", problem=problem)
        return Decision(
            item,
            "pending",
            owner,
            facts=item.facts,
            sources=sources.read(item.sources, item.facts),
            fingerprint=self.fingerprints[item.row],
            identities=identity.identities(known_kinds()[item.kind], item.facts),
        )

    def _refuse_outside(self, item: Decision) -> None:
        """Whoever imports into a division has no say about devices in another."""
        if item.device is None or any(
            region_codes.covers(region, item.device.region) for region in self.regions
        ):
            return
        item.device = item.device_id = None
        item.reject(
            RowProblem(
                "device_outside",
                "台账中这台设备登记在本次导入的行政区划之外",
                "The ledger has this device outside the division of this import",
                "请由设备所在地导入；如已迁入，请先办理设备转移",
                "Import it where the device is registered, or record the transfer first",
            )
        )

    def _resemble(self, created: list[Decision], suggested: str) -> None:
        """Rows without a number that resemble a device of their enterprise: a person decides."""
        vague = [
            item for item in created if item.candidate.decision != "create" and not item.identities
        ]
        if not vague or suggested == "create":
            return
        similar: dict[tuple[Any, ...], list[Equipment]] = {}
        for device in lookup.of_enterprises(
            sorted({item.enterprise for item in vague if item.enterprise}),
            sorted({item.candidate.kind for item in vague}),
        ):
            if device.id not in self.claimed:
                key = _resemblance(device.kind, device.enterprise_id, device.facts)
                similar.setdefault(key, []).append(device)
        for item in vague:
            key = _resemblance(item.candidate.kind, item.enterprise, item.candidate.facts)
            if similar.get(key):
                _suggest(item, similar[key], suggested)


def _matched(decisions: list[Decision]) -> list[set[int]]:
    """For each row, the devices that one of its identities, or the user's choice, names."""
    wanted: dict[str, set[tuple[str, str]]] = {}
    for item in decisions:
        wanted.setdefault(item.candidate.kind, set()).update(item.identities)
    known = {kind: lookup.known_identities(kind, sorted(values)) for kind, values in wanted.items()}
    matched = []
    for item in decisions:
        found = known[item.candidate.kind]
        keys = {found[value] for value in item.identities if value in found}
        if item.candidate.decision == "update" and item.candidate.target:
            keys.add(item.candidate.target)
        matched.append(keys)
    return matched


class _Departed:
    """The devices out of service whose numbers the rows of a batch carry."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        wanted: dict[str, set[tuple[str, str]]] = {}
        for item in decisions:
            wanted.setdefault(item.candidate.kind, set()).update(item.identities)
        self._ids = {
            kind: lookup.departed_identities(kind, sorted(values))
            for kind, values in wanted.items()
        }
        found = {key for numbers in self._ids.values() for ids in numbers.values() for key in ids}
        self._devices = lookup.by_ids(sorted(found))

    def of(self, item: Decision) -> list[Equipment]:
        """Those of a row, the latest first."""
        numbers = self._ids.get(item.candidate.kind, {})
        keys = {key for number in item.identities for key in numbers.get(number, ())}
        return [self._devices[key] for key in sorted(keys, reverse=True) if key in self._devices]


def _beside_departed(item: Decision, departed: _Departed) -> None:
    """A row with the number of a device out of service.

    Where the row says that the device is out of service too, or says nothing about it, it speaks
    of that record of its own enterprise. Where it has the device in service, or with somebody
    else, the record stays what it is: the row becomes a device of its own, and writing it raises
    a re-entry case. So does a row that reports somebody's device in service as gone.
    """
    if item.problem is not None and item.problem.code != "other_enterprise":
        return
    says_out = is_out(item.candidate.facts)
    formers = departed.of(item)
    own = [device for device in formers if device.enterprise_id == item.enterprise]
    if own and (says_out or not item.candidate.facts.get("use_state")):
        item.problem = None
        _update(item, own[0])
    elif says_out and item.problem is not None:
        item.status, item.problem = "created", _held_in_service()
    elif formers and not says_out and item.problem is None:
        item.problem = _was_out_of_service(formers[0].use_state)


def _was_out_of_service(state: str) -> RowProblem:
    """Whose the former device is, the row's reader may not be allowed to know."""
    return RowProblem(
        "reentry",
        f"台账中一台已{state}的设备用过本行的号码；本行另立记录，并立再流入案件",
        "The number belonged to a device that is out of service: the row becomes a record of its "
        "own, with a re-entry case",
        "请在“再流入案件”中核实；号码抄错的，请更正后说明",
        "Verify it under re-entry cases; correct the number if it was mistyped",
        severity="warning",
    )


def _held_in_service() -> RowProblem:
    return RowProblem(
        "reentry",
        "另一家单位有一台在用设备使用本行的号码；本行按已退出登记，并立再流入案件",
        "Another enterprise has a device with this number in service: the row is stored as out of "
        "service, with a re-entry case",
        "请在“再流入案件”中核实；已过户的，请办理设备转移",
        "Verify it under re-entry cases, or record the transfer",
        severity="warning",
    )


def _resemblance(kind: str, enterprise: int | None, facts: dict[str, Any]) -> tuple[Any, ...]:
    fields = ("name", "model", "location", "serial_no")
    return (kind, enterprise, *(facts.get(key, "") for key in fields))


def _settle(item: Decision, devices: list[Equipment]) -> None:
    if not devices:
        item.status = "created"
    elif len(devices) > 1:
        item.reject(
            RowProblem(
                "identity_conflict",
                f"本行的号码分别属于台账中的 {len(devices)} 台设备",
                f"The numbers of this row belong to {len(devices)} different devices",
                "请核对号牌、设备代码、登记证编号和出厂编号，改正后重新导入",
                "Check plate, device code, registration and serial number, then import again",
            )
        )
    elif devices[0].kind != item.candidate.kind or devices[0].enterprise_id != item.enterprise:
        item.reject(
            RowProblem(
                "other_enterprise",
                "台账中这台设备登记在另一家单位名下",
                "The ledger has this device under another enterprise",
                "如已过户，请先办理设备转移，再导入",
                "If it changed hands, record the transfer first",
            )
        )
    else:
        _update(item, devices[0])


def _update(item: Decision, device: Equipment) -> None:
    """A blank cell takes nothing away: only what the row says changes the device, and what the
    row's names say only where no cell or person has said it."""
    row = sources.Record(item.candidate.facts, sources.read(item.candidate.sources, item.facts))
    record = sources.updated(known_kinds()[device.kind], device, row)
    item.device, item.device_id = device, device.id
    item.status = "unchanged" if record.facts == device.facts else "updated"
    item.facts, item.sources = record.facts, record.sources


def _suggest(item: Decision, devices: list[Equipment], suggested: str) -> None:
    if suggested == "update" and len(devices) == 1:
        _update(item, devices.pop())
        return
    numbers = "、".join(str(device.id) for device in devices)
    item.reject(
        RowProblem(
            "possible_duplicate",
            f"与台账中第 {numbers} 号设备的单位、名称、型号和位置相同，又没有可比对的编号，"
            "不能确定是同一台还是另一台",
            f"Same enterprise, name, model and location as device {numbers}, and no number tells "
            "them apart",
            "请补填出厂编号、设备代码或安装地点；或在预览中为本行选择“更新”或“新建”",
            "Add a serial number, device code or location, or choose update or create for the row",
            value=",".join(str(device.id) for device in devices),
        )
    )
