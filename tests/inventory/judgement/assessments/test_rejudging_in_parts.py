"""A large ledger is judged by several workers in parts: the end is that of one alone."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.bulk import bulk_insert
from inventory.core.errors import AppError
from inventory.core.settings import Settings
from inventory.judgement.alerts import syncing
from inventory.judgement.alerts.models import Alert
from inventory.judgement.alerts.stages import ALERTING, stage_of, stage_on
from inventory.judgement.assessments.models import Assessment, Finding
from inventory.judgement.ledger import rejudging
from inventory.registry.equipment import lookup
from inventory.registry.equipment.models import GONE_RANK, WITHDRAWN, Equipment
from inventory.registry.jobs import parts
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from standards import OUTCOMES
from tests.concurrency.killing import Death, killed
from tests.inventory.app.test_kill_matrix import ledger_state

KINDS = (rejudging.JUDGING, rejudging.ALERTING)
LATER = timedelta(days=400)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "JUDGING_BATCH", 40)
    monkeypatch.setattr(syncing, "RANGE", 60)


@pytest.fixture
def undisturbed(mixed: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What a run in one piece leaves; it is taken back."""
    with monkeypatch.context() as whole, database.db.atomic() as transaction:
        whole.setattr(lookup, "JUDGING_BATCH", 10_000)
        whole.setattr(syncing, "RANGE", 10_000)
        with parts.waking(_never):
            rejudging.rejudge_all(clock.today() + LATER, 365)
        left = ledger_state()
        transaction.rollback()
    return left


def _never(job_id: int) -> None:
    raise AssertionError(f"one part alone needs no job: {job_id}")


def test_two_workers_leave_what_one_leaves(undisturbed: dict[str, object]) -> None:
    def one(job_id: int) -> None:
        # As the worker does it: what the whole has done is gone, perhaps at this very moment.
        with database.connection(), suppress(Job.DoesNotExist):
            jobs.run(job_id)

    sent: list[Future[None]] = []
    with ThreadPoolExecutor(1) as other:

        def send(job_id: int) -> None:
            sent.append(other.submit(contextvars.copy_context().run, one, job_id))

        with parts.waking(send):
            done = rejudging.rejudge_all(clock.today() + LATER, 365)
    for each in sent:
        each.result(timeout=60)
    assert len(sent) > 8
    assert (done.judged, done.changed > 50, done.opened > 50) == (240, True, True)
    assert ledger_state() == undisturbed
    assert not Job.select().where(Job.kind.in_(KINDS)).exists()


def test_a_part_whose_worker_was_killed_is_done_by_the_whole(
    ledger: Settings, undisturbed: dict[str, object]
) -> None:
    death = Death("inventory.judgement.assessments.service:record")
    dead = victims(ledger, death)
    next(dead)
    with parts.waking(dead.send):
        rejudging.rejudge_all(clock.today() + LATER, 365)
    assert ledger_state() == undisturbed


def victims(ledger: Settings, death: Death) -> Iterator[None]:
    """The first part that is sent kills its worker; nobody takes the others."""
    job_id = yield
    database.db.close()
    killed(ledger, "job", job_id, death)
    database.db.connect()
    assert Job.get_by_id(job_id).status == "running"
    while True:
        yield


def test_a_part_left_lying_overnight_writes_nothing(mixed: dict[str, Actor]) -> None:
    before, params = ledger_state(), {"as_of": "2030-01-01", "horizon": 365, "new_law": False}
    windows = lookup.windows(Equipment.kind == "boiler", 40)
    asked = {**params, "windows": windows, "day": clock.today().isoformat()}
    with clock.frozen(clock.today() + timedelta(days=1)):
        assert rejudging.part(rejudging.JUDGING, asked) is None
    assert ledger_state() == before
    assert rejudging.part(rejudging.JUDGING, asked)


def test_a_part_that_fails_elsewhere_stops_the_whole(mixed: dict[str, Actor]) -> None:
    def fails(job_id: int) -> None:
        Job.update(status="failed", error="库文件损坏").where(Job.id == job_id).execute()

    with parts.waking(fails), pytest.raises(AppError, match="库文件损坏"):
        rejudging.rejudge_all(clock.today(), 365)
    assert not Job.select().where(Job.kind.in_(KINDS)).exists()


def test_the_database_says_the_same_stage(mixed: dict[str, Actor]) -> None:
    today, rows = clock.today(), []
    assessment = Assessment.get()
    offsets = (-400, -31, -30, -29, -1, 0, 1, 30, 31, 90, 91, 180, 181, 4000)
    days = [None, *(today + timedelta(days=offset) for offset in offsets)]
    for outcome in OUTCOMES:
        for day in days:
            rows.append((assessment.id, assessment.equipment_id, f"made.{len(rows)}", outcome, day))
    columns = ("assessment", "equipment", "rule", "outcome", "due")
    rest = ("presumed", "document", "clause", "missing", "message", "message_en", "current")
    bulk_insert(
        Finding, (*columns, *rest), ((*row, False, "", "", "[]", "", "", True) for row in rows)
    )
    made = Finding.rule.startswith("made.")
    found = Finding.select(Finding.outcome, Finding.due, stage_on(today)).where(
        made & Finding.outcome.in_(ALERTING)
    )
    for outcome, due, stage in found.tuples():
        assert stage == stage_of(outcome, due, today), (outcome, due)
    syncing.sync(today, [assessment.equipment_id])
    held = Alert.select(Alert.rule, Alert.stage).where(Alert.rule.startswith("made."))
    wanted = {row[2]: stage_of(row[3], row[4], today) for row in rows}
    assert dict(held.tuples()) == {rule: stage for rule, stage in wanted.items() if stage}
    assert syncing.sync(today, [assessment.equipment_id]) == syncing.Synced()
    with clock.frozen(today + timedelta(days=1)):
        moved = syncing.sync(clock.today(), [assessment.equipment_id])
    assert moved.moved > 0


@pytest.mark.parametrize("size", [1, 3, 40, 10_000])
def test_windows_part_the_devices_of_a_kind_without_gap(mixed: dict[str, Actor], size: int) -> None:
    gone = Equipment.get(Equipment.kind == "boiler")
    gone.verdict_rank, gone.gone = GONE_RANK, WITHDRAWN
    gone.save()
    windows = lookup.windows(lookup.ALL, size)
    assert max(window.devices for window in windows) <= size
    for kind in {kind for (kind,) in Equipment.select(Equipment.kind).distinct().tuples()}:
        own = [window for window in windows if window.kind == kind]
        ids = [key for window in own for (key,) in lookup.read(window, [Equipment.id])]
        standing = (Equipment.kind == kind) & (Equipment.gone == "")
        every = Equipment.select(Equipment.id).where(standing).order_by(Equipment.id)
        assert ids == [key for (key,) in every.tuples()]
        assert sum(window.devices for window in own) == len(ids)


def test_the_planner_reads_a_window_by_its_ids(mixed: dict[str, Actor]) -> None:
    """Walking a kind's index for every window takes a minute with a million devices."""
    if database.is_postgres():
        return
    asked: list[str] = []
    window = lookup.Window("boiler", 0, 40, 40)
    with database.db.connection_context():
        database.db.connection().set_trace_callback(asked.append)
        lookup.read(window, [Equipment.id, Equipment.name])
        database.db.connection().set_trace_callback(None)
    plan = database.db.execute_sql(f"EXPLAIN QUERY PLAN {asked[-1]}").fetchall()
    assert "USING INTEGER PRIMARY KEY" in plan[0][3]
    assert not any("TEMP B-TREE" in step[3] for step in plan)
