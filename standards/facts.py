"""Facts before they are stored: what a form, an import or an API refuses, with the remedy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from standards.dates import BETWEEN
from standards.kinds import Field, Kind
from standards.preparing import AGREEMENT, ATMOSPHERIC_BOILER, boiler_class_of, tph_of_mw


@dataclass(frozen=True)
class FactProblem:
    """One value that cannot stand. ``code``: unknown_field, required, type, choice, date, range,
    facts_contradict, capacity_disagrees."""

    field: str
    value: object
    code: str
    message: str
    message_en: str


_ROUNDING = 1e-9


def check_facts(
    kind: Kind, facts: Mapping[str, object], *, required: bool = False
) -> list[FactProblem]:
    """Everything wrong with the facts of one device, in the kind's order of fields.

    ``required``: also refuse blank required fields.
    """
    problems = [_unknown(kind, key) for key in facts if not kind.has(key)]
    for field in kind.fields:
        value = facts.get(field.id)
        if value is None or value == "":
            if required and field.required:
                problems.append(_problem(field, value, "required", "必填，请补充", "is required"))
        elif (found := _check_value(field, value)) is not None:
            problems.append(found)
    if problems:
        return problems
    return [found for name in kind.contradictions for found in CONTRADICTIONS[name](kind, facts)]


def _unknown(kind: Kind, key: str) -> FactProblem:
    return FactProblem(
        key,
        None,
        "unknown_field",
        f"{kind.name_zh}没有字段“{key}”，请删去或改名",
        f"{kind.id} has no field {key!r}; remove or rename it",
    )


def _problem(field: Field, value: object, code: str, zh: str, en: str) -> FactProblem:
    shown = "" if value is None or value == "" else f"“{value}”"
    return FactProblem(
        field.id, value, code, f"{field.heading_zh}{shown}：{zh}", f"{field.heading_en}: {en}"
    )


def _check_value(field: Field, value: object) -> FactProblem | None:
    if field.type in ("number", "integer"):
        return _check_number(field, value)
    if field.type == "yesno":
        if isinstance(value, bool):
            return None
        return _problem(field, value, "type", "须为是或否", "must be true or false")
    if not isinstance(value, str):
        return _problem(field, value, "type", "须为文本", "must be text")
    if field.type == "choice" and value not in field.choices:
        options = "、".join(field.choices)
        return _problem(field, value, "choice", f"可用值：{options}", f"choose one of {options}")
    if field.type == "date" and not is_partial_date(value):
        return _problem(
            field,
            value,
            "date",
            "不是有效日期，须为2011-11-21、2011-11或2011，或区间1990/1999",
            "is no date; write 2011-11-21, 2011-11 or 2011, or a range 1990/1999",
        )
    return None


def is_partial_date(text: str) -> bool:
    """Whether a text is a date known to the day, the month or the year, or a range of two of them
    (ISO 8601: ``1990/1999``).
    """
    first, between, last = text.partition(BETWEEN)
    if not between:
        return _is_date(first)
    return _is_date(first) and _is_date(last) and first[: len(last)] <= last[: len(first)]


def _is_date(text: str) -> bool:
    if len(text) not in (4, 7, 10):
        return False
    try:
        date.fromisoformat(text + {4: "-01-01", 7: "-01", 10: ""}[len(text)])
    except ValueError:
        return False
    return True


def _check_number(field: Field, value: object) -> FactProblem | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return _problem(field, value, "type", "须为数字", "must be a number")
    number = float(value)
    if not math.isfinite(number):
        return _problem(field, value, "type", "须为数字", "must be a number")
    if field.type == "integer" and number != int(number):
        return _problem(field, value, "type", "须为整数", "must be a whole number")
    return None if field.in_range(number) else _out_of_range(field, number)


def _out_of_range(field: Field, number: float) -> FactProblem:
    low, high = field.minimum, field.maximum
    unit = field.unit or ""
    if field.unit == "%" and low is not None and low >= 1 and 0 < number < low:
        hint = f"{Decimal(repr(number)) * 100:f}".rstrip("0").rstrip(".")
        zh, en = f"应填百分数，是否应为{hint}？", f"is a fraction; did you mean {hint}?"
    elif field.positive and high is None:
        zh, en = "须大于0", "must be above 0"
    elif high is None:
        zh, en = f"不得小于{low:g}{unit}", f"must not be below {low:g} {unit}".rstrip()
    else:
        zh, en = f"须在{low:g}至{high:g}{unit}之间", f"must be {low:g} to {high:g} {unit}".rstrip()
    return _problem(field, number, "range", zh, en)


def capacity_apart(tph: float, megawatts: float) -> bool:
    """Whether evaporation and thermal power of a boiler lie more than 5 % apart."""
    return abs(tph - tph_of_mw(megawatts)) > AGREEMENT * tph * (1 + _ROUNDING)


def _capacity_contradiction(kind: Kind, facts: Mapping[str, object]) -> list[FactProblem]:
    """t/h and MW of a boiler must agree within 5 % (rulebook section 2)."""
    stated, power = facts.get("rated_capacity_tph"), facts.get("rated_power_mw")
    if not isinstance(stated, (int, float)) or not isinstance(power, (int, float)):
        return []
    converted = tph_of_mw(float(power))
    if not capacity_apart(float(stated), float(power)):
        return []
    return [
        _problem(
            kind.field("rated_power_mw"),
            power,
            "capacity_disagrees",
            f"折合{converted:g}t/h，与额定蒸发量{stated:g}t/h相差超过5%，请核对其一",
            f"equals {converted:g} t/h, over 5 % away from {stated:g} t/h; correct one of them",
        )
    ]


def _pump_contradiction(kind: Kind, facts: Mapping[str, object]) -> list[FactProblem]:
    """The name of a pump's type says how many stages and inlets it has (rulebook section 8)."""
    name, stages, suction = facts.get("pump_type"), facts.get("stages"), facts.get("suction")
    problems = []
    if isinstance(name, str) and isinstance(stages, (int, float)):
        multi = "多级" in name
        if multi and stages < 2:
            zh, en = "多级泵的级数须不少于2，请核对其一", "a multistage pump has 2 stages or more"
            problems.append(_problem(kind.field("stages"), stages, "facts_contradict", zh, en))
        elif not multi and stages > 1:
            zh, en = f"{name}泵的级数须为1，请核对其一", "a single-stage pump has 1 stage"
            problems.append(_problem(kind.field("stages"), stages, "facts_contradict", zh, en))
    expected = {"单级双吸": "双吸", "单级单吸": "单吸", "管道": "单吸"}.get(str(name))
    if suction is not None and suction != "" and expected not in (None, suction):
        zh, en = f"与泵类型“{name}”不符，请核对其一", f"contradicts the pump type {name}"
        problems.append(_problem(kind.field("suction"), suction, "facts_contradict", zh, en))
    return problems


def _pressure_contradiction(kind: Kind, facts: Mapping[str, object]) -> list[FactProblem]:
    """Only an atmospheric boiler has no pressure (rulebook section 2)."""
    given = facts.get("boiler_class") or boiler_class_of(str(facts.get("model") or ""))
    if facts.get("rated_pressure_mpa") != 0 or given == ATMOSPHERIC_BOILER:
        return []
    field = kind.field("rated_pressure_mpa")
    zh = "压力为0的只有常压锅炉，请核对压力，或将锅炉类别填为常压锅炉"
    en = "only an atmospheric boiler has none; correct it, or the boiler's class"
    return [_problem(field, 0, "facts_contradict", zh, en)]


CONTRADICTIONS: Mapping[str, Callable[[Kind, Mapping[str, object]], list[FactProblem]]] = {
    "capacity_tph": _capacity_contradiction,
    "boiler_pressure": _pressure_contradiction,
    "pump_type": _pump_contradiction,
}
"""Facts of a device that may contradict each other (``contradictions`` of a kind), by name."""
