"""The workbook that an enterprise fills in: its own devices, ready to be corrected."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from inventory.core.access import Actor
from inventory.core.kinds import known_kinds
from inventory.intake.declarations.checking import BESIDE_FACTS, RETIRED
from inventory.judgement.ledger import service as equipment
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment
from inventory.registry.reading import rowkinds
from standards import Field, Kind

DEVICE_HEADING = rowkinds.DEVICE_HEADING
CONFIRM_HEADING = "本年确认"
YES, NO = "是", "否"
# Room for devices that are not in the ledger yet.
BLANK_ROWS = 200
HINT_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2
# A list inside a validation holds 255 characters; a longer one is kept on a hidden sheet.
LONGEST_LIST = 255
DEVICE_TOKEN = re.compile(r"HX-(\d{1,9})-(\d{1,9})")
HINT = (
    "灰色单元格已锁定，是设备的身份；白色单元格可以修改。没有变化的设备，请在“本年确认”选“是”；"
    "退出使用的设备，请把使用状态改为拆除、报废或注销；新增设备，请填在下方空行。"
)
GUIDE = (
    "怎样填写",
    "1. 每个工作表是一类设备，已按台账填好本单位的设备，每台一行。",
    "2. 有变化的直接修改；没有变化的，在“本年确认”中选“是”；退出使用的，"
    "把“使用状态”改为拆除、报废或注销。",
    "3. 新增设备填在下方空行，不要复制已有的行。",
    "4. 请按表头中的单位填写数字；下拉框中的选项不要改写；日期写作 2019-06-01，"
    "只知道年月或年份的写作 2019-06 或 2019。",
    "5. 填好后在系统中上传本文件。上传后生成草稿，核对并提交后由主管部门审核；审核通过前台账不变。",
)

Formats = Mapping[str, Format]


def token(device: Equipment) -> str:
    """What names a device and the version that was shown of it, in the hidden column."""
    return f"HX-{device.id}-{device.version}"


def columns(kind: Kind) -> list[Field]:
    """The fields that a clerk fills in: all but those that say whose the device is, and those
    that its region decides.
    """
    beside = BESIDE_FACTS - {"region"}
    return [f for f in kind.fields if f.id not in beside and not f.by_region]


def heading(field: Field) -> str:
    return f"{field.heading_zh}({field.unit})" if field.unit else field.heading_zh


def make(actor: Actor, kind: str = "") -> bytes:
    """An .xlsx of the actor's own enterprise: one sheet for each kind that it has, or for `kind`.

    An enterprise without devices gets a sheet of every kind.
    """
    enterprise = enterprises.get(actor, actor.enterprise or 0)
    devices = equipment.of_enterprise(actor, enterprise.id)
    if kind:
        retrieval.kind_of(kind)
    kinds = known_kinds()
    used = [kind] if kind else [key for key in kinds if any(d.kind == key for d in devices)]
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": f"{enterprise.name} 设备申报"})
    formats = _formats(book)
    options = _Options(book)
    for key in used or kinds:
        own = [
            device
            for device in sorted(devices, key=lambda device: device.id)
            if device.kind == key and device.use_state not in RETIRED
        ]
        _sheet(book.add_worksheet(kinds[key].name_zh[:31]), kinds[key], own, formats, options)
    _guide(book.add_worksheet("填表说明"), formats)
    options.write()
    book.close()
    return buffer.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    line = {"border": 1, "border_color": "#C8CDD3"}
    head = {**line, "bold": True, "text_wrap": True, "valign": "vcenter"}
    locked = {**line, "bg_color": "#E7E9EC", "num_format": "@"}
    free = {**line, "locked": False}
    return {
        "hint": book.add_format({"text_wrap": True, "valign": "vcenter", "font_color": "#5A6572"}),
        "head": book.add_format({**head, "bg_color": "#E8EEF4"}),
        "required": book.add_format({**head, "bg_color": "#FCE8D2"}),
        "locked": book.add_format(locked),
        "text": book.add_format({**free, "num_format": "@"}),
        "date": book.add_format({**free, "num_format": "yyyy-mm-dd"}),
        "plain": book.add_format(free),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }


class _Options:
    """Choices that are too long for a validation's own list, kept on a hidden sheet."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._lists: list[Sequence[str]] = []

    def source(self, choices: Sequence[str]) -> list[str] | str:
        if len(",".join(choices)) <= LONGEST_LIST and not any("," in item for item in choices):
            return list(choices)
        self._lists.append(choices)
        column = xlsxwriter.utility.xl_col_to_name(len(self._lists) - 1, col_abs=True)
        return f"='选项'!{column}$1:{column}${len(choices)}"

    def write(self) -> None:
        if not self._lists:
            return
        sheet = self._book.add_worksheet("选项")
        for column, choices in enumerate(self._lists):
            sheet.write_column(0, column, choices)
        sheet.hide()


def _guide(sheet: Worksheet, formats: Formats) -> None:
    sheet.set_column(0, 0, 110)
    for row, text in enumerate(GUIDE):
        sheet.write_string(row, 0, text, formats["title" if row == 0 else "hint"])
    sheet.protect()


