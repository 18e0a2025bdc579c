"""What one library has that another has not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

import standards
from standards.differences import ADDED, CHANGED, REMOVED, Difference, differences

LIBRARY = standards.load()
RULE = next(rule for rule in LIBRARY.rules if rule.id == "elevator.maintenance")


def _with_rules(*rules: standards.Rule) -> standards.Library:
    others = tuple(rule for rule in LIBRARY.rules if rule.id != RULE.id)
    return replace(LIBRARY, rules=(*others, *rules))


def test_a_library_does_not_differ_from_itself() -> None:
    assert differences(LIBRARY, LIBRARY) == []


def test_where_an_entry_stands_in_the_files_is_no_difference() -> None:
    moved = replace(RULE, file="rules/elsewhere.toml", source="another")
    assert differences(_with_rules(RULE), _with_rules(moved)) == []


def test_a_rule_that_came_went_or_changed() -> None:
    changed = replace(RULE, params={**RULE.params, "days": 30})
    assert differences(_with_rules(), _with_rules(RULE)) == [Difference("rule", RULE.id, ADDED)]
    assert differences(_with_rules(RULE), _with_rules()) == [Difference("rule", RULE.id, REMOVED)]
    found = differences(_with_rules(RULE), _with_rules(changed))
    assert found == [Difference("rule", RULE.id, CHANGED, "params.days: 15 → 30")]


def test_the_windows_of_one_rule_are_told_apart_by_their_first_day() -> None:
    cut = date(2026, 1, 1)
    windows = replace(RULE, valid_to=cut), replace(RULE, valid_from=cut)
    found = differences(
        _with_rules(*windows), _with_rules(windows[0], replace(windows[1], clause="x"))
    )
    assert [(one.id, one.change) for one in found] == [(f"{RULE.id} ({cut})", CHANGED)]


def test_a_long_change_names_the_part_only() -> None:
    document = LIBRARY.documents["GB 20052-2024"]
    named = {**LIBRARY.documents, document.number: replace(document, note="很长的说明" * 30)}
    found = differences(LIBRARY, replace(LIBRARY, documents=named))
    assert found == [Difference("document", document.number, CHANGED, "note")]


def test_rows_that_came_and_went() -> None:
    table = LIBRARY.tables["gb24500-2020"]
    fewer = {**LIBRARY.tables, table.id: replace(table, rows=table.rows.head(-1))}
    found = differences(LIBRARY, replace(LIBRARY, tables=fewer))
    assert found == [Difference("table", table.id, CHANGED, "rows: −1 +0")]
    renamed = {**LIBRARY.tables, table.id: replace(table, rows=table.rows.rename({"clause": "c"}))}
    assert differences(LIBRARY, replace(LIBRARY, tables=renamed))[0].detail.startswith("columns: ")


def test_a_table_and_a_measure_of_a_plan() -> None:
    tables = {key: table for key, table in LIBRARY.tables.items() if key != "gb24500-2020"}
    without = replace(LIBRARY, tables=tables)
    assert differences(LIBRARY, without) == [Difference("table", "gb24500-2020", REMOVED)]
    assert differences(without, LIBRARY) == [Difference("table", "gb24500-2020", ADDED)]
    plan = LIBRARY.plans["360704"]
    other = plan.measures.with_columns(why=pl.col("why").replace("conduct", "premises"))
    plans = {**LIBRARY.plans, plan.region: replace(plan, measures=other)}
    found = differences(LIBRARY, replace(LIBRARY, plans=plans))
    assert [(one.sort, one.id) for one in found] == [("plan", "360704 measures")]
