"""A generated county as the ledger workbook that a bureau would send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import xlsxwriter

import standards
from seeds.county.model import County, Device

# Fields that stand beside the facts of a generated device.
_BESIDE = ("enterprise", "uscc", "region")


def write_workbook(county: County, path: Path, kind: str) -> int:
    """Write the devices of ``kind`` to ``path`` (.xlsx) under their Chinese headings, with units.

    Returns the number of data rows. Whole dates are date cells, partial ones stay text, codes are
    always text. Memory does not grow with the number of rows.
    """
    definition = standards.load().kinds[kind]
    used = {field for device in county.devices if device.kind == kind for field in device.facts}
    columns = [field for field in definition.fields if field.id in used or field.id in _BESIDE]
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    rows = 0
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet(definition.name_zh)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["序号", *(_heading(f.heading_zh, f.unit) for f in columns)])
        for rows, (device, values) in enumerate(_values(county, kind), start=1):
            sheet.write_number(rows, 0, rows)
            for column, field in enumerate(columns, start=1):
                value = values.get(field.id, device.facts.get(field.id))
                if isinstance(value, bool):
                    sheet.write_string(rows, column, "是" if value else "否")
                elif isinstance(value, int | float):
                    sheet.write_number(rows, column, value)
                elif isinstance(value, str) and field.type == "date" and len(value) == 10:
                    sheet.write_datetime(rows, column, date.fromisoformat(value), day)
                elif isinstance(value, str):
                    sheet.write_string(rows, column, value)
    return rows


def _values(county: County, kind: str) -> Iterator[tuple[Device, dict[str, str]]]:
    for device in county.devices:
        if device.kind == kind:
            user = county.enterprises[device.enterprise]
            yield device, {"enterprise": user.name, "uscc": user.uscc, "region": device.region}


def _heading(text: str, unit: str | None) -> str:
    return f"{text}（{unit}）" if unit else text
