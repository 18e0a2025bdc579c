"""A renewal project from the enterprise's proposal to what was measured after it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from peewee import IntegrityError

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.database import db
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.core.settings import Settings
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.projects import claiming, files, listing, service, summing, workbook
from inventory.judgement.projects.claiming import Claimed
from inventory.judgement.projects.listing import Filters
from inventory.judgement.projects.machine import LIVE, PROJECT
from inventory.judgement.projects.models import SubsidyClaim
from inventory.judgement.projects.service import Begun, Measured, Move
from inventory.people.enterprises import service as enterprises
from tests.inventory.judgement.potential.conftest import LIFT, S9

HERE, AWAY = "440704", "140522"
PROGRAMME = "elevator-renewal-2026"
YUAN = 100


@dataclass(frozen=True)
class Place:
    mill: int
    lift: int
    old: int
    new: int
    foreign: int
    inspector: Actor
    clerk: Actor
    stranger: Actor


@pytest.fixture
def place(ledger: Settings) -> Place:
    mill = enterprises.create(SYSTEM, {"name": "示例物业", "region": HERE, "contact": "张三"}).id
    yard = enterprises.create(SYSTEM, {"name": "外地厂", "region": AWAY}).id
    origin = writing.Origin("test")

    def device(kind: str, owner: int, region: str, facts: dict[str, Any]) -> int:
        return equipment.create(SYSTEM, kind, owner, region, facts, origin).id

    new = {"model": "S20-M-315/10", "rated_capacity_kva": 315, "made_on": "2026-05-01"}
    return Place(
        mill,
        device("elevator", mill, HERE, LIFT),
        device("transformer", mill, HERE, S9),
        device("transformer", mill, HERE, new),
        device("transformer", yard, AWAY, {**S9, "serial_no": "1"}),
        Actor(1, "监察员", Role.INSPECTOR, (HERE,)),
        Actor(2, "企业", Role.ENTERPRISE, enterprise=mill),
        Actor(3, "外地", Role.INSPECTOR, (AWAY,)),
    )


def version(project: int) -> int:
    return listing.detail(SYSTEM, project).version


def take(actor: Actor, project: int, step: str, **more: Any) -> None:
    service.move(actor, project, Move(step, version(project), **more))


def begun(place: Place, name: str = "电梯和变压器更新", *devices: int) -> int:
    made = service.begin(place.inspector, Begun(name, place.mill))
    service.add_devices(place.inspector, made.id, 1, devices or (place.lift, place.old))
    return made.id


def test_a_project_goes_from_proposal_to_measured_saving(place: Place) -> None:
    made = service.begin(place.clerk, Begun("更新电梯", contents="更换一台"))
    assert (made.state, made.region, made.contact) == ("proposed", HERE, "张三")
    service.add_devices(place.clerk, made.id, 1, [place.lift, place.old])
    money = [
        {"year": 2026, "source": "own", "planned_fen": 5 * YUAN, "spent_fen": 3 * YUAN},
        {"year": 2027, "source": "central", "planned_fen": 7 * YUAN, "spent_fen": 0},
    ]
    service.invest(place.clerk, made.id, 2, money)
    service.replace_with(place.clerk, made.id, 3, place.old, place.new, "")
    take(place.inspector, made.id, "admit")
    with pytest.raises(Forbidden) as refusal:
        service.edit(place.clerk, made.id, version(made.id), {"name": "改名"})
    assert refusal.value.code == "admitted"
    take(place.inspector, made.id, "approve")
    take(place.inspector, made.id, "begin", on=date(2026, 9, 1))
    take(place.inspector, made.id, "accept")
    given_ = Measured(1234.5, date(2026, 10, 1), date(2026, 11, 1), "能源审计报告")
    service.measure(place.inspector, made.id, version(made.id), given_)
    found = listing.detail(place.clerk, made.id)
    assert (found.state, found.started_on, found.finished_on) == (
        "done",
        date(2026, 9, 1),
        clock.today(),
    )
    assert (found.planned_fen, found.spent_fen, found.devices, found.replaced) == (1200, 300, 2, 1)
    assert (found.measured_kgce, found.moves, found.editable) == (1234.5, [], False)
    acts = [item.act for item in listing.history(place.clerk, made.id)]
    assert acts == [
        "measured",
        "accept",
        "begin",
        "approve",
        "admit",
        "device_replaced",
        "invested",
        "devices_added",
        "proposed",
    ]
    events = AuditEvent.select().where(AuditEvent.subject == "renewal_project").count()
    assert events == len(acts)


def test_the_expected_saving_is_frozen_with_its_arithmetic(place: Place) -> None:
    project = begun(place)
    take(place.inspector, project, "approve")
    then = listing.detail(SYSTEM, project).estimate
    assert then is not None and then.as_of == clock.today().isoformat()  # type: ignore[comparison-overlap]
    of_lift, of_transformer = then.items
    assert (of_lift["formula"], of_lift["kgce"]) == (False, None)
    assert of_transformer["kgce"] == pytest.approx(then.kgce) and then.kgce > 0
    assert of_transformer["arithmetic"]["inputs"] and of_transformer["arithmetic"]["formula"]
    equipment.update(SYSTEM, place.old, 1, writing.Origin("test"), facts={"no_load_loss_w": 5000})
    service.remove_device(place.inspector, project, version(project), place.lift)
    now = listing.detail(SYSTEM, project).estimate
    assert now is not None and (now.kgce, now.stale) == (then.kgce, True)
    service.estimate(place.inspector, project, version(project), "saving")
    again = listing.detail(SYSTEM, project).estimate
    assert again is not None and again.kgce > then.kgce and not again.stale


def test_a_subsidy_is_claimed_once_for_a_device(place: Place) -> None:
    project = begun(place)
    today = Claimed(place.lift, PROGRAMME, clock.today(), 150_000 * YUAN)
    with pytest.raises(Conflict) as early:
        claiming.claim(place.inspector, project, version(project), today)
    assert early.value.code == "not_approved"
    take(place.inspector, project, "approve")
    match = {it.programme: it for it in listing.detail(SYSTEM, project).pairs[0].subsidies}
    assert (match[PROGRAMME].status, match[PROGRAMME].claimed) == ("matches", False)
    made = claiming.claim(place.inspector, project, version(project), today)
    with pytest.raises(Conflict) as twice:
        claiming.claim(place.inspector, project, version(project), today)
    assert twice.value.code == "claimed_twice" and "一次" in twice.value.remedy
    with pytest.raises(IntegrityError), db.atomic():  # the database refuses it by itself
        SubsidyClaim.create(
            project=project,
            equipment=place.lift,
            programme=PROGRAMME,
            on=clock.today(),
            created_at=clock.now(),
        )
    with pytest.raises(Conflict) as held:
        take(place.inspector, project, "withdraw", note="不做了")
    assert held.value.code == "claims_stand"
    claiming.revoke(place.inspector, project, version(project), made, "登记错了")
    claiming.claim(place.inspector, project, version(project), today)
    standing = [it.revoked_at is None for it in listing.detail(SYSTEM, project).claim_list]
    assert standing == [False, True]


@pytest.mark.parametrize(
    ("device", "programme", "on", "code"),
    [
        ("old", PROGRAMME, date(2026, 11, 1), "programme_refuses"),  # of another kind
        ("lift", PROGRAMME, date(2025, 12, 31), "programme_refuses"),  # the day before it opens
        ("lift", PROGRAMME, date(2026, 11, 22), "future"),
        ("lift", "none", date(2026, 11, 1), "not_found"),
        ("new", PROGRAMME, date(2026, 11, 1), "not_found"),  # no device of the project
    ],
)
def test_a_claim_that_cannot_be(
    place: Place, device: str, programme: str, on: date, code: str
) -> None:
    project = begun(place)
    take(place.inspector, project, "approve")
    given_ = Claimed(getattr(place, device), programme, on)
    with pytest.raises(AppError) as refusal:
        claiming.claim(place.inspector, project, version(project), given_)
    assert refusal.value.code == code


def test_a_device_is_in_one_project_until_it_withdraws(place: Place) -> None:
    project = begun(place)
    with pytest.raises(Conflict) as refusal:
        begun(place, "另一个")
    assert refusal.value.code == "device_elsewhere"
    take(place.inspector, project, "withdraw", note="资金未落实")
    begun(place, "接手的项目")
    with pytest.raises(Conflict) as back:
        take(place.inspector, project, "reopen", note="资金落实了")
    assert back.value.code == "device_elsewhere"
    assert listing.page(SYSTEM, Filters(equipment=place.lift)).total == 2


def test_what_is_refused(place: Place) -> None:
    project = begun(place)
    for wrong, code in (
        (lambda: service.edit(place.inspector, project, 1, {"name": "旧版本"}), "version"),
        (lambda: take(place.inspector, project, "withdraw"), "no_note"),
        (lambda: take(place.inspector, project, "accept"), "illegal_step"),
        (lambda: service.add_devices(SYSTEM, project, 2, [place.foreign]), "other_enterprise"),
        (lambda: service.add_devices(place.inspector, project, 2, [place.foreign]), "not_found"),
        (lambda: listing.detail(place.stranger, project), "not_found"),
        (lambda: files.RIGHTS.write(place.clerk, project), "admitted"),
        (
            lambda: service.measure(
                place.inspector,
                project,
                2,
                Measured(1, date(2026, 1, 1), date(2026, 2, 1), "报告"),
            ),
            "not_begun",
        ),
        (lambda: service.begin(place.stranger, Begun("跨区", place.mill)), "not_found"),
        (lambda: take(place.clerk, project, "approve"), "admitted"),
    ):
        with pytest.raises((Conflict, Invalid, NotFound, Forbidden)) as refusal:
            wrong()  # type: ignore[no-untyped-call]
        assert refusal.value.code == code


def test_growth_needs_a_base_and_says_what_is_missing(place: Place) -> None:
    project = begun(place)
    rows = [
        {"year": 2026, "source": "own", "planned_fen": 150 * YUAN, "spent_fen": 125 * YUAN},
        {"year": 2026, "source": "loan", "planned_fen": 50 * YUAN, "spent_fen": 0},
    ]
    service.invest(place.inspector, project, version(project), rows)
    assert summing.summary(place.inspector).missing == "region"
    assert summing.summary(place.inspector, HERE).missing == "base"
    given_ = summing.GivenBase(HERE, 100 * YUAN, "区统计局2023年固定资产投资年报")
    summing.set_base(place.inspector, given_)
    with pytest.raises(Conflict):
        summing.set_base(place.inspector, given_)  # somebody else's figure stands already
    found = summing.summary(place.inspector, HERE)
    (year,) = found.years
    assert (year.planned_growth, year.spent_growth, found.missing) == (100.0, 25.0, "")
    assert [(it.source, it.planned_fen) for it in found.sources] == [
        ("own", 150 * YUAN),
        ("loan", 50 * YUAN),
    ]
    assert [(it.region, it.projects, it.spent_fen) for it in found.places] == [
        (HERE, 1, 125 * YUAN)
    ]
    (target,) = found.targets
    assert (target.value, target.baseline_year) == (25.0, 2023)
    take(place.inspector, project, "withdraw", note="不做了")
    assert summing.summary(place.inspector, HERE).planned_fen == 0
    with pytest.raises(Forbidden):
        summing.set_base(place.stranger, summing.GivenBase(HERE, 1, "无权", version=1))


def test_list_pages_filters_and_workbook(place: Place) -> None:
    for number in range(5):
        made = service.begin(place.inspector, Begun(f"项目{number}", place.mill))
        assert made.state == "reserve"
    first = listing.page(place.inspector, Filters(), size=2)
    names = [item.name for item in first.items]
    rest = listing.page(place.inspector, Filters(), after=first.next, size=2)
    names += [item.name for item in rest.items]
    assert (names, first.total) == (["项目4", "项目3", "项目2", "项目1"], 5)
    assert listing.page(place.inspector, Filters(q="项目3")).total == 1
    assert listing.page(place.stranger, Filters()).total == 0
    sheet = load_workbook(io.BytesIO(workbook.export(place.inspector, Filters(q="项目")))).active
    assert sheet is not None and sheet.max_row == 3 + 5 + 1
    assert sheet.cell(4, 2).value == "项目0" and sheet.cell(9, 1).value == "合计"


@given(st.lists(st.sampled_from([step.name for step in PROJECT.steps]), max_size=12))
def test_any_walk_stays_in_the_table(steps: list[str]) -> None:
    state = "proposed"
    for name in steps:
        step = PROJECT.step(name)
        who = next(iter(sorted(step.by)))
        if state in step.sources:
            state = PROJECT.after(state, name, who)
        else:
            with pytest.raises(Conflict):
                PROJECT.after(state, name, who)
        assert state in PROJECT.states
    # What has ended leaves only by one way, and nothing leaves what is accepted.
    assert not [it for it in PROJECT.steps if "done" in it.sources]
    assert {it.name for it in PROJECT.steps if "withdrawn" in it.sources} == {"reopen"}
    assert set(LIVE) | {"done", "withdrawn"} == set(PROJECT.states)
