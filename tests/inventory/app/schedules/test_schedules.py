"""Each run once, whoever looks and wherever the clock stands; on, off, now, and what failed."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inventory.app.health import details as health
from inventory.app.models import ScheduleRun
from inventory.app.schedules import catalogue, running, service, works
from inventory.app.schedules.service import Settled
from inventory.app.schedules.timing import Slot
from inventory.core import clock, database, environment, lives
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.core.settings import Settings
from inventory.registry.jobs import service as jobs

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in China
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


class Killed(BaseException):
    """What a process that is killed leaves behind: nothing is caught, nothing written."""


@pytest.fixture
def done(ledger: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The slots that the night's work was done for; `nightly` as it is delivered."""
    ran: list[str] = []

    def work(_settings: Settings, slot: Slot) -> Mapping[str, Any]:
        ran.append(slot.name)
        return {"judged": len(ran)}

    monkeypatch.setitem(works.WORKS, "nightly", work)
    running.rows()
    yield ran


def test_a_missed_night_is_made_good_and_none_is_done_twice_on_its_day(
    ledger: Settings, done: list[str]
) -> None:
    for moment in (NOON, NOON, NOON + 3 * DAY, NOON + 3 * DAY, NOON + 2 * DAY, NOON + 3 * DAY):
        with clock.frozen(moment):
            running.look(ledger, "nightly")
    # Three days on, and one back: what was done ahead of its day is done again on its day.
    assert done == ["2026-11-21", "2026-11-24", "2026-11-23", "2026-11-24"]


def test_of_two_schedulers_one_does_it(ledger: Settings, done: list[str]) -> None:
    def look() -> int:
        with database.connection():
            return len(running.look(ledger, "nightly"))

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(contextvars.copy_context().run, look) for _ in range(4)]
        assert sum(future.result(timeout=60) for future in futures) == 1
    assert done == ["2026-11-21"]


def test_a_run_whose_holder_was_killed_is_taken_up_once(
    ledger: Settings, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_settings: Settings, _slot: Slot) -> Mapping[str, Any]:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setitem(works.WORKS, "nightly", killed)
        with pytest.raises(Killed):
            running.look(ledger, "nightly")
    (shown,) = [item for item in service.listed(SYSTEM, ledger) if item.name == "nightly"]
    assert shown.last is not None
    assert service.state_of(shown.last) == service.STOPPED
    assert running.look(ledger, "nightly") == [{"judged": 1}]
    assert running.look(ledger, "nightly") == []
    assert ScheduleRun.get().attempts == 2


def test_a_holder_elsewhere_is_known_by_its_heartbeat(ledger: Settings, done: list[str]) -> None:
    """A day's claim of another machine: alive, silent for too long, or of a wrong clock."""
    assert running.look(ledger, "nightly") == [{"judged": 1}]
    now = clock.now()
    for seen, taken in ((-lives.STALE, 0), (-lives.STALE - SECOND, 1), (lives.STALE + SECOND, 1)):
        ScheduleRun.update(
            finished_at=None, holder="elsewhere-1-a", heartbeat_at=now + seen, claimed_at=now
        ).execute()
        assert len(running.look(ledger, "nightly")) == taken


def test_nights_of_a_clock_that_jumped_ahead_are_done_again(
    ledger: Settings, done: list[str]
) -> None:
    now = clock.now()
    for days in (1, 2, 3):
        with clock.frozen(now + timedelta(days=days)):
            running.look(ledger, "nightly")
    running.look(ledger, "nightly")
    for days in (1, 2, 3):
        with clock.frozen(now + timedelta(days=days)):
            running.look(ledger, "nightly")
    real = ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"]
    assert done == [*real[1:], *real]
    assert ScheduleRun.select().count() == 7


def test_what_failed_is_told_and_tried_again(
    ledger: Settings, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_settings: Settings, _slot: Slot) -> Mapping[str, Any]:
        raise AppError.of("schedules.job_failed", error="磁盘已满")

    with monkeypatch.context() as broken, pytest.raises(AppError):
        broken.setitem(works.WORKS, "nightly", failing)
        running.look(ledger, "nightly")
    run = ScheduleRun.get()
    assert "磁盘已满" in run.error
    assert service.state_of(run) == service.FAILED
    found = health.details(ledger.data_dir)
    assert found.failed_schedules == ["nightly"]
    assert "schedules" in {check.id for check in found.checks}
    with clock.frozen(clock.now() + 3 * timedelta(hours=1)):
        assert running.look(ledger, "nightly") == [{"judged": 1}]
    assert health.details(ledger.data_dir).failed_schedules == []


