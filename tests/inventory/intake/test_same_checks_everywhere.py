"""A bad value is refused under the same code and field, whichever way it comes: by the form and
the API, by a self-report, in an imported sheet and in a file that is only assessed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from inventory.core import clock
from inventory.core.errors import Invalid
from inventory.core.kinds import known_kind
from inventory.intake.declarations import checking
from inventory.intake.declarations.models import DeclarationItem
from inventory.registry import reading
from inventory.registry.equipment.facts import checked
from standards import load

TODAY = clock.today()
BAD = [
    ("transformer", "rated_capacity_kva", "很大", "not_a_number"),
    ("transformer", "rated_capacity_kva", -5, "negative"),
    ("transformer", "load_rate_pct", 500, "out_of_range"),
    ("transformer", "insulation_medium", "空气", "unknown_choice"),
    ("transformer", "made_on", "去年", "not_a_date"),
    ("transformer", "made_on", "2019-02-30", "impossible_date"),
    ("transformer", "made_on", f"{TODAY.year + 1}-05-01", "date_in_future"),
    ("boiler", "design_efficiency_pct", 0.85, "fraction"),
    ("boiler", "fixed_grate", "也许", "not_yes_or_no"),
    ("motor", "poles", 4.5, "not_an_integer"),
    ("truck", "vin", "LFV2A21K", "vin_format"),
]
TOGETHER = {"rated_capacity_tph": 10, "rated_power_mw": 14}


def by_form(kind: str, facts: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        checked(known_kind(kind), facts)
    return {(each["field"], each["code"]) for each in refused.value.details}


def by_report(kind: str, facts: dict[str, Any]) -> set[tuple[str, str]]:
    item = DeclarationItem(action="new", kind=kind, facts=facts, region="440704")
    found = checking.problems([item], {}, 1)
    return {(each["field"], each["code"]) for each in found if each["code"] != "required"}


def by_sheet(kind: str, facts: dict[str, Any], folder: Path) -> set[tuple[str, str]]:
    path = folder / "台账.xlsx"
    definition = known_kind(kind)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        for column, (name, value) in enumerate({"name": "甲", **facts}.items()):
            field = definition.field(name)
            unit = f"({field.unit})" if field.unit else ""
            sheet.write(0, column, f"{field.heading_zh}{unit}")
            sheet.write(1, column, value)
    return _read(path, kind)


def by_line(kind: str, facts: dict[str, Any], folder: Path) -> set[tuple[str, str]]:
    path = folder / "台账.jsonl"
    path.write_text(json.dumps({"kind": kind, "facts": facts}) + "\n", encoding="utf-8")
    return _read(path, kind)


def _read(path: Path, kind: str) -> set[tuple[str, str]]:
    result = reading.read_file(path, kind=kind, library=load(), today=TODAY, for_ledger=False)
    return {(str(each.field), each.code) for each in result.problems}


@pytest.mark.parametrize(("kind", "field", "value", "code"), BAD)
def test_one_bad_value(kind: str, field: str, value: object, code: str, tmp_path: Path) -> None:
    facts, told = {field: value}, {(field, code)}
    assert by_form(kind, facts) == told
    assert by_report(kind, facts) == told
    assert by_sheet(kind, facts, tmp_path) == told
    assert by_line(kind, facts, tmp_path) == told


def test_two_values_that_contradict(tmp_path: Path) -> None:
    told = {("rated_power_mw", "capacity_disagrees")}
    assert by_form("boiler", TOGETHER) == told
    assert by_report("boiler", TOGETHER) == told
    assert by_sheet("boiler", TOGETHER, tmp_path) == told
    assert by_line("boiler", TOGETHER, tmp_path) == told


def test_a_form_may_write_as_a_sheet_does() -> None:
    facts = {"rated_capacity_kva": "0.315 MVA", "made_on": "1992年5月", "voltage_kv": 10}
    stored = checked(known_kind("transformer"), facts)
    assert stored == {"rated_capacity_kva": 315, "made_on": "1992-05", "voltage_kv": 10}
