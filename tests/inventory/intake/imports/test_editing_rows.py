"""Rows with problems are corrected where they stand, and go in with the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.core.access import SYSTEM
from inventory.core.audit.models import AuditEvent
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import committing, reporting, service, staging
from inventory.intake.imports.models import Import, ImportCorrection, ImportRow
from inventory.judgement.ledger import service as equipment
from inventory.registry.equipment.models import Equipment
from tests.inventory.intake.imports.mending import INSPECTOR, Ledger, line


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
