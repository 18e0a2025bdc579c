"""Files that take long are read by a job: how far it is, why it failed, killed, given up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from inventory.core import clock, database
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden, Invalid
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import background, editing, reporting, service, storing
from inventory.intake.imports.lookup import FAILED, READING
from inventory.intake.imports.models import Import, ImportCorrection, ImportProblem, ImportRow
from inventory.intake.imports.remembering import Request, read
from inventory.intake.imports.staging import Remap
from inventory.registry.jobs import leases
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.reading import progress
from tests.concurrency.killing import Death, killed

REGION = "440704"
LIFTS_ONLY = Actor(None, "电梯监察", Role.INSPECTOR, (REGION,), None, frozenset({"elevator"}))
HEADINGS = "使用单位,型号,出厂编号,额定容量(kVA),出厂日期"
BATCH = 3
AS_IT_IS = Remap()


def ledger_text(rows: int = 8, bad: int = 2) -> str:
    lines = [
        f"江海区某厂,S11-M-315/10,{1000 + n},315,{2099 if n < bad else 2012}-05"
        for n in range(rows)
    ]
    return "\n".join([HEADINGS, *lines])


@dataclass
class Desk:
    """Where files are taken; jobs are done when a test says so."""

    folder: Path
    store: FileStore

    def send(self, text: str, actor: Actor = SYSTEM, name: str = "变压器.csv") -> Import:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        wanted = Request(path, name, REGION)
        return background.receive(actor, wanted, self.store, lambda _job: None)

    def again(self, staged: Import, said: Remap = AS_IT_IS) -> Import:
        return background.read_again(SYSTEM, staged.id, said, self.store, lambda _job: None)

    def read(self, text: str) -> Import:
        staged = self.send(text)
        jobs.run(staged.job_id)
        return Import.get_by_id(staged.id)


@pytest.fixture
def desk(ledger: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Every file is large, and is kept by a few rows at a time."""
    monkeypatch.setattr(background, "is_quick", lambda _path: False)
    monkeypatch.setattr(background, "BATCH", BATCH)
    return Desk(tmp_path, FileStore(ledger.files_dir))


def state() -> Any:
    """What imports leave, without ids and times."""
    columns = (
        Import.status,
        Import.kind,
        Import.mapping,
        Import.sheets,
        Import.recalled.is_null(),
        Import.problem,
        Import.asked,
        Import.stage,
    )
    rows = (ImportRow.row, ImportRow.facts, ImportRow.status, ImportRow.decision)
    problems = (ImportProblem.row, ImportProblem.code, ImportProblem.value)
    return (
        list(Import.select(*columns).order_by(Import.id).tuples()),
        sorted(map(repr, ImportRow.select(*rows).tuples())),
        sorted(map(repr, ImportProblem.select(*problems).tuples())),
        ImportCorrection.select().count(),
        AuditEvent.select().count(),
    )


def test_the_upload_answers_at_once_and_a_job_reads(desk: Desk) -> None:
    staged = desk.send(ledger_text())
    assert (staged.status, staged.stage, ImportRow.select().count()) == (READING, "", 0)
    with pytest.raises(Conflict, match="还在读取"):
        service.preview(SYSTEM, staged.id)
    with pytest.raises(Conflict, match="还在读取"):
        desk.again(staged)
    assert jobs.made(staged.job) == "import"
    assert jobs.run(staged.job_id).result == {"status": "staged"}
    found = Import.get_by_id(staged.id)
    assert (found.status, found.stage, found.job_id, found.problem) == ("staged", "", None, None)
    assert reporting.counted(staged.id)["rejected"] == 2
    assert service.preview(SYSTEM, staged.id).totals.all["created"] == 6


