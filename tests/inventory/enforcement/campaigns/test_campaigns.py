"""A campaign from its list to its report; what is drawn by lot can be drawn again by hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict, Invalid, NotFound
from inventory.core.settings import Settings
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.campaigns import drawing, duties, reporting, service
from inventory.enforcement.campaigns.models import Campaign
from inventory.enforcement.cases import late, marks, moves, reading
from inventory.enforcement.cases.models import Case, CaseStep
from inventory.enforcement.inspecting import service as inspecting
from inventory.judgement.ledger import listing, writing
from inventory.judgement.ledger.writing import Change
from inventory.people.enterprises import service as enterprises
from inventory.registry.jobs import service as jobs
from tests.inventory.enforcement import casework

CODES = [f"9144070400000000{number:02d}" for number in range(6)]
PERIOD = (date(2026, 12, 1), date(2026, 12, 31))


@pytest.fixture
def who(ledger: Settings) -> casework.People:
    for number, code in enumerate(CODES):
        owner = enterprises.create(
            SYSTEM, {"name": f"江海区第{number}厂", "uscc": code, "region": casework.REGION}
        )
        facts = {"model": "S7-315/10", "rated_capacity_kva": 315, "serial_no": str(number)}
        writing.write(
            [Change("transformer", owner.id, casework.REGION, facts)], writing.Origin("test")
        )
    return casework.people()


def begun(who: casework.People) -> Campaign:
    agency = agencies.of_region(casework.REGION)[0]
    filters = {"verdict": "eliminate"}
    return service.begin(who.officer, service.Begun("淘汰变压器专项", agency.id, filters, *PERIOD))


def test_a_draw_is_repeated_from_its_seed_by_hand(who: casework.People) -> None:
    campaign = begun(who)
    drawn = service.draw(who.officer, campaign.id, campaign.version, 2, "2026-12")
    rows = service.enterprises(who.officer, campaign.id).items
    by_hand = sorted(
        CODES, key=lambda code: hashlib.sha256(f"2026-12|enterprise|{code}".encode()).hexdigest()
    )
    assert [row.enterprise.uscc for row in rows if row.chosen] == by_hand[:2]
    assert [row.enterprise.uscc for row in rows] == by_hand
    assert all(set(row.officers) == set(who.officers) for row in rows if row.chosen)
    with pytest.raises(Conflict) as refusal:
        service.draw(who.officer, campaign.id, drawn.version, 2, "better")
    assert refusal.value.code == "drawn"


def test_without_a_seed_one_is_made_and_kept(who: casework.People) -> None:
    campaign = begun(who)
    drawn = service.draw(who.officer, campaign.id, campaign.version, 3)
    assert len(drawn.seed) == 32 and drawn.drawn_by == who.officer.name


@given(st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=20), st.integers(0, 25))
def test_the_order_of_the_list_does_not_matter(names: list[str], count: int) -> None:
    drawn = drawing.draw("s", "enterprise", names, count)
    assert drawn == drawing.draw("s", "enterprise", names[::-1], count)
    assert len(drawn) == min(count, len(names)) and set(drawn) <= set(names)


def test_cases_are_opened_once_and_counted(who: casework.People) -> None:
    campaign = begun(who)
    drawn = service.draw(who.officer, campaign.id, campaign.version, 4, "x")
    job = service.request_cases(who.officer, campaign.id, drawn.version)
    result = jobs.run(job.id).result
    assert len(result["cases"]) == 4 and result["refused"] == []
    assert service.run(job.params, lambda _done, _all: None)["cases"] == []
    case = reading.get(who.officer, result["cases"][0])
    assert (case.source, case.campaign) == ("spot_check", campaign.id)
    told = reporting.report(who.officer, campaign.id)
    assert (told.enterprises, told.chosen, told.cases, told.devices) == (6, 4, 4, 4)
    assert [(item.word, item.count) for item in told.states] == [("opened", 4)]
    assert {item.word for item in told.findings} >= {"transformer.batch-1"}
    with pytest.raises(Conflict):
        service.request_cases(who.officer, campaign.id, drawn.version + 1)


def test_others_see_nothing_and_mistakes_are_told(who: casework.People) -> None:
    campaign = begun(who)
    with pytest.raises(NotFound):
        service.get(replace(who.officer, regions=("140522",)), campaign.id)
    agency = agencies.of_region(casework.REGION)[0]
    for filters, period in (({"kind": "boiler"}, PERIOD), ({}, PERIOD[::-1])):
        with pytest.raises(Invalid):
            service.begin(who.officer, service.Begun("x", agency.id, filters, *period))


def test_the_ledger_marks_and_narrows_by_open_cases(who: casework.People) -> None:
    campaign = begun(who)
    drawn = service.draw(who.officer, campaign.id, campaign.version, 2, "x")
    jobs.run(service.request_cases(who.officer, campaign.id, drawn.version).id)
    held = listing.page(who.officer, listing.Filters(open_case=True))
    assert held.total == 2 and all(item.open_case for item in held.items)
    free = listing.page(who.officer, listing.Filters(open_case=False))
    assert free.total == 4 and not any(item.open_case for item in free.items)
    case = held.items[0].open_case.case_id
    moves.take(who.officer, case, "drop", given=moves.Given("误立"))
    assert listing.page(who.officer, listing.Filters(open_case=True)).total == 1
    assert marks.of(who.officer, [held.items[0].id]) == {}


def test_what_is_late_is_noted_once_and_becomes_due(who: casework.People) -> None:
    campaign = begun(who)
    jobs.run(service.request_cases(who.officer, campaign.id, campaign.version).id)
    first, second, *_ = Case.select().order_by(Case.id)
    Case.update(state="served", deadline_on=date(2026, 11, 20)).where(Case.id == first.id).execute()
    Case.update(state="served", deadline_on=date(2026, 10, 1)).where(Case.id == second.id).execute()
    assert late.sweep() == {"late": 2, "hand_over_due": 1}
    assert late.sweep() == {"late": 0, "hand_over_due": 0}
    assert [case.id for case in reading.for_hand_over(who.leader)] == [second.id]
    assert CaseStep.select().where(CaseStep.case == first.id, CaseStep.move == "late").count() == 1


def test_each_officer_has_a_list_of_missions(who: casework.People) -> None:
    campaign = begun(who)
    drawn = service.draw(who.officer, campaign.id, campaign.version, 2, "x")
    before = duties.of(who.leader, campaign.id)
    assert {duty.officer.user_id for duty in before} == set(who.officers)
    assert {mission.case_id for duty in before for mission in duty.missions} == {None}
    jobs.run(service.request_cases(who.officer, campaign.id, drawn.version).id)
    case = Case.select().order_by(Case.id).get()
    inspecting.plan(who.officer, case.id, date(2026, 12, 3))
    for duty in duties.of(who.leader, campaign.id):
        assert len(duty.missions) == 2
        planned = {mission.case_id: mission.visit_on for mission in duty.missions}
        assert planned[case.id] == date(2026, 12, 3)
    rows = duties.rows(who.leader, campaign.id).items
    assert [(row.state, len(row.people)) for row in rows[:3]] == [("opened", 2)] * 2 + [("", 0)]
