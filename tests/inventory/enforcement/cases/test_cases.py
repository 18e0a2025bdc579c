"""A case from its opening to the number: who may, what is told, what is kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from peewee import IntegrityError

from inventory.core import clock, database
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.enforcement.agencies import procedure
from inventory.enforcement.cases import (
    checks,
    marks,
    moves,
    officers,
    opening,
    reading,
    recording,
    showing,
)
from inventory.enforcement.cases.models import CaseFinding, CaseRemark, HeldGround
from inventory.enforcement.inspecting import missions
from inventory.enforcement.inspecting import service as inspecting
from inventory.enforcement.notices import drafting
from inventory.enforcement.notices import service as notices
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.accounts import departments
from inventory.people.accounts.models import User
from inventory.registry.equipment import retrieval
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau


def opened(bureau: Bureau, *devices: int) -> int:
    given = opening.Opening(
        bureau.enterprise.id, devices or bureau.devices, bureau.who.officers, "淘汰变压器"
    )
    return int(opening.open_case(bureau.who.officer, given).id)


def test_findings_are_frozen_with_rule_edition_and_library(bureau: Bureau) -> None:
    case = showing.whole(bureau.who.officer, opened(bureau))
    assert len(case.parts.devices) == 3
    found = [item for device in case.parts.devices for item in device.found]
    assert {item.rule for item in found} >= {"transformer.batch-1"}
    assert all(item.library and item.document and item.frozen["as_of"] for item in found)
    assert case.parts.devices[0].facts["model"] == "S7-315/10"
    assert [step.move for step in case.parts.story] == ["open"]


def test_a_matter_of_the_product_has_english_one_of_people_has_not(bureau: Bureau) -> None:
    given = opening.Opening(bureau.enterprise.id)
    usual = opening.open_case(bureau.who.officer, given)
    name = bureau.enterprise.name
    assert usual.matter == f"{name}用能设备监察"
    assert usual.said.en == f"Energy inspection of {name}"
    typed = reading.get(SYSTEM, opened(bureau))
    assert (typed.said.zh, typed.said.en) == ("淘汰变压器", "淘汰变压器")
    marked = marks.of(bureau.who.officer, bureau.devices).values()
    assert {mark.matter_en for mark in marked} == {"淘汰变压器"}


def test_a_move_does_not_lack_what_it_brings_itself(bureau: Bureau) -> None:
    """A page offers what lacks nothing: notice, visit and hearing must not wait for themselves."""
    case = opened(bureau)
    lacking = lacking_of(bureau, case)
    assert lacking["notify"] == lacking["hear"] == set()
    assert lacking["inspect"] == {"notice_in_time"}  # told before anybody drives there
    recording.notify(bureau.who.officer, case, 1, recording.Notice(reason="抽查"))
    assert lacking_of(bureau, case)["inspect"] == set()


def lacking_of(bureau: Bureau, case: int) -> dict[str, set[str]]:
    told = showing.whole(bureau.who.officer, case).parts.moves
    return {item.move: {check.code for check in item.lacking} for item in told}


def test_a_written_notice_plans_the_visit(bureau: Bureau) -> None:
    case, today = opened(bureau), clock.today()
    day = today + timedelta(5)
    for planned_on in (None, day - timedelta(1)):
        with pytest.raises(Invalid) as refusal:
            notice = recording.Notice(planned_on, today)
            recording.notify(bureau.who.officer, case, 1, notice)
        assert [item["code"] for item in refusal.value.details] == ["notice_ahead"]
    inspecting.plan(bureau.who.officer, case, today)  # planned by hand: moved, not doubled
    recording.notify(bureau.who.officer, case, 1, recording.Notice(day, today))
    (visit,) = missions.listed(bureau.who.second, missions.Narrowed(mine=True))
    assert (visit.case_id, visit.planned_on, visit.state) == (case, day, "planned")
    assert [person.name for person in visit.officers] == ["officer", "second"]
    assert lacking_of(bureau, case)["inspect"] == {"notice_in_time"}  # not before that day
    assert inspecting.get(bureau.who.officer, visit.id).lacking == []


def test_wrong_officers_are_refused_at_the_choice(bureau: Bureau) -> None:
    """Without a certificate, with one that is over, of another department, one person twice."""
    who, case = bureau.who, opened(bureau)
    people = officers.candidates(who.officer, casework.REGION, {"transformer"})
    told = {person.name: person.problem for person in people}
    assert told == {"officer": "", "reviewer": "no_certificate", "second": ""}
    first, other = who.officer.id or 0, who.reviewer.id or 0
    boilers = departments.create(SYSTEM, casework.REGION, "锅炉科", ["boiler"]).id
    yesterday = clock.today() - timedelta(1)
    tried: list[tuple[dict[str, object], list[int], str]] = [
        ({}, [first, other], "没有执法证号"),
        ({}, [first, first], "重复选择"),
        ({"certificate_no": "YS000001"}, [first, other], "执法证号相同"),
        ({"certificate_no": "9", "certificate_until": yesterday}, [first, other], "过期"),
        ({"certificate_until": clock.today()}, [first, other], ""),
    ]
    for columns, users, word in tried:
        if columns:
            User.update(columns).where(User.id == other).execute()
        told_now = refused(bureau, case, users)
        assert word in told_now and bool(word) == bool(told_now)
    departments.assign(other, [boilers])
    assert "不主管" in refused(bureau, case, [first, other])


def refused(bureau: Bureau, case: int, users: list[int]) -> str:
    """What is said of the first of these officers who is refused."""
    version = reading.get(SYSTEM, case).version
    try:
        opening.name_officers(bureau.who.officer, case, version, users)
    except Invalid as error:
        return str(error.details[0]["message"])
    return ""


def test_one_open_case_per_device_and_ground(bureau: Bureau) -> None:
    first = opened(bureau, bureau.devices[0])
    with pytest.raises(Conflict) as refusal:
        opened(bureau)
    assert {item["value"] for item in refusal.value.details} == {first}
    second = opened(bureau, *bureau.devices[1:])
    moves.take(bureau.who.officer, first, "drop", given=moves.Given("重复立案"))
    assert opened(bureau, bureau.devices[0]) > second
    held = HeldGround.select().where(HeldGround.case == second).first()
    with pytest.raises(IntegrityError), database.db.atomic():
        HeldGround.create(case=first, equipment=held.equipment, ground=held.ground)


def test_a_device_shows_its_open_case(bureau: Bureau) -> None:
    case = opened(bureau, bureau.devices[0])
    found = marks.of(bureau.who.officer, bureau.devices)
    assert {key: mark.case_id for key, mark in found.items()} == {bureau.devices[0]: case}
    stranger = replace(bureau.who.officer, regions=("140522",))
    assert marks.of(stranger, bureau.devices) == {}
    clerk = Actor(7, "企业", Role.ENTERPRISE, enterprise=bureau.enterprise.id)
    assert marks.of(clerk, bureau.devices) == {}  # nobody has told it yet
    with pytest.raises(NotFound):
        reading.get(clerk, case)


def test_the_whole_way_to_the_number(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    issued = casework.issue(bureau.who, draft)
    case = showing.whole(bureau.who.officer, draft.case_id)
    assert (case.state, case.deadline_on) == ("issued", issued.deadline_on)
    assert [stage.status for stage in case.parts.stages] == [
        *("done", "skipped", "skipped", "skipped"),
        *("done", "done", "done", "now"),
        *("ahead",) * 4,
    ]
    trail = AuditEvent.select().where(AuditEvent.subject == "enforcement_case")
    events = [item.event for item in trail.order_by(AuditEvent.id)]
    assert events == [
        "case.open",
        "case.draft",
        "case.officers",
        "case.redraft",
        "case.submit",
        "case.review",
        "case.approve",
        "case.issue",
    ]


def test_nobody_signs_the_own_draft(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    both = replace(bureau.who.officer, duties=bureau.who.leader.duties | bureau.who.reviewer.duties)
    moves.take(both, draft.case_id, "submit")
    for move in ("review", "approve"):
        with pytest.raises(Invalid) as refusal:
            moves.take(both, draft.case_id, move)
        assert "second_person" in {item["code"] for item in refusal.value.details}
    assert reading.waiting(both) == []
    assert reading.waiting(bureau.who.reviewer) == [draft.case_id]
    assert reading.waiting(bureau.who.leader) == []
    casework.review(bureau.who, draft.case_id)
    assert reading.waiting(bureau.who.leader) == [draft.case_id]


def test_duties_count_by_region_and_by_department(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    moves.take(bureau.who.officer, draft.case_id, "submit")
    boilers = replace(bureau.who.reviewer, kinds=frozenset({"boiler"}))
    elsewhere = replace(bureau.who.reviewer, regions=("140522",))
    for actor, error in (
        (boilers, Forbidden),
        (elsewhere, NotFound),
        (bureau.who.leader, Forbidden),
        (bureau.who.second, Forbidden),
    ):
        with pytest.raises(error):
            moves.take(actor, draft.case_id, "review")
        assert reading.waiting(actor) == []
    with pytest.raises(Forbidden):
        moves.take(
            replace(bureau.who.officer, kinds=frozenset({"boiler"})), draft.case_id, "recall"
        )


def test_a_single_notice_asks_for_the_department(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    boilers = replace(bureau.who.officer, kinds=frozenset({"boiler"}))
    for write in (
        lambda: drafting.edit(boilers, draft.id, draft.version, {"free_text": "x"}),
        lambda: drafting.look(boilers, draft.id),
        lambda: notices.discard(boilers, draft.id),
        lambda: notices.issue(boilers, draft.id),
    ):
        with pytest.raises(Forbidden):
            write()


def test_an_agency_switches_the_review_off_never_the_second_person(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    moves.take(bureau.who.officer, draft.case_id, "submit")
    with pytest.raises(Invalid) as refusal:
        moves.take(bureau.who.leader, draft.case_id, "approve")
    assert [item["code"] for item in refusal.value.details] == ["reviewed"]
    procedure.change(SYSTEM, draft.agency_id, {"legal_review": 0})
    assert reading.waiting(bureau.who.leader) == [draft.case_id]
    moves.take(bureau.who.leader, draft.case_id, "approve")
    assert notices.issue(bureau.who.officer, draft.id).number == 1


def test_a_returned_draft_carries_its_remarks_until_it_comes_back(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    moves.take(bureau.who.officer, draft.case_id, "submit")
    remark = moves.Remark("期限太短", f"notice:{draft.id}", 3, 1)
    with pytest.raises(Invalid):
        moves.take(bureau.who.reviewer, draft.case_id, "return")
    moves.take(
        bureau.who.reviewer, draft.case_id, "return", given=moves.Given("请改", remarks=[remark])
    )
    now = notices.get(bureau.who.officer, draft.id)
    drafting.edit(bureau.who.officer, draft.id, now.version, {"free_text": "已改"})
    assert CaseRemark.get().resolved_at is None
    moves.take(bureau.who.officer, draft.case_id, "submit")
    assert CaseRemark.get().resolved_at is not None


def test_what_will_be_refused_is_told_from_the_beginning(bureau: Bureau) -> None:
    given = opening.Opening(bureau.enterprise.id, bureau.devices)
    case = opening.open_case(bureau.who.officer, given)
    told = {item.code: item for item in checks.checks(bureau.who.officer, case)}
    assert {"two_officers", "certificates", "heard", "has_draft", "deadline"} == set(told)
    assert "issue" in told["heard"].stops and told["heard"].remedy


def test_what_is_under_signature_is_not_changed(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    case = moves.take(bureau.who.officer, draft.case_id, "submit")
    with pytest.raises(Conflict) as refusal:
        opening.name_officers(bureau.who.officer, case.id, case.version, [])
    assert refusal.value.code == "under_signature"
    with pytest.raises(Invalid):
        drafting.edit(bureau.who.officer, draft.id, draft.version, {"free_text": "x"})


def test_of_two_at_once_one_wins_and_the_other_is_told(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    case = moves.take(bureau.who.officer, draft.case_id, "submit")
    together = threading.Barrier(2)

    def act(given: tuple[Actor, str]) -> str:
        actor, move = given
        with database.connection():
            together.wait(10)
            try:
                return moves.take(actor, case.id, move, case.version, moves.Given("理由")).state
            except AppError as error:
                return error.code

    with ThreadPoolExecutor(2) as pool:
        states = list(
            pool.map(act, [(bureau.who.reviewer, "review"), (bureau.who.officer, "recall")])
        )
    assert sorted(states) in (["reviewed", "stale"], ["drafted", "stale"])


def test_the_ledger_goes_on_and_the_copy_stays(bureau: Bureau) -> None:
    casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise))
    before = [(item.rule, item.message) for item in CaseFinding.select()]
    device = retrieval.get(SYSTEM, bureau.devices[0])
    facts = {**device.facts, "model": "S22-M-315/10"}
    equipment.update(SYSTEM, device.id, device.version, writing.Origin("api"), facts=facts)
    assert [(item.rule, item.message) for item in CaseFinding.select()] == before


def test_cases_are_counted_and_a_draft_is_read_by_paragraph(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    told = notices.sections(draft)
    assert told[0].heading == "查明的事实" and all(told[0].paragraphs)
    counted = reading.counts(bureau.who.officer, reading.Narrowed())
    assert (counted.total, counted.late) == (1, 0)
    assert [(item.word, item.count) for item in counted.states] == [("drafted", 1)]
    assert [(item.word, item.count) for item in counted.kinds] == [("transformer", 1)]
    elsewhere = replace(bureau.who.officer, regions=("140522",))
    assert reading.counts(elsewhere, reading.Narrowed()).total == 0


def test_what_was_passed_over_is_recorded_beside_the_draft(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise, inspected_on=date(2026, 11, 20))
    case = reading.get(SYSTEM, draft.case_id)
    with pytest.raises(Invalid) as refusal:
        moves.take(bureau.who.officer, case.id, "submit")
    assert [item["code"] for item in refusal.value.details] == ["notice_in_time"]
    with pytest.raises(Invalid):
        recording.notify(bureau.who.officer, case.id, case.version, recording.Notice())
    spot_check = recording.Notice(reason="抽查")
    told = recording.notify(bureau.who.officer, case.id, case.version, spot_check)
    assert (told.state, told.notice_reason) == ("drafted", "抽查")
    assert moves.take(bureau.who.officer, case.id, "submit").submitted_at
