"""One number and its unit, in the unit of its field."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from .model import ERROR, WARNING, Fault, Reading

if TYPE_CHECKING:
    from standards import Field

    from .columns import Column

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

_NUMBER = re.compile(
    r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(e[+-]?\d{1,2})?(万|亿)?(.*)", re.DOTALL
)
_MULTIPLIERS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_STATIONS = re.compile(r"\d+层/?(\d+)站(?:/?\d+门)?|\d+/(\d+)(?:/\d+)?")
# 380/660V, △380/Y660: two windings' voltages, both of them low.
_DUAL_LOW = re.compile(r"[δ△d]?(\d{2,4})(?:v|伏)?/[yδ△d]?(\d{2,4})(?:v|伏)?(?:[δ△d]/y|y/[δ△d])?")
LOW_VOLTAGE_V = 1140
_VOLTS = r"kv|千伏|v|伏"
_HIGH_SIDE = re.compile(rf"(\d+(?:\.\d+)?)({_VOLTS})?/\d+(?:\.\d+)?({_VOLTS})?")
TOLERANCE = re.compile(r"(?:±|\+/-|\+-)[\d.]+(?:[×x*][\d.]+)?%?")


def heading_factor(column: Column) -> Decimal:
    if column.unit is None:
        return Decimal(1)
    return column.words.unit_factor(column.field, column.unit) or Decimal(1)


def _example(field: Field) -> str:
    return EXAMPLES.get(field.unit or "", "12")


def _fault(code: str, /, **params: object) -> Reading:
    return Reading(fault=Fault(code, WARNING, params))


def not_a_number(field: Field) -> Reading:
    return _fault("not_a_number", example=_example(field))


def number_text(text: str, of_heading: Decimal, column: Column) -> Reading:
    match = _NUMBER.fullmatch(text)
    assert match is not None  # every part may be empty
    sign, whole, fraction, exponent, multiplier, unit = match.groups()
    if whole is None and fraction in (None, "."):
        return not_a_number(column.field)
    factor = _factor(multiplier, unit, of_heading, column)
    if isinstance(factor, Fault):
        return Reading(fault=factor)
    number = Decimal(f"{sign}{(whole or '0').replace(',', '')}{fraction or ''}{exponent or ''}")
    return checked(number * factor, column)


def _factor(
    multiplier: str | None, unit: str, of_heading: Decimal, column: Column
) -> Decimal | Fault:
    """Factor into the field's unit of a number followed by ``multiplier`` and ``unit``.

    The number's own unit counts, else the heading's: 0.41 kW under 空载损耗(W) is 410 W.
    """
    if not multiplier and not unit:
        return of_heading
    words, field = column.words, column.field
    times = _MULTIPLIERS[multiplier] if multiplier else Decimal(1)
    if not unit:
        twice = Fault("unit_conflict", WARNING, {"unit": column.unit})
        return times if of_heading == 1 else twice
    spelled = words.unit_factor(field, f"{multiplier or ''}{unit}")
    if spelled is not None:
        return spelled
    plain = words.unit_factor(field, unit)
    return _strange_unit(unit, field) if plain is None else times * plain


def _strange_unit(unit: str, field: Field) -> Fault:
    if any(character.isdigit() for character in unit) or len(unit) > LONGEST_UNIT:
        return Fault("not_a_number", WARNING, {"example": _example(field)})
    expected = field.unit or "数字 / a bare number"
    return Fault("unknown_unit", WARNING, {"unit": unit, "expected": expected})


def checked(number: Decimal, column: Column) -> Reading:
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
        return Reading(value, Fault("fraction", WARNING, {"hint": hint}))
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
    match = _HIGH_SIDE.fullmatch(TOLERANCE.sub("", text))
    return f"{match[1]}{match[2] or match[3] or ''}" if match else text


def _dual_low(text: str) -> str:
    match = _DUAL_LOW.fullmatch(text)
    low = match is not None and max(int(match[1]), int(match[2])) <= LOW_VOLTAGE_V
    return match[1] if match is not None and low else text


COMPOSITES = {"stations": _stations, "high_side": _high_side, "dual_low": _dual_low}
