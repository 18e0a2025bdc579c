"""One reader per type of field: a cell in, a value, a fault or a mark out.

A reader never changes a value silently: a value that it cannot take unchanged becomes a fault.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from standards.words import fold

from . import identifiers
from .amounts import number_reader
from .choices import choice_reader, yesno_reader
from .columns import Column
from .dates import (
    BETWEEN,
    INSPECTED,
    MADE,
    REGISTERED,
    USED,
    DateRead,
    NotADate,
    begins_after,
    from_calendar,
    read_date_number,
    read_date_text,
)
from .model import (
    BLANK,
    ERROR,
    EXACT_INTEGER_LIMIT,
    WARNING,
    Cell,
    Fault,
    Reading,
    cell_text,
)

if TYPE_CHECKING:
    pass

CellReader = Callable[[Cell], Reading]

_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?e\+?\d+")
_EXCEL_ERROR = re.compile(
    r"#(?:n/a|value!|ref!|div/0!|name\?|num!|null!|spill!|getting_data)", re.IGNORECASE
)
LONGEST = 200
"""Characters of a cell's text: names and codes are stored in columns of this size, and no pattern
is tried on more."""
# What PostgreSQL does not store, and what no form shows; line breaks and tabs are spaces.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# Forms of codes that may begin with 0, which a number cell does not keep.
MAY_LOSE_ZEROS = frozenset({"code", "serial", "device_code"})


def reader_of(column: Column) -> CellReader:
    """The reader for a column; blanks, placeholders and Excel's error values are handled here."""
    inner = _TYPED[column.field.type](column)
    words = column.words
    # 无 answers a yes/no question; everywhere else it says that there is nothing to write.
    blanks = words.blanks - set(words.yesno) if column.field.type == "yesno" else words.blanks
    choices = words.choices.get(column.field.id, {})

    def read(cell: Cell) -> Reading:
        if cell is None:
            return BLANK
        if isinstance(cell, str):
            if len(cell) > LONGEST and len(cell.strip()) > LONGEST:
                return _fault("too_long", length=len(cell.strip()), limit=LONGEST)
            if not cell.isprintable() and _CONTROLS.search(cell):
                return _fault("unreadable_characters")
            folded = fold(cell)
            if not folded:
                return BLANK
            if folded in blanks and folded not in choices:
                return Reading(mark="placeholder")
            if _EXCEL_ERROR.fullmatch(folded):
                return _fault("excel_error")
        return inner(cell)

    return read


def _fault(code: str, severity: str = WARNING, /, **params: object) -> Reading:
    return Reading(fault=Fault(code, severity, params))


# --- dates ---------------------------------------------------------------------------------------


def _date_reader(column: Column) -> CellReader:
    future = column.words.future.get(column.field.id, "allowed")
    today = column.today

    def read(cell: Cell) -> Reading:
        try:
            iso, doubt, speaks_of = _date(cell, column)
        except NotADate as problem:
            return _fault(problem.code)
        if speaks_of is not None and not _about(column.field.id, speaks_of):
            return _fault("other_date")
        if future == "error" and begins_after(iso, today):
            # What is made next year is no device yet.
            return _fault("date_in_future", ERROR, today=today.isoformat())
        if doubt is not None:
            return _doubtful_date(doubt, cell, iso)
        noted = future == "note" and begins_after(iso, today)
        return Reading(iso, mark="date_in_future" if noted else None)

    return read


def _date(cell: Cell, column: Column) -> DateRead:
    if isinstance(cell, str):
        return read_date_text(cell, column.today)
    if isinstance(cell, (datetime, date)):
        return DateRead(from_calendar(cell))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return read_date_number(cell, column.epoch_1904)
    raise NotADate


def _doubtful_date(code: str, cell: Cell, kept: str) -> Reading:
    """What is certain of a date, with the warning that says what was understood."""
    params = {"year": cell_text(cell)[:4], "kept": kept.replace(BETWEEN, " 至 ")}
    return Reading(kept, Fault(code, WARNING, params))


