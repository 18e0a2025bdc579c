"""One reader per type of field: a cell in, a value, a fault or a mark out.

A reader never changes a value silently: what it cannot take as it stands becomes a fault.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from standards.words import Words, fold

from . import identifiers
from .dates import NotADate, begins_after, from_calendar, parse_date_number, parse_date_text
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
    from standards import Field

CellReader = Callable[[Cell], Reading]

_NUMBER = re.compile(
    r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(e[+-]?\d{1,2})?(万|亿)?(.*)", re.DOTALL
)
_MULTIPLIERS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?e\+?\d+")
_EXCEL_ERROR = re.compile(
    r"#(?:n/a|value!|ref!|div/0!|name\?|num!|null!|spill!|getting_data)", re.IGNORECASE
)
# 12 50 is two numbers, 1 250 000 is one.
_SPLIT_DIGITS = re.compile(r"\d\s+\d")
_SPACED_GROUPS = re.compile(r"[+-]?\d{1,3}(?:\s\d{3})+(?:\.\d+)?\D*")
_STATIONS = re.compile(r"\d+层/?(\d+)站(?:/?\d+门)?|\d+/(\d+)(?:/\d+)?")
# 380/660V, △380/Y660: two windings' voltages, both of them low.
_DUAL_LOW = re.compile(r"[δ△d]?(\d{2,4})(?:v|伏)?/[yδ△d]?(\d{2,4})(?:v|伏)?(?:[δ△d]/y|y/[δ△d])?")
LOW_VOLTAGE_V = 1140
_HIGH_SIDE = re.compile(r"(\d+(?:\.\d+)?)(?:kv|千伏)?/\d+(?:\.\d+)?(kv|千伏)?")
# Forms of codes that may begin with 0, which a number cell does not keep.
MAY_LOSE_ZEROS = frozenset({"code", "serial", "device_code"})
LONGEST_UNIT = 8
# No quantity of a device comes near; larger ones are codes or damage and would overflow columns.
LARGEST_NUMBER = Decimal(10) ** 12
EXAMPLES = {
    "kVA": "400",
    "W": "410",
    "%": "92",
    "kg": "1000",
    "t/h": "10",
    "MW": "7",
    "km": "120000",
}


@dataclass(frozen=True, slots=True)
class Column:
    """What a reader must know of its column. ``unit`` is the heading's unit as written."""

    field: Field
    unit: str | None
    words: Words
    today: date
    epoch_1904: bool = False


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
            folded = fold(cell)
            if not folded:
                return BLANK
            if folded in blanks and folded not in choices:
                return Reading(mark="placeholder")
            if _EXCEL_ERROR.fullmatch(folded):
                return _fault("excel_error")
        return inner(cell)

    return read


def _fault(code: str, severity: str = ERROR, /, **params: object) -> Reading:
    return Reading(fault=Fault(code, severity, params))


# --- numbers -------------------------------------------------------------------------------------


def _number_reader(column: Column) -> CellReader:
    field = column.field
    factor = _heading_factor(column)
    composite = _COMPOSITES.get(column.words.composite.get(field.id, ""))

    def read(cell: Cell) -> Reading:
        if isinstance(cell, (bool, date, time, timedelta)):
            return _not_a_number(field)
        if isinstance(cell, (int, float)):
            if not math.isfinite(cell):
                return _not_a_number(field)
            return _checked_number(Decimal(repr(cell)) * factor, column)
        if _SPLIT_DIGITS.search(cell) and not _SPACED_GROUPS.fullmatch(cell.strip()):
            return _not_a_number(field)
        text = fold(cell)
        return _number_text(composite(text) if composite else text, factor, column)

    return read


def _heading_factor(column: Column) -> Decimal:
    if column.unit is None:
        return Decimal(1)
    return column.words.unit_factor(column.field, column.unit) or Decimal(1)


def _example(field: Field) -> str:
    return EXAMPLES.get(field.unit or "", "12")


def _not_a_number(field: Field) -> Reading:
    return _fault("not_a_number", example=_example(field))


def _number_text(text: str, heading_factor: Decimal, column: Column) -> Reading:
    sign, whole, fraction, exponent, multiplier, unit = _NUMBER.fullmatch(text).groups()
    if whole is None and fraction in (None, "."):
        return _not_a_number(column.field)
    factor = _factor(multiplier, unit, heading_factor, column)
    if isinstance(factor, Fault):
        return Reading(fault=factor)
    number = Decimal(f"{sign}{(whole or '0').replace(',', '')}{fraction or ''}{exponent or ''}")
    return _checked_number(number * factor, column)


def _factor(
    multiplier: str | None, unit: str, heading_factor: Decimal, column: Column
) -> Decimal | Fault:
    """Factor into the field's unit of a number followed by ``multiplier`` and ``unit``.

    The number's own unit counts, else the heading's: 0.41 kW under 空载损耗(W) is 410 W.
    """
    if not multiplier and not unit:
        return heading_factor
    words, field = column.words, column.field
    times = _MULTIPLIERS[multiplier] if multiplier else Decimal(1)
    if not unit:
        twice = Fault("unit_conflict", ERROR, {"unit": column.unit})
        return times if heading_factor == 1 else twice
    spelled = words.unit_factor(field, f"{multiplier or ''}{unit}")
    if spelled is not None:
        return spelled
    plain = words.unit_factor(field, unit)
    return _strange_unit(unit, field) if plain is None else times * plain


def _strange_unit(unit: str, field: Field) -> Fault:
    if any(character.isdigit() for character in unit) or len(unit) > LONGEST_UNIT:
        return Fault("not_a_number", ERROR, {"example": _example(field)})
    expected = field.unit or "数字 / a bare number"
    return Fault("unknown_unit", ERROR, {"unit": unit, "expected": expected})


