"""A filled workbook back into draft items: all of its problems at once, and all of it or nothing.

It is read by the same reader as any ledger; what is added here is which device a row speaks of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.core.kinds import known_kind
from inventory.core.regions import service as regions
from inventory.intake.declarations import drafting, lookup, workbook
from inventory.intake.declarations.checking import RETIRED, STATE, without_blanks
from inventory.intake.declarations.models import Declaration, DeclarationItem
from inventory.judgement.ledger import service as equipment
from inventory.judgement.library import current
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry import reading
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment
from standards.turning import turned

# Of our own workbook: columns that the reader does not know; a sheet without a table and the hidden
# column of numbers are no news.
OWN_HEADINGS = frozenset({workbook.DEVICE_HEADING, workbook.CONFIRM_HEADING})
OF_THE_FORM = frozenset({"no_table", "hidden_columns"})
WORDS = {"new": "new", "change": "changed", "retire": "retired", "confirm": "confirmed"}


@dataclass(frozen=True)
class DeclaredAction:
    """What one row wants: an item; `action` is blank where it says nothing new of a device."""

    row: reading.ReadRow
    action: str
    kind: str
    region: str
    facts: dict[str, Any]
    device: Equipment | None = None
    base_version: int | None = None


@dataclass
class Report:
    """What became of a workbook: rows by what they did, and what the reader remarked."""

    counts: Counter[str] = field(default_factory=Counter)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


def _refuses(problem: reading.Problem) -> bool:
    """A cell that was not understood is asked about: its blank would take the device's fact."""
    return problem.severity == reading.ERROR or problem.code in reading.NOT_READ


def upload(actor: Actor, declaration_id: int, path: Path, name: str) -> Report:
    """Read a workbook into the items of a draft.

    Raises Invalid with every problem of every row; then nothing of the file has been taken.
    """
    declaration = lookup.get(actor, declaration_id)
    enterprise = enterprises.get(actor, declaration.enterprise_id)
    result = _read(path, name, enterprise)
    rows = _Rows(actor, enterprise)
    wanted = [rows.wanted(sheet, row) for sheet in result.sheets for row in sheet.rows]
    errors = [
        *(p.as_dict() for p in result.problems if _refuses(p)),
        *rows.problems,
    ]
    if errors:
        raise _refused(errors)
    report = Report(
        warnings=[problem.as_dict() for problem in result.problems],
        notes=[
            note.as_dict()
            for note in (*result.notes, *(note for sheet in result.sheets for note in sheet.notes))
            if note.heading not in OWN_HEADINGS and note.code not in OF_THE_FORM
        ],
    )
    with db.atomic():
        drafting.editing(actor, declaration_id)
        drafts = _Drafts(declaration)
        for item in wanted:
            if item is not None:
                report.counts[drafts.save(item)] += 1
    return report


def _read(path: Path, name: str, enterprise: Enterprise) -> reading.ReadResult:
    try:
        return reading.read_file(
            path,
            kind=None,
            library=current.built_in(),
            today=clock.today(),
            enterprise=enterprise.name,
            name=name,
        )
    except reading.FileProblem as problem:
        raise Invalid.told(problem) from problem


def _refused(errors: Sequence[dict[str, Any]]) -> Invalid:
    ordered = sorted(errors, key=lambda item: (item["sheet"], item["row"]))
    return Invalid.of("declarations.workbook_problems", count=len(ordered), details=ordered)


