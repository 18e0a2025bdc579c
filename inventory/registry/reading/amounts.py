"""Numbers as ledgers write them: with units, in pairs, times a count, with other words beside them.

A number is taken only where the whole text is understood; else the cell stays blank and warns.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from standards.words import fold, heading_key

from .model import WARNING, Cell, Fault, Reading
from .plain_numbers import (
    COMPOSITES,
    TOLERANCE,
    checked,
    heading_factor,
    not_a_number,
    number_text,
)
from .quantities import chinese_number

if TYPE_CHECKING:
    from standards import Field, Kind

    from .columns import Column

# Longer text is no number of a device, whatever it begins with.
LONGEST = 80
# 3×630 is three of 630; a first number above this is no count of machines in one row.
MOST_COUNTED = 99
# 15 (20 HP) says one thing twice: a horsepower is 0.7457 or, metric, 0.7355 kW.
HORSEPOWERS = {"hp": ("0.7457", "0.7355"), "马力": ("0.7457", "0.7355"), "匹": ("0.7457", "0.7355")}
SAME = Decimal("0.03")
# The number by which machines are counted: a unit under the heading of one says another.
CAPACITIES = (
    "rated_capacity_tph",
    "rated_power_mw",
    "rated_capacity_kva",
    "rated_power_kw",
    "drive_power_kw",
)
# The other of two numbers of one cell: 380/660 V.
SECONDS = {"rated_voltage_v": "second_voltage_v"}

# 12 50 is two numbers, 1 250 000 is one.
_SPLIT_DIGITS = re.compile(r"\d\s+\d")
_SPACED_GROUPS = re.compile(r"[+-]?\d{1,3}(?:\s\d{3})+(?:\.\d+)?\D*")

_CURRENT = re.compile(r"(?:三相|单相|ac|dc|交流|直流|~)(?=\d)")
_FREQUENCY = re.compile(r"[/,;]?(?:50|60)hz$")
_EACH = re.compile(r"^(?:每台|单台|单机|各)|(?:/|每)(?:台|套|个)$")
_BRACKET = re.compile(r"([^()\[\]]+)[(\[]([^()\[\]]+)[)\]]")
_HARMLESS = frozenset({"单台", "每台", "铭牌", "额定", "名义", "单机"})
_NOT_EXACT = re.compile(
    r"(?:约|大约|大概|近|≈|~|不超过|不大于|不小于|大于|小于|超过|[≤≥<>])\d.*|\d.*?(?:左右|以上|以下|以内|多)"
    r"|\d[\d.]*[a-z]{0,3}(?:-|~|至|到|--)\d.*"
)
_COUNT_FIRST = re.compile(r"(\d{1,2}|[一二两三四五六七八九十])(?:(?:台|套|部)[×x*]?|[×x*])(\d.*)")
_COUNT_LAST = re.compile(
    r"(\d.*?)(?:[×x*](\d{1,2})(?:台|套|部)?|(?<![\d.])[,、]?共?(\d{1,2})(?:台|套|部))"
)
_COUNTED = re.compile(r"(?:共|计)?(\d{1,3}|[一二两三四五六七八九十]{1,3})(?:台|套|部|辆|组)")
_PAIR = re.compile(r"(\d[\d.]*)([a-z千伏]*)/(\d[\d.]*)([a-z千伏]*)")
# 1050kg/14人, 13人1050kg: a load, and how many people it is.
_PERSONS = re.compile(r"[/、,，(（]\d{1,3}(?:人|persons?|p)[)）]?$")
_PERSONS_FIRST = re.compile(r"^\d{1,3}(?:人|persons?|p)[/、,，(（]?(?=\d)")
_LABEL = re.compile(r"([\u4e00-\u9fff]{2,10})[:=]?(?=\d)")
_CHINESE = re.compile(r"[一二两三四五六七八九十单双]{1,3}(?=\D|$)")


def number_reader(column: Column) -> Callable[[Cell], Reading]:
    """The reader of a column of numbers."""
    field = column.field
    factor = heading_factor(column)
    composite = COMPOSITES.get(column.words.composite.get(field.id, ""))

    def read(cell: Cell) -> Reading:
        if isinstance(cell, (bool, date, time, timedelta)):
            return not_a_number(field)
        if isinstance(cell, (int, float)):
            if not math.isfinite(cell):
                return not_a_number(field)
            return checked(Decimal(repr(cell)) * factor, column)
        if cell is None or len(cell) > LONGEST:
            return not_a_number(field)
        if _SPLIT_DIGITS.search(cell) and not _SPACED_GROUPS.fullmatch(cell.strip()):
            return not_a_number(field)
        text = fold(cell)
        plain = number_text(composite(text) if composite else text, factor, column)
        if plain.fault is None or plain.fault.code not in ("not_a_number", "unknown_unit"):
            return plain
        return _combined(text, factor, column) or plain

    return read


# --- what may stand around a number --------------------------------------------------------------


def _combined(text: str, factor: Decimal, column: Column) -> Reading | None:
    """A number with tolerance, count, second value or other words; None where not understood."""
    bare = _EACH.sub("", _FREQUENCY.sub("", TOLERANCE.sub("", text)))
    bare = _PERSONS.sub("", bare)
    if (load := _PERSONS_FIRST.sub("", bare)) != bare:
        bare = load.removesuffix(")") if "(" not in load else load
    if column.field.unit in ("V", "kV"):
        bare = _CURRENT.sub("", bare)
    bare = _without_chinese(_without_label(bare, column), column.field)
    if bare != text:
        reading = number_text(bare, factor, column)
        if reading.fault is None:
            return reading
    for way in (_in_brackets, _counted, _pair, _elsewhere):
        found = way(bare, factor, column)
        if found is not None:
            return found
    if _NOT_EXACT.fullmatch(bare):
        return Reading(fault=Fault("not_exact", WARNING, {}))
    return None


def _without_label(text: str, column: Column) -> str:
    """制冷量580kW under 额定功率/制冷量: a name of the field itself in front of its number."""
    match = _LABEL.match(text)
    target = column.words.headings.get(heading_key(match[1])) if match else None
    if match is None or target is None or target.field != column.field.id:
        return text
    return text[match.end() :]


def _without_chinese(text: str, field: Field) -> str:
    match = _CHINESE.match(text) if field.type == "integer" else None
    if match is None:
        return text
    number = chinese_number(match[0])
    return text if number is None else f"{number}{text[match.end() :]}"


def _in_brackets(text: str, factor: Decimal, column: Column) -> Reading | None:
    """15(20HP), 15(kW), 630(2台): a bracket that says the same again, the unit, or how many."""
    match = _BRACKET.fullmatch(text)
    if match is None:
        return None
    outer, inner = match.groups()
    if column.words.unit_factor(column.field, inner) is not None:
        return number_text(f"{outer}{inner}", factor, column)
    reading = number_text(outer, factor, column)
    if reading.fault is not None:
        return None
    counted = _COUNTED.fullmatch(inner)
    if counted:
        return _with_count(reading, counted[1])
    if inner in _HARMLESS or _says_the_same(inner, reading.value, column):
        return reading
    return None


def _says_the_same(inner: str, value: object, column: Column) -> bool:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(.*)", inner, re.DOTALL)
    if match is None or not isinstance(value, (int, float)):
        return False
    number, unit = match.groups()
    known = column.words.unit_factor(column.field, unit)
    factors = [known] if known else [Decimal(f) for f in HORSEPOWERS.get(unit, ())]
    given = Decimal(repr(value))
    return any(abs(Decimal(number) * f - given) <= SAME * given for f in factors)


def _counted(text: str, factor: Decimal, column: Column) -> Reading | None:
    """2×630, 15kW×2: how many, times one; None where either number could be the count."""
    first, last = _COUNT_FIRST.fullmatch(text), _COUNT_LAST.fullmatch(text)
    found = []
    if first:
        found.append((number_text(first[2], factor, column), first[1], first[2]))
    if last:
        found.append((number_text(last[1], factor, column), last[2] or last[3], last[1]))
    found = [each for each in found if each[0].fault is None]
    if len(found) == 2:
        found = [each for each in found if _is_the_count(each[1], each[2])]
    if len(found) != 1 or found[0][1] == "0":
        return None
    return _with_count(found[0][0], found[0][1])


def _is_the_count(count: str, one: str) -> bool:
    """Of two bare numbers the second is the size of one where it could be no count of machines."""
    number = re.fullmatch(r"([\d.]+)(.*)", one)
    return bool(number and (number[2] or "." in number[1] or float(number[1]) > MOST_COUNTED))


def _with_count(reading: Reading, count: str) -> Reading:
    number = int(count) if count.isdecimal() else chinese_number(count)
    return reading._replace(also={"quantity": number}) if number else reading


def _pair(text: str, factor: Decimal, column: Column) -> Reading | None:
    """380/660: the first is the field's, the second belongs to the field for the other one."""
    second = SECONDS.get(column.field.id, "")
    match = _PAIR.fullmatch(text)
    if match is None or column.kind is None or not column.kind.has(second):
        return None
    unit = match[2] or match[4]
    one = number_text(f"{match[1]}{unit}", factor, column)
    other = number_text(f"{match[3]}{match[4] or unit}", factor, column)
    if one.fault is not None or other.fault is not None:
        return None
    return one._replace(also={second: other.value})


