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
from inventory.registry.equipment.facts import checked, questions
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
# Facts that a form refuses together: (kind, facts, where it is told, code, severity in an import).
CONTRADICTING: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "boiler",
        {"rated_capacity_tph": 10, "rated_power_mw": 14},
        "rated_power_mw",
        "capacity_disagrees",
        "error",
    ),
    ("boiler", {"rated_pressure_mpa": 0}, "rated_pressure_mpa", "facts_contradict", "warning"),
    ("pump", {"pump_type": "多级", "stages": 1}, "stages", "facts_contradict", "warning"),
    ("pump", {"pump_type": "单级单吸", "stages": 2}, "stages", "facts_contradict", "warning"),
    (
        "pump",
        {"pump_type": "单级双吸", "suction": "单吸"},
        "suction",
        "facts_contradict",
        "warning",
    ),
    ("pump", {"pump_type": "管道", "suction": "双吸"}, "suction", "facts_contradict", "warning"),
]
AGREEING: list[tuple[str, dict[str, Any]]] = [
    ("boiler", {"rated_capacity_tph": 10, "rated_power_mw": 7}),
    ("boiler", {"rated_pressure_mpa": 0, "boiler_class": "常压锅炉"}),
    ("pump", {"pump_type": "多级", "stages": 2}),
    ("pump", {"pump_type": "单级双吸", "suction": "双吸", "stages": 1}),
    ("transformer", {"made_on": "2011", "in_service_on": "2011-03"}),
    ("transformer", {"quantity": 1, "manufacturer": "甲厂", "serial_no": "1"}),
    ("transformer", {"quantity": 3, "manufacturer": "甲厂"}),
]
# What all of them question and none refuses.
QUESTIONED: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "transformer",
        {"made_on": "2011-05-01", "in_service_on": "2010"},
        "in_service_on",
        "dates_out_of_order",
    ),
    ("transformer", {"quantity": 2, "serial_no": "1"}, "serial_no", "number_of_several"),
    ("boiler", {"quantity": 3, "registration_no": "锅1"}, "registration_no", "number_of_several"),
]


def by_form(kind: str, facts: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        checked(known_kind(kind), facts)
    return {(each["field"], each["code"]) for each in refused.value.details}


def by_report(kind: str, facts: dict[str, Any]) -> set[tuple[str, str]]:
    item = DeclarationItem(action="new", kind=kind, facts=facts, region="440704")
    found = checking.problems([item], {}, 1)
    return {(str(each.field), each.code) for each in found if each.code != "required"}


def by_sheet(
    kind: str, facts: dict[str, Any], folder: Path, *, for_ledger: bool = False
) -> set[tuple[str, str]]:
    path = folder / "台账.xlsx"
    definition = known_kind(kind)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        for column, (name, value) in enumerate({"name": "甲", **facts}.items()):
            field = definition.field(name)
            unit = f"({field.unit})" if field.unit else ""
            sheet.write(0, column, f"{field.heading_zh}{unit}")
            sheet.write(1, column, value)
    return _read(path, kind, for_ledger)


def by_line(
    kind: str, facts: dict[str, Any], folder: Path, *, for_ledger: bool = False
) -> set[tuple[str, str]]:
    path = folder / "台账.jsonl"
    path.write_text(json.dumps({"kind": kind, "facts": facts}) + "\n", encoding="utf-8")
    return _read(path, kind, for_ledger)


def _read(path: Path, kind: str, for_ledger: bool) -> set[tuple[str, str]]:
    return {(field, code) for field, code, _ in told_of(path, kind, for_ledger=for_ledger)}


def told_of(path: Path, kind: str, *, for_ledger: bool) -> set[tuple[str, str, str]]:
    """Field, code and severity of every problem of a file."""
    result = reading.read_file(path, kind=kind, library=load(), today=TODAY, for_ledger=for_ledger)
    return {(str(each.field), each.code, each.severity) for each in result.problems}


@pytest.mark.parametrize(("kind", "field", "value", "code"), BAD)
def test_one_bad_value(kind: str, field: str, value: object, code: str, tmp_path: Path) -> None:
    facts, told = {field: value}, {(field, code)}
    assert by_form(kind, facts) == told
    assert by_report(kind, facts) == told
    assert by_sheet(kind, facts, tmp_path) == told
    assert by_line(kind, facts, tmp_path) == told


@pytest.mark.parametrize(("kind", "facts", "field", "code", "severity"), CONTRADICTING)
def test_values_that_contradict(
    kind: str, facts: dict[str, Any], field: str, code: str, severity: str, tmp_path: Path
) -> None:
    told = {(field, code)}
    assert by_form(kind, facts) == told
    assert by_report(kind, facts) == told
    assert by_line(kind, facts, tmp_path) == told
    assert by_sheet(kind, facts, tmp_path) == told
    assert told_of(tmp_path / "台账.xlsx", kind, for_ledger=False) == {(field, code, severity)}


@pytest.mark.parametrize(("kind", "facts"), AGREEING)
def test_values_that_agree(kind: str, facts: dict[str, Any], tmp_path: Path) -> None:
    assert checked(known_kind(kind), facts) and not questions(known_kind(kind), facts)
    assert by_sheet(kind, facts, tmp_path) == by_line(kind, facts, tmp_path) == set()


@pytest.mark.parametrize(("kind", "facts", "field", "code"), QUESTIONED)
def test_values_that_are_questioned(
    kind: str, facts: dict[str, Any], field: str, code: str, tmp_path: Path
) -> None:
    assert checked(known_kind(kind), facts)
    (asked,) = questions(known_kind(kind), facts)
    assert (asked.field, asked.code) == (field, code)
    for read in (by_sheet, by_line):
        problems = read(kind, facts, tmp_path, for_ledger=True)
        assert (field, code) in problems and len(asked.message) > 5


def test_a_form_may_write_as_a_sheet_does() -> None:
    facts = {"rated_capacity_kva": "0.315 MVA", "made_on": "1992年5月", "voltage_kv": 10}
    stored = checked(known_kind("transformer"), facts)
    assert stored == {"rated_capacity_kva": 315, "made_on": "1992-05", "voltage_kv": 10}
