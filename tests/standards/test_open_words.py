"""A word that leaves choices open (煤) is judged as each of them: what they agree on stands."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from standards import nameplates
from standards.nameplates.agreement import OPEN

LIBRARY = standards.load()
TODAY = date(2026, 11, 28)
COALS = ("烟煤", "贫煤", "无烟煤", "褐煤")
BOILER = {"name": "1#炉", "model": "X", "combustion": "层燃", "fixed_grate": False}


def judged(**facts: object) -> dict[str, standards.Finding]:
    found = standards.assess_one(LIBRARY, "boiler", {**BOILER, **facts}, "440704", TODAY)
    return {finding.rule: finding for finding in found}


@pytest.mark.parametrize(
    ("capacity", "outcome"), [(4, "eliminate"), (10, "eliminate"), (10.1, "unknown")]
)
def test_coal_of_whatever_class_up_to_10_tph_is_eliminated(capacity: float, outcome: str) -> None:
    found = judged(fuel="煤", rated_capacity_tph=capacity)["boiler.catalogue-2024"]
    assert (found.outcome, found.presumed) == (outcome, False)


def test_where_the_coals_differ_the_word_is_asked_for() -> None:
    """At 77 % a chain grate burning lignite or anthracite is judged by other limits."""
    facts = {"rated_capacity_tph": 20, "design_efficiency_pct": 81, "coal_class": "Ⅱ类"}
    exact = {judged(fuel=coal, **facts)["boiler.grade"].outcome for coal in COALS}
    found = judged(fuel="煤", **facts)["boiler.grade"]
    if len(exact) > 1:
        assert (found.outcome, found.missing) == ("unknown", ("fuel",))
    else:
        assert found.outcome in exact


def test_an_open_word_says_what_all_its_choices_say_or_asks() -> None:
    cases = [
        {
            **BOILER,
            "region": "440704",
            "rated_capacity_tph": capacity,
            "design_efficiency_pct": efficiency,
            "coal_class": "Ⅱ类",
            "made_on": "2022",
        }
        for capacity in (1, 4, 10, 15, 35, 75)
        for efficiency in (70, 80, 82, 84, 90)
    ]
    frame = standards.frame_of(
        LIBRARY.kinds["boiler"],
        [{**case, "fuel": fuel} for case in cases for fuel in ("煤", *COALS)],
    )
    outcomes: dict[int, dict[str, str]] = {row: {} for row in range(frame.height)}
    for row, rule, outcome in (
        standards.assess(LIBRARY, "boiler", frame, TODAY)
        .findings()
        .select("row", "rule", "outcome")
        .iter_rows()
    ):
        outcomes[row][rule] = outcome
    for start in range(0, frame.height, 1 + len(COALS)):
        each = [outcomes[start + number] for number in range(1, 1 + len(COALS))]
        for rule, outcome in outcomes[start].items():
            said = {one.get(rule) for one in each}
            assert said == {outcome} if len(said) == 1 else outcome == "unknown", cases[
                start // (1 + len(COALS))
            ]


def test_other_devices_of_the_frame_are_judged_as_before() -> None:
    records = [{**BOILER, "fuel": fuel, "rated_capacity_tph": 4} for fuel in ("煤", "天然气", "煤")]
    frame = standards.frame_of(LIBRARY.kinds["boiler"], records)
    found = standards.assess(LIBRARY, "boiler", frame, TODAY).findings(messages=False)
    listed = [
        row["row"] for row in found.iter_rows(named=True) if row["rule"] == "boiler.catalogue-2024"
    ]
    assert sorted(listed) == [0, 2]


def test_a_name_that_says_which_does_not_contradict_an_open_word() -> None:
    reading = nameplates.read("boiler", "DZL4-1.25-AⅡ")
    assert nameplates.agree("boiler", {"fuel": "煤"}, reading) == ()
    assert [c.field for c in nameplates.agree("boiler", {"fuel": "天然气"}, reading)] == ["fuel"]
    for (field_id, word), options in OPEN.items():
        assert set(LIBRARY.kinds["boiler"].field(field_id).broader[word]) == options


@given(
    st.sampled_from([30, 100, 250, 315, 500]),
    st.floats(0.5, 1.6),
    st.floats(0.5, 1.6),
    st.sampled_from(["2001-08", "2022-05", "2025-06-01"]),
)
@settings(max_examples=60, deadline=None)
def test_a_blank_connection_group_says_what_all_groups_say_or_asks(
    capacity: int, no_load: float, load: float, made_on: str
) -> None:
    facts = {
        "voltage_kv": 10,
        "insulation_medium": "油浸",
        "core": "电工钢带",
        "rated_capacity_kva": capacity,
        "no_load_loss_w": round(3.2 * capacity**0.75 * no_load),
        "load_loss_w": round(28 * capacity**0.82 * load),
        "made_on": made_on,
    }
    groups: list[dict[str, object]] = [{"connection": c} for c in ("Dyn11", "Yyn0", "Yzn11")]
    blank, *filled = (_grade(facts | group) for group in ({}, *groups))
    said = {(each.outcome, each.grade) for each in filled}
    if len(said) == 1:
        assert ((blank.outcome, blank.grade), blank.presumed) == (said.pop(), True)
    else:
        assert (blank.outcome, blank.missing) == ("unknown", ("connection",))


def _grade(facts: dict[str, object]) -> standards.Finding:
    found = standards.assess_one(LIBRARY, "transformer", facts, "440704", TODAY)
    return next(each for each in found if each.rule == "transformer.grade")
