"""The four sample ledgers give exactly the defects that truth.json names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory.registry import reading

LEDGERS = Path(__file__).resolve().parents[4] / "seeds" / "ledgers"
TRUTH = json.loads((Path(__file__).parent / "truth.json").read_text(encoding="utf-8"))
Read = Callable[..., reading.ReadResult]

# truth.json's words, the code that says the same, and its severity.
WORDS = {
    "made in the future": ("date_in_future", "error"),
    "capacity is not a number": ("not_a_number", "warning"),
    "credit code damaged by Excel (warning at least)": ("damaged_code", "warning"),
    "efficiency as a fraction": ("fraction", "warning"),
    "t/h and MW disagree": ("capacity_disagrees", "error"),
    "fuel not in the list": ("ambiguous_choice", "warning"),
    "device code as a float: digits lost": ("damaged_code", "warning"),
    "not a date": ("not_a_date", "warning"),
    "VIN too short": ("vin_format", "error"),
    "plate twice in the file": ("duplicate", "error"),
}


@pytest.mark.parametrize("name", TRUTH)
def test_sample_has_exactly_the_defects_of_truth(name: str, read: Read) -> None:
    truth = TRUTH[name]
    result = read(LEDGERS / name)
    found: dict[str, list[tuple[str, str]]] = {}
    for problem in result.problems:
        found.setdefault(str(problem.data_row), []).append((problem.code, problem.severity))
    assert [sheet.kind for sheet in result.sheets] == [truth["kind"]]
    assert len(result.rows) == truth["data_rows"]
    assert found == {row: [WORDS[word]] for row, word in truth["bad_rows"].items()}


@pytest.mark.parametrize("name", TRUTH)
def test_every_sample_row_says_whose_it_is(name: str, read: Read) -> None:
    rows = read(LEDGERS / name).rows
    assert all(row.enterprise and "示例" in row.enterprise for row in rows)
    assert [row.data_row for row in rows] == list(range(1, len(rows) + 1))


def test_subtotals_signature_and_blank_rows_are_counted_not_read(read: Read) -> None:
    sheet = read(LEDGERS / "江海区变压器台账.xlsx").sheets[0]
    assert sheet.skipped == {"subtotal": 4, "blank": 1, "signature": 1}
    assert sheet.skipped_rows == [
        (20, "subtotal"),
        (38, "subtotal"),
        (56, "subtotal"),
        (74, "subtotal"),
        (88, "signature"),
    ]
    assert sheet.rows[17].row == 21


def test_what_is_no_row_problem_becomes_a_note(read: Read) -> None:
    truck = {note.code: note for note in read(LEDGERS / "景德镇市柴油货车.csv").sheets[0].notes}
    boiler = read(LEDGERS / "阳城县锅炉登记表.xlsx")
    codes = {(note.code, note.field) for note in boiler.sheets[0].notes}
    assert truck["check_digit"].field == "vin"
    assert truck["check_digit"].count == 53
    assert len(truck["check_digit"].rows) == 10
    assert ("date_in_future", "last_external_inspection_on") in codes
    assert ("missing_column", "boiler_type") in codes
    assert ("decided_by_region", "key_region") in codes
    assert [note.code for note in boiler.notes] == ["no_table"]


def test_full_width_model_is_kept_as_written(read: Read) -> None:
    row = read(LEDGERS / "江海区变压器台账.xlsx").rows[9]
    assert row.facts["model"] == "ＳＣＢ１３－８００／１０"
    assert row.facts["rated_capacity_kva"] == 800


def test_units_in_cells_serials_and_text_dates_are_read(read: Read) -> None:
    transformers: list[Any] = read(LEDGERS / "江海区变压器台账.xlsx").rows
    elevators: list[Any] = read(LEDGERS / "赣县区电梯明细.xlsx").rows
    assert transformers[34].raw["额定容量(kVA)"] == "160kVA"
    assert transformers[34].facts["rated_capacity_kva"] == 160
    assert transformers[0].facts["made_on"] == "2013-12-10"
    assert transformers[7].facts["made_on"] == "2013-06"
    assert elevators[5].raw["使用登记日期"] == "39530"
    assert elevators[5].facts["use_registered_on"] == "2008-03-23"
    assert elevators[27].facts["rated_load_kg"] == 800


def test_synonyms_of_truck_choices_are_read(read: Read) -> None:
    row = read(LEDGERS / "景德镇市柴油货车.csv").rows[1]
    assert row.facts["vehicle_type"] == "半挂牵引车"
    assert row.facts["emission_stage"] == "国五"
    assert row.facts["use_nature"] == "非营运"


def test_damaged_code_is_kept_in_raw_only(read: Read) -> None:
    row = read(LEDGERS / "赣县区电梯明细.xlsx").rows[11]
    assert row.ok
    assert "device_code" not in row.facts
    assert row.raw["设备代码"] == "3.11003627219921E+17"