def _elsewhere(text: str, factor: Decimal, column: Column) -> Reading | None:
    """6t/h under 额定功率(kW) of a boiler: a unit of the kind's other capacity decides."""
    if column.kind is None or column.field.id not in CAPACITIES:
        return None
    said = capacity_in(text, column.kind)
    return None if said is None else Reading(also=said)


def capacity_in(text: str, kind: Kind) -> Mapping[str, object] | None:
    """The capacity that a cell states by its unit, as a field of the kind: 500kVA, 6t/h, 30kW.

    None where the text is no number with a unit of exactly one capacity of the kind.
    """
    if len(text) > LONGEST:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(\D.*)", fold(text))
    if match is None:
        return None
    found = {}
    for field in kind.fields:
        if field.id in CAPACITIES and field.unit is not None:
            factor = kind.words.unit_factor(field, match[2])
            if factor is not None and not _of_another_size(field, match[2]):
                value = float(Decimal(match[1]) * factor)
                # 7.5kW is the fan of a boiler.
                if value >= kind.words.by_unit.get(field.id, 0):
                    found[field.id] = value
    return found if len(found) == 1 else None


def _of_another_size(field: Field, unit: str) -> bool:
    """吨 and t are masses as well; a boiler's 6t under 功率 is not certain to be steam."""
    return field.unit == "t/h" and unit in ("t", "吨")
