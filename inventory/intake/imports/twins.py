"""Records of one device that do not name its maker: they share owner, model and serial number.

A maker and a serial number identify a device; without the maker nothing does so surely. Where two
records say nothing against each other they are told to be one device, else a person is asked.
Decides on data and touches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.core.database import dump
from inventory.core.errors import Invalid
from inventory.core.kinds import known_kinds
from inventory.intake.imports.candidates import Candidate, Owners
from inventory.intake.imports.problems import RowProblem
from inventory.registry.equipment import sources
from inventory.registry.equipment.identity import canonical, identities
from inventory.registry.equipment.models import Equipment
from inventory.registry.reading.checks import shown
from standards import Kind

SERIAL = ("manufacturer", "serial_no")
# So many fields in which two records differ are named.
MOST_NAMED = 4

Key = tuple[str, int | None, str, str]
Facts = Mapping[str, Any]


def key(kind: str, enterprise: int | None, facts: Facts) -> Key | None:
    """What records of one device share: kind, owner, model and serial number."""
    if not is_numbered(kind, facts):
        return None
    return kind, enterprise, canonical(facts.get("model", "")), canonical(facts["serial_no"])


def is_numbered(kind: str, facts: Facts) -> bool:
    """Whether a record has such a key."""
    return bool(facts.get("serial_no")) and SERIAL in known_kinds()[kind].identity


def apart(kind: str, one: Facts, other: Facts) -> bool:
    """Whether two records carry different numbers, or makers, and so are two devices."""
    known = known_kinds()[kind]
    mine, theirs = dict(identities(known, one)), dict(identities(known, other))
    return any(mine[scheme] != theirs[scheme] for scheme in mine.keys() & theirs.keys())


def differing(one: Facts, other: Facts) -> list[str]:
    """The fields of which two records say different things, in the order of the second."""
    return [name for name in other if name in one and not _same(one[name], other[name])]


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return canonical(one) == canonical(other)
    return one == other


@dataclass(frozen=True)
class Twin:
    """A row that is the device of an earlier row of its file; asked where a person must say so."""

    problem: RowProblem

    @property
    def status(self) -> str:
        """What becomes of the row."""
        return "rejected" if self.problem.severity == "error" else "skipped"


@dataclass(frozen=True)
class Paired:
    """The rows of a file, each first one with what its twins add, and the twins by their rows."""

    rows: Sequence[Candidate]
    twins: Mapping[int, Twin]


def pair(
    rows: Sequence[Candidate],
    owners: Owners,
    repeated: Collection[int],
    devices: Callable[[Sequence[int]], Mapping[int, Equipment]],
) -> Paired:
    """Find the rows of a file that are one device.

    `repeated` are the rows (ids) that the ledger has word for word; `devices` gives those that
    rows have become already.
    """
    firsts = _firsts(rows, owners, repeated)
    became = [done for first in set(firsts.values()) if (done := rows[first].device)]
    held = devices(became) if became else {}
    paired, twins = list(rows), {}
    for at, first in firsts.items():
        before, row = paired[first], rows[at]
        device = held.get(before.device or 0)
        facts = device.facts if device else before.facts
        against = differing(facts, row.facts)
        added = [name for name in row.facts if name not in facts]
        if against or (added and before.device):
            fields = against or added
            told = _asked(before, row, facts, fields, against=bool(against), device=device)
        else:
            told = _told(before, row)
            if added:
                paired[first] = _with(before, row)
        twins[row.row] = Twin(told)
    return Paired(paired, twins)


def _firsts(rows: Sequence[Candidate], owners: Owners, repeated: Collection[int]) -> dict[int, int]:
    """Place of a row that is the device of an earlier one → place of that one."""
    by_key: dict[Key, list[int]] = {}
    found = {}
    for at, row in enumerate(rows):
        owner = owners[row.owner]
        if isinstance(owner, Invalid) or row.decision == "skip":
            continue
        shared = key(row.kind, owner, row.facts)
        if shared is None:
            continue
        earlier = by_key.setdefault(shared, [])
        if earlier and not row.decision and not row.device and row.row not in repeated:
            same = [it for it in earlier if not apart(row.kind, rows[it].facts, row.facts)]
            if same:
                found[at] = same[0]
                continue
        earlier.append(at)
    return found


def _with(first: Candidate, row: Candidate) -> Candidate:
    """A row with what another row of the same device says besides."""
    record = sources.updated(
        known_kinds()[first.kind],
        sources.Record(first.facts, first.sources),
        sources.Record(row.facts, row.sources),
    )
    return first._replace(
        facts=record.facts, facts_json=dump(record.facts), sources_json=record.text
    )


def _told(first: Candidate, row: Candidate) -> RowProblem:
    zh, en = _place(first, row)
    return RowProblem(
        "same_row",
        f"使用单位、型号和出厂编号与{zh}相同，内容没有出入，按同一台设备只登记一次",
        f"Same owner, model and serial number as {en} and nothing against it: taken as one device",
        "确是另一台设备的，请为本行选择“新建”，或补填制造单位",
        "If it is another device, choose create for the row, or add its maker",
        "serial_no",
        severity="warning",
    )


def _asked(
    first: Candidate,
    row: Candidate,
    facts: Facts,
    fields: Sequence[str],
    *,
    against: bool,
    device: Equipment | None,
) -> RowProblem:
    zh, en = _place(first, row)
    kind = known_kinds()[row.kind]
    named = named_zh(kind, facts, row.facts, fields) if against else _names(kind, fields)[0]
    named_en = _names(kind, fields)[1]
    said = f"但{named}，不能确定是不是同一台" if against else f"另外写了{named}，没有写入"
    said_en = f"but {named_en} differ" if against else f"and {named_en} besides, not written"
    return RowProblem(
        "same_row_differs",
        f"使用单位、型号和出厂编号与{zh}相同，{said}",
        f"Same owner, model and serial number as {en}, {said_en}",
        "是同一台的，请更正不一致的内容或跳过本行；是另一台的，请选择“新建”，或补填制造单位",
        "If it is the same, correct what differs or skip the row; if not, choose create or add "
        "the maker",
        None,
        str(device.id) if device else None,
    )


def _place(first: Candidate, row: Candidate) -> tuple[str, str]:
    """Where the first row stands, as one reads it in the other's place."""
    if first.sheet == row.sheet:
        return f"第 {first.number} 行", f"row {first.number}"
    return (
        f"工作表“{first.sheet}”第 {first.number} 行",
        f"row {first.number} of sheet '{first.sheet}'",
    )