def _checked_number(number: Decimal, column: Column) -> Reading:
    field = column.field
    whole = abs(number) > LARGEST_NUMBER or number == number.to_integral_value()
    if field.type == "integer" and not whole:
        return _fault("not_an_integer")
    if number < 0 and (field.minimum is None or field.minimum >= 0):
        return _fault("negative")
    fraction = column.words.fraction.get(field.id)
    if fraction and 0 < number <= Decimal("1.1"):
        hint = f"{(number * 100).normalize():f}"
        value = None if fraction == ERROR else float(number)
        return Reading(value, Fault("fraction", fraction, {"hint": hint}))
    value = int(min(number, LARGEST_NUMBER + 1)) if whole else float(number)
    if number > LARGEST_NUMBER or not field.in_range(value):
        return _fault("out_of_range", **_range_params(field))
    return Reading(value)


def _range_params(field: Field) -> dict[str, object]:
    low = "−∞" if field.minimum is None else f"{field.minimum:g}"
    return {
        "low": f">{low}" if field.positive else low,
        "high": f"{LARGEST_NUMBER:g}" if field.maximum is None else f"{field.maximum:g}",
        "expected": field.unit or "–",
    }


def _stations(text: str) -> str:
    match = _STATIONS.fullmatch(text)
    return next(part for part in match.groups() if part) if match else text


def _high_side(text: str) -> str:
    match = _HIGH_SIDE.fullmatch(text)
    return f"{match[1]}{match[2] or ''}" if match else text


def _dual_low(text: str) -> str:
    match = _DUAL_LOW.fullmatch(text)
    low = match is not None and max(int(match[1]), int(match[2])) <= LOW_VOLTAGE_V
    return match[1] if match is not None and low else text


_COMPOSITES = {"stations": _stations, "high_side": _high_side, "dual_low": _dual_low}


# --- dates ---------------------------------------------------------------------------------------


def _date_reader(column: Column) -> CellReader:
    future = column.words.future.get(column.field.id, "allowed")
    today = column.today

    def read(cell: Cell) -> Reading:
        try:
            iso = _iso(cell, column.epoch_1904)
        except NotADate as problem:
            return _date_fault(problem.code, cell)
        if future == "allowed" or not begins_after(iso, today):
            return Reading(iso)
        if future == "note":
            return Reading(iso, mark="date_in_future")
        return _fault("date_in_future", today=today.isoformat())

    return read


def _iso(cell: Cell, epoch_1904: bool) -> str:
    if isinstance(cell, str):
        return parse_date_text(cell)
    if isinstance(cell, (datetime, date)):
        return from_calendar(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return parse_date_number(cell, epoch_1904)
    raise NotADate


def _date_fault(code: str, cell: Cell) -> Reading:
    if code == "ambiguous_month":
        year = cell_text(cell)[:4]
        return Reading(year, Fault(code, WARNING, {"year": year}))
    return _fault(code)


# --- choices and yes or no -----------------------------------------------------------------------


def _choice_reader(column: Column) -> CellReader:
    field, words = column.field, column.words
    choices = words.choices[field.id]
    ambiguous = words.ambiguous.get(field.id, {})
    implied = words.implies.get(field.id, {})
    listed = "；".join(field.choices)

    def read(cell: Cell) -> Reading:
        folded = fold(cell_text(cell))
        choice = choices.get(folded)
        if choice is None and folded in implied:
            choice = implied[folded].value
        if choice is not None:
            return Reading(choice)
        if folded in ambiguous:
            severity = ERROR if field.required else WARNING
            return _fault("ambiguous_choice", severity, choices="；".join(ambiguous[folded]))
        return _fault("unknown_choice", choices=listed)

    return read


def _yesno_reader(column: Column) -> CellReader:
    yesno = column.words.yesno

    def read(cell: Cell) -> Reading:
        if isinstance(cell, bool):
            return Reading(cell)
        answer = yesno.get(fold(cell_text(cell)))
        return _fault("not_yes_or_no") if answer is None else Reading(answer)

    return read


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
                return _fault("damaged_code", WARNING)
            return checked(cell)
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            reading = _numeric_code(cell, checked)
            lost = form in MAY_LOSE_ZEROS and not reading.fault and not reading.mark
            return reading._replace(mark="number_as_code") if lost else reading
        return _fault("damaged_by_date", WARNING)

    return read


def _numeric_code(number: float, checked: Callable[[str], Reading]) -> Reading:
    if not math.isfinite(number) or abs(number) >= EXACT_INTEGER_LIMIT:
        return _fault("damaged_code", WARNING)
    return checked(cell_text(number))


def _any_code(text: str) -> Reading:
    return Reading(identifiers.plain_code(text))


def _serial_no(text: str) -> Reading:
    # Inner spaces may be part of a serial number; only the width of the characters is evened out.
    return Reading(unicodedata.normalize("NFKC", text).strip())


def _credit_code(text: str) -> Reading:
    code = identifiers.plain_code(text).upper()
    if not identifiers.is_uscc(code):
        return _fault("uscc_format", WARNING)
    return Reading(code, mark=None if identifiers.uscc_check_digit_ok(code) else "check_digit")


def _vin(text: str) -> Reading:
    vin = identifiers.plain_code(text).upper()
    if not identifiers.is_vin(vin):
        return _fault("vin_format", length=len(vin))
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
    return Reading(code) if identifiers.is_region(code) else _fault("region_format", WARNING)


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
    "number": _number_reader,
    "integer": _number_reader,
    "date": _date_reader,
    "choice": _choice_reader,
    "yesno": _yesno_reader,
    "text": _text_reader,
}