class _Rows:
    """Finds the device of each row and what the row says of it."""

    def __init__(self, actor: Actor, enterprise: Enterprise) -> None:
        self._enterprise = enterprise
        owned = equipment.of_enterprise(actor, enterprise.id)
        self._devices = {device.id: device for device in owned}
        self._by_identity = {
            (device.kind, *pair): device
            for device in owned
            for pair in identities(known_kind(device.kind), device.facts)
        }
        self._first: dict[int, reading.ReadRow] = {}
        self.problems: list[dict[str, Any]] = []

    def wanted(self, sheet: reading.SheetResult, row: reading.ReadRow) -> DeclaredAction | None:
        """What a row wants; None where a problem has been noted."""
        if not row.kind or not self._is_own(row):
            return None
        told = row.text_of(workbook.DEVICE_HEADING)
        device, base_version = self._device(row, told)
        if device is None:
            if told:
                self._problem(
                    row,
                    "unknown_device",
                    workbook.DEVICE_HEADING,
                    told,
                    f"设备标识“{told}”不是本单位的设备",
                    "This is no device of the enterprise",
                    "请不要改动隐藏的设备标识；新增设备请填在下方空行",
                )
                return None
            return self._new(row)
        if not self._once(row, device) or not self._has_facts(row):
            return None
        return self._known(sheet, row, device, base_version)

    def _device(
        self, row: reading.ReadRow, told: str | None
    ) -> tuple[Equipment | None, int | None]:
        """The device by the hidden column, else by its numbers; with the version that was shown."""
        if told:
            match = workbook.DEVICE_TOKEN.fullmatch(told.strip())
            device = self._devices.get(int(match[1])) if match else None
            if match is None or device is None or device.kind != row.kind:
                return None, None
            return device, int(match[2])
        for pair in identities(known_kind(row.kind), row.facts):
            device = self._by_identity.get((row.kind, *pair))
            if device is not None:
                return device, device.version
        return None, None

    def _is_own(self, row: reading.ReadRow) -> bool:
        own = self._enterprise
        other_name = row.enterprise and row.enterprise.strip() != own.name
        other_code = row.uscc and own.uscc and row.uscc != own.uscc
        if not other_name and not other_code:
            return True
        self._problem(
            row,
            "other_enterprise",
            "使用单位",
            row.uscc if other_code else row.enterprise,
            "这一行写的是另一家单位",
            "This row names another enterprise",
            f"企业只能申报本单位（{own.name}）的设备，请删去这一行",
        )
        return False

    def _once(self, row: reading.ReadRow, device: Equipment) -> bool:
        first = self._first.setdefault(device.id, row)
        if first is row:
            return True
        self._problem(
            row,
            "device_twice",
            workbook.DEVICE_HEADING,
            workbook.token(device),
            f"与工作表“{first.sheet}”第 {first.row} 行是同一台设备",
            f"The same device as row {first.row} of {first.sheet}",
            "每台设备只留一行；新增设备请填在下方空行，不要复制已有的行",
        )
        return False

    def _has_facts(self, row: reading.ReadRow) -> bool:
        if set(row.raw) - OWN_HEADINGS:
            return True
        self._problem(
            row,
            "row_cleared",
            None,
            "",
            "整行已被清空",
            "The whole row has been cleared",
            "退出使用的设备，请保留这一行，把使用状态改为拆除、报废或注销",
        )
        return False

    def _new(self, row: reading.ReadRow) -> DeclaredAction | None:
        place = row.region or self._enterprise.region
        try:
            regions.get(place)
        except Invalid as error:
            self._problem(
                row,
                error.code,
                "行政区划代码",
                place,
                error.message,
                error.message_en,
                error.remedy,
            )
            return None
        kind, facts = turned(current.load(), row.kind, row.stated)
        return DeclaredAction(row, "new", kind, place, facts)

    def _known(
        self,
        sheet: reading.SheetResult,
        row: reading.ReadRow,
        device: Equipment,
        base_version: int | None,
    ) -> DeclaredAction | None:
        if row.region and row.region != device.region:
            self._problem(
                row,
                "region_fixed",
                "行政区划代码",
                row.region,
                f"设备登记在 {device.region}，不能在申报中改区划",
                f"The device is registered in {device.region}",
                "设备迁移到其他区划的，请联系主管部门办理",
            )
            return None
        facts = _merged(sheet, row, device)
        changed = {
            key: facts.get(key)
            for key in {*facts, *device.facts}
            if facts.get(key) != device.facts.get(key)
        }
        if facts.get(STATE) in RETIRED and STATE in changed:
            action, content = "retire", changed
        elif changed:
            action, content = "change", facts
        else:
            ticked = row.text_of(workbook.CONFIRM_HEADING) == workbook.YES
            action, content = ("confirm" if ticked else ""), {}
        return DeclaredAction(row, action, row.kind, device.region, content, device, base_version)

    def _problem(
        self,
        row: reading.ReadRow,
        code: str,
        heading: str | None,
        value: str | None,
        message: str,
        message_en: str,
        remedy: str,
    ) -> None:
        self.problems.append(
            {
                "sheet": row.sheet,
                "row": row.row,
                "data_row": row.data_row,
                "field": None,
                "heading": heading,
                "value": value,
                "severity": reading.ERROR,
                "code": code,
                "message": message,
                "message_en": message_en,
                "remedy": remedy,
            }
        )


