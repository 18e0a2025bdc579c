"""A job is done by one worker, tells of its failure, and survives a dead worker."""

from __future__ import annotations

import contextvars
import errno
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from peewee import DatabaseError, OperationalError

from inventory.core import clock, database, lives, locking
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from inventory.core.lives import STALE
from inventory.core.settings import Settings
from inventory.registry.jobs import leases, service
from inventory.registry.jobs import queue as queues
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.queue import Queue

SECOND = timedelta(seconds=1)
OWNER = Actor(5, "甲", Role.INSPECTOR, ("440704",))


@pytest.fixture
def runs(ledger: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Kinds of jobs for these tests; the list holds the parameters of each run."""
    done: list[Any] = []

    def count(params: Any, progress: service.Progress) -> Any:
        done.append(params)
        progress(1, 2)
        return {"seen": params["n"]}

    def refuse(_params: Any, _progress: service.Progress) -> Any:
        raise Invalid("文件已不在", "The file is gone", "gone", "请重新上传")

    def crash(_params: Any, _progress: service.Progress) -> Any:
        raise ZeroDivisionError("nought")

    monkeypatch.setattr(service, "_kinds", {"count": count, "refuse": refuse, "crash": crash})
    return done


def test_progress_and_result_are_in_the_row(runs: list[Any]) -> None:
    job = service.run(service.create("count", {"n": 7}).id)
    assert (job.status, job.done, job.total, job.result) == ("done", 1, 2, {"seen": 7})
    assert job.finished_at is not None


def test_a_refusal_is_told_in_both_languages(runs: list[Any]) -> None:
    job = service.run(service.create("refuse", {}).id)
    assert job.status == "failed"
    assert "文件已不在" in job.error
    assert "The file is gone" in job.error
    assert job.result == {
        "failure": {
            "code": "gone",
            "message": "文件已不在",
            "message_en": "The file is gone",
            "remedy": "请重新上传",
            "remedy_en": "",
        }
    }


def test_what_crashes_is_tried_three_times_then_parked_until_somebody_asks(
    runs: list[Any],
) -> None:
    job = service.create("crash", {}, actor=5)
    for attempt in (1, 2, 3):
        assert service.unfinished() == [job.id]
        with pytest.raises(ZeroDivisionError):
            service.run(job.id)
        tried = Job.get_by_id(job.id)
        assert (tried.status, tried.attempts) == ("failed" if attempt == 3 else "queued", attempt)
        assert "ZeroDivisionError: nought" in tried.error
    assert tried.result["failure"]["code"] == "parked"
    assert service.unfinished() == []
    for actor in (Actor(6, "乙", Role.ADMIN), OWNER):
        again = service.retry(actor, job.id)
        assert (again.status, again.attempts, again.error) == ("queued", 0, "")
        assert service.unfinished() == [job.id]
        with pytest.raises(Conflict):
            service.retry(actor, job.id)
        Job.update(status="failed").execute()
    with pytest.raises(Forbidden):
        service.retry(Actor(7, "丙", Role.AUDITOR), job.id)
    assert AuditEvent.select().where(AuditEvent.event == "job.retried").count() == 2


def test_a_job_that_kills_its_workers_is_parked(runs: list[Any]) -> None:
    job = service.create("count", {"n": 1})
    for attempt in (1, 2, 3):
        Job.update(status="running", attempts=attempt, heartbeat_at=clock.now()).execute()
        with clock.frozen(clock.now() + lives.STALE + SECOND):
            assert service.unfinished() == ([job.id] if attempt < 3 else [])
    parked = Job.get_by_id(job.id)
    assert (parked.status, parked.result["failure"]["code"]) == ("failed", "parked")
    assert runs == []


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("database or disk is full"), "failed", "disk_full"),
        (OSError(errno.ENOSPC, "No space left on device"), "failed", "disk_full"),
        (OperationalError("attempt to write a readonly database"), "failed", "read_only"),
        (DatabaseError("database disk image is malformed"), "failed", "database_broken"),
        (OperationalError("database is locked"), "queued", ""),
        (OperationalError("server closed the connection unexpectedly"), "queued", ""),
    ],
)
def test_a_trouble_of_the_machine_is_told_or_passes(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception, status: str, code: str
) -> None:
    def suffer(_params: Any, _progress: service.Progress) -> Any:
        raise error

    monkeypatch.setattr(service, "_kinds", {"suffer": suffer})
    job = service.create("suffer", {})
    with pytest.raises(type(error)):
        service.run(job.id)
    after = Job.get_by_id(job.id)
    assert (after.status, ((after.result or {}).get("failure") or {}).get("code", "")) == (
        status,
        code,
    )


def test_a_worker_that_was_taken_for_dead_cannot_write_over_its_successor(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def slow(_params: Any, progress: service.Progress) -> Any:
        Job.update(holder="elsewhere-1-a", attempts=2).execute()
        seen.append("taken over")
        progress(1, 2)
        seen.append("went on")

    monkeypatch.setattr(service, "_kinds", {"slow": slow})
    job = service.run(service.create("slow", {}).id)
    assert seen == ["taken over"]
    assert (job.status, job.holder, job.result) == ("running", "elsewhere-1-a", None)


def test_a_job_shows_life_while_it_runs(ledger: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The heartbeat comes from a thread: work that never reports is alive all the same."""
    monkeypatch.setattr(lives, "BEAT", timedelta(milliseconds=5))
    shown = threading.Event()
    beat = leases._beat

    def noted(job: Job) -> None:
        beat(job)
        shown.set()

    def silent(_params: Any, _progress: service.Progress) -> Any:
        Job.update(heartbeat_at=clock.now() - 2 * lives.STALE).execute()
        for _ in range(2):  # the first may have been under way before
            shown.clear()
            assert shown.wait(30)

    monkeypatch.setattr(leases, "_beat", noted)
    monkeypatch.setattr(service, "_kinds", {"silent": silent})
    job = service.run(service.create("silent", {}).id)
    assert (job.status, job.heartbeat_at) == ("done", clock.now())


def test_a_job_is_done_once_however_many_workers_are_woken(runs: list[Any]) -> None:
    job = service.create("count", {"n": 1})

    def work() -> None:
        with database.connection():
            service.run(job.id)

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(contextvars.copy_context().run, work) for _ in range(4)]:
            future.result(timeout=30)
    assert runs == [{"n": 1}]


