"""What a draft may change: the rules' parameters with today's values, the cells of limit tables.

The engine (`standards.drafting`) decides what is allowed; this lists the choices.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

import standards
from inventory.core import clock
from inventory.core.errors import not_found
from inventory.judgement.library import current, tables
from inventory.judgement.library.results import Column, RuleSummary, TableDetail
from inventory.judgement.library.service import rule_summary
from standards import Field, Kind, Rule, Table
from standards.loading_rules import OBLIGATIONS

WORDS = Path(__file__).parent / "changeable.toml"
# Lists of catalogue entries name models; what they hold is no limit.
ENTRIES = "pattern"
BAND = ("_gt", "_ge", "_lt", "_le")
PROSE = frozenset({"clause", "item", "wording", "reason", "note", "source", "certainty"})
SETTING_TYPES = (
    "integer",
    "number",
    "text",
    "date",
    "yesno",
    "choice",
    "choices",
    "outcome",
    "obligation",
)
SIGNS = {
    "lt": ("低于", "below"),
    "le": ("不高于", "at most"),
    "gt": ("高于", "above"),
    "ge": ("不低于", "at least"),
    "eq": ("等于", "equal to"),
    "ne": ("不是", "other than"),
    "in": ("属于", "one of"),
    "is": ("为", "being"),
    "below": ("低于", "below"),
}


@dataclass(frozen=True)
class Setting:
    """One value of a rule: of `key`, and within it at `path` where the value is a list or map."""

    key: str
    name: str
    name_en: str
    whole: Any
    value: Any
    type: str
    path: tuple[int | str, ...] = ()
    unit: str = ""
    unit_en: str = ""
    choices: tuple[str, ...] = ()
    choices_en: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeableRule(RuleSummary):
    """A rule with the values that a draft may change, and its tables that have such values."""

    settings: Sequence[Setting]
    tables: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ChangeableColumn(Column):
    """A column of a table, and whether a draft may change its values."""

    changeable: bool


@dataclass(frozen=True, kw_only=True)
class ChangeableTable(TableDetail):
    """A limit table; a row is named by its values in the columns `keys`."""

    columns: Sequence[ChangeableColumn]
    keys: Sequence[str]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """What a parameter is called, and its unit."""
    return tomllib.loads(WORDS.read_text("utf-8"))


def rules() -> list[ChangeableRule]:
    """Every rule with the values that a draft may change; of several windows of one id, today's."""
    library, today = current.load(), clock.today()
    chosen: dict[str, Rule] = {}
    for rule in library.rules:
        if rule.id not in chosen or rule.in_force(today):
            chosen[rule.id] = rule
    several = {rule.id for rule in library.rules if rule is not chosen[rule.id]}
    return [
        ChangeableRule(
            **vars(rule_summary(library, rule)),
            settings=list(settings(rule, library.kinds[rule.kind], rule.id not in several)),
            tables=[
                table
                for table in tables.tables_of(library, rule)
                if changeable_columns(library.tables[table])
            ],
        )
        for rule in chosen.values()
    ]


def settings(rule: Rule, kind: Kind, alone: bool) -> Iterator[Setting]:
    """The values of a rule. Windows that follow each other keep their dates: `alone` is false."""
    for name, words in _words().items():
        if name in rule.params:
            value = rule.params[name]
            base = Setting(
                f"params.{name}",
                words["zh"],
                words["en"],
                tables.plain(value),
                value,
                "text",
                unit=words.get("unit", ""),
                unit_en=words.get("unit_en", ""),
            )
            yield from _leaves(name, base, kind)
    if alone:
        yield _own("from", ("开始执行", "In force from"), rule.valid_from, "date")
        yield _own("to", ("停止执行", "No longer in force from"), rule.valid_to, "date")
    yield _own("only_in_use", ("只管在用设备", "Only devices in use"), rule.only_in_use, "yesno")
    force = _own("obligation", ("效力", "Force"), rule.obligation, "obligation")
    yield replace(force, choices=OBLIGATIONS)


def _own(key: str, names: tuple[str, str], value: Any, type_: str) -> Setting:
    return Setting(key, *names, tables.plain(value), tables.plain(value), type_)


