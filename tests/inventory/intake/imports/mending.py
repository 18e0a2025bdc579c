"""A staged ledger of transformers whose rows are corrected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.files import FileStore
from inventory.intake.imports import editing, reporting, staging
from inventory.intake.imports.editing import Edit
from inventory.intake.imports.models import Import, ImportRow
from inventory.intake.imports.results import EditedRow

HEADINGS = ["使用单位", "型号", "出厂编号", "额定容量(kVA)", "空载损耗(kW)", "制造日期"]
GOOD = ["江海区某厂", "S11-M-315/10", "1", 315, 0.48, "2012-05"]
INSPECTOR = Actor(None, "王监察", Role.INSPECTOR, ("440704",))


def line(serial: str, **cells: Any) -> list[Any]:
    """A good row but for the cells named by their headings, units aside."""
    good = dict(zip(HEADINGS, GOOD, strict=True))
    changed = {next(each for each in HEADINGS if each.startswith(key)): cells[key] for key in cells}
    return list({**good, "出厂编号": serial, **changed}.values())


class Ledger:
    """A staged file and what one does with its rows, by their place among the devices."""

    def __init__(self, folder: Path, files: FileStore, rows: list[list[Any]]) -> None:
        path = folder / "t.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("变压器")
            for number, row in enumerate([HEADINGS, *rows]):
                sheet.write_row(number, 0, row)
        self.files = files
        self.id = staging.stage(SYSTEM, staging.Request(path, path.name, "440704"), files).id

    def row(self, number: int) -> ImportRow:
        return ImportRow.get((ImportRow.import_ == self.id) & (ImportRow.data_row == number))

    def edit(self, number: int, actor: Actor = INSPECTOR, **values: str | None) -> EditedRow:
        row = self.row(number)
        return self.send(row, Edit(row.version, values), actor)

    def send(self, row: ImportRow, edit: Edit, actor: Actor = INSPECTOR) -> EditedRow:
        return editing.edit_row(actor, self.id, row.id, edit, self.files)

    def decide(self, number: int, decision: str, target: int | None = None) -> EditedRow:
        row = self.row(number)
        return self.send(row, Edit(row.version, {}, decision, target))

    def codes(self) -> list[tuple[int, str]]:
        problems = reporting.report(self.id).problems
        return [(item.data_row, item.code) for item in problems]

    def totals(self) -> dict[str, int]:
        found = reporting.report(self.id).totals.all
        parts = ("created", "updated", "unchanged", "rejected", "skipped", "pending")
        assert found["read"] == sum(found.get(part, 0) for part in parts)
        return {part: found[part] for part in parts if found.get(part)}

    def error_workbook(self) -> list[list[Any]]:
        path = self.files.path(Import.get_by_id(self.id).file_sha256)
        content = reporting.error_workbook(SYSTEM, self.id, path)
        book = path.parent / "errors.xlsx"
        book.write_bytes(content)
        return [[cell.value for cell in row] for row in openpyxl.load_workbook(book).active][1:]
