"""How an explanation words a fact, its source and a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from standards.facts import is_partial_date
from standards.kinds import Kind
from standards.outcomes import LOCAL_STANDARD, OUTSIDE_TABLE


@dataclass(frozen=True)
class Words:
    """The same in both languages."""

    zh: str
    en: str


SOURCES: Final[Mapping[str, Words]] = {
    "cell": Words("台账", "record"),
    "form": Words("录入", "entered"),
    "declared": Words("企业申报", "declared by the enterprise"),
    "confirmed": Words("对照铭牌确认", "confirmed by the nameplate"),
    "model": Words("由型号读出", "read from the model"),
    "name": Words("由名称读出", "read from the name"),
    "title": Words("由表题读出", "read from the title"),
    "region": Words("由区划代码得出", "read from the division code"),
    "inferred": Words("推定", "inferred"),
    "disputed": Words("两者不符，均不采用", "they disagree and neither is used"),
}
"""Where a fact can come from (rulebook section 6)."""

_COLUMNS: Mapping[str, Words] = {
    "months": Words("周期（月）", "interval in months"),
    "first_months": Words("首次（月）", "first after months"),
    "years": Words("年限", "years"),
    "valid_years": Words("评估有效年数", "an assessment holds for years"),
}

_PSEUDO: Mapping[str, Words] = {
    OUTSIDE_TABLE: Words("标准表中的对应行", "a row in the table"),
    LOCAL_STANDARD: Words("地方标准的限值", "the limits of the local standard"),
}


def heading_of(kind: Kind, name: str) -> Words:
    """A field's heading, or the words of what is no field."""
    if name in _PSEUDO or not kind.has(name):
        return _PSEUDO.get(name, Words(name, name))
    field = kind.field(name)
    return Words(field.heading_zh, field.heading_en)


def shown(kind: Kind, name: str, value: object) -> Words:
    """A value with its unit; yes and no in words, choices in both languages."""
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if not kind.has(name):
        return Words(text, text)
    field = kind.field(name)
    if field.unit:
        return Words(text + field.unit, f"{text} {field.unit}")
    return Words(field.word_zh(text), field.word_en(text))


def pair(label: Words, text: Words, limit: Words | None = None) -> dict[str, str]:
    """A name and its value as a page prints them beside each other, fit for JSON."""
    said = {"label": label.zh, "label_en": label.en, "text": text.zh, "text_en": text.en}
    return said if limit is None else said | {"limit": limit.zh, "limit_en": limit.en}


def column_words(kind: Kind, column: str, value: object) -> tuple[Words, Words] | None:
    """A column of a table, ``<field>`` or ``<field>__gradeN``, and its value in words; None for
    one that only the engine understands.
    """
    name, _, grade = column.partition("__grade")
    words = _COLUMNS.get(name) or (heading_of(kind, name) if kind.has(name) else None)
    if words is None:
        return None
    text = shown(kind, name, value)
    if not grade:
        return words, text
    return Words(f"{words.zh}{grade}级", f"{words.en} grade {grade}"), text


def comparison(kind: Kind, name: str, value: object, limit: object) -> tuple[Words, str]:
    """value ≤ limit in words, and the sign; two texts are only set beside each other."""
    words = heading_of(kind, name)
    left, right = shown(kind, name, value), shown(kind, name, limit)
    sign = sign_of(value, limit)
    return (
        Words(f"{words.zh}{left.zh} {sign} {right.zh}", f"{words.en} {left.en} {sign} {right.en}"),
        sign,
    )


def sign_of(value: object, limit: object) -> str:
    """How a value stands to its limit: <, = or >; ≠ where they have no order."""
    if isinstance(value, (int, float)) and isinstance(limit, (int, float)):
        return "<" if value < limit else ">" if value > limit else "="
    if isinstance(value, str) and isinstance(limit, str) and is_partial_date(limit):
        day = value if is_partial_date(value) else ""
        precision = min(len(day), len(limit))
        one, other = day[:precision], limit[:precision]
        return "<" if one < other else ">" if one > other else "="
    if isinstance(value, date) and isinstance(limit, date):
        return "<" if value < limit else ">" if value > limit else "="
    return "=" if value == limit else "≠"