def _leaves(name: str, base: Setting, kind: Kind) -> Iterator[Setting]:
    """A parameter as single values: a list item by item, a map key by key."""
    if name == "test":
        yield from _tests(base, kind)
    elif isinstance(base.value, dict):
        for key, value in base.value.items():
            field = kind.field(key) if kind.has(key) else None
            named = _of_field(base, field) if field else base
            yield replace(named, value=value, type=_type(value), path=(key,))
    elif isinstance(base.value, list | tuple):
        for number, value in enumerate(base.value):
            zh, en = _item(name, number)
            yield replace(base, value=value, type=_type(value), path=(number,), name=zh, name_en=en)
    elif name in ("outcome", "then"):
        yield replace(base, type="outcome", choices=standards.OUTCOMES)
    elif isinstance(base.value, str):
        # A word without a field, such as the name of a method, is how the rule works.
        field_id = _words()[name].get("field", "")
        if kind.has(field_id):
            yield _choosing(base, kind.field(field_id), "choice")
    else:
        yield replace(base, value=tables.plain(base.value), type=_type(base.value))


def _item(name: str, number: int) -> tuple[str, str]:
    """What one value of a list is called: by its place, or by a pattern with its number."""
    words = _words()[name]
    if "items_zh" in words:
        return words["items_zh"][number], words["items_en"][number]
    return words["item_zh"].format(n=number + 1), words["item_en"].format(n=number + 1)


def _tests(base: Setting, kind: Kind) -> Iterator[Setting]:
    for number, (field_id, sign, value) in enumerate(base.value):
        field = kind.field(field_id)
        zh, en = SIGNS[sign]
        named = replace(
            base,
            name=f"{field.heading_zh}{zh}",
            name_en=f"{field.heading_en} {en}",
            value=tables.plain(value),
            path=(number, 2),
            unit=field.unit or "",
            unit_en=field.unit or "",
        )
        if isinstance(value, list | tuple):
            yield _choosing(named, field, "choices")
        else:
            yield _choosing(named, field, "choice" if field.choices else _type(value))


def _choosing(base: Setting, field: Field, type_: str) -> Setting:
    return replace(base, type=type_, choices=field.choices, choices_en=field.choices_en)


def _of_field(base: Setting, field: Field) -> Setting:
    unit = field.unit or ""
    return replace(base, name=field.heading_zh, name_en=field.heading_en, unit=unit, unit_en=unit)


def _type(value: Any) -> str:
    if isinstance(value, bool):
        return "yesno"
    if isinstance(value, date):
        return "date"
    if isinstance(value, int):
        return "integer"
    return "number" if isinstance(value, float) else "text"


# Tables --------------------------------------------------------------------------------------


def table(table_id: str) -> ChangeableTable:
    """A limit table: which columns may change, and by which columns a row is named."""
    found = current.load().tables.get(table_id)
    if found is None or not changeable_columns(found):
        raise not_found("可修改的限值表", "limit table that may be changed")
    changeable = changeable_columns(found)
    page = tables.table(table_id)
    columns = [
        ChangeableColumn(**vars(column), changeable=column.id in changeable)
        for column in page.columns
    ]
    return ChangeableTable(**{**vars(page), "columns": columns}, keys=keys(found))


def changeable_columns(table: Table) -> list[str]:
    """The columns of limits: those of a grade where there are grades, else all other numbers."""
    rows = table.rows
    if ENTRIES in rows.columns or not rows.height:
        return []
    numbers = [
        name
        for name, dtype in rows.schema.items()
        if dtype == pl.Float64 and rows[name].null_count() < rows.height
    ]
    graded = [name for name in numbers if "__" in name]
    named = {*keys(table), *(name for name in numbers if name.endswith(BAND))}
    return [name for name in graded or numbers if name not in named]


def keys(table: Table) -> list[str]:
    """The columns that tell a row from the others: words first, then numbers, limits last."""
    rows = table.rows
    words = [name for name in rows.columns if name not in PROSE]
    words.sort(key=lambda name: (rows.schema[name] == pl.Float64, "__" in name))
    chosen: list[str] = []
    told = 1
    for name in words:
        if told == rows.height:
            break
        apart = rows.select(pl.struct(*chosen, name).n_unique()).item()
        if apart > told:
            chosen.append(name)
            told = apart
    return chosen
