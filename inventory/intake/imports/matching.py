"""Which device of the ledger a staged row is: by its numbers, never by resemblance alone.

Decides on data and touches nothing: `meeting.py` reads what the ledger holds, `committing.py`
writes what is decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from inventory.core import region_codes
from inventory.core.errors import Invalid
from inventory.core.kinds import known_kinds
from inventory.intake.imports import twins
from inventory.intake.imports.candidates import Candidate, Decision, Ledger, Number, Owners
from inventory.intake.imports.problems import RowProblem
from inventory.intake.imports.twins import Twin
from inventory.judgement.ledger.foretelling import NOTHING, Foretold
from inventory.judgement.library import current
from inventory.judgement.reentry.raising import is_out
from inventory.registry.equipment import identity, sources
from inventory.registry.equipment.models import Equipment


def fingerprints(candidates: Sequence[Candidate], owners: Owners) -> dict[int, str]:
    """Row id → fingerprint of each row whose enterprise is known.

    The n-th identical row stands for the n-th identical device, so that two devices that a file
    describes in the same words stay two.
    """
    seen: Counter[str] = Counter()
    marks = {}
    for item in candidates:
        owner = owners[item.owner]
        if isinstance(owner, Invalid):
            continue
        first = identity.fingerprint(item.kind, owner, item.text, 0)
        repeat = seen[first]
        marks[item.row] = (
            identity.fingerprint(item.kind, owner, item.text, repeat) if repeat else first
        )
        seen[first] += 1
    return marks


class Matcher:
    """Matches the rows of one import against the ledger, a batch at a time."""

    def __init__(
        self,
        owners: Owners,
        fingerprints: Mapping[int, str],
        claimed: Collection[int],
        regions: Collection[str],
        repeated: Collection[str] = (),
        twins: Mapping[int, Twin] = MappingProxyType({}),
    ) -> None:
        """`owners` and `fingerprints` are of all rows of the file, which is looked at first.

        `claimed` are the devices that rows repeat word for word, or have become already (the
        import was interrupted); `regions` are those that the import goes into: devices outside of
        them are not touched; `repeated` the fingerprints of the rows that the ledger has word for
        word; `twins` the rows, by their ids, that are devices of earlier ones.
        """
        self.owners = owners
        self.fingerprints = fingerprints
        self.claimed = set(claimed)
        self.regions = regions
        self._repeated = repeated
        self._twins = twins

    def is_new(self, item: Candidate) -> bool:
        """Whether a row says something that the ledger does not have word for word."""
        mark = self.fingerprints.get(item.row)
        said = item.decision == "skip" or item.row in self._twins
        return mark is not None and mark not in self._repeated and not said

    def begin(
        self, candidates: Sequence[Candidate], foretold: Mapping[int, Foretold] = NOTHING
    ) -> list[Decision]:
        """The rows with owner, fingerprint and numbers; `pending` until `decide`.

        `foretold` knows the numbers of some rows, by their ids.
        """
        return [self._begin(item, foretold.get(item.row)) for item in candidates]

    def decide(self, begun: Sequence[Decision], ledger: Ledger, suggested: str) -> list[Decision]:
        """Decide on a batch of rows by what the ledger holds.

        `suggested` says what becomes of a row that only resembles a device: "reject" (a person
        must decide), "update" or "create".
        """
        decided = [self._one(item, ledger) if item.status == "pending" else item for item in begun]
        decided = _numbered(decided, ledger, suggested)
        decided = [self._inside(item) for item in decided]
        decided = self._resembling(decided, ledger.neighbours, suggested)
        self.claimed.update(item.device_id for item in decided if item.device_id)
        return decided

    def _one(self, item: Decision, ledger: Ledger) -> Decision:
        if item.fingerprint in ledger.repeated:
            return item._replace(status="unchanged", device_id=ledger.repeated[item.fingerprint])
        if not ledger.devices:
            return item.created()
        keys = sorted(matched(item, ledger.known))
        item = _settled(item, [ledger.devices[key] for key in keys if key in ledger.devices])
        if item.status in {"created", "rejected"} and not item.chosen:
            item = _beside_departed(item, _formers(item, ledger))
        return self._inside(item)

    def _begin(self, item: Candidate, foretold: Foretold | None) -> Decision:
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
        twin = self._twins.get(item.row)
        if twin is not None:
            return Decision(item, twin.status, owner, facts=item.facts, problem=twin.problem)
        return Decision(
            item,
            "pending",
            owner,
            facts=item.facts,
            fingerprint=self.fingerprints[item.row],
            identities=foretold.numbers
            if foretold
            else identity.identities(known_kinds()[item.kind], item.facts),
        )

    def _inside(self, item: Decision) -> Decision:
        """An import into one division must not change devices in another."""
        if item.device is None or any(
            region_codes.covers(region, item.device.region) for region in self.regions
        ):
            return item
        return item._replace(device=None, device_id=None).rejected(
            RowProblem(
                "device_outside",
                "台账中这台设备登记在本次导入的行政区划之外",
                "The ledger has this device outside the division of this import",
                "请由设备所在地导入；如已迁入，请先办理设备转移",
                "Import it where the device is registered, or record the transfer first",
            )
        )

    def _resembling(
        self, decided: list[Decision], neighbours: Sequence[Equipment], suggested: str
    ) -> list[Decision]:
        """Rows without a number that resemble a device of their enterprise: a person decides."""
        if suggested == "create":
            return decided
        similar: dict[tuple[Any, ...], list[Equipment]] = {}
        for device in neighbours:
            if device.id not in self.claimed:
                key = _resemblance(device.kind, device.enterprise_id, device.facts)
                similar.setdefault(key, []).append(device)
        return [self._suggested(item, similar, suggested) for item in decided]

    def _suggested(
        self, item: Decision, similar: Mapping[tuple[Any, ...], list[Equipment]], suggested: str
    ) -> Decision:
        if item.status != "created" or not is_vague(item):
            return item
        key = _resemblance(item.candidate.kind, item.enterprise, item.candidate.facts)
        devices = similar.get(key)
        piece = _piece(item, devices or [])
        if devices and piece is not None:
            devices.remove(piece)
            return _updated(item, piece)
        return _suggest(item, devices, suggested) if devices else item


def _numbered(decided: list[Decision], ledger: Ledger, suggested: str) -> list[Decision]:
    """Rows that share owner, model and serial number with a device, one of them without a maker."""
    by_key: dict[twins.Key, dict[int, Equipment]] = {}
    for device in (*ledger.numbered, *ledger.neighbours):
        shared = twins.key(device.kind, device.enterprise_id, device.facts)
        if shared is not None and not is_out(device.facts):
            by_key.setdefault(shared, {})[device.id] = device
    return [_as_numbered(item, by_key, suggested) for item in decided] if by_key else decided


def _as_numbered(
    item: Decision, by_key: Mapping[twins.Key, Mapping[int, Equipment]], suggested: str
) -> Decision:
    row = item.candidate
    if item.status != "created" or row.decision or item.problem is not None:
        return item
    shared = twins.key(row.kind, item.enterprise, row.facts)
    held = by_key.get(shared, {}).values() if shared else ()
    devices = [it for it in held if not twins.apart(row.kind, it.facts, row.facts)]
    if not devices or any(device.split_from for device in devices):
        return item
    if len(devices) > 1:
        return item.rejected(twins.asked_of_ledger(row, devices))
    agrees = not twins.differing(devices[0].facts, row.facts)
    if agrees or suggested == "update":
        return _updated(item, devices[0])._replace(problem=twins.of_ledger(devices[0]))
    return item.rejected(twins.asked_of_ledger(row, devices))


def is_vague(item: Decision) -> bool:
    """Whether a row has no number, and nobody has said that it is a new device."""
    return not item.identities and item.candidate.decision != "create"


def _piece(item: Decision, devices: Sequence[Equipment]) -> Equipment | None:
    """The record that a row is, where a record was split into several equal ones: any of them."""
    alike = {device.split_from or device.id for device in devices}
    if len(alike) != 1 or not any(device.split_from for device in devices):
        return None
    number = item.candidate.facts.get("quantity", 1)
    return next((device for device in devices if device.quantity == number), None)


def matched(item: Decision, known: Mapping[str, Mapping[Number, int]]) -> set[int]:
    """The devices that one of a row's numbers, or a person's choice, names."""
    held = [found for kind in item.candidate.kinds if (found := known.get(kind))]
    keys = {found[number] for found in held for number in item.identities if number in found}
    if item.candidate.decision == "update" and item.candidate.target:
        keys.add(item.candidate.target)
    return keys


def _formers(item: Decision, ledger: Ledger) -> list[Equipment]:
    """The devices out of service whose numbers a row carries, the latest first."""
    numbers = ledger.departed.get(item.candidate.kind, {})
    keys = {key for number in item.identities for key in numbers.get(number, ())}
    return [ledger.devices[key] for key in sorted(keys, reverse=True) if key in ledger.devices]


def _beside_departed(item: Decision, formers: Sequence[Equipment]) -> Decision:
    """A row with the number of a device out of service.

    Where the row says that the device is out of service too, or says nothing about it, it speaks
    of that record of its own enterprise. Where it has the device in service, or with somebody
    else, the record stays unchanged: the row becomes a device of its own, and writing it raises
    a re-entry case. So does a row that reports another owner's device in service as gone.
    """
    if item.problem is not None and item.problem.code != "other_enterprise":
        return item
    says_out = is_out(item.candidate.facts)
    own = [device for device in formers if device.enterprise_id == item.enterprise]
    if own and (says_out or not item.candidate.facts.get("use_state")):
        return _updated(item._replace(problem=None), own[0])
    if says_out and item.problem is not None:
        return item._replace(status="created", problem=_held_in_service())
    if formers and not says_out and item.problem is None:
        return item._replace(problem=_was_out_of_service(formers[0].use_state))
    return item


def _was_out_of_service(state: str) -> RowProblem:
    """Do not name the former device's owner: the reader may have no right to know."""
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