def _sheet(
    sheet: Worksheet, kind: Kind, devices: Sequence[Equipment], formats: Formats, options: _Options
) -> None:
    fields = columns(kind)
    last_row = FIRST_ROW + len(devices) + BLANK_ROWS - 1
    sheet.merge_range(HINT_ROW, 1, HINT_ROW, 1 + min(len(fields), 9), HINT, formats["hint"])
    sheet.set_row(HINT_ROW, 48)
    sheet.write_string(HEAD_ROW, 0, DEVICE_HEADING, formats["head"])
    sheet.write_string(HEAD_ROW, 1, CONFIRM_HEADING, formats["head"])
    sheet.write_comment(HEAD_ROW, 1, "没有变化的设备选“是”，本年的确认即完成。")
    sheet.set_column(0, 0, 12, None, {"hidden": True})
    sheet.set_column(1, 1, 10)
    sheet.data_validation(FIRST_ROW, 1, last_row, 1, {"validate": "list", "source": [YES]})
    for column, field in enumerate(fields, start=2):
        shade = "required" if field.required else "head"
        sheet.write_string(HEAD_ROW, column, heading(field), formats[shade])
        sheet.write_comment(HEAD_ROW, column, _comment(field))
        sheet.set_column(column, column, max(12, 2 * len(field.heading_zh) + 4))
        rule = _validation(field, options)
        if rule:
            sheet.data_validation(FIRST_ROW, column, last_row, column, rule)
    for row in range(FIRST_ROW, last_row + 1):
        device = devices[row - FIRST_ROW] if row - FIRST_ROW < len(devices) else None
        _row(sheet, row, kind, fields, device, formats)
    sheet.freeze_panes(FIRST_ROW, 3)
    sheet.protect(
        "", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
    )


def _comment(field: Field) -> str:
    lines = [f"{field.heading_en}{'（必填）' if field.required else ''}"]
    if field.unit:
        lines.append(f"单位：{field.unit}")
    if field.choices:
        lines.append(f"可选：{'、'.join(field.choices)}")
    if field.type == "date":
        lines.append("2019-06-01，或只写 2019-06、2019")
    return "\n".join(lines)


def _validation(field: Field, options: _Options) -> Mapping[str, Any] | None:
    if field.choices:
        return {
            "validate": "list",
            "source": options.source(field.choices),
            "error_title": "不在选项中",
            "error_message": "请从下拉框中选择",
        }
    if field.type == "yesno":
        return {
            "validate": "list",
            "source": [YES, NO],
            "error_title": "不在选项中",
            "error_message": "请选择是或否",
        }
    if field.type in ("number", "integer"):
        return _number_validation(field)
    if field.type == "date":
        # Only a warning: a year or a month alone is allowed, and Excel has no such type.
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1920, 1, 1),
            "maximum": date(2100, 12, 31),
            "error_type": "warning",
            "error_title": "请核对日期",
            "error_message": "日期写作 2019-06-01；只知道年月或年份的，可写 2019-06 或 2019",
        }
    return None


def _number_validation(field: Field) -> Mapping[str, Any]:
    low = field.minimum if field.minimum is not None else -1e12
    high = field.maximum if field.maximum is not None else 1e12
    unit = field.unit or ""
    if field.minimum is None and field.maximum is None:
        message = "请填数字，不要写单位"
    elif field.maximum is None:
        message = f"请填{'大于' if field.positive else '不小于'} {low:g} 的数字，单位 {unit}"
    else:
        message = f"请填 {low:g} 至 {high:g} 之间的数字，单位 {unit}"
    return {
        "validate": "integer" if field.type == "integer" else "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_title": "数字超出范围",
        "error_message": message[:255],
    }


def _row(
    sheet: Worksheet,
    row: int,
    kind: Kind,
    fields: Sequence[Field],
    device: Equipment | None,
    formats: Formats,
) -> None:
    facts = {**device.facts, "region": device.region} if device else {}
    if device is None:
        sheet.write_blank(row, 0, None, formats["locked"])
    else:
        sheet.write_string(row, 0, token(device), formats["locked"])
    sheet.write_blank(row, 1, None, formats["plain"])
    codes = {part for scheme in kind.identity for part in scheme} | {"region"}
    for column, field in enumerate(fields, start=2):
        value = facts.get(field.id)
        locked = field.id in codes and value not in (None, "")
        _cell(sheet, row, column, field, value, formats["locked"] if locked else None, formats)


def _cell(
    sheet: Worksheet,
    row: int,
    column: int,
    field: Field,
    value: Any,
    locked: Format | None,
    formats: Formats,
) -> None:
    """A value in the type that Excel edits best; text never becomes a formula or a number."""
    if value is None or value == "":
        shade = {"date": "date", "text": "text"}.get(field.type, "plain")
        sheet.write_blank(row, column, None, locked or formats[shade])
    elif isinstance(value, bool):
        sheet.write_string(row, column, YES if value else NO, formats["plain"])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, formats["plain"])
    elif field.type == "date" and len(value) == len("2019-06-01"):
        sheet.write_datetime(row, column, datetime.fromisoformat(value), formats["date"])
    else:
        sheet.write_string(row, column, str(value), locked or formats["text"])
