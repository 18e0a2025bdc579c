"""Judging again as days pass: set-based, idempotent, and once however many schedulers run."""

from __future__ import annotations

import contextvars
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

import standards
from inventory.app import schedule
from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.bulk import bulk_update
from inventory.core.settings import Settings
from inventory.judgement.alerts.models import Alert, AlertStage
from inventory.judgement.assessments.models import Assessment, AssessmentRun, Finding
from inventory.judgement.ledger import rejudging, writing
from inventory.judgement.ledger import service as equipment
from inventory.judgement.sums import service as sums
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import verdicts
from inventory.registry.equipment.models import NEVER, Equipment
from inventory.registry.equipment.verdicts import COLUMNS

TODAY = date(2026, 11, 21)
TRUCK = {
    "plate_no": "粤J12345",
    "vehicle_type": "重型载货",
    "fuel": "柴油",
    "use_nature": "非营运",
    "registered_on": "2012-03-01",
    "inspection_valid_to": "2027-10-31",
    "emission_stage": "国五",
}


@pytest.fixture
def truck(ledger: Settings) -> Equipment:
    """A truck that must be scrapped on 2027-03-01, 100 days after today."""
    owner = enterprises.create(SYSTEM, {"name": "某物流", "region": "440704"})
    return equipment.create(SYSTEM, "truck", owner.id, "440704", TRUCK, writing.Origin("test"))


def stages(equipment_id: int) -> list[str]:
    query = AlertStage.select(AlertStage.stage).join(Alert).where(Alert.equipment == equipment_id)
    return [stage for (stage,) in query.order_by(AlertStage.id).tuples()]


def test_nothing_is_written_where_nothing_changed(truck: Equipment) -> None:
    before = Assessment.select().count()
    done = rejudging.rejudge_all(TODAY, 365)
    assert (done.judged, done.changed, done.opened, done.closed) == (1, 0, 0, 0)
    assert Assessment.select().count() == before


def test_alerts_pass_through_their_stages_and_missed_nights_do_no_harm(truck: Equipment) -> None:
    assert stages(truck.id) == ["180"]
    for day in (date(2026, 12, 1), date(2026, 12, 2), date(2027, 2, 20), date(2027, 4, 15)):
        with clock.frozen(day):
            rejudging.rejudge_all(day, 365)
    assert stages(truck.id) == ["180", "90", "30", "overdue30"]
    alert = Alert.get()
    assert (alert.outcome, alert.due) == ("eliminate", date(2027, 3, 1))
    assert Equipment.get().verdict == "eliminate"


def test_of_a_verdict_the_columns_that_differ_are_written(
    truck: Equipment, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[str, ...]] = []

    def noted(model: Any, columns: Sequence[str], rows: Any) -> None:
        written.extend([tuple(columns)] if model is Equipment else [])
        bulk_update(model, columns, rows)

    monkeypatch.setattr(verdicts, "bulk_update", noted)
    before, day = Equipment.get(), date(2027, 4, 15)
    with clock.frozen(day):
        rejudging.rejudge_all(day, 365)
    after = Equipment.get()
    differing = [name for name in COLUMNS if getattr(before, name) != getattr(after, name)]
    assert written == [tuple(differing)]
    assert {"verdict", "verdict_rank", "findings_digest"} <= {*differing} < {*COLUMNS}


def test_a_finding_that_goes_away_closes_its_alert(truck: Equipment) -> None:
    device = equipment.update(
        SYSTEM, truck.id, 1, writing.Origin("test"), facts={"use_state": "报废"}
    )
    assert device.verdict is None
    alert = Alert.get()
    assert alert.open_key is None
    assert alert.closed_at is not None
    assert stages(truck.id) == ["180", "closed"]


def test_old_assessments_are_superseded_and_kept(truck: Equipment) -> None:
    facts = {"registered_on": "2011-11-21"}
    equipment.update(SYSTEM, truck.id, 1, writing.Origin("test"), facts=facts)
    first, second = Assessment.select().order_by(Assessment.id)
    assert (first.verdict, second.verdict) == ("due", "eliminate")
    assert first.superseded_at is not None
    assert second.superseded_at is None
    current = Finding.select().where(Finding.current)
    assert {item.assessment_id for item in current} == {second.id}


def test_the_day_decides_and_the_run_is_recorded(truck: Equipment) -> None:
    later = TODAY + timedelta(days=365)
    with clock.frozen(later):
        assert schedule.tick(ledger_settings()) is not None
        assert schedule.tick(ledger_settings()) is None
    assert Equipment.get().verdict == "eliminate"
    assert AssessmentRun.get().as_of == later


