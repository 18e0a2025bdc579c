"""Targets of plans: counted in the ledger where it can count, reported by people where not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import standards
from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound
from inventory.core.paging import Slice
from inventory.core.settings import Settings
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.plans import counting, reporting, service
from inventory.judgement.plans.counting import Count
from inventory.judgement.plans.models import TargetProgress
from inventory.people.accounts import service as accounts
from inventory.people.enterprises import service as enterprises
from inventory.registry.attachments import parents
from inventory.registry.attachments import service as attachments
from standards.checks import facing

TODAY = date(2026, 11, 21)
INSPECTOR = Actor(11, "监察员", Role.INSPECTOR, ("360704",))
STRANGER = Actor(12, "外人", Role.INSPECTOR, ("140522",))
CLERK = Actor(13, "企业", Role.ENTERPRISE, enterprise=1)
LIFTS = "老旧住宅电梯报废更新或大修改造"
BUSES = "城市公交车电动化比例"
LEAK = "城市供水公共管网漏损率"
LIFT = {
    "model": "GPS",
    "residential": True,
    "elevator_type": "曳引驱动乘客电梯",
    "delivered_on": "2006-05-01",
}
TRUCK = {
    "vehicle_type": "重型载货",
    "fuel": "柴油",
    "use_nature": "营运",
    "registered_on": "2012-03-01",
}


def add(kind: str, region: str, *records: dict[str, Any]) -> None:
    owner = enterprises.create(SYSTEM, {"name": f"{region}物业{kind}", "region": region}).id
    makers = {"manufacturer": f"某厂{region}"}
    for number, record in enumerate(records):
        own = {"plate_no": f"赣B{number:05}"} if kind == "truck" else {"serial_no": f"{number}"}
        facts = makers if kind == "elevator" else {}
        equipment.create(
            SYSTEM, kind, owner, region, {**facts, **own, **record}, writing.Origin("test")
        )


def target(actor: Actor, region: str, indicator: str) -> dict[str, Any]:
    found = service.detail(actor, region).target_list
    return next(row for row in found if row.indicator == indicator)


def test_elevators_renewed_are_counted(ledger: Settings) -> None:
    add(
        "elevator",
        "360704",
        LIFT,
        {**LIFT, "use_state": "报废"},
        {**LIFT, "use_state": "注销", "delivered_on": "2020-01-01"},  # was not an old one
        {**LIFT, "modified_on": "2025-03-01"},
        {**LIFT, "modified_on": "2020-03-01"},  # overhauled before the plan
        {**LIFT, "residential": False, "use_state": "报废"},
    )
    add("elevator", "140522", {**LIFT, "use_state": "报废"})
    found = target(INSPECTOR, "360704", LIFTS)
    assert found.count == Count(2, 2, 1, False)
    assert (found.source, found.share, found.reached) == ("ledger", 2 / 50, False)
    for state, number in vars(found.count).items():
        if state == "partial":
            continue
        items, total, _ = service.counted(INSPECTOR, "360704", ("6", LIFTS), state)
        assert len(items) == total == number
    assert items[0].use_state == "报废"
    assert items[0].enterprise == "360704物业elevator"
    assert len(service.counted(INSPECTOR, "360704", ("6", LIFTS), "done", Slice(2, 1)).items) == 1


@pytest.mark.parametrize(
    ("actor", "target"), [(STRANGER, ("6", LIFTS)), (INSPECTOR, ("7", "无")), (SYSTEM, ("x", "y"))]
)
def test_no_list_of_what_is_not_counted_or_not_ones_own(
    ledger: Settings, actor: Actor, target: tuple[str, str]
) -> None:
    with pytest.raises(NotFound):
        service.counted(actor, "360704", target, "done")


def test_trucks_eliminated_are_counted_by_stage(ledger: Settings) -> None:
    add(
        "truck",
        "360281",
        {**TRUCK, "emission_stage": "国三"},
        {**TRUCK, "emission_stage": "国三", "use_state": "注销", "scrapped_on": "2025-02-01"},
        {**TRUCK, "emission_stage": "国三", "use_state": "报废", "scrapped_on": "2023-02-01"},
        {**TRUCK, "emission_stage": "国四", "use_state": "报废"},
        {**TRUCK, "emission_stage": "国五", "use_state": "报废"},
        {**TRUCK, "emission_stage": "国四", "use_nature": "非营运", "use_state": "报废"},
    )
    third = target(SYSTEM, "360200", "国三及以下老旧营运柴油货车淘汰")
    assert third.count == Count(1, 1, 0, False)
    assert (third.share, third.reached) == (0.5, False)
    fourth = target(SYSTEM, "360200", "累计淘汰国四及以下营运柴油货车")
    assert fourth.count == Count(2, 1, 1, False)
    assert fourth.share == pytest.approx(2 / 284)


CAR = {"vehicle_type": "载客 非营运 小、微型客车、大型轿车", "powertrain": "汽油"}
CARS = "汽车报废更新累计"
GONE = {"use_state": "报废", "scrapped_on": "2025-02-01"}


def test_motor_cars_are_counted_and_motorcycles_are_not(ledger: Settings) -> None:
    since = {"registered_on": "2010-05-01"}
    plates = iter(range(900))

    def vehicle(**facts: Any) -> dict[str, Any]:
        return {"plate_no": f"赣B8{next(plates):04}", **since, **CAR, **facts}

    add(
        "vehicle",
        "360704",
        vehicle(**GONE),
        vehicle(use_state="报废", scrapped_on="2024-08-02"),  # before the plan
        vehicle(vehicle_type="摩托车 其他", **GONE),
        vehicle(vehicle_type="挂车 其他半挂车", **GONE),
        vehicle(vehicle_type="载客 营运 出租客运 小、微型"),  # past its eight years: to be done
        vehicle(),  # no limit of years: nothing asks for it
    )
    add("truck", "360704", {**TRUCK, **GONE}, {**TRUCK, "registered_on": "2024-01-01"})
    found = target(INSPECTOR, "360704", CARS)
    assert found.count == Count(2, 1, 0, True)


def test_a_target_of_a_year_counts_that_year_and_needs_the_day(ledger: Settings) -> None:
    add(
        "truck",
        "360704",
        {**TRUCK, "use_state": "报废", "scrapped_on": "2026-01-01"},
        {**TRUCK, "use_state": "报废", "scrapped_on": "2025-12-31"},
        {**TRUCK, "use_state": "报废"},
    )
    with clock.frozen(TODAY):
        found = target(INSPECTOR, "360704", "年报废机动车")
    assert found.count == Count(1, 0, 0, True)


def test_commercial_goods_and_passenger_vehicles_are_counted(ledger: Settings) -> None:
    add(
        "truck",
        "440704",
        {**TRUCK, **GONE},
        {**TRUCK, **GONE, "fuel": "纯电动"},  # the plan names the use, not the fuel
        {**TRUCK, **GONE, "use_nature": "非营运"},
        {**TRUCK, "emission_stage": "国六b"},  # still to become electric
        {**TRUCK, "fuel": "纯电动"},
    )
    add(
        "vehicle",
        "440704",
        {**CAR, **GONE, "plate_no": "粤J00001", "registered_on": "2020-01-01"},
        {
            **GONE,
            "plate_no": "粤J00002",
            "registered_on": "2020-01-01",
            "vehicle_type": "载客 营运 出租客运 小、微型",
        },
    )
    found = target(SYSTEM, "440704", "累计淘汰更新客货运车辆")
    assert found.count == Count(3, 1, 0, True)


def test_a_share_is_counted_of_what_is_in_use(ledger: Settings) -> None:
    bus = {"registered_on": "2022-01-01"}
    records = [
        {**bus, "plate_no": f"赣B9000{n}", "powertrain": power}
        for n, power in enumerate(["纯电动", "纯电动", "柴油", "插电混动"])
    ]
    add("bus", "360704", *records, {**records[0], "plate_no": "赣B90009", "use_state": "报废"})
    found = target(INSPECTOR, "360704", BUSES)
    assert found.count == Count(2, 2, 0, True)
    assert (found.source, found.reached) == ("ledger", False)
    assert found.share == pytest.approx(50 / 86)
    reporting.report(INSPECTOR, "360704", report(86))
    assert target(INSPECTOR, "360704", BUSES).source == "report"


def test_pipes_are_counted_by_their_length(ledger: Settings) -> None:
    pipe = {"system": "gas_pipeline", "condition": "老化", "quantity_unit": "公里"}
    add(
        "general",
        "360704",
        {**pipe, "quantity": 2.5, "use_state": "拆除"},
        {**pipe, "quantity": 4},
        {**pipe, "quantity": 9, "condition": "完好"},
        {**pipe, "quantity": 700, "quantity_unit": "米"},
    )
    found = target(INSPECTOR, "360704", "燃气老化管道改造")
    assert found.count == Count(2.5, 4, 2.5, True)
    assert found.share == pytest.approx(2.5 / 30)


def test_all_gone_is_reached_and_none_at_all_is_nothing_done(ledger: Settings) -> None:
    name = "国三及以下老旧营运柴油货车淘汰"
    empty = target(SYSTEM, "360200", name)
    assert (empty.share, empty.reached) == (None, False)
    add("truck", "360202", {**TRUCK, "emission_stage": "国二", "use_state": "报废"})
    assert target(SYSTEM, "360200", name).reached is True


def report(value: float | None, indicator: str = BUSES, **more: Any) -> reporting.Report:
    given = {"task_no": "8", "on": date(2026, 10, 1), "evidence": "区交通运输局报表"} | more
    return reporting.Report(indicator=indicator, value=value, **given)


def test_a_report_has_date_and_evidence_and_the_latest_stands(ledger: Settings) -> None:
    assert target(INSPECTOR, "360704", BUSES).source is None
    reporting.report(INSPECTOR, "360704", report(43, unit="区交通运输局"))
    reporting.report(INSPECTOR, "360704", report(40, on=date(2026, 9, 1)))
    found = target(INSPECTOR, "360704", BUSES)
    assert (found.source, found.share, found.reached) == ("report", 0.5, False)
    assert found.report.evidence == "区交通运输局报表"
    assert found.report.unit == "区交通运输局"
    latest = reporting.report(INSPECTOR, "360704", report(86, on=date(2026, 11, 1)))
    assert target(INSPECTOR, "360704", BUSES).reached is True
    reporting.revoke(INSPECTOR, latest.id, "抄错")
    assert target(INSPECTOR, "360704", BUSES).share == 0.5
    assert [row.revoked_reason for row in reporting.history(INSPECTOR, "360704")] == [
        "抄错",
        "",
        "",
    ]
    with pytest.raises(Conflict):
        reporting.revoke(INSPECTOR, latest.id, "再撤")


def test_at_most_is_reached_from_above(ledger: Settings) -> None:
    for value, reached in ((9.5, False), (9, True)):
        reporting.report(SYSTEM, "440704", report(value, LEAK, task_no="4"))
        assert target(SYSTEM, "440704", LEAK).reached is reached


def test_a_partial_count_gives_way_to_a_report(ledger: Settings) -> None:
    name = "累计淘汰更新客货运车辆"
    add("truck", "440704", {**TRUCK, "use_state": "报废", "scrapped_on": "2025-05-01"})
    counted = target(SYSTEM, "440704", name)
    assert (counted.source, counted.share) == ("ledger", 1 / 180)
    reporting.report(SYSTEM, "440704", report(90, name, task_no="5"))
    told = target(SYSTEM, "440704", name)
    assert (told.source, told.share, told.count.done) == ("report", 0.5, 1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (report(1, "没有的指标"), "unknown_target"),
        (report(1, task_no="9"), "unknown_target"),
        (report(None), "value_or_reached"),
        (report(1, reached=True), "value_or_reached"),
        (report(1, on=date(2026, 11, 22)), "future"),
    ],
)
def test_wrong_reports_are_refused(ledger: Settings, given: reporting.Report, code: str) -> None:
    with pytest.raises(Invalid) as error:
        reporting.report(INSPECTOR, "360704", given)
    assert error.value.code == code
    assert TargetProgress.select().count() == 0


def test_others_read_the_plan_without_its_progress(ledger: Settings) -> None:
    made = reporting.report(INSPECTOR, "360704", report(43))
    found = service.detail(STRANGER, "360704")
    assert found.progress_visible is False
    assert {(row.count, row.report) for row in found.target_list} == {(None, None)}
    assert reporting.history(STRANGER, "360704") == []
    with pytest.raises(Forbidden):
        reporting.report(STRANGER, "360704", report(1))
    with pytest.raises(NotFound):
        reporting.revoke(STRANGER, made.id, "x")


def test_tasks_stand_with_each_of_their_units(ledger: Settings) -> None:
    found = service.detail(INSPECTOR, "360704")
    units = {row.unit: row for row in found.departments}
    numbers = {task.task_no for task in found.task_list}
    assert {"6"} <= set(units["区市场监管局"].takes_part) <= numbers
    for task in found.task_list:
        for unit in task.responsible_units:
            assert task.task_no in units[unit].takes_part


def test_a_report_names_who_typed_it_in(ledger: Settings) -> None:
    user = accounts.create_user(
        "tian", "田填报", "correct horse battery", Role.INSPECTOR, ["360704"]
    )
    made = reporting.report(
        Actor(user.id, "田填报", Role.INSPECTOR, ("360704",)), "360704", report(43)
    )
    assert made.actor_name == "田填报"
    reporting.report(SYSTEM, "360704", report(44))
    assert [row.actor_name for row in reporting.history(INSPECTOR, "360704")] == ["", "田填报"]
    assert target(INSPECTOR, "360704", BUSES).report.actor_name == ""


def test_evidence_may_be_a_file_while_the_figure_stands(ledger: Settings) -> None:
    made = reporting.report(INSPECTOR, "360704", report(43))
    parent = parents.writable(INSPECTOR, attachments.PROGRESS, made.id)
    assert (parent.sort, parent.id) == ("target_progress", made.id)
    leader = Actor(14, "领导", Role.LEADER, ("360704",))
    parents.readable(leader, attachments.PROGRESS, made.id)
    with pytest.raises(Forbidden):
        parents.writable(leader, attachments.PROGRESS, made.id)
    with pytest.raises(NotFound):
        parents.readable(STRANGER, attachments.PROGRESS, made.id)
    with pytest.raises(NotFound):
        parents.readable(CLERK, attachments.PROGRESS, made.id)
    reporting.revoke(INSPECTOR, made.id, "误填")
    with pytest.raises(Conflict):
        parents.writable(INSPECTOR, attachments.PROGRESS, made.id)


def test_every_statement_says_what_the_system_does_about_it(ledger: Settings) -> None:
    found = service.detail(INSPECTOR, "360704")
    said = {row.id: row for row in found.statement_list}
    assert found.statements == len(said)
    assert {row.handling for row in said.values()} == {"rule", "counted", "typed", "duty"}
    assert said["360704.9.m1"].rules == ("plan.360704.truck",)
    assert said["360704.6.t1"].handling == "counted"
    assert said["360704.13.t1"].handling == "typed"
    coordination = said["360704.32.p1"]
    assert (coordination.title, coordination.cycle) == ("定期调度进展", "regular")
    assert "区发展改革委" in coordination.units
    luojiang = service.statement_list(service.plan_of("350504"))
    assert [row.id for row in luojiang if row.handling == "reentry"] == ["350504.9.m1"]


def test_every_counter_has_a_target_and_rules_that_are_there() -> None:
    library = standards.load()
    rules = {rule.id for rule in library.rules}
    for (region, task_no, indicator), counter in counting.counters().items():
        targets = library.plans[region].targets
        assert (task_no, indicator) in targets.select("task_no", "indicator").rows()
        assert set(counter.rules) <= rules
        assert counter.rules or counter.having
        for scope in counter.scopes:
            kind = library.kinds[scope.kind]
            said = [*scope.where, *counter.having]
            assert [wrong for one in said if (wrong := facing.problem(kind, list(one)))] == []


def test_every_target_of_every_plan_can_be_shown(ledger: Settings) -> None:
    for plan in service.listed():
        found = service.detail(SYSTEM, plan.region)
        assert len(found.target_list) == plan.targets
        keys = [(row.task_no, row.indicator) for row in found.target_list]
        assert len(keys) == len(set(keys))
    with pytest.raises(NotFound):
        service.detail(SYSTEM, "110000")