# Of which dates the words speak that stand behind one: 2003年5月出厂 is no date of first use.
_ABOUT = {
    USED: ("in_service_on", "use_registered_on"),
    MADE: ("made_on", "built_on"),
    REGISTERED: ("registered_on", "use_registered_on"),
    INSPECTED: ("inspected_on", "inspection_on", "inspection_valid_to"),
}


def _about(field_id: str, speaks_of: str) -> bool:
    return field_id.endswith(_ABOUT[speaks_of])


# --- text and codes ------------------------------------------------------------------------------


def _text_reader(column: Column) -> CellReader:
    if column.field.id in column.words.codes:
        return _code_reader(column)
    return _read_text


def _read_text(cell: Cell) -> Reading:
    """Text as written, outer spaces aside: a model's spelling is evidence."""
    return Reading(cell_text(cell).strip())


def _code_reader(column: Column) -> CellReader:
    form = column.words.codes[column.field.id]
    checked = _CODES[form]

    def read(cell: Cell) -> Reading:
        if isinstance(cell, str):
            # 1E8 is a serial number; 3.11003E+17 is what Excel left of one.
            if _SCIENTIFIC.fullmatch(fold(cell)) and ("." in cell or "+" in cell):
                return _fault("damaged_code")
            return checked(cell)
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            reading = _numeric_code(cell, checked)
            lost = form in MAY_LOSE_ZEROS and not reading.fault and not reading.mark
            return reading._replace(mark="number_as_code") if lost else reading
        return _fault("damaged_by_date")

    return read


def _numeric_code(number: float, checked: Callable[[str], Reading]) -> Reading:
    if not math.isfinite(number) or abs(number) >= EXACT_INTEGER_LIMIT:
        return _fault("damaged_code")
    return checked(cell_text(number))


def _any_code(text: str) -> Reading:
    return Reading(identifiers.plain_code(text))


def _serial_no(text: str) -> Reading:
    # Inner spaces may be part of a serial number; only the width of the characters is evened out.
    return Reading(unicodedata.normalize("NFKC", text).strip())


def _credit_code(text: str) -> Reading:
    code = identifiers.plain_code(text).upper()
    if not identifiers.is_uscc(code):
        return _fault("uscc_format")
    return Reading(code, mark=None if identifiers.uscc_check_digit_ok(code) else "check_digit")


def _vin(text: str) -> Reading:
    vin = identifiers.plain_code(text).upper()
    if not identifiers.is_vin(vin):
        # A VIN of the wrong form names another vehicle or none; 见行驶证 only says nothing.
        severity = ERROR if identifiers.looks_like_vin(vin) else WARNING
        return _fault("vin_format", severity, length=len(vin))
    return Reading(vin, mark=None if identifiers.vin_check_digit_ok(vin) else "check_digit")


def _plate(text: str) -> Reading:
    plate = identifiers.plain_plate(text)
    fault = None if identifiers.is_plate(plate) else Fault("plate_format", WARNING, {})
    return Reading(plate, fault)


def _device_code(text: str) -> Reading:
    code = identifiers.plain_code(text).upper()
    if len(code) in identifiers.DEVICE_CODE_LENGTHS:
        return Reading(code)
    return Reading(code, Fault("device_code_length", WARNING, {"length": len(code)}))


def _region(text: str) -> Reading:
    code = identifiers.plain_code(text)
    return Reading(code) if identifiers.is_region(code) else _fault("region_format")


_CODES: dict[str, Callable[[str], Reading]] = {
    "code": _any_code,
    "uscc": _credit_code,
    "vin": _vin,
    "plate": _plate,
    "device_code": _device_code,
    "region": _region,
    "serial": _serial_no,
}

_TYPED: dict[str, Callable[[Column], CellReader]] = {
    "number": number_reader,
    "integer": number_reader,
    "date": _date_reader,
    "choice": choice_reader,
    "yesno": yesno_reader,
    "text": _text_reader,
}