def _merged(sheet: reading.SheetResult, row: reading.ReadRow, device: Equipment) -> dict[str, Any]:
    """The device's facts with the row's over them.

    In our own workbook a blank cell takes the fact away, for the clerk has emptied it; a cell that
    could not be read leaves it. In any other ledger a blank says nothing.
    """
    facts = dict(device.facts)
    ours = row.text_of(workbook.DEVICE_HEADING) is not None
    for key in (column.field for column in sheet.columns if ours):
        if key and key not in row.stated and not row.problem_of(key):
            facts.pop(key, None)
    for key, value in row.stated.items():
        if not _same(value, facts.get(key)):
            facts[key] = value
    return facts


def _same(new: Any, old: Any) -> bool:
    """Whether a cell says what the ledger says; spaces at the ends are Excel's, not the clerk's."""
    if isinstance(new, str) and isinstance(old, str):
        return new.split() == old.split()
    return bool(new == old) and isinstance(new, bool) == isinstance(old, bool)


class _Drafts:
    """The items that a draft has already: uploading again corrects them and doubles none."""

    def __init__(self, declaration: Declaration) -> None:
        self._declaration = declaration
        query = DeclarationItem.select().where(DeclarationItem.declaration == declaration.id)
        listed = list(query.order_by(DeclarationItem.id))
        self._known = {item.equipment_id: item for item in listed if item.equipment_id}
        self._new = [item for item in listed if not item.equipment_id]
        self._count = len(listed)

    def save(self, wanted: DeclaredAction) -> str:
        """Write one row's item; returns the word under which it is counted."""
        if not wanted.action:
            return "unchanged"
        found = (
            self._known.get(wanted.device.id) if wanted.device is not None else self._alike(wanted)
        )
        if found is None:
            self._create(wanted)
        else:
            found.action, found.facts = wanted.action, wanted.facts
            found.region, found.base_version = wanted.region, wanted.base_version
            found.save()
        return WORDS[wanted.action]

    def _alike(self, wanted: DeclaredAction) -> DeclarationItem | None:
        """The new device of an earlier upload that this row is: by a number, or word for word."""
        kind = known_kind(wanted.kind)
        own = set(identities(kind, wanted.facts))
        for index, item in enumerate(self._new):
            same = item.kind == wanted.kind and (
                own & set(identities(kind, without_blanks(item.facts)))
                or item.facts == wanted.facts
            )
            if same:
                return self._new.pop(index)
        return None

    def _create(self, wanted: DeclaredAction) -> None:
        self._count += 1
        if self._count > drafting.MAX_ITEMS:
            raise Conflict.of("declarations.too_many_items_uploading", max_items=drafting.MAX_ITEMS)
        DeclarationItem.create(
            declaration=self._declaration.id,
            action=wanted.action,
            kind=wanted.kind,
            region=wanted.region,
            equipment=wanted.device.id if wanted.device is not None else None,
            base_version=wanted.base_version,
            facts=wanted.facts,
            remarks=[],
        )


def totals(counts: Mapping[str, int]) -> dict[str, int]:
    """Every count of an upload, the zeros too."""
    return {word: counts.get(word, 0) for word in (*WORDS.values(), "unchanged")}
