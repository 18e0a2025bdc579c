"""Corrections beside those of others: old views, rights, another mapping, what is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import committing, editing, lookup, service, staging, whole_rows
from inventory.intake.imports.editing import Edit
from inventory.intake.imports.models import Import
from inventory.intake.imports.staging import Remap
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.registry.equipment.models import Equipment
from tests.inventory.intake.imports.mending import HEADINGS, INSPECTOR, Ledger, line


@pytest.fixture
def upload(ledger: Settings, tmp_path: Path) -> Callable[..., Ledger]:
    return lambda *rows: Ledger(tmp_path, FileStore(ledger.files_dir), list(rows))


Upload = Callable[..., Ledger]


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
        seen = whole_rows.look(INSPECTOR, book.id, book.row(number).id, book.files)
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