def named_zh(kind: Kind, before: Facts, now: Facts, fields: Sequence[str]) -> str:
    """The fields that differ, with both values."""
    told = [
        f"{kind.field(name).heading_zh}不同（{shown(before[name])} / {shown(now[name])}）"
        for name in fields[:MOST_NAMED]
    ]
    return "、".join(told) + ("等" if len(fields) > MOST_NAMED else "")


def _names(kind: Kind, fields: Sequence[str]) -> tuple[str, str]:
    named = [kind.field(name) for name in fields[:MOST_NAMED]]
    more = len(fields) > MOST_NAMED
    return (
        "、".join(each.heading_zh for each in named) + ("等" if more else ""),
        ", ".join(each.heading_en for each in named) + (" and others" if more else ""),
    )


def of_ledger(device: Equipment) -> RowProblem:
    """A row that is a device of the ledger, though neither of them names a maker, or only one."""
    return RowProblem(
        "same_device",
        f"使用单位、型号和出厂编号与台账中第 {device.id} 号设备相同，内容没有出入，视为该设备",
        f"Same owner, model and serial number as device {device.id} and nothing against it: taken "
        "as that device",
        "确是另一台设备的，请为本行选择“新建”，或补填制造单位",
        "If it is another device, choose create for the row, or add its maker",
        None,
        str(device.id),
        severity="warning",
    )


def asked_of_ledger(row: Candidate, devices: Sequence[Equipment]) -> RowProblem:
    """A row that may be one of some devices of the ledger, and says something else of it."""
    numbers = "、".join(str(device.id) for device in devices)
    kind = known_kinds()[row.kind]
    said, said_en = "与其中几台都相同", "and they are several"
    if len(devices) == 1:
        fields = differing(devices[0].facts, row.facts)
        said = f"但{named_zh(kind, devices[0].facts, row.facts, fields)}"
        said_en = f"but {_names(kind, fields)[1]} differ"
    return RowProblem(
        "possible_duplicate",
        f"使用单位、型号和出厂编号与台账中第 {numbers} 号设备相同，{said}，不能确定是不是同一台",
        f"Same owner, model and serial number as device {numbers}, {said_en}",
        "是同一台的，请为本行选择“更新”；是另一台的，请选择“新建”，或补填制造单位",
        "If it is the same device, choose update for the row; if not, choose create or add the "
        "maker",
        value=",".join(str(device.id) for device in devices),
    )
