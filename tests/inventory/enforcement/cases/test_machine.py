"""The table of moves: random walks never get past what the law asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.core.messages import catalogue
from inventory.enforcement.cases.guards import GUARDS, ORDER, Facts
from inventory.enforcement.cases.machine import MOVES, OVER, START, STATES, Move
from inventory.enforcement.cases.way import ahead, failing, target, warned
from tests.inventory.enforcement.cases.walking import known

TODAY = date(2026, 11, 21)
DAYS = st.none() | st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))
WHO = st.none() | st.integers(1, 5)
TEXT = st.sampled_from(["", "  ", "有理由"])
FACTS = st.builds(
    Facts,
    state=st.just(START),
    today=st.just(TODAY),
    by=WHO,
    handlers=st.frozensets(st.integers(1, 3), min_size=1),
    officers=st.integers(0, 3),
    certificates=st.integers(0, 3),
    competence=st.booleans(),
    remedies=st.booleans(),
    mine=st.booleans(),
    noticed_on=DAYS,
    notice_reason=TEXT,
    inspected_on=DAYS,
    heard_on=DAYS,
    not_heard_reason=TEXT,
    drafts=st.integers(0, 1),
    outdated=st.integers(0, 1),
    presumed=st.sampled_from([(), ("变压器",)]),
    stopped=st.sampled_from([(), ("锅炉",)]),
    elsewhere=st.sampled_from([(), ("电动机",)]),
    deadline_on=DAYS,
    latest_on=DAYS,
    document_on=st.none() | st.just(TODAY),
    submitted=st.booleans(),
    review_off=st.booleans(),
    reviewed_by=WHO,
    review_written=st.booleans(),
    approved_by=WHO,
    effective_on=DAYS,
    answers=st.integers(0, 2),
    devices=st.integers(0, 3),
    rechecked=st.integers(0, 3),
    settled=st.integers(0, 3),
    reported=st.booleans(),
    extension_asked=st.booleans(),
    extension_decided=st.booleans(),
    handed_to=TEXT,
    reason=TEXT,
)
# What happens on a walk: each step tries a move with whatever facts there are at that moment.
WALK = st.lists(st.tuples(st.sampled_from(sorted(MOVES)), FACTS), max_size=40)


def walk(steps: list[tuple[str, Facts]]) -> list[tuple[Move, Facts]]:
    """The moves of a walk that the table lets through, each with its facts."""
    state, made = START, []
    for name, facts in steps:
        here = replace(facts, state=state)
        if state in MOVES[name].sources and not failing(MOVES[name], here):
            made.append((MOVES[name], here))
            state = target(MOVES[name], state)
    return made


@settings(max_examples=120, deadline=None)
@given(WALK)
def test_no_walk_closes_without_recheck_or_hand_over(steps: list[tuple[str, Facts]]) -> None:
    made = walk(steps)
    names = [move.name for move, _ in made]
    for move, facts in made:
        if move.target == "closed":
            assert "recheck" in names or "hand_over" in names
            assert facts.reported and facts.by not in facts.handlers | {None}
            if facts.state == "rechecked":
                assert facts.rechecked >= facts.devices > 0
                assert facts.settled >= facts.devices


@settings(max_examples=120, deadline=None)
@given(WALK)
def test_no_walk_issues_what_the_law_forbids(steps: list[tuple[str, Facts]]) -> None:
    made = walk(steps)
    for move, facts in made:
        if move.target != "issued":
            continue
        assert facts.officers >= 2 and facts.certificates >= 2
        assert facts.competence and facts.remedies
        assert facts.heard_on is not None or facts.not_heard_reason.strip()
        assert facts.approved_by is not None and facts.approved_by not in facts.handlers
        assert facts.review_off or facts.reviewed_by not in facts.handlers | {None}
        assert not facts.presumed and not facts.stopped and not facts.elsewhere
        assert facts.deadline_on is not None and facts.deadline_on > TODAY
    if any(move.target == "issued" for move, _ in made):
        signers = [facts for move, facts in made if move.name == "approve"]
        assert signers and all(facts.by not in facts.handlers | {None} for facts in signers)
        assert all(facts.review_off or facts.review_written for facts in signers)


def paths_avoiding(forbidden: set[str]) -> set[str]:
    """The states that can be reached when these moves are never made."""
    seen, waiting = {START}, [START]
    while waiting:
        here = waiting.pop()
        for move in MOVES.values():
            there = target(move, here)
            if here in move.sources and move.name not in forbidden and there not in seen:
                seen.add(there)
                waiting.append(there)
    return seen


def test_whatever_the_facts_no_path_goes_around() -> None:
    assert "closed" not in paths_avoiding({"recheck", "hand_over"})
    assert "issued" not in paths_avoiding({"approve"})
    assert "served" not in paths_avoiding({"issue"})
    assert "rechecked" not in paths_avoiding({"serve"})
    assert paths_avoiding(set()) == set(STATES)


def test_nothing_leads_out_of_what_is_over() -> None:
    assert not [move.name for move in MOVES.values() if OVER & set(move.sources)]
    assert ahead("closed") == []


def test_the_table_names_only_what_there_is() -> None:
    for move in MOVES.values():
        assert set(move.sources) <= set(STATES) and (not move.target or move.target in STATES)
        assert set(move.guards) <= set(GUARDS), move.name


def test_every_guard_has_words_with_a_remedy_and_is_asked() -> None:
    asked = {name for move in MOVES.values() for name in move.guards}
    assert asked == set(GUARDS)
    assert {f"case_guards.{name}" for name in GUARDS} == {
        key for key in catalogue() if key.startswith("case_guards.")
    }


GOOD = known()


def test_an_order_with_everything_goes_through() -> None:
    assert failing(MOVES["submit"], replace(GOOD, state="drafted", submitted=False)) == []
    assert failing(MOVES["issue"], replace(GOOD, state="approved")) == []
    assert warned(replace(GOOD, state="drafted")) == {}


# One thing is wrong: the guard that says so, at submitting and again at issuing.
BORDERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("two_officers", {"officers": 1, "certificates": 2}, {"officers": 2}),
    ("certificates", {"certificates": 1}, {"certificates": 2}),
    ("competence", {"competence": False}, {}),
    ("remedies", {"remedies": False}, {}),
    ("heard", {"heard_on": None, "not_heard_reason": " "}, {"not_heard_reason": "书面放弃"}),
    ("hearing_past", {"heard_on": TODAY + timedelta(1)}, {"heard_on": TODAY}),
    ("inspection_past", {"inspected_on": TODAY + timedelta(1), "notice_reason": "抽查"},
     {"inspected_on": TODAY, "notice_reason": "抽查"}),
    ("notice_in_time",
     {"inspected_on": TODAY, "noticed_on": TODAY - timedelta(4)},
     {"inspected_on": TODAY, "noticed_on": TODAY - timedelta(5)}),
    ("has_draft", {"drafts": 0}, {}),
    ("up_to_date", {"outdated": 1}, {}),
    ("ground_chosen", {"undecided": 1}, {}),
    ("not_presumed", {"presumed": ("变压器",)}, {}),
    ("in_use", {"stopped": ("变压器",)}, {}),
    ("nowhere_else", {"elsewhere": ("变压器",)}, {}),
    ("deadline", {"deadline_on": TODAY}, {"deadline_on": TODAY + timedelta(1)}),
    ("deadline", {"deadline_on": None}, {}),
    ("term_length",
     {"deadline_on": date(2027, 1, 31), "latest_on": date(2027, 1, 30)},
     {"deadline_on": date(2027, 1, 31), "latest_on": date(2027, 1, 31)}),
    ("department", {"mine": False}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "wrong", "right"), BORDERS)
def test_what_is_wrong_is_told_early_and_refused_late(
    guard: str, wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    bad = replace(GOOD, state="drafted", submitted=False, **wrong)
    assert failing(MOVES["submit"], bad) == [guard]
    assert failing(MOVES["issue"], replace(bad, state="approved")) == [guard]
    assert "issue" in warned(replace(GOOD, state="opened", **wrong))[guard]
    assert failing(MOVES["submit"], replace(GOOD, state="drafted", submitted=False, **right)) == []


def test_every_part_of_an_order_has_its_border() -> None:
    assert {guard for guard, _, _ in BORDERS} == set(ORDER)


@pytest.mark.parametrize("move", ["review", "approve", "return"])
def test_who_drafted_or_handles_does_not_sign(move: str) -> None:
    facts = replace(GOOD, state="drafted", review_off=True, by=1)
    assert failing(MOVES[move], facts) == ["second_person"]
    assert failing(MOVES[move], replace(facts, by=None)) == ["second_person"]
    assert failing(MOVES[move], replace(facts, by=9)) == []


def test_review_may_be_switched_off_the_second_person_not() -> None:
    drafted = replace(GOOD, state="drafted", by=9, review_written=False)
    assert failing(MOVES["approve"], drafted) == ["reviewed"]
    assert failing(MOVES["approve"], replace(drafted, review_off=True)) == []
    reviewed = replace(drafted, state="reviewed")
    assert failing(MOVES["approve"], reviewed) == ["review_written"]
    assert failing(MOVES["approve"], replace(reviewed, review_written=True)) == []
    unsigned = replace(GOOD, state="approved", reviewed_by=None)
    assert failing(MOVES["issue"], unsigned) == ["signed"]
    assert failing(MOVES["issue"], replace(unsigned, review_off=True)) == []
    own = replace(unsigned, review_off=True, approved_by=1)
    assert failing(MOVES["issue"], own) == ["signed"]


@pytest.mark.parametrize("move", MOVES.values(), ids=lambda move: move.name)
def test_what_a_move_brings_is_one_of_its_guards_and_comes_with_its_data(move: Move) -> None:
    assert set(move.brings) <= set(move.guards)
    assert not (move.whole and move.brings)
