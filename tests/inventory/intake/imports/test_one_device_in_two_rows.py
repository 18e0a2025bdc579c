"""Rows with the same owner, model and number and no maker never become two in silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from inventory.core import database
from inventory.core.access import SYSTEM
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import committing, editing, rehearsing, reporting, staging
from inventory.intake.imports.models import ImportRow
from inventory.intake.imports.results import Report
from inventory.registry.equipment.models import Equipment

PLAIN = {
    "使用单位": "江海区某厂",
    "设备名称": "变压器",
    "型号": "S11-M-315/10",
    "出厂编号": "A1",
    "额定容量(kVA)": 315,
}
Row = Mapping[str, Any]
Take = Callable[..., Report]


@pytest.fixture
def take(ledger: Settings, tmp_path: Path) -> Take:
    """take({sheet: rows}, …) imports a workbook; its rehearsal foretells the same."""

    def run(sheets: Mapping[str, Sequence[Row]], suggested: str = "reject") -> Report:
        path = tmp_path / "list.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                headings = list(dict.fromkeys(key for row in rows for key in row))
                for number, cells in enumerate(
                    [headings, *([row.get(key) for key in headings] for row in rows)]
                ):
                    sheet.write_row(number, 0, cells)
        request = staging.Request(path, path.name, "440704", None)
        with database.looking():
            foretold = rehearsing.rehearse(SYSTEM, request, suggested).report
        staged = staging.stage(SYSTEM, request, FileStore(ledger.files_dir))
        committing.commit(staged.id, suggested=suggested)
        report = reporting.report(staged.id)
        assert foretold.totals == report.totals
        return report

    return run


def outcome(report: Report) -> dict[str, int]:
    return {name: count for name, count in report.totals.all.items() if count and name != "read"}


def said(report: Report) -> list[tuple[int, str, str]]:
    return [(item.row, item.severity, item.code) for item in report.problems if "same" in item.code]


def facts() -> list[dict[str, Any]]:
    return [device.facts for device in Equipment.select().order_by(Equipment.id)]


def test_a_row_that_is_listed_twice_is_one_device_and_told_so(take: Take) -> None:
    report = take({"变压器": [PLAIN, {**PLAIN, "型号": "s11-m-315/10", "出厂编号": "a1"}]})
    assert outcome(report) == {"created": 1, "skipped": 1}
    assert said(report) == [(3, "warning", "same_row")]
    assert "第 2 行" in report.problems[0].message
    assert Equipment.select().count() == 1


def test_what_a_second_sheet_says_besides_goes_to_the_one_device(take: Take) -> None:
    sheets = {
        "变压器台账": [PLAIN],
        "变压器参数": [{**PLAIN, "空载损耗(W)": 480, "额定容量(kVA)": None}],
    }
    report = take(sheets)
    assert outcome(report) == {"created": 1, "skipped": 1}
    assert "工作表“变压器台账”第 2 行" in report.problems[0].message
    (stored,) = facts()
    assert (stored["no_load_loss_w"], stored["rated_capacity_kva"]) == (480, 315)
    again = take(sheets)
    assert outcome(again) == {"unchanged": 1, "skipped": 1}
    assert facts() == [stored]


def test_rows_that_say_different_things_are_asked_and_named(take: Take) -> None:
    report = take({"变压器": [PLAIN, {**PLAIN, "额定容量(kVA)": 400, "设备名称": "2#变压器"}]})
    assert outcome(report) == {"created": 1, "rejected": 1}
    problem = next(item for item in report.problems if item.code == "same_row_differs")
    assert problem.severity == "error"
    assert "第 2 行" in problem.message and "315 / 400" in problem.message
    assert Equipment.select().count() == 1


def test_a_person_says_that_the_second_row_is_another_device(take: Take, ledger: Settings) -> None:
    rows = {"变压器": [PLAIN, PLAIN]}
    report = take(rows)
    row = ImportRow.get((ImportRow.import_ == report.import_id) & (ImportRow.row == 3))
    store = FileStore(ledger.files_dir)
    editing.edit_row(
        SYSTEM, report.import_id, row.id, editing.Edit(row.version, decision="create"), store
    )
    committing.commit(report.import_id)
    assert outcome(reporting.report(report.import_id)) == {"created": 2}
    # The ledger has both rows word for word: the same list again asks nothing.
    assert outcome(take(rows)) == {"unchanged": 2}


def test_a_row_mended_after_its_twin_went_in_is_that_device_or_asked(
    take: Take, ledger: Settings
) -> None:
    second = {**PLAIN, "额定容量(kVA)": 400, "空载损耗(W)": 480}
    report = take({"变压器": [PLAIN, second]})
    row = ImportRow.get((ImportRow.import_ == report.import_id) & (ImportRow.row == 3))
    edit = editing.Edit(row.version, {"rated_capacity_kva": "315"}, decision="")
    store = FileStore(ledger.files_dir)
    editing.edit_row(SYSTEM, report.import_id, row.id, edit, store)
    committing.commit(report.import_id)
    device = Equipment.get()
    problem = reporting.report(report.import_id).problems[-1]
    assert (problem.code, problem.value) == ("same_row_differs", str(device.id))
    row = ImportRow.get_by_id(row.id)
    edit = editing.Edit(row.version, decision="update", target=device.id)
    editing.edit_row(SYSTEM, report.import_id, row.id, edit, store)
    committing.commit(report.import_id)
    assert outcome(reporting.report(report.import_id)) == {"created": 1, "updated": 1}
    assert [stored["no_load_loss_w"] for stored in facts()] == [480]


@pytest.mark.parametrize(
    "other",
    [
        {"使用单位": "江海区另一厂"},
        {"出厂编号": "A2"},
        {"型号": "S9-M-315/10"},
    ],
)
def test_another_owner_number_or_model_is_another_device(take: Take, other: Row) -> None:
    assert outcome(take({"变压器": [PLAIN, {**PLAIN, **other}]})) == {"created": 2}


def test_two_makers_may_use_one_number(take: Take) -> None:
    rows = [{**PLAIN, "制造单位": "甲厂"}, {**PLAIN, "制造单位": "乙厂"}]
    assert outcome(take({"变压器": rows})) == {"created": 2}


@pytest.mark.parametrize("makers", [("", "甲厂"), ("甲厂", "")])
def test_one_row_names_the_maker_and_the_other_does_not(
    take: Take, makers: tuple[str, str]
) -> None:
    rows = [{**PLAIN, "制造单位": maker} for maker in makers]
    assert outcome(take({"变压器": rows})) == {"created": 1, "skipped": 1}
    assert [stored["manufacturer"] for stored in facts()] == ["甲厂"]


@pytest.mark.parametrize(
    ("second", "ends", "code"),
    [
        ({"使用单位": "江海区某厂"}, "unchanged", None),
        ({"空载损耗(W)": 480}, "updated", "same_device"),
        ({"制造单位": "甲厂"}, "updated", "same_device"),
        ({"安装地点": "二车间"}, "updated", "same_device"),
        ({"额定容量(kVA)": 400}, "rejected", "possible_duplicate"),
        ({"设备名称": "2#变压器"}, "rejected", "possible_duplicate"),
    ],
)
def test_a_second_list_with_the_same_number(
    take: Take, second: Row, ends: str, code: str | None
) -> None:
    take({"变压器": [PLAIN]})
    device = Equipment.get()
    report = take({"变压器": [{**PLAIN, **second}]})
    assert outcome(report) == {ends: 1}
    asked = [item for item in report.problems if item.code in ("same_device", "possible_duplicate")]
    assert [(item.code, item.value) for item in asked] == ([(code, str(device.id))] if code else [])
    assert Equipment.select().count() == 1


def test_a_list_without_makers_meets_a_ledger_with_them(take: Take) -> None:
    take({"变压器": [{**PLAIN, "制造单位": "甲厂"}]})
    report = take({"变压器": [PLAIN]})
    assert outcome(report) == {"unchanged": 1}
    assert said(report) == [(2, "warning", "same_device")]


@pytest.mark.parametrize(
    ("suggested", "ends"), [("update", {"updated": 1}), ("create", {"created": 1})]
)
def test_what_is_suggested_for_all_rows_counts(
    take: Take, suggested: str, ends: dict[str, int]
) -> None:
    take({"变压器": [PLAIN]})
    assert outcome(take({"变压器": [{**PLAIN, "额定容量(kVA)": 400}]}, suggested)) == ends
