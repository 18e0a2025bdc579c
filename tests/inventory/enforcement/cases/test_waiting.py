"""What waits on whose desk, why a button is somebody else's, remarks and what is said to them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Conflict, Forbidden, NotFound
from inventory.desk.workbench import waiting
from inventory.enforcement.answering import service as answering
from inventory.enforcement.answering.service import Said
from inventory.enforcement.cases import (
    marks,
    moves,
    opening,
    reading,
    remarking,
    showing,
    tasks,
)
from inventory.enforcement.cases.models import CaseRemark
from inventory.enforcement.papers import signing
from inventory.enforcement.rechecking import linking
from inventory.enforcement.rechecking import service as rechecking
from inventory.enforcement.rechecking.service import Seen
from inventory.enforcement.serving import service as serving
from inventory.enforcement.serving.service import Attempt
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau

TODAY = date(2026, 11, 21)


def key() -> str:
    return str(uuid.uuid4())


def waits(actor: Actor) -> dict[str, int]:
    """Task → cases on the desk of somebody."""
    groups = {item.sort.removeprefix("case_"): item.count for item in waiting.desk(actor).groups}
    return {name: count for name, count in groups.items() if name in tasks.TASKS}


def test_each_step_lies_on_the_desk_of_whoever_makes_it(bureau: Bureau) -> None:
    who, clerk = bureau.who, Actor(77, "王经理", Role.ENTERPRISE, enterprise=bureau.enterprise.id)
    everybody = (who.officer, who.reviewer, who.leader)

    def desks() -> tuple[dict[str, int], ...]:
        return tuple(waits(actor) for actor in everybody)

    draft = casework.draft(who, bureau.enterprise)
    case = draft.case_id
    assert desks() == ({}, {}, {})
    answering.state_opinion(clerk_of(bureau, case, clerk), case, "请给时间", key())
    assert desks() == ({"opinions": 1}, {}, {})
    answering.reply_to(who.officer, answering.opinions(SYSTEM, case)[0].id, "已考虑", True)
    moves.take(who.officer, case, "submit")
    assert desks() == ({}, {"review": 1}, {})
    moves.take(who.reviewer, case, "return", given=moves.Given("改"))
    assert desks() == ({"returned": 1}, {}, {})
    casework.staff(who, draft)
    moves.take(who.officer, case, "submit")
    casework.review(who, case)
    assert desks() == ({}, {}, {"sign": 1})
    moves.take(who.leader, case, "approve")
    assert desks() == ({"issue": 1}, {}, {})
    assert waits(who.second) == {"issue": 1}
    casework.notices.issue(who.officer, draft.id)
    assert desks() == ({"serve": 1}, {}, {})
    given = Attempt(f"notice:{draft.id}", "direct", TODAY, key(), TODAY, "王经理")
    serving.record(who.officer, case, given)
    assert desks() == ({}, {}, {})
    answering.ask_extension(clerk, case, date(2027, 3, 1), "交货期长")
    assert desks() == ({}, {}, {"extension": 1})
    answering.decide_extension(
        who.leader, case, reading.get(SYSTEM, case).version, False, None, "理由不足"
    )
    answering.give(clerk, case, [Said(bureau.devices[0], "stopped", key())])
    assert desks() == ({"answers": 1, "recheck": 1}, {}, {})
    answering.decide(who.officer, answering.answers(SYSTEM, case)[0].id, True, "")
    assert desks() == ({"recheck": 1}, {}, {})
    seen = [Seen(item, "stopped") for item in bureau.devices]
    rechecking.record(who.officer, case, TODAY, "visit", key(), seen)
    signing.report(who.officer, case, None, "整改到位")
    assert desks() == ({}, {}, {"closing": 1})
    signing.close(who.leader, case, None)
    assert desks() == ({}, {}, {})


def clerk_of(bureau: Bureau, case: int, clerk: Actor) -> Actor:
    """The clerk, who has been told of the case."""
    reading.Case.update(told_on=TODAY).where(reading.Case.id == case).execute()
    return clerk


def test_a_term_that_is_over_is_a_recheck_the_day_after(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    casework.issue(bureau.who, draft)
    given = Attempt(f"notice:{draft.id}", "direct", TODAY, key(), TODAY, "王经理")
    serving.record(bureau.who.officer, draft.case_id, given)
    last = reading.get(SYSTEM, draft.case_id).deadline_on
    with clock.frozen(last):
        assert waits(bureau.who.officer) == {}
    with clock.frozen(last + timedelta(days=1)):
        assert waits(bureau.who.officer) == {"recheck": 1}
        assert waits(SYSTEM) == {"recheck": 1}
        stranger = replace(bureau.who.officer, id=9, regions=("140522",))
        assert waits(stranger) == {}


def test_what_waits_on_no_ones_desk_is_not_asked_for(bureau: Bureau) -> None:
    assert tasks.of(bureau.who.leader) == ["sign", "extension", "closing"]
    assert tasks.of(bureau.who.reviewer)[0] == "review"
    assert tasks.of(replace(bureau.who.leader, duties=frozenset())) == []


def barred(actor: Actor, case: int) -> dict[str, str]:
    """Move → the code of why it is not the actor's; blank where it is."""
    found = showing.whole(actor, case).parts.moves
    return {item.move: item.barred.code if item.barred else "" for item in found}