def ledger_settings() -> Settings:
    return Settings()


def test_two_schedulers_do_each_night_once(truck: Equipment) -> None:
    def night() -> bool:
        with database.connection():
            return schedule.tick(ledger_settings()) is not None

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(contextvars.copy_context().run, night) for _ in range(4)]
        ran = [future.result(timeout=60) for future in futures]
    assert ran.count(True) == 1
    assert AssessmentRun.select().count() == 1
    assert Alert.select().count() == 1


def test_what_is_in_order_has_its_next_day_beyond_the_horizon(ledger: Settings) -> None:
    owner = enterprises.create(SYSTEM, {"name": "某物业", "region": "440704"})
    lift = {
        "elevator_type": "曳引驱动乘客电梯",
        "use_registered_on": "2020-05-01",
        "last_inspected_on": "2026-06-01",
        "next_inspection_on": "2028-06-01",
    }
    origin = writing.Origin("test")
    device = equipment.create(SYSTEM, "elevator", owner.id, "440704", lift, origin)
    assert (device.next_due, stages(device.id)) == (date(2028, 6, 30), [])
    Equipment.update(
        next_due=date(2027, 1, 1), findings_digest="as an older program wrote it"
    ).execute()
    rejudging.rejudge_all(TODAY, 365)
    assert Equipment.get_by_id(device.id).next_due == date(2028, 6, 30)


@pytest.mark.parametrize(
    ("kind", "facts", "due_for"),
    [
        (
            "elevator",
            {"elevator_type": "曳引驱动乘客电梯", "next_inspection_on": "2028-06-01"},
            "inspection",
        ),
        ("bus", {"registered_on": "2015-03-01", "powertrain": "柴油"}, "retirement"),
        ("elevator", {"elevator_type": "曳引驱动乘客电梯"}, ""),
    ],
)
def test_what_a_first_date_is_for_is_kept_and_filled_in(
    ledger: Settings, kind: str, facts: dict[str, object], due_for: str
) -> None:
    owner = enterprises.create(SYSTEM, {"name": "某公司", "region": "440704"})
    device = equipment.create(SYSTEM, kind, owner.id, "440704", facts, writing.Origin("test"))
    assert (device.due_for, bool(device.due_for)) == (due_for, device.next_due != NEVER)
    Equipment.update(due_for="").execute()  # as an upgrade leaves it
    rejudging.rejudge_all(TODAY, 365)
    assert (Equipment.get_by_id(device.id).due_for, sums.wrong()) == (due_for, [])


def test_upkeep_every_fortnight_and_a_settled_age_are_no_dates_to_plan_by(ledger: Settings) -> None:
    owner = enterprises.create(SYSTEM, {"name": "某物业", "region": "440704"})
    lift = {
        "elevator_type": "曳引驱动乘客电梯",
        "use_registered_on": "2020-05-01",
        "last_inspected_on": "2026-06-01",
        "next_inspection_on": "2028-06-01",
        "last_maintained_on": "2026-11-20",
        "in_service_on": "2008-01-01",
        "design_life_years": 15,
        "safety_assessment": "继续使用",
        "safety_assessed_on": "2026-01-01",
    }
    origin = writing.Origin("test")
    device = equipment.create(SYSTEM, "elevator", owner.id, "440704", lift, origin)
    met = {"elevator.maintenance", "elevator.design-life"}
    found = standards.assess_one(standards.load(), "elevator", lift, "440704", TODAY)
    assert met <= {item.rule for item in found if item.outcome == "meets" and item.due}
    assert device.next_due == date(2028, 6, 30)


def test_a_lorry_entered_as_a_vehicle_is_kept_as_a_truck(ledger: Settings) -> None:
    owner = enterprises.create(SYSTEM, {"name": "某车队", "region": "440704"})
    lorry = {"vehicle_type": "载货 轻型载货汽车", "powertrain": "柴油", "plate_no": "粤J12345"}
    coach = {"vehicle_type": "载客 专用校车", "powertrain": "柴油", "plate_no": "粤J12346"}
    kept = [
        equipment.create(SYSTEM, "vehicle", owner.id, "440704", facts, writing.Origin("test"))
        for facts in (lorry, coach)
    ]
    assert [device.kind for device in kept] == ["truck", "vehicle"]
    assert kept[0].facts["vehicle_type"] == "轻型载货"
    assert kept[0].facts["fuel"] == "柴油"
