"""Corrections of a large file: kept at once, read together, exact as if read one by one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from peewee import fn

from inventory.core import database
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Invalid, NotFound
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import (
    background,
    committing,
    postponed,
    postponing,
    reporting,
    service,
    staging,
    whole_rows,
)
from inventory.intake.imports.editing import Edit
from inventory.intake.imports.models import Import, ImportCorrection, ImportProblem, ImportRow
from inventory.intake.imports.results import EditedRow
from inventory.intake.imports.staging import Remap
from inventory.registry import reading
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from tests.concurrency.killing import Death, killed
from tests.inventory.intake.imports.mending import INSPECTOR, Ledger, line

BAD = (line("1", 额定容量="三百一", 制造日期="2031-01"), line("2", 制造日期="2031-01"))
ROWS = (*BAD, line("3"), line("4", 出厂编号="3", 空载损耗=0.5), line("5"))
GOOD = {"rated_capacity_kva": "315", "made_on": "2012-05"}


class Large(Ledger):
    """A file that counts as large; jobs are done when a test says so."""

    sent: list[int]

    def send(self, row: ImportRow, edit: Edit, actor: Any = INSPECTOR) -> EditedRow:
        return postponing.edit_row(actor, self.id, row.id, edit, self.files, self.start)

    def start(self, job: int) -> None:
        self.sent = [*getattr(self, "sent", []), job]

    def read(self) -> Any:
        return jobs.run(self.sent[-1]).result

    @property
    def staged(self) -> Import:
        return Import.get_by_id(self.id)


@pytest.fixture
def upload(
    ledger: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Large]:
    for module in (postponing, whole_rows, background):
        monkeypatch.setattr(module, "is_quick", lambda _path: False)
    return lambda *rows: Large(tmp_path, FileStore(ledger.files_dir), list(rows or ROWS))


Upload = Callable[..., Large]


def state(import_id: int, since: int = 0) -> Any:
    """What corrections leave, without ids and times."""
    rows = (
        ImportRow.row,
        ImportRow.raw,
        ImportRow.facts,
        ImportRow.status,
        ImportRow.decision,
        ImportRow.version,
    )
    problems = (ImportProblem.row, ImportProblem.code, ImportProblem.field, ImportProblem.value)
    cells = (
        ImportCorrection.row,
        ImportCorrection.field,
        ImportCorrection.heading,
        ImportCorrection.before,
        ImportCorrection.after,
        ImportCorrection.actor_name,
    )
    edited = (AuditEvent.event == "import.row.edited") & (AuditEvent.id > since)
    told = AuditEvent.select(AuditEvent.actor_name, AuditEvent.detail).where(edited)
    return (
        sorted(map(repr, ImportRow.select(*rows).where(ImportRow.import_ == import_id).tuples())),
        sorted(map(repr, ImportProblem.select(*problems).tuples())),
        # Texts that come together are kept in the order of their fields.
        sorted(map(repr, ImportCorrection.select(*cells).tuples())),
        [(name, _without_ids(detail)) for name, detail in told.order_by(AuditEvent.id).tuples()],
        reporting.counted(import_id),
    )


def _without_ids(detail: str) -> Any:
    return {key: value for key, value in json.loads(detail).items() if key != "row_id"}


def several(book: Ledger) -> None:
    """A number that frees another row and one that repeats, a cell changed twice, one given back,
    a field without a column."""
    book.edit(1, **GOOD)
    book.edit(2, rated_capacity_kva="200")
    book.edit(2, rated_capacity_kva="315", made_on="2012-05", location="配电房")
    book.edit(3, serial_no="33")
    book.edit(5, serial_no="1")
    book.edit(5, serial_no=None, manufacturer="甲厂")


def test_read_together_they_leave_what_each_alone_would(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = upload()
    several(together)
    assert len(set(together.sent)) == 1
    assert together.read() == {"status": "staged"}
    later = state(together.id)
    told = AuditEvent.select(fn.MAX(AuditEvent.id)).scalar()
    Import.delete().execute()  # the same file is mended as before, where it was
    monkeypatch.setattr(postponing, "is_quick", lambda _path: True)
    one_by_one = upload()
    several(one_by_one)
    at_once = state(one_by_one.id, told)
    assert later == at_once


def test_it_is_kept_at_once_and_told_as_being_read(upload: Upload) -> None:
    book = upload()
    answer = book.edit(1, **GOOD)
    assert (answer.reading, answer.row.status, answer.row.version) == (True, "rejected", 2)
    assert [each.values for each in postponed.of(book.staged)] == [GOOD]
    report = reporting.report(book.id)
    told = {item.field: (item.was, item.text, item.heading) for item in report.corrections}
    assert told["rated_capacity_kva"] == ("三百一", "315", "额定容量(kVA)")
    whole = whole_rows.look(INSPECTOR, book.id, answer.row.id, book.files)
    assert whole.reading
    assert {cell.field: cell.text for cell in whole.cells}["made_on"] == "2012-05"
    with pytest.raises(Conflict, match="更正正在读取"):
        service.preview(INSPECTOR, book.id)
    with pytest.raises(Conflict, match="更正正在读取"):
        service.begin(INSPECTOR, book.id, lambda: Job())
    with pytest.raises(Conflict, match="更正正在读取"):
        service.remap(INSPECTOR, book.id, Remap(kind="transformer"), book.files)
    # An old view is refused, whoever it is of; the new version may be corrected again.
    with pytest.raises(Conflict) as caught:
        book.send(answer.row, Edit(1, {"made_on": "2013-01"}))
    assert caught.value.code == "stale"
    book.read()
    assert postponed.of(book.staged) == []
    assert book.row(1).status == "pending"
    assert service.preview(INSPECTOR, book.id).totals.all["created"] == 3
    committing.commit(book.id)
    assert book.totals() == {"created": 3, "rejected": 2}
    # A refused row of a file that is written is corrected in the same way.
    book.edit(2, **GOOD)
    book.read()
    assert (book.staged.status, book.row(2).status) == ("committed", "pending")


def test_what_comes_while_it_is_read_is_read_in_the_next_round(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = upload()
    reread, more = staging.reread, [2]

    def meanwhile(*args: Any) -> Any:
        result = reread(*args)
        if more:
            assert book.edit(more.pop(), **GOOD).reading
        return result

    monkeypatch.setattr(staging, "reread", meanwhile)
    book.edit(1, **GOOD)
    book.read()
    assert [book.row(number).status for number in (1, 2)] == ["pending", "pending"]
    assert Job.select().count() == 1


def test_every_cell_of_a_row_is_shown_as_if_the_file_were_read(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = upload()
    several(book)
    book.read()
    kept = [_shown(book, number) for number in range(1, 6)]
    monkeypatch.setattr(whole_rows, "is_quick", lambda _path: True)
    assert kept == [_shown(book, number) for number in range(1, 6)]


def _shown(book: Large, number: int) -> Any:
    return whole_rows.look(INSPECTOR, book.id, book.row(number).id, book.files).cells


def test_a_decision_that_comes_with_texts_waits_for_them(upload: Upload) -> None:
    book = upload()
    for number, text in ((1, "2012-05"), (2, "2031-05")):
        values = {"rated_capacity_kva": "315", "made_on": text}
        book.send(book.row(number), Edit(1, values, "skip"))
    with pytest.raises(NotFound):
        book.send(book.row(5), Edit(1, {"location": "x"}, "update", 99))
    with pytest.raises(Invalid):
        book.send(book.row(5), Edit(1, {"no_such_field": "x"}))
    book.read()
    assert [book.row(number).decision for number in (1, 2)] == ["skip", ""]
    assert book.staged.problem["code"] == "row_rejected"


def test_given_up_meanwhile_nothing_is_read(upload: Upload) -> None:
    book = upload()
    book.edit(1, **GOOD)
    service.discard(INSPECTOR, book.id)
    assert book.read() == {"status": "discarded"}
    assert book.row(1).status == "rejected"


def test_texts_with_which_the_file_cannot_be_read_are_told(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = upload()
    book.edit(1, **GOOD)

    def broken(*_given: object) -> Any:
        raise reading.messages.file_problem("no_rows")

    with monkeypatch.context() as patch:
        patch.setattr(staging, "reread", broken)
        book.read()
    assert (book.staged.problem["code"], postponed.of(book.staged)) == ("no_rows", [])


def test_after_a_failed_job_they_wait_and_are_read_when_asked(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = upload()
    book.edit(1, **GOOD)

    def crash(*_given: object) -> Any:
        raise RuntimeError("a crash")

    with monkeypatch.context() as patch:
        patch.setattr(staging, "reread", crash)
        for _ in range(3):
            with pytest.raises(RuntimeError):
                book.read()
    assert book.staged.problem["code"] == "parked"
    assert len(postponed.of(book.staged)) == 1
    background.read_again(INSPECTOR, book.id, Remap(), book.files, book.start)
    assert len(set(book.sent)) == 2
    book.read()
    assert (book.row(1).status, book.staged.problem) == ("pending", None)


def test_a_worker_killed_at_it_leaves_it_to_the_next(ledger: Settings, upload: Upload) -> None:
    book = upload()
    several(book)
    database.db.close()
    killed(ledger, "job", book.sent[0], Death("inventory.intake.imports.editing:record", 2))
    database.db.connect()
    assert len(postponed.of(book.staged)) == 6
    assert jobs.unfinished() == [book.sent[0]]
    book.read()
    assert [book.row(number).status for number in range(1, 6)].count("rejected") == 0
