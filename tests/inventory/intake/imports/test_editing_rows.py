"""Rows with problems are corrected where they stand, and go in with the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import committing, editing, lookup, reporting, service, staging
from inventory.intake.imports.editing import Edit
from inventory.intake.imports.models import Import, ImportCorrection, ImportRow
from inventory.intake.imports.results import EditedRow
from inventory.intake.imports.staging import Remap
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.registry.equipment.models import Equipment

HEADINGS = ["使用单位", "型号", "出厂编号", "额定容量(kVA)", "空载损耗(kW)", "制造日期"]
GOOD = ["江海区某厂", "S11-M-315/10", "1", 315, 0.48, "2012-05"]
INSPECTOR = Actor(None, "王监察", Role.INSPECTOR, ("440704",))


def line(serial: str, **cells: Any) -> list[Any]:
    """A good row but for the cells named by their headings, units aside."""
    good = dict(zip(HEADINGS, GOOD, strict=True))
    changed = {next(each for each in HEADINGS if each.startswith(key)): cells[key] for key in cells}
    return list({**good, "出厂编号": serial, **changed}.values())


class Ledger:
    """A staged file and what one does with its rows, by their place among the devices."""

    def __init__(self, folder: Path, files: FileStore, rows: list[list[Any]]) -> None:
        path = folder / "t.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("变压器")
            for number, row in enumerate([HEADINGS, *rows]):
                sheet.write_row(number, 0, row)
        self.files = files
        self.id = staging.stage(SYSTEM, staging.Request(path, path.name, "440704"), files).id

    def row(self, number: int) -> ImportRow:
        return ImportRow.get((ImportRow.import_ == self.id) & (ImportRow.data_row == number))

    def edit(self, number: int, actor: Actor = INSPECTOR, **values: str | None) -> EditedRow:
        row = self.row(number)
        return self.send(row, Edit(row.version, values), actor)

    def send(self, row: ImportRow, edit: Edit, actor: Actor = INSPECTOR) -> EditedRow:
        return editing.edit_row(actor, self.id, row.id, edit, self.files)

    def decide(self, number: int, decision: str, target: int | None = None) -> EditedRow:
        row = self.row(number)
        return self.send(row, Edit(row.version, {}, decision, target))

    def codes(self) -> list[tuple[int, str]]:
        problems = reporting.report(self.id).problems
        return [(item.data_row, item.code) for item in problems]

    def totals(self) -> dict[str, int]:
        found = reporting.report(self.id).totals.all
        parts = ("created", "updated", "unchanged", "rejected", "skipped", "pending")
        assert found["read"] == sum(found.get(part, 0) for part in parts)
        return {part: found[part] for part in parts if found.get(part)}

    def error_workbook(self) -> list[list[Any]]:
        path = self.files.path(Import.get_by_id(self.id).file_sha256)
        content = reporting.error_workbook(SYSTEM, self.id, path)
        book = path.parent / "errors.xlsx"
        book.write_bytes(content)
        return [[cell.value for cell in row] for row in openpyxl.load_workbook(book).active][1:]


@pytest.fixture
def upload(ledger: Settings, tmp_path: Path) -> Callable[..., Ledger]:
    return lambda *rows: Ledger(tmp_path, FileStore(ledger.files_dir), list(rows))


Upload = Callable[..., Ledger]


def test_a_corrected_cell_is_read_like_one_of_the_sheet(upload: Upload) -> None:
    book = upload(line("1"), line("2", 额定容量="三百一", 制造日期="2031-01"))
    assert book.codes() == [(2, "not_a_number"), (2, "date_in_future")]
    assert book.totals() == {"pending": 1, "rejected": 1}
    answer = book.edit(2, rated_capacity_kva="0.315 MVA", made_on="2012-05", no_load_loss_w="0.5")
    assert (answer.row.status, answer.problems) == ("pending", [])
    # The unit of the heading holds for what is typed under it, one that is typed goes before it.
    facts = answer.row.facts
    assert (facts["rated_capacity_kva"], facts["no_load_loss_w"]) == (315, 500)
    assert book.totals() == {"pending": 2}
    committing.commit(book.id)
    assert book.totals() == {"created": 2}


def test_the_same_file_again_remembers_what_was_mended(upload: Upload, tmp_path: Path) -> None:
    first = upload(line("1", 额定容量="很大"), line("2"))
    assert first.codes() == [(1, "not_a_number")]
    first.edit(1, rated_capacity_kva="315")
    first.decide(2, "skip")
    path = tmp_path / "t.xlsx"

    def again(region: str) -> Import:
        return staging.stage(SYSTEM, staging.Request(path, path.name, region), first.files)

    second, elsewhere = again("440704"), again("140522")
    kept = {item.id: reporting.report(item.id) for item in (second, elsewhere)}
    assert ImportRow.get(ImportRow.import_ == second.id).facts["rated_capacity_kva"] == 315
    ((mended,), told) = (kept[second.id].corrections, kept[second.id].problems)
    assert (mended.was, mended.text, mended.actor_name) == ("很大", "315", "王监察")
    assert told == []
    assert [item.code for item in kept[elsewhere.id].problems] == ["not_a_number"]
    assert kept[elsewhere.id].corrections == []
    assert elsewhere.recalled is None
    # What was decided of a row holds again, both are told and counted, and one step undoes them.
    said = {"import": first.id, "file": "t.xlsx", "cells": 1, "rows": 1}
    assert {key: second.recalled[key] for key in said} == said
    decisions = [row.decision for row in ImportRow.select().where(ImportRow.import_ == second.id)]
    assert decisions == ["", "skip"]
    plain = service.as_new(INSPECTOR, second.id, first.files)
    assert plain.recalled is None
    after = reporting.report(plain.id)
    assert (after.corrections, after.decisions) == ([], [])
    assert [item.code for item in after.problems] == ["not_a_number"]
    event = AuditEvent.get(AuditEvent.event == "import.recalled.undone")
    assert event.subject_id == plain.id


def test_a_wrong_correction_says_so_in_words(upload: Upload) -> None:
    book = upload(line("1", 额定容量="三百一"))
    answer = book.edit(1, rated_capacity_kva="很大")
    # One word that is not understood loses no device: what the model name says counts.
    assert answer.row.status == "pending"
    assert answer.row.facts["rated_capacity_kva"] == 315
    (problem,) = answer.problems
    assert (problem.code, problem.value) == ("not_a_number", "很大")
    assert problem.remedy


def test_the_files_own_text_is_kept_with_who_changed_it_and_when(upload: Upload) -> None:
    book = upload(line("1", 额定容量="三百一"))
    book.edit(1, rated_capacity_kva="31.5")
    book.edit(1, rated_capacity_kva="315")
    assert book.row(1).raw["额定容量(kVA)"] == "三百一"
    (shown,) = reporting.report(book.id).corrections
    assert (shown.was, shown.text, shown.actor_name) == ("三百一", "315", "王监察")
    assert shown.heading == "额定容量(kVA)"
    events = AuditEvent.select().where(AuditEvent.event == "import.row.edited")
    assert ["31.5" in item.detail for item in events] == [True, True]
    assert ImportCorrection.select().count() == 2


def test_a_correction_is_taken_back(upload: Upload) -> None:
    book = upload(line("1", 制造日期="2031-01"))
    book.edit(1, made_on="2012-05")
    answer = book.edit(1, made_on=None)
    assert [item.value for item in answer.problems] == ["2031-01"]
    assert reporting.report(book.id).corrections == []
    assert book.totals() == {"rejected": 1}


def test_what_has_no_column_can_be_filled_in(upload: Upload) -> None:
    book = upload(line("1", 使用单位=""))
    assert book.codes() == [(1, "no_enterprise")]
    book.edit(1, enterprise="江海区某厂", location="配电房")
    row = book.row(1)
    assert (row.enterprise, row.facts["location"], row.status) == (
        "江海区某厂",
        "配电房",
        "pending",
    )
    assert "enterprise" not in row.facts


def test_a_row_without_problems_keeps_its_text_too(upload: Upload) -> None:
    book = upload(line("1"))
    assert book.row(1).raw == {}
    book.edit(1, made_on="2013")
    assert book.row(1).raw["制造日期"] == "2012-05"
    assert book.row(1).facts["made_on"] == "2013"
    (shown,) = reporting.report(book.id).corrections
    assert shown.was == "2012-05"


def test_a_region_outside_is_refused_until_it_is_inside(upload: Upload) -> None:
    book = upload(line("1"))
    book.edit(1, region="140522")
    assert book.codes() == [(1, "region_outside")]
    book.edit(1, region="440704")
    assert (book.codes(), book.row(1).region) == ([], "440704")


def test_a_number_freed_here_frees_the_row_that_repeated_it(upload: Upload) -> None:
    book = upload(line("7"), line("7"))
    maker = "甲厂"
    book.edit(1, manufacturer=maker)
    book.edit(2, manufacturer=maker)
    assert book.codes() == [(2, "duplicate")]
    answer = book.edit(1, serial_no="6")
    assert answer.problems == []
    assert (book.codes(), book.totals()) == ([], {"pending": 2})
    book.edit(1, serial_no="7")
    assert book.codes() == [(2, "duplicate")]


def test_a_row_that_becomes_one_already_written_is_refused(upload: Upload) -> None:
    """Wherever it stands: the row in the ledger is not the one at fault."""
    book = upload(line("1", 额定容量="三百一", 制造日期="2031-01"), line("2"))
    for number in (1, 2):
        book.edit(number, manufacturer="甲厂")
    committing.commit(book.id)
    assert book.totals() == {"created": 1, "rejected": 1}
    answer = book.edit(1, rated_capacity_kva="315", made_on="2012-05", serial_no="2")
    assert [item.code for item in answer.problems] == ["duplicate"]
    assert "第 3 行" in answer.problems[0].message
    assert book.totals() == {"created": 1, "rejected": 1}


def test_what_was_refused_is_corrected_and_goes_in_later(upload: Upload) -> None:
    book = upload(line("1", 额定容量="三百一", 制造日期="2031-01"), line("2"))
    committing.commit(book.id)
    assert book.totals() == {"created": 1, "rejected": 1}
    book.edit(1, rated_capacity_kva="315", made_on="2012-05")
    assert book.totals() == {"created": 1, "pending": 1}
    seen = service.preview(INSPECTOR, book.id)
    assert seen.totals.all["created"] == 2
    assert book.totals() == {"created": 1, "pending": 1}
    committing.commit(book.id)
    assert book.totals() == {"created": 2}
    assert Import.get_by_id(book.id).status == "committed"
    service.undo(SYSTEM, book.id, "导错了")
    assert equipment.of_enterprise(SYSTEM, Equipment.get().enterprise_id) == []


def test_a_row_in_the_same_words_as_one_written_is_another_device(upload: Upload) -> None:
    book = upload(line("", 额定容量="三百一", 制造日期="2031-01"), line(""))
    committing.commit(book.id)
    book.edit(1, rated_capacity_kva="315", made_on="2012-05")
    committing.commit(book.id)
    assert book.totals() == {"created": 2}


def test_what_resembles_a_device_is_decided_after_the_commit(upload: Upload) -> None:
    committing.commit(upload(line("")).id)
    book = upload(line("", 空载损耗=0.5))
    committing.commit(book.id)
    assert book.codes() == [(1, "possible_duplicate")]
    book.decide(1, "create")
    (shown,) = reporting.report(book.id).decisions
    assert (shown.row, shown.decision, shown.target) == (2, "create", None)
    book.decide(1, "update", Equipment.get().id)
    (shown,) = reporting.report(book.id).decisions
    assert (shown.decision, shown.target) == ("update", Equipment.get().id)
    assert book.codes() == []
    committing.commit(book.id)
    assert book.totals() == {"updated": 1}


def test_a_new_number_answers_what_the_ledger_had_against_a_row(upload: Upload) -> None:
    committing.commit(upload(line("")).id)
    book = upload(line("", 空载损耗=0.5))
    committing.commit(book.id)
    book.edit(1, serial_no="99", manufacturer="甲厂")
    assert (book.codes(), book.totals()) == ([], {"pending": 1})
    committing.commit(book.id)
    assert book.totals() == {"created": 1}


def test_an_old_view_of_the_row_is_refused(upload: Upload) -> None:
    book = upload(line("1", 额定容量="三百一", 制造日期="2031-01"))
    seen = book.row(1)
    book.edit(1, rated_capacity_kva="315", made_on="2012-05")
    with pytest.raises(Conflict) as caught:
        book.send(seen, Edit(seen.version, {"rated_capacity_kva": "400"}))
    assert caught.value.code == "stale"
    assert book.row(1).facts["rated_capacity_kva"] == 315


def test_two_who_correct_different_rows_both_have_their_way(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = upload(line("1", 额定容量="三百一"), line("2", 额定容量="三百一"))
    reread, others = staging.reread, [2]

    def meanwhile(*args: Any) -> Any:
        result = reread(*args)
        if others:
            book.edit(others.pop(), rated_capacity_kva="200")
        return result

    monkeypatch.setattr(staging, "reread", meanwhile)
    book.edit(1, rated_capacity_kva="315", made_on="2012-05")
    assert [book.row(number).facts["rated_capacity_kva"] for number in (1, 2)] == [315, 200]
    assert book.codes() == [(2, "nameplate_capacity")]


def refused(book: Ledger, number: int, error: type[AppError], actor: Actor = INSPECTOR) -> str:
    with pytest.raises(error) as caught:
        book.edit(number, actor, rated_capacity_kva="400", made_on="2012-05")
    return caught.value.code


def test_who_may_not_and_what_cannot(upload: Upload) -> None:
    book = upload(line("1"), line("2", 额定容量="三百一", 制造日期="2031-01"))
    stranger = Actor(None, "", Role.INSPECTOR, ("140522",))
    assert refused(book, 2, NotFound, stranger) == "not_found"
    department = Actor(None, "", Role.INSPECTOR, ("440704",), kinds=frozenset({"boiler"}))
    assert refused(book, 2, Forbidden, department) == "kind_forbidden"
    leader = Actor(None, "", Role.LEADER, ("440704",))
    assert refused(book, 2, Forbidden, leader) == "region_forbidden"
    with pytest.raises(Invalid):
        book.edit(2, no_such_field="1")
    with pytest.raises(Invalid):
        book.decide(2, "create")
    committing.commit(book.id)
    assert refused(book, 1, Conflict) == "row_written"
    service.undo(SYSTEM, book.id, "导错了")
    assert refused(book, 2, Conflict) == "import_state"


def test_corrections_outlive_another_mapping(upload: Upload) -> None:
    book = upload(line("1", 额定容量="三百一", 制造日期="2031-01"))
    book.edit(1, rated_capacity_kva="315", made_on="2012-05", location="配电房")
    service.remap(INSPECTOR, book.id, Remap({"空载损耗(kW)": ""}), book.files)
    row = book.row(1)
    assert (row.facts["rated_capacity_kva"], row.facts["location"]) == (315, "配电房")
    assert "no_load_loss_w" not in row.facts


def test_the_error_workbook_has_what_is_left(upload: Upload) -> None:
    book = upload(
        line("1", 额定容量="三百一", 制造日期="2031-01"),
        line("2", 额定容量="三百一", 制造日期="2031-01"),
    )
    book.edit(1, rated_capacity_kva="315", made_on="2012-05")
    book.edit(2, rated_capacity_kva="315")
    (left,) = book.error_workbook()
    assert left[HEADINGS.index("额定容量(kVA)")] == "315"
    assert "制造日期" in left[-2]


def test_lines_of_json_are_corrected_too(ledger: Settings, tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(
        '{"kind":"transformer","facts":{"enterprise":"某厂","model":"S11-M-315/10",'
        '"serial_no":"1","rated_capacity_kva":"三百一"}}\nnot json\n',
        "utf-8",
    )
    files = FileStore(ledger.files_dir)
    staged = staging.stage(SYSTEM, staging.Request(path, path.name, "440704"), files)
    first, second = lookup.rows(SYSTEM, staged.id)
    edit = Edit(first.version, {"rated_capacity_kva": "315 kVA"})
    answer = editing.edit_row(INSPECTOR, staged.id, first.id, edit, files)
    assert (answer.row.status, answer.row.facts["rated_capacity_kva"]) == ("pending", 315)
    assert answer.row.raw["rated_capacity_kva"] == "三百一"
    with pytest.raises(Invalid):
        editing.edit_row(INSPECTOR, staged.id, second.id, Edit(second.version, {"a": "1"}), files)


def test_what_others_did_between_two_commits_stands_in_the_way_of_undoing(upload: Upload) -> None:
    book = upload(line("1"), line("2", 额定容量="三百一", 制造日期="2031-01"))
    for number in (1, 2):
        book.edit(number, manufacturer="甲厂")
    committing.commit(book.id)
    device = Equipment.get()
    facts = {**device.facts, "location": "一号房"}
    origin = writing.Origin("api", reason="核查")
    equipment.update(SYSTEM, device.id, device.version, origin, facts=facts)
    other = upload(line("1", 空载损耗=0.5))
    book.edit(2, rated_capacity_kva="315", made_on="2012-05")
    committing.commit(book.id)
    assert book.totals() == {"created": 2}
    look = service.undo_preview(SYSTEM, book.id)
    assert [item.code for item in look.blocks] == ["later_revision"]
    assert other.totals() == {"pending": 1}


def test_a_whole_row_is_shown_with_what_it_was(upload: Upload) -> None:
    book = upload(line("1", 额定容量="三百一", 制造日期="2031-01"), line("2"))
    book.edit(1, rated_capacity_kva="315", made_on="2012-05", location="配电房")
    for number, capacity, place in ((1, "三百一", [""]), (2, "315", [])):
        seen = editing.look(INSPECTOR, book.id, book.row(number).id, book.files)
        cells = {item.field: item for item in seen.cells}
        shown = cells["rated_capacity_kva"]
        assert (shown.was, shown.text) == (capacity, "315")
        assert cells["no_load_loss_w"].unit == "kw"
        assert [cells[key].was for key in cells if key == "location"] == place


def test_columns_show_samples(upload: Upload) -> None:
    book = upload(*(line(str(number)) for number in range(1, 6)))
    (sheet,) = Import.get_by_id(book.id).sheets
    samples = {item["heading"]: item["samples"] for item in sheet["columns"]}
    assert samples["出厂编号"] == ["1", "2", "3"]
    assert samples["型号"] == ["S11-M-315/10"]
