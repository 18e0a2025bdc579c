"""The device of each row of a filled workbook, and what the row declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.core.kinds import known_kind
from inventory.core.regions import service as regions
from inventory.intake.declarations import workbook
from inventory.intake.declarations.checking import RETIRED, STATE
from inventory.judgement.ledger import service as equipment
from inventory.judgement.library import current
from inventory.people.enterprises.models import Enterprise
from inventory.registry import reading
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment
from standards.turning import turned

# Columns of our own workbook that the reader does not know.
OWN_HEADINGS = frozenset({workbook.DEVICE_HEADING, workbook.CONFIRM_HEADING})


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


class Rows:
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

    In our own workbook a blank cell deletes the fact: the clerk has emptied it. A cell that
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
