"""The process that opens workbooks of the old format (.xls): a damaged one may end its parser.

Answers once: ``{"sheets": […]}``, each with name, whether it is visible, rows and merged ranges; or
``{"problem": code}``. Cells that JSON does not have are written as ``[type, text]``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from inventory.core.apart_child import MEGABYTE, Answers, live

ADDRESS_SPACE = 1500 * MEGABYTE
DAY, MOMENT, CLOCK, SPAN = "date", "datetime", "time", "span"


def work(handle: int) -> None:
    """The life of the process; `handle` is its end of the pipe."""
    live(handle, ADDRESS_SPACE, lambda: _answers)


def _answers(content: bytes) -> Answers:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            yield {"sheets": [_sheet(workbook, it) for it in workbook.sheets_metadata if _is(it)]}
    except PasswordError:
        yield {"problem": "password"}
    except CalamineError as error:
        yield {"problem": "damaged", "reason": str(error)}


def _is(sheet: Any) -> bool:
    from python_calamine import SheetTypeEnum

    return bool(sheet.typ == SheetTypeEnum.WorkSheet)


def _sheet(workbook: Any, told: Any) -> Mapping[str, Any]:
    from python_calamine import SheetVisibleEnum

    data = workbook.get_sheet_by_name(told.name)
    rows = data.to_python(skip_empty_area=False)
    return {
        "name": told.name,
        "visible": told.visible == SheetVisibleEnum.Visible,
        "merged": data.merged_cell_ranges or [],
        "rows": [[_written(cell) for cell in row] for row in rows],
    }


def _written(cell: Any) -> Any:
    # A datetime is a date, too.
    if isinstance(cell, datetime):
        return [MOMENT, cell.isoformat()]
    if isinstance(cell, date):
        return [DAY, cell.isoformat()]
    if isinstance(cell, time):
        return [CLOCK, cell.isoformat()]
    if isinstance(cell, timedelta):
        return [SPAN, cell.total_seconds()]
    return cell


def cell_of(written: Any) -> Any:
    """A cell as the parser gave it."""
    if not isinstance(written, list):
        return written
    sort, told = written
    if sort == SPAN:
        return timedelta(seconds=told)
    if sort == CLOCK:
        return time.fromisoformat(told)
    return datetime.fromisoformat(told) if sort == MOMENT else date.fromisoformat(told)