def test_it_is_as_if_it_had_been_read_in_the_request(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.db.atomic() as transaction:
        monkeypatch.setattr(background, "is_quick", lambda _path: True)
        desk.send(ledger_text())
        at_once = state()
        transaction.rollback()
    monkeypatch.setattr(background, "is_quick", lambda _path: False)
    desk.read(ledger_text())
    assert state() == at_once


def test_how_far_it_is_can_be_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    staged = desk.send(ledger_text())
    seen: list[tuple[str, int, int]] = []
    keep = leases.progress

    def look(job: Job, done: int, total: int) -> None:
        keep(job, done, total)
        one = Import.get_by_id(staged.id)
        seen.append((one.stage, one.done, one.total))

    monkeypatch.setattr(leases, "progress", look)
    jobs.run(staged.job_id)
    stages = list(dict.fromkeys(stage for stage, *_ in seen))
    assert stages == ["", progress.OPENING, progress.ROWS, background.KEEPING]
    kept = [(done, total) for stage, done, total in seen if stage == background.KEEPING]
    assert kept[:3] == [(0, 8), (3, 8), (6, 8)]
    rows = [done for stage, done, _ in seen if stage == progress.ROWS]
    assert rows == sorted(rows)


@pytest.mark.parametrize(
    ("text", "code"), [("<html><table>", "page_without_table"), (" ", "empty")]
)
def test_why_it_could_not_be_read_is_kept(desk: Desk, text: str, code: str) -> None:
    staged = desk.send(text)
    job = jobs.run(staged.job_id)
    found = Import.get_by_id(staged.id)
    assert (job.status, job.result, found.status) == ("done", {"status": FAILED}, FAILED)
    problem = found.problem
    assert problem["code"] == code
    assert problem["message"] and problem["message_en"] and problem["remedy"]
    with pytest.raises(Conflict, match="没有读成"):
        service.preview(SYSTEM, staged.id)


def test_a_job_that_is_quick_enough_refuses_as_ever(desk: Desk) -> None:
    path = desk.folder / "x.csv"
    path.write_text("<html>")
    with pytest.raises(Invalid, match="网页"):
        background.receive(SYSTEM, Request(path, "x.csv", REGION), desk.store, jobs.run)
    assert Import.get().status == FAILED


def test_a_small_file_that_is_refused_is_kept_with_the_reason(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "is_quick", lambda _path: True)
    with pytest.raises(Invalid, match="网页"):
        desk.send("<html>")
    found = Import.get()
    assert (found.status, found.problem["code"]) == (FAILED, "page_without_table")
    service.discard(SYSTEM, found.id)
    assert Import.get().status == "discarded"


def test_a_question_is_asked_and_answered(desk: Desk) -> None:
    lines = ledger_text(bad=0).splitlines()[1:]
    staged = desk.read("\n".join(lines))
    assert (staged.status, staged.question["code"]) == ("unread", "no_header")
    said = Remap(
        {"（A列）": "enterprise", "（B列）": "model", "（C列）": "serial_no", "（E列）": ""},
        "transformer",
        {"变压器": 0},
    )
    asked = desk.again(staged, said)
    assert asked.status == READING
    jobs.run(asked.job_id)
    found = Import.get_by_id(staged.id)
    assert (found.status, found.question, reporting.counted(staged.id)["read"]) == (
        "staged",
        None,
        8,
    )


def test_what_cannot_be_read_as_somebody_says_stays_as_it_was(desk: Desk) -> None:
    staged = desk.read(ledger_text())
    before = state()
    asked = desk.again(staged, Remap(mapping={"没有这一列": "model"}))
    jobs.run(asked.job_id)
    found = Import.get_by_id(staged.id)
    assert (found.status, found.problem["code"]) == ("staged", "mapping_heading")
    after = state()
    assert after[1:] == before[1:]
    asked = desk.again(found)
    jobs.run(asked.job_id)
    assert Import.get_by_id(staged.id).problem is None


def test_given_up_while_it_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    staged = desk.send(ledger_text())
    keep = storing.stage_rows

    def given_up(*args: Any) -> None:
        keep(*args)
        if ImportRow.select().count() == BATCH:
            service.discard(SYSTEM, staged.id)

    monkeypatch.setattr(storing, "stage_rows", given_up)
    assert jobs.run(staged.job_id).result == {"status": "given up"}
    assert (Import.get().status, ImportRow.select().count()) == ("discarded", BATCH)
    assert AuditEvent.select().where(AuditEvent.event == "import.discarded").count() == 1


def test_given_up_before_it_is_begun(desk: Desk) -> None:
    staged = desk.send(ledger_text())
    service.discard(SYSTEM, staged.id)
    assert jobs.run(staged.job_id).result == {"status": "given up"}
    assert (Import.get().status, ImportRow.select().count()) == ("discarded", 0)


def test_rows_of_other_departments_are_refused_there_too(desk: Desk) -> None:
    staged = desk.send(ledger_text(), LIFTS_ONLY)
    jobs.run(staged.job_id)
    found = Import.get()
    assert (found.status, found.problem["status"], ImportRow.select().count()) == (FAILED, 403, 0)
    with pytest.raises(Forbidden):
        desk.send(ledger_text(), replace(LIFTS_ONLY, regions=("140522",)))


def test_what_crashes_three_times_is_parked_with_its_reason_and_a_button(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = desk.send(ledger_text())
    with monkeypatch.context() as broken:
        broken.setattr(storing, "stage_rows", _crash)
        for _ in range(leases.ATTEMPTS):
            with pytest.raises(ZeroDivisionError):
                jobs.run(staged.job_id)
    found = Import.get()
    assert (found.status, found.problem["code"]) == (FAILED, "jobs.parked".rpartition(".")[2])
    jobs.retry(SYSTEM, staged.job_id)
    assert jobs.run(staged.job_id).status == "done"
    assert (Import.get().status, ImportRow.select().count()) == ("staged", 8)


def _crash(*_args: Any) -> None:
    raise ZeroDivisionError


def test_a_worker_taken_for_dead_writes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its successor has begun: what it still wants to keep is refused."""
    staged = desk.send(ledger_text())
    keep = storing.stage_rows

    def overtaken(*args: Any) -> None:
        keep(*args)
        monkeypatch.setattr(storing, "stage_rows", keep)
        with database.db.atomic():
            Job.update(attempts=2, holder="another").where(Job.id == staged.job_id).execute()

    monkeypatch.setattr(storing, "stage_rows", overtaken)
    jobs.run(staged.job_id)
    assert (Import.get().status, ImportRow.select().count()) == (READING, BATCH)


STAGE_ROWS = "inventory.intake.imports.storing:stage_rows"
DEATHS = [
    Death("inventory.registry.reading.progress:tell", 2),
    Death(STAGE_ROWS, 1, after=True),
    Death("inventory.intake.imports.staging:finish", after=True),
    Death("inventory.registry.jobs.leases:settle"),
]


@pytest.mark.parametrize("death", DEATHS, ids=str)
def test_a_worker_killed_while_it_reads(desk: Desk, ledger: Settings, death: Death) -> None:
    """Of the same file something was mended before, which is taken over once."""
    first = desk.read(ledger_text())
    row = ImportRow.get((ImportRow.import_ == first.id) & (ImportRow.status == "rejected"))
    mended = editing.Edit(row.version, {"made_on": "2012-05"})
    editing.edit_row(SYSTEM, first.id, row.id, mended, desk.store)
    with database.db.atomic() as transaction:
        desk.read(ledger_text())
        undisturbed = state()
        transaction.rollback()
    staged = desk.send(ledger_text())
    _killed_and_taken_up(ledger, staged, death)
    assert state() == undisturbed


@pytest.mark.parametrize("death", [DEATHS[1], DEATHS[3]], ids=str)
def test_a_worker_killed_while_it_reads_again(desk: Desk, ledger: Settings, death: Death) -> None:
    staged = desk.read(ledger_text())
    said = Remap(mapping={"出厂编号": ""})
    with database.db.atomic() as transaction:
        jobs.run(desk.again(staged, said).job_id)
        undisturbed = state()
        transaction.rollback()
    _killed_and_taken_up(ledger, desk.again(staged, said), death)
    assert state() == undisturbed


def _killed_and_taken_up(settings: Settings, staged: Import, death: Death) -> None:
    number = staged.job_id
    database.db.close()
    killed(settings, "reading", (number, BATCH), death)
    database.db.connect()
    assert jobs.unfinished() == [number]
    done = jobs.run(number)
    assert (done.status, done.attempts) == ("done", 2)


def test_a_listener_ends_a_reading_that_nobody_wants(ledger: Settings, tmp_path: Path) -> None:
    path = tmp_path / "变压器.csv"
    path.write_text(ledger_text(), encoding="utf-8")
    wanted = Request(path, path.name, REGION)

    def enough(stage: str, _done: int, _total: int) -> None:
        if stage == progress.ROWS:
            raise KeyError(stage)

    with progress.told_to(enough), pytest.raises(KeyError):
        read(wanted, clock.today())
    assert len(read(wanted, clock.today()).rows) == 8
