"""Whoever's turn it is in a case is told, and nobody of what they did themselves."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, timedelta

from inventory.core import clock
from inventory.core.access import Role
from inventory.enforcement.answering import ended as answers_ended
from inventory.enforcement.answering import service as answering
from inventory.enforcement.answering.models import Answer
from inventory.enforcement.answering.service import Said
from inventory.enforcement.cases import ended as cases_ended
from inventory.enforcement.cases import late, moves, news, reading
from inventory.enforcement.cases.models import Case
from inventory.enforcement.notices import service as notices
from inventory.enforcement.serving import service as serving
from inventory.enforcement.serving.service import Attempt
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.people.accounts.models import User
from inventory.registry.notifications import bell, telling
from inventory.registry.notifications.models import Notification
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau

TODAY = date(2026, 11, 21)


def told() -> Counter[tuple[str, str]]:
    """Who was told of what since one asked last; alerts are not asked about."""
    telling.tell_all()
    names = dict(User.select(User.id, User.username).tuples())
    found = Counter(
        (names[one.user_id], one.event)
        for one in Notification.select().where(Notification.event != "alert_stage")
    )
    Notification.delete().execute()
    return found


def test_from_the_draft_to_the_late_case(bureau: Bureau) -> None:
    who = bureau.who
    user = accounts.create_user(
        "clerk", "王经理", casework.PASSWORD, Role.ENTERPRISE, enterprise=bureau.enterprise.id
    )
    clerk = sessions.actor_for(user)
    draft = casework.draft(who, bureau.enterprise)
    case = draft.case_id
    told()
    moves.take(who.officer, case, "submit")
    assert told() == {("reviewer", "case_to_review"): 1}
    casework.review(who, case)
    assert told() == {("boss", "case_to_sign"): 1}
    moves.take(who.leader, case, "approve")
    assert told() == {("officer", "case_back"): 1, ("second", "case_back"): 1}
    assert cases_ended.taken_up([case]) == {}
    notices.issue(who.officer, draft.id)
    assert [end.by for end in cases_ended.taken_up([case]).values()] == ["officer"]
    assert told() == Counter()
    attempt = Attempt(f"notice:{draft.id}", "direct", TODAY, str(uuid.uuid4()), TODAY, "王经理")
    serving.record(who.officer, case, attempt)
    # The officer who served it knows.
    assert told() == {("second", "document_served"): 1, ("clerk", "document_served"): 1}
    said = [Said(bureau.devices[0], "stopped", str(uuid.uuid4()))]
    answering.give(clerk, case, said)
    both = {("officer", "answer_arrived"): 1, ("second", "answer_arrived"): 1}
    assert told() == both
    assert answers_ended.decided([case]) == {}
    answering.give(clerk, case, said)
    assert told() == Counter()
    _until_late(bureau, case)


def test_what_asks_for_work_that_is_done_says_by_whom_and_rings_no_more(bureau: Bureau) -> None:
    who = bureau.who
    case = casework.draft(who, bureau.enterprise).case_id
    told()
    moves.take(who.officer, case, "submit")
    telling.tell_all()
    reviewer = sessions.actor_for(User.get(User.username == "reviewer"))
    (waits,) = bell.listing(reviewer, unread=True).items
    assert (waits.done_at, waits.done_by, bell.unread(reviewer)) == (None, "", 1)
    casework.review(who, case)
    assert bell.unread(reviewer) == 0
    assert bell.listing(reviewer, unread=True).items == []
    (done,) = bell.listing(reviewer).items
    assert done.done_at and done.done_by == reviewer.name
    assert done.read_at is None  # it stays in the list
    # The same draft is taken back and comes once more: it waits again.
    moves.take(who.officer, case, "recall", given=moves.Given("补充附件"))
    moves.take(who.officer, case, "submit")
    assert bell.unread(reviewer) == 1


def _until_late(bureau: Bureau, case: int) -> None:
    deadline = reading.get(bureau.who.leader, case).deadline_on
    _looked_at(bureau, case, deadline)
    three = {(name, "term_ending"): 1 for name in ("officer", "second", "clerk")}
    for days, count, expected in ((-4, 0, {}), (-3, 1, three), (-2, 1, {}), (0, 1, {}), (1, 0, {})):
        with clock.frozen(deadline + timedelta(days=days)):
            assert news.sweep_ending() == count
            assert told() == expected, days
    for expected in ({(name, "case_late"): 1 for name in ("officer", "second", "boss")}, {}):
        with clock.frozen(deadline + timedelta(days=1)):
            late.sweep()
            assert told() == expected


def _looked_at(bureau: Bureau, case: int, deadline: date) -> None:
    """The answer is accepted; the term asks the enterprise for nothing, but the case is late."""
    (answer,) = Answer.select()
    answering.decide(bureau.who.officer, answer.id, True, "")
    assert [end.by for end in answers_ended.decided([case]).values()] == ["officer"]
    with clock.frozen(deadline + timedelta(days=1)):
        assert [end.by for end in cases_ended.replied([case]).values()] == ["王经理"]
        assert cases_ended.in_time([case]) == {}
    assert list(cases_ended.in_time([case])) == []  # nobody has ended or put off its term


def test_a_case_that_is_handed_over_is_late_no_more(bureau: Bureau) -> None:
    case = casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise)).case_id
    late_on = reading.get(bureau.who.leader, case).deadline_on + timedelta(days=1)
    Case.update(state="served").where(Case.id == case).execute()
    with clock.frozen(late_on):
        assert (cases_ended.in_time([case]), cases_ended.replied([case])) == ({}, {})
        served = reading.get(bureau.who.leader, case)
        moves.note(bureau.who.leader, served, "hand_over", "handed_over")
        Case.update(state="handed_over").where(Case.id == case).execute()
        assert [end.by for end in cases_ended.in_time([case]).values()] == ["boss"]
        assert list(cases_ended.replied([case])) == [case]


def test_a_returned_draft_goes_back_to_its_officers(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    moves.take(bureau.who.officer, draft.case_id, "submit")
    told()
    given = moves.Given("请补充依据")
    moves.take(bureau.who.reviewer, draft.case_id, "return", given=given)
    assert told() == {("officer", "case_back"): 1, ("second", "case_back"): 1}
    assert cases_ended.taken_up([draft.case_id]) == {}