def test_a_move_that_is_not_ones_own_says_why(bureau: Bureau) -> None:
    who = bureau.who
    case = casework.draft(who, bureau.enterprise).case_id
    moves.take(who.officer, case, "submit")
    assert barred(who.officer, case)["review"] == "no_duty"
    assert barred(who.leader, case)["recall"] == "by_officers"
    assert barred(who.reviewer, case)["review"] == barred(who.leader, case)["approve"] == ""
    boilers = replace(who.reviewer, kinds=frozenset({"boiler"}))
    assert barred(boilers, case)["review"] == "kind_forbidden"
    lacking = {
        item.move: [check.code for check in item.lacking]
        for item in showing.whole(replace(who.officer, duties=who.leader.duties), case).parts.moves
    }
    assert "second_person" in lacking["approve"]


def test_a_remark_keeps_its_words_and_what_was_said_to_it(bureau: Bureau) -> None:
    who = bureau.who
    draft = casework.draft(who, bureau.enterprise)
    case, ref = draft.case_id, f"notice:{draft.id}"
    moves.take(who.officer, case, "submit")
    remark = moves.Remark("期限太长", ref, 3, 1, "限你单位于……前改正")
    moves.take(who.reviewer, case, "return", given=moves.Given("见批注", remarks=[remark]))
    [made] = CaseRemark.select()
    with pytest.raises(Forbidden):
        remarking.answer(who.leader, case, made.id, "好")
    with pytest.raises(NotFound):
        remarking.answer(who.officer, case, made.id + 1, "好")
    before = reading.get(SYSTEM, case).version
    remarking.answer(who.officer, case, made.id, "已缩短为三十日")
    assert reading.get(SYSTEM, case).version == before  # nobody's form goes stale
    casework.staff(who, draft)
    moves.take(who.officer, case, "submit")
    with pytest.raises(Conflict):
        remarking.answer(who.officer, case, made.id, "再说一句")
    [kept] = showing.whole(who.reviewer, case).parts.remarks
    assert (kept.quote, kept.resolved_at is None) == ("限你单位于……前改正", False)
    assert [(step.actor_name, step.reason) for step in kept.answered] == [
        (who.officer.name, "已缩短为三十日")
    ]


def test_a_remark_is_about_a_document_of_the_case(bureau: Bureau) -> None:
    case = opening.open_case(
        bureau.who.officer, opening.Opening(bureau.enterprise.id, bureau.devices)
    ).id
    with pytest.raises(NotFound):
        remarking.require_own(bureau.who.reviewer, case, [moves.Remark("改", "notice:999")])
    remarking.require_own(bureau.who.reviewer, case, [moves.Remark("改")])


def test_what_is_only_noted_does_not_date_a_stage(bureau: Bureau) -> None:
    given = opening.Opening(bureau.enterprise.id, bureau.devices)
    with clock.frozen(date(2026, 11, 2)):
        case = opening.open_case(bureau.who.officer, given)
    with clock.frozen(date(2026, 11, 9)):
        opening.name_officers(bureau.who.officer, case.id, case.version, bureau.who.officers)
    [first, *_] = showing.whole(bureau.who.officer, case.id).parts.stages
    assert first.at is not None
    assert first.at.date() == date(2026, 11, 2)


def test_what_replaced_a_device_is_known_on_both_sides(bureau: Bureau) -> None:
    old, new, _third = bureau.devices
    draft = casework.draft(bureau.who, bureau.enterprise, (old,))
    casework.issue(bureau.who, draft)
    given = Attempt(f"notice:{draft.id}", "direct", TODAY, key(), TODAY, "王经理")
    serving.record(bureau.who.officer, draft.case_id, given)
    mark = marks.of(bureau.who.officer, [old])[old]
    assert (mark.state, mark.next_on) == ("served", reading.get(SYSTEM, draft.case_id).deadline_on)
    seen = [Seen(old, "replaced", replaced_by=new)]
    rechecking.record(bureau.who.officer, draft.case_id, TODAY, "visit", key(), seen)
    assert [one.equipment_id for one in linking.of(SYSTEM, old).replaced_by] == [new]
    assert [one.equipment_id for one in linking.of(SYSTEM, new).replaces] == [old]
    assert linking.of(SYSTEM, old).replaces == linking.of(SYSTEM, new).replaced_by == ()
    stranger = replace(bureau.who.officer, regions=("140522",))
    assert linking.of(stranger, old).replaced_by == ()
