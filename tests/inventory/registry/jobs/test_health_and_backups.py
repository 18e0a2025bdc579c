"""What administrators see of schedules, queue and backups; whose jobs are whose."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inventory.app import processes, schedule
from inventory.app.backups import service as backups
from inventory.app.health import checks, levels
from inventory.app.health import details as health
from inventory.app.health.results import (
    BackupHealth,
    DatabaseHealth,
    DiskHealth,
    Found,
    QueueHealth,
    ScheduleHealth,
)
from inventory.app.health.schemas import HealthDetails
from inventory.app.models import ScheduleRun, ServiceProcess
from inventory.core import clock, lives
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Invalid
from inventory.core.migrating import MigrationState
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from inventory.registry.jobs import schemas, service
from inventory.registry.jobs.models import Job

OWNER = Actor(5, "甲", Role.INSPECTOR, ("440704",))


def dumped(folder: Path) -> dict[str, Any]:
    return HealthDetails().dump(health.details(folder))


def test_an_empty_installation_says_that_nothing_has_run(ledger: Settings) -> None:
    shown = dumped(ledger.data_dir)
    assert shown["schedules"] == [
        {
            "schedule": "nightly",
            "last_success": None,
            "age_seconds": None,
            "slot": None,
            "result": None,
            "unfinished_since": None,
        }
    ]
    assert shown["backup"] is None
    assert shown["queue"]["queued"] == 0
    assert shown["database"]["bytes"] > 100_000


def test_health_tells_of_the_last_run_and_of_one_that_died(ledger: Settings) -> None:
    schedule.tick(ledger)
    with clock.frozen(clock.now() + timedelta(hours=30)):
        ScheduleRun.create(schedule="nightly", slot="next", claimed_at=clock.now())
        (nightly,) = dumped(ledger.data_dir)["schedules"]
    assert nightly["age_seconds"] == 30 * 3600
    assert nightly["result"]["judged"] == 0
    assert nightly["unfinished_since"] is not None


def test_the_queue_counts_what_waits_and_what_died(ledger: Settings) -> None:
    first = service.create("rejudge", {})
    second = service.create("rejudge", {})
    Job.update(status="running", heartbeat_at=clock.now()).where(Job.id == second.id).execute()
    with clock.frozen(clock.now() + lives.STALE + timedelta(seconds=1)):
        shown = dumped(ledger.data_dir)["queue"]
    assert shown == {
        "queued": 1,
        "running": 1,
        "failed": 0,
        "failed_lately": 0,
        "without_heartbeat": 1,
        "oldest_waits_seconds": int(lives.STALE.total_seconds()) + 1,
    }
    assert first.status == "queued"


def test_lists_of_jobs_hold_ones_own(ledger: Settings) -> None:
    mine = service.create("rejudge", {}, actor=5)
    service.create("rejudge", {}, actor=6)
    service.create("rejudge", {})
    assert [job.id for job in service.find(OWNER)[0]] == [mine.id]
    assert service.find(SYSTEM)[1] == 3
    assert service.find(OWNER, status="done")[:2] == ([], 0)
    assert service.find(OWNER, kind_="rejudge")[1] == 1
    assert service.find(Actor(None, "无", Role.INSPECTOR))[1] == 0


def test_a_copy_made_by_another_tool_is_noted(ledger: Settings, tmp_path: Path) -> None:
    dump = tmp_path / "huanxin.dump"
    dump.write_bytes(b"PGDMP")
    backups.record(dump)
    assert dumped(ledger.data_dir)["backup"]["bytes"] == 5
    with pytest.raises(Invalid, match="找不到文件"):
        backups.record(tmp_path / "none.dump")


NIGHT = ScheduleHealth(
    schedule="nightly",
    last_success=None,
    age_seconds=3600,
    slot="2026-11-21 2026.11",
    result=None,
    unfinished_since=None,
)
QUEUE = QueueHealth(
    queued=0,
    running=0,
    failed=3,
    failed_lately=0,
    without_heartbeat=0,
    oldest_waits_seconds=None,
)


def found(
    night: dict[str, Any] | None = None,
    queue: dict[str, Any] | None = None,
    backup_age: int | None = 3600,
    free: int = 100 * checks.GIGABYTE,
    waiting: int = 0,
    empty: bool = False,
) -> Found:
    """Health of a server on which all is well, with some of it changed."""
    last = None
    if backup_age is not None:
        last = BackupHealth(name="a.db", bytes=1, made_at=clock.now(), age_seconds=backup_age)
    return Found(
        version="1",
        library="2026.11",
        now=clock.now(),
        schedules=[replace(NIGHT, **(night or {}))],
        queue=replace(QUEUE, **(queue or {})),
        database=DatabaseHealth(engine="sqlite", bytes=1, empty=empty),
        backup=last,
        disk=DiskHealth(free, 200 * checks.GIGABYTE),
        migrations=MigrationState("0010_visits", waiting),
    )


@pytest.mark.parametrize(
    ("changes", "check", "level"),
    [
        ({}, "", "good"),
        ({"night": {"age_seconds": None}}, "schedule", "bad"),
        ({"backup_age": None, "empty": True}, "backup", "warn"),
        ({"night": {"age_seconds": 30 * 3600}}, "schedule", "warn"),
        ({"night": {"age_seconds": 60 * 3600}}, "schedule", "bad"),
        ({"night": {"unfinished_since": datetime(2026, 11, 21, tzinfo=UTC)}}, "schedule", "warn"),
        ({"night": {"slot": "2026-11-21 2026.10"}}, "library", "warn"),
        ({"queue": {"without_heartbeat": 1}}, "queue", "bad"),
        ({"queue": {"queued": 2, "oldest_waits_seconds": 1200}}, "queue", "warn"),
        ({"queue": {"queued": 2, "oldest_waits_seconds": 7200}}, "queue", "bad"),
        ({"queue": {"failed_lately": 1}}, "failures", "warn"),
        ({"backup_age": None}, "backup", "bad"),
        ({"backup_age": 3 * 86400}, "backup", "warn"),
        ({"backup_age": 8 * 86400}, "backup", "bad"),
        ({"free": 2 * checks.GIGABYTE}, "disk", "warn"),
        ({"free": checks.GIGABYTE // 2}, "disk", "bad"),
        ({"waiting": 1}, "migrations", "bad"),
    ],
)
def test_each_trouble_is_told_with_what_to_do(
    changes: dict[str, Any], check: str, level: str
) -> None:
    judged = checks.judge(found(**changes))
    troubled = [item for item in judged if item.level != levels.GOOD]
    assert [(item.id, item.level) for item in troubled] == ([(check, level)] if check else [])
    assert checks.worst(judged) == level
    for item in judged:
        assert bool(item.remedy) == bool(item.remedy_en) == (item in troubled)


def test_a_list_of_jobs_says_whose_and_for_what(ledger: Settings) -> None:
    user = accounts.create_user("owner", "甲监察员", "correct horse battery", Role.AUDITOR)
    service.create("import", {"import": 7}, actor=user.id)
    service.create("rejudge", {})
    rows = schemas.JobDetail(many=True).dump(service.find(SYSTEM)[0])
    assert [(row["made"], row["made_id"], row["actor_name"]) for row in rows] == [
        ("", None, ""),
        ("import", 7, "甲监察员"),
    ]
    job = service.get(SYSTEM, rows[1]["id"])
    assert schemas.JobDetail().dump(job)["actor_name"] == "甲监察员"


def test_a_helper_that_ended_is_that_of_its_own_host(ledger: Settings) -> None:
    """Of two containers with `serve` on one PostgreSQL both have a worker of the same number."""
    processes.announce(processes.WORKER)
    number, now = os.getpid(), clock.now()
    away = {"life": f"elsewhere-{number}-00000000", "pid": number, "role": processes.WORKER}
    ServiceProcess.create(**away, started_at=now, seen_at=now)
    processes.note_end(number, -9)
    ended = {row.life: row.status for row in ServiceProcess.select() if row.ended_at}
    assert ended == {lives.name(): -9}
