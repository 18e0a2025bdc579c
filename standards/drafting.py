"""A draft of the library: the same rules with other parameters, dates or limits, in memory only.

A draft goes through the same strict reading as the files, so it can hold nothing that they could
not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Any, Final

import polars as pl

from standards.errors import LibraryError
from standards.loading_rules import References, read_rule, refuse_overlaps
from standards.model import Library, Rule, Table
from standards.strict import Entry

DRAFT: Final = "draft"
CHANGEABLE: Final = ("from", "to", "obligation", "only_in_use", "params")
"""What a draft may change of a rule; what it is and what it says stays."""


@dataclass(frozen=True)
class RuleChange:
    """Another value of one key of a rule: ``from``, ``to``, ``obligation``, ``only_in_use`` or
    ``params.<name>``. A date is ISO text.
    """

    rule: str
    key: str
    value: Any


@dataclass(frozen=True)
class TableChange:
    """Another value of one column, in the rows whose columns have the values of ``where``."""

    table: str
    where: Mapping[str, Any]
    column: str
    value: float


Change = RuleChange | TableChange


def draft(library: Library, changes: Sequence[Change]) -> Library:
    """The library with these changes.

    Its version is a hash of the base version and the changes. Raises: LibraryError naming rule or
    table and key of a change that the strict loader refuses.
    """
    tables = dict(library.tables)
    for change in changes:
        if isinstance(change, TableChange):
            tables[change.table] = _changed_table(tables, change)
    refs = References(library.documents, tables, library.kinds)
    by_rule: dict[str, list[RuleChange]] = {}
    for change in changes:
        if isinstance(change, RuleChange):
            by_rule.setdefault(change.rule, []).append(change)
    known = {rule.id for rule in library.rules}
    for rule_id in by_rule:
        if rule_id not in known:
            raise _fail(rule_id, f"没有规则“{rule_id}”", f"there is no rule {rule_id!r}")
    rules = tuple(
        _changed_rule(refs, rule, by_rule[rule.id]) if rule.id in by_rule else rule
        for rule in library.rules
    )
    refuse_overlaps(rules)
    return replace(library, version=_version(library, changes), rules=rules, tables=tables)


def _fail(key: str, problem: str, problem_en: str) -> LibraryError:
    return LibraryError(DRAFT, key, problem, problem_en)


def _version(library: Library, changes: Sequence[Change]) -> str:
    if not changes:
        return library.version
    text = json.dumps([c.__dict__ for c in changes], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{library.version} {text}".encode()).hexdigest()[:12]


def _changed_rule(refs: References, rule: Rule, changes: Sequence[RuleChange]) -> Rule:
    values = dict(rule.written)
    for change in changes:
        _set(values, change)
    begun = None if any(change.key == "from" for change in changes) else rule.begun
    entry = Entry(values, DRAFT, f"rule[{rule.id}]")
    return replace(reread(entry, refs, rule), file=rule.file, begun=begun)


def reread(entry: Entry, refs: References, rule: Rule) -> Rule:
    """A rule from an entry that says again what its file says, or says it otherwise.

    Raises: LibraryError as ``read_rule``.
    """
    said = rule.written
    return read_rule(
        entry,
        refs,
        None if "kind" in said else rule.kind,
        rule.region,
        None if "document" in said else rule.document,
    )


def _set(values: dict[str, Any], change: RuleChange) -> None:
    first, _, name = change.key.partition(".")
    where = f"rule[{change.rule}].{change.key}"
    if first not in CHANGEABLE or (first == "params") != bool(name):
        allowed = "、".join(CHANGEABLE)
        raise _fail(where, f"只能改 {allowed}.<名称>", f"only {', '.join(CHANGEABLE)} may change")
    if not name:
        values[first] = _day(where, change.value) if first in ("from", "to") else change.value
        return
    params = dict(values.get("params", {}))
    if name not in params:
        raise _fail(where, "规则没有这个参数", "the rule has no such parameter")
    value = change.value
    if type(params[name]) is float and type(value) is int:
        value = float(value)
    params[name] = _with_days(where, params[name], value)
    values["params"] = params


def _with_days(where: str, before: Any, value: Any) -> Any:
    """The value with dates where the rule has them, also inside its conditions: JSON has none."""
    if isinstance(before, date):
        return _day(where, value)
    if isinstance(before, list) and isinstance(value, list):
        rest = value[len(before) :]
        return [_with_days(where, a, b) for a, b in zip(before, value, strict=False)] + rest
    return value


def _day(where: str, value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _fail(where, f"“{value}”不是日期", f"{value!r} is not a date") from error


def _changed_table(tables: Mapping[str, Table], change: TableChange) -> Table:
    where = f"table[{change.table}].{change.column}"
    table = tables.get(change.table)
    if table is None:
        raise _fail(where, f"没有表“{change.table}”", f"there is no table {change.table!r}")
    rows = table.rows
    for name in (change.column, *change.where):
        if name not in rows.columns:
            raise _fail(where, f"表中没有列“{name}”", f"the table has no column {name!r}")
    given = isinstance(change.value, int | float) and not isinstance(change.value, bool)
    number = given and isfinite(change.value)
    if rows.schema[change.column] != pl.Float64 or not number:
        raise _fail(where, "只能把数字改为数字", "only a number can become another number")
    chosen = pl.all_horizontal(
        [
            pl.col(name).eq_missing(_like(where, rows.schema[name], value))
            for name, value in change.where.items()
        ]
        or [pl.lit(True)]
    )
    if not rows.select(chosen.any()).item():
        raise _fail(where, f"没有符合 {dict(change.where)} 的行", "no row fits")
    changed = pl.when(chosen).then(float(change.value)).otherwise(pl.col(change.column))
    return replace(table, rows=rows.with_columns(changed.alias(change.column)))


def _like(where: str, dtype: pl.DataType, value: Any) -> pl.Expr:
    """A value of JSON as the column holds it; null stands for an empty cell."""
    if dtype == pl.Date and value is not None:
        return pl.lit(_day(where, value))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        pl.Float64(): number and isfinite(value),
        pl.String(): isinstance(value, str),
        pl.Boolean(): isinstance(value, bool),
    }
    if value is not None and not fits.get(dtype, False):
        raise _fail(where, f"{value!r} 与列的类型不符", f"{value!r} does not fit the column")
    return pl.lit(value, dtype=dtype)
