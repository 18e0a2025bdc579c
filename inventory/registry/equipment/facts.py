"""Checking the facts of a device against the definition of its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from inventory.core.errors import Invalid
from standards import Field, Kind

PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def checked(kind: Kind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without blanks, or one refusal that names every wrong field."""
    known = {field.id: field for field in kind.fields}
    clean: dict[str, Any] = {}
    problems: list[dict[str, Any]] = []
    for key, value in facts.items():
        if value is None or value == "":
            continue
        wrong = _wrong(known[key], value) if key in known else "没有这个字段"
        if wrong:
            problems.append({"field": key, "value": value, "message": wrong})
        else:
            clean[key] = value
    if problems:
        raise Invalid.of(
            "equipment.invalid_facts",
            problems_zh="；".join(_sentence(known, item) for item in problems),
            fields=", ".join(item["field"] for item in problems),
            details=problems,
        )
    return clean


def _sentence(known: Mapping[str, Field], problem: Mapping[str, Any]) -> str:
    field = known.get(problem["field"])
    return f"{field.heading_zh if field else problem['field']}：{problem['message']}"


def _wrong(field: Field, value: Any) -> str:
    checks = {
        "number": _number,
        "integer": _integer,
        "choice": _choice,
        "yesno": _yesno,
        "date": _date,
        "text": _text,
    }
    return checks[field.type](field, value)


def _number(field: Field, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"“{value}”不是数字"
    if field.minimum is not None and value < field.minimum:
        return f"{value} 小于允许的最小值 {field.minimum:g}"
    if field.maximum is not None and value > field.maximum:
        return f"{value} 大于允许的最大值 {field.maximum:g}"
    return ""


def _integer(field: Field, value: Any) -> str:
    if isinstance(value, float) and not value.is_integer():
        return f"{value} 不是整数"
    return _number(field, value)


def _choice(field: Field, value: Any) -> str:
    return "" if value in field.choices else f"“{value}”不在选项中（{'、'.join(field.choices)}）"


def _yesno(_field: Field, value: Any) -> str:
    return "" if isinstance(value, bool) else f"“{value}”应为 true 或 false"


def _date(_field: Field, value: Any) -> str:
    if not isinstance(value, str) or not PARTIAL_DATE.fullmatch(value):
        return f"“{value}”不是日期（2019-06-01、2019-06 或 2019）"
    parts = [int(part) for part in value.split("-")]
    try:
        date(*parts, *([1] * (3 - len(parts))))
    except ValueError:
        return f"没有“{value}”这一天"
    return ""


def _text(_field: Field, value: Any) -> str:
    return "" if isinstance(value, str) else f"“{value}”应为文字"