def _settled(item: Decision, devices: Sequence[Equipment]) -> Decision:
    if not devices:
        return item._replace(status="created")
    if len(devices) > 1:
        return item.rejected(
            RowProblem(
                "identity_conflict",
                f"本行的号码分别属于台账中的 {len(devices)} 台设备",
                f"The numbers of this row belong to {len(devices)} different devices",
                "请核对号牌、设备代码、登记证编号和出厂编号，改正后重新导入",
                "Check plate, device code, registration and serial number, then import again",
            )
        )
    if devices[0].kind not in item.candidate.kinds or devices[0].enterprise_id != item.enterprise:
        return item.rejected(
            RowProblem(
                "other_enterprise",
                "台账中这台设备登记在另一家单位名下",
                "The ledger has this device under another enterprise",
                "如已过户，请先办理设备转移，再导入",
                "If it changed hands, record the transfer first",
            )
        )
    return _updated(item, devices[0])


def _updated(item: Decision, device: Equipment) -> Decision:
    """A blank cell deletes nothing: only filled cells change the device, and what the
    row's names say only where no cell or person has said it."""
    row = sources.Record(item.candidate.facts, item.candidate.sources)
    kind = item.candidate.kind
    _, former = sources.turned_record(current.load(), device.kind, sources.record_of(device))
    record = sources.updated(known_kinds()[kind], former, row)
    same = record.facts == device.facts and kind == device.kind
    return item._replace(
        device=device,
        device_id=device.id,
        status="unchanged" if same else "updated",
        facts=record.facts,
        changed_sources=record.sources,
    )


def _suggest(item: Decision, devices: list[Equipment], suggested: str) -> Decision:
    if suggested == "update" and len(devices) == 1:
        return _updated(item, devices.pop())  # the next such row is another device
    numbers = "、".join(str(device.id) for device in devices)
    return item.rejected(
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