def test_a_lock_of_another_host_tells_only_of_its_end(runs: list[Any]) -> None:
    """On storage that all share: a host that is cut off from the database holds its lock."""
    lives.name()
    other = lives.folder() / f"elsewhere-1-b{lives.SUFFIX}"
    held = locking.take(other)
    job = service.create("count", {"n": 1})
    for ago, dead in ((timedelta(0), False), (STALE + SECOND, True)):
        beat = clock.now() - ago
        Job.update(status="running", holder="elsewhere-1-b", heartbeat_at=beat).execute()
        assert service.unfinished() == ([job.id] if dead else [])
    Job.update(heartbeat_at=clock.now()).execute()
    locking.give_back(held)
    assert service.unfinished() == [job.id]  # the lock is free: it has ended


@pytest.mark.parametrize(
    ("seen", "dead"),
    [(-STALE, False), (-STALE - SECOND, True), (STALE, False), (STALE + SECOND, True)],
)
def test_a_worker_elsewhere_is_known_by_its_heartbeat(
    runs: list[Any], seen: timedelta, dead: bool
) -> None:
    """One from the future is that of a wrong clock."""
    job = service.create("count", {"n": 1})
    beat = clock.now() + seen
    Job.update(status="running", holder="elsewhere-1-a", heartbeat_at=beat).execute()
    assert service.unfinished() == ([job.id] if dead else [])
    assert service.run(job.id).status == ("done" if dead else "running")


def test_a_worker_of_this_machine_is_known_by_its_lock(runs: list[Any], ledger: Settings) -> None:
    """Killed and restarted within seconds: the job is taken up at once."""
    job = service.create("count", {"n": 1})
    life = ledger.data_dir / "run" / "vm-1-abc.alive"
    lock = locking.take(life)
    assert lock is not None
    Job.update(status="running", holder="vm-1-abc", heartbeat_at=clock.now()).execute()
    assert service.unfinished() == []
    with clock.frozen(clock.now() + 2 * STALE):
        assert service.unfinished() == []
    locking.give_back(lock)
    assert service.unfinished() == [job.id]
    assert service.run(job.id).status == "done"


def test_what_was_never_sent_is_sent_at_the_next_look(
    runs: list[Any], ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue's connection is dead when a job is made: the row alone tells of it."""
    queue = Queue(ledger)
    try:
        with monkeypatch.context() as away:
            away.setattr(queue, "_run", _gone)
            queue.send(service.create("count", {"n": 1}).id)
        assert queue.huey.pending_count() == 0
        queue.look()
        queue.look()
        assert queue.huey.pending_count() == 1
    finally:
        queue.close()


def test_what_somebody_waits_for_goes_before_an_export(
    runs: list[Any], ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, next_, last = (queues.PRIORITY[name] for name in ("read_import", "import", "export"))
    assert first > next_ > 0 > last
    monkeypatch.setattr(queues, "PRIORITY", {"count": -1.0, "refuse": 2.0})
    queue = Queue(ledger)
    try:
        sent = [service.create(name, {}).id for name in ("count", "refuse")]
        for number in sent:
            queue.send(number)
        assert [queue.huey.dequeue().args[0] for _ in sent] == sent[::-1]
    finally:
        queue.close()


def test_a_part_whose_whole_is_over_is_left_in_peace(runs: list[Any], ledger: Settings) -> None:
    """Whoever has the whole does what is left and deletes it; a worker may be woken after that."""
    queue = Queue(ledger)
    try:
        job = service.create("count", {"n": 1})
        job.delete_instance()
        queue._run.call_local(job.id)
    finally:
        queue.close()
    assert runs == []


def _gone(_job_id: int, priority: float | None) -> None:
    raise sqlite3.OperationalError("the connection is closed")


def test_jobs_are_their_owners(runs: list[Any]) -> None:
    job = service.create("count", {"n": 1}, actor=5)
    other = Actor(6, "乙", Role.INSPECTOR, ("440704",))
    assert service.get(OWNER, job.id).id == service.get(SYSTEM, job.id).id == job.id
    with pytest.raises(NotFound):
        service.get(other, job.id)


def test_one_person_has_so_many_under_way_and_each_question_once(runs: list[Any]) -> None:
    def ask(number: int, actor: int | None = 5) -> int:
        return int(service.create("count", {"n": number}, actor).id)

    asked = [ask(number) for number in range(service.MOST_OPEN)]
    assert ask(3) == asked[3]  # nobody has begun it
    with pytest.raises(TooMany):
        ask(99)
    assert len({ask(99, 6), ask(99, 7), ask(99, None), ask(99, None)}) == 4
    Job.update(status="running").where(Job.id == asked[3]).execute()
    with pytest.raises(TooMany):  # what runs may have looked already: it is another one
        ask(3)
    Job.update(status="done").where(Job.id == asked[4]).execute()
    assert ask(3) not in asked