def test_off_means_off_and_on_does_not_look_back(ledger: Settings, done: list[str]) -> None:
    name = "library_check"
    rows = running.rows()
    service.change(SYSTEM, ledger, name, rows[name].version, Settled(enabled=False))
    with clock.frozen(NOON + 3 * DAY):
        assert running.due(ledger, name) == []
        shown = service.change(SYSTEM, ledger, name, 2, Settled(enabled=True))
        assert shown.next_at == datetime(2026, 11, 24, 22, tzinfo=UTC)  # 06:00 of the 25th
        assert running.due(ledger, name) == []
    with clock.frozen(NOON + 4 * DAY):
        assert [slot.name for slot in running.due(ledger, name)] == ["2026-11-25"]
    events = AuditEvent.select().where(AuditEvent.event == "schedule.changed")
    assert events.count() == 2


def test_periods_are_made_good_one_by_one(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = replace(
        catalogue.entries()["library_check"], cadence="monthly", working_day=3, each=True
    )
    monkeypatch.setattr(catalogue, "entries", lambda: {entry.id: entry})
    monkeypatch.setitem(works.WORKS, entry.id, lambda _settings, slot: {"for": slot.name})
    running.rows()
    with clock.frozen(datetime(2027, 2, 20, tzinfo=UTC)):
        made = running.look(ledger, entry.id)
        assert made == [{"for": "2026-11"}, {"for": "2026-12"}, {"for": "2027-01"}]
        assert running.look(ledger, entry.id) == []


def test_a_time_that_is_set_counts_at_once(ledger: Settings, done: list[str]) -> None:
    shown = service.change(SYSTEM, ledger, "nightly", 1, Settled(at="23:30"))
    assert (shown.at, shown.version) == ("23:30", 2)
    running.look(ledger, "nightly")
    assert done == ["2026-11-20"]  # the night that is due at noon is yesterday's
    for wrong in ("25:00", "soon"):
        with pytest.raises(Invalid):
            service.change(SYSTEM, ledger, "nightly", 2, Settled(at=wrong))
    with pytest.raises(Invalid):
        service.change(SYSTEM, ledger, "nightly", 2, Settled(working_day=3))
    with pytest.raises(Conflict):
        service.change(SYSTEM, ledger, "nightly", 1, Settled(at="02:00"))


def test_run_now_has_a_slot_of_its_own(
    ledger: Settings, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "read_settings", lambda: ledger)
    running.look(ledger, "nightly")
    asked = service.ask(SYSTEM, "nightly")
    assert jobs.run(asked.id).result == {"judged": 2}
    page = service.runs(SYSTEM, "nightly")
    assert page.total == 2
    assert page.items[0].slot.startswith(f"2026-11-21 #{asked.id}")
    assert done == ["2026-11-21", f"2026-11-21 #{asked.id}"]


def test_only_administrators_set_them(ledger: Settings) -> None:
    auditor = Actor(7, "审计", Role.AUDITOR)
    assert service.listed(auditor, ledger)
    with pytest.raises(Forbidden):
        service.ask(auditor, "nightly")
    with pytest.raises(Forbidden):
        service.listed(Actor(8, "甲", Role.INSPECTOR, ("440704",)), ledger)
    with pytest.raises(NotFound):
        service.runs(SYSTEM, "tea")


def test_a_schedule_of_a_job_kind_stands_there_as_soon_as_the_kind_does(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = replace(catalogue.entries()["backup"], id="tea", job="tea")
    monkeypatch.setattr(catalogue, "_written", lambda: (written,))
    assert catalogue.entries() == {}
    monkeypatch.setitem(jobs._kinds, "tea", lambda params, _progress: {"cups": params["slot"]})
    assert list(catalogue.entries()) == ["tea"]
    running.rows()
    with clock.frozen(NOON + DAY):
        (result,) = running.look(ledger, "tea")
    assert result["cups"] == "2026-11-22"


def test_the_library_is_read_anew(ledger: Settings) -> None:
    day = Slot("2026-11-21", clock.today(), clock.today(), clock.now())
    result = works.check_library(ledger, day)
    assert result["documents"] >= result["unchecked"] > 0
