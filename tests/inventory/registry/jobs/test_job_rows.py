"""A job is done by one worker, tells of its failure, and survives a dead worker."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from inventory.core import clock, database
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Invalid, NotFound
from inventory.core.settings import Settings
from inventory.registry.jobs import service
from inventory.registry.jobs.models import Job


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


def test_a_crash_is_recorded_and_goes_on(runs: list[Any]) -> None:
    job = service.create("crash", {})
    with pytest.raises(ZeroDivisionError):
        service.run(job.id)
    failed = Job.get_by_id(job.id)
    assert failed.status == "failed" and "ZeroDivisionError: nought" in failed.error
    assert failed.result["failure"]["code"] == "crashed"


def test_a_job_is_done_once_however_many_workers_are_woken(runs: list[Any]) -> None:
    job = service.create("count", {"n": 1})

    def work() -> None:
        with database.connection():
            service.run(job.id)

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(contextvars.copy_context().run, work) for _ in range(4)]:
            future.result(timeout=30)
    assert runs == [{"n": 1}]


def test_a_job_of_a_dead_worker_is_taken_up_again(runs: list[Any]) -> None:
    job = service.create("count", {"n": 1})
    now = clock.now()
    Job.update(status="running", heartbeat_at=now).where(Job.id == job.id).execute()
    assert service.unfinished() == []
    with clock.frozen(now + service.STALE + timedelta(seconds=1)):
        assert service.unfinished() == [job.id]
        assert service.run(job.id).status == "done"


def test_jobs_are_their_owners(runs: list[Any]) -> None:
    job = service.create("count", {"n": 1}, actor=5)
    owner = Actor(5, "甲", Role.INSPECTOR, ("440704",))
    other = Actor(6, "乙", Role.INSPECTOR, ("440704",))
    assert service.get(owner, job.id).id == service.get(SYSTEM, job.id).id == job.id
    with pytest.raises(NotFound):
        service.get(other, job.id)
