"""What must hold for any device: properties of judging, over generated fleets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import standards
from standards.model import Finding
from standards.outcomes import NO_FIELDS, OUTCOMES
from standards.turning import turned
from tests.standards.generated import AS_OF, LIBRARY, REGIONS, Fleet, fleets, judged, some_fleet

TODAY = date(2026, 11, 21)
TRANSFORMERS = fleets(LIBRARY.kinds["transformer"])


@given(some_fleet(), REGIONS, AS_OF)
@settings(max_examples=15, deadline=None)
def test_a_later_rule_changes_no_earlier_finding(
    fleet: Fleet, region: str | None, day: date
) -> None:
    later = [
        replace(r, id=r.id + ".later", valid_from=day + timedelta(days=1), valid_to=None)
        for r in LIBRARY.rules
    ]
    known = [r for r in LIBRARY.rules if r.valid_from <= day]
    with_later = replace(LIBRARY, rules=(*LIBRARY.rules, *later))
    without_later = replace(LIBRARY, rules=tuple(known))
    expected = judged(*fleet, region, day)
    assert judged(*fleet, region, day, with_later) == expected
    assert judged(*fleet, region, day, without_later) == expected


@given(TRANSFORMERS, st.dates(date(2021, 6, 1), date(2025, 1, 31)))
@settings(max_examples=15, deadline=None)
def test_a_later_edition_changes_no_earlier_finding(fleet: list[dict[str, Any]], day: date) -> None:
    def only_2020(rule: standards.Rule) -> standards.Rule:
        first = replace(rule.editions[0], valid_to=None)
        return replace(rule, editions=(first,))

    rules = tuple(only_2020(r) if len(r.editions) > 1 else r for r in LIBRARY.rules)
    before = judged("transformer", fleet, None, day, replace(LIBRARY, rules=rules))
    assert judged("transformer", fleet, None, day) == before


# asked for although something stands there: not a field, or it contradicts another field
ASKED_THOUGH_GIVEN = (*NO_FIELDS, "rated_capacity_tph", "model", "stages", "suction")


@given(some_fleet(), REGIONS, AS_OF, st.data())
@settings(max_examples=25, deadline=None)
def test_unknown_says_what_is_missing_and_only_unknown_does(
    fleet: Fleet, region: str | None, day: date, data: st.DataObject
) -> None:
    kind, devices = fleet
    for facts in devices:
        if facts:
            facts.pop(data.draw(st.sampled_from(sorted(facts))))
    for facts, findings in zip(devices, judged(kind, devices, region, day), strict=True):
        really, record = turned(LIBRARY, kind, facts)
        for found in findings.values():
            assert (found.outcome == "unknown") == bool(found.missing), found
            for field in found.missing:
                assert field in NO_FIELDS or LIBRARY.kinds[really].has(field)
                if field not in ASKED_THOUGH_GIVEN and record.get(field):
                    # a word that several choices go by (货车) leaves open which
                    assert record[field] in LIBRARY.kinds[really].field(field).broader


@given(TRANSFORMERS, st.sampled_from(["no_load_loss_w", "load_loss_w"]), st.floats(0.05, 1))
@settings(max_examples=18, deadline=None)
def test_a_smaller_loss_is_never_worse(
    fleet: list[dict[str, Any]], field: str, share: float
) -> None:
    lossy = [{"no_load_loss_w": 400.0, "load_loss_w": 4000.0, **facts} for facts in fleet]
    better = [facts | {field: facts[field] * share} for facts in lossy]
    pairs = zip(
        judged("transformer", lossy, "440704", TODAY),
        judged("transformer", better, "440704", TODAY),
        strict=True,
    )
    good = OUTCOMES.index("meets")
    for before, after in pairs:
        for rule in before.keys() | after.keys():
            if rule in before and rule in after and after[rule].outcome == "unknown":
                continue  # between two rows that a blank connection group leaves open
            old = OUTCOMES.index(before[rule].outcome) if rule in before else good
            new = OUTCOMES.index(after[rule].outcome) if rule in after else good
            assert new >= old, rule
            if rule == "transformer.grade" and before[rule].grade is not None:
                assert (after[rule].grade or 4) <= (before[rule].grade or 4)


@pytest.mark.parametrize("kind", list(LIBRARY.kinds))
@given(data=st.data())
@settings(max_examples=4, deadline=None)
def test_rows_together_and_one_by_one_are_the_same(kind: str, data: st.DataObject) -> None:
    facts = data.draw(fleets(LIBRARY.kinds[kind]))
    regions = [data.draw(REGIONS) for _ in facts]
    day = data.draw(AS_OF)
    records = [f | {"region": r} for f, r in zip(facts, regions, strict=True)]
    frame = standards.frame_of(LIBRARY.kinds[kind], records)
    together = standards.assess(LIBRARY, kind, frame, day)
    found = together.findings()
    verdicts = together.verdicts.to_dicts()
    assert [v["row"] for v in verdicts] == list(range(len(facts)))
    for row, (device, region) in enumerate(zip(facts, regions, strict=True)):
        alone = standards.assess_one(LIBRARY, kind, device, region, day)
        mine = found.filter(found["row"] == row)
        assert mine["rule"].to_list() == [f.rule for f in alone]
        assert mine["message"].to_list() == [f.message for f in alone]
        assert mine["measured"].is_null().to_list() == [f.measured is None for f in alone]
        verdict = standards.verdict_of(alone)
        assert (verdicts[row]["verdict"], verdicts[row]["incomplete"]) == verdict


@pytest.mark.parametrize("kind", list(LIBRARY.kinds))
def test_a_frame_in_several_pieces_is_judged_like_one(kind: str) -> None:
    facts = [{"model": "JO2-51-4"}, {"model": "ZX-1", "made_on": "2003"}, {}]
    frame = standards.frame_of(LIBRARY.kinds[kind], facts)
    pieces = pl.concat([frame] * 3, rechunk=False)
    whole = standards.assess(LIBRARY, kind, pieces.rechunk(), TODAY)
    assert standards.assess(LIBRARY, kind, pieces, TODAY).verdicts.equals(whole.verdicts)
    assert whole.verdicts.height == 9


@given(some_fleet(), REGIONS, AS_OF)
@example(("fan", [{"blower_type": "单级低速", "nameplate_grade": "1级"}]), None, date(2013, 1, 1))
@example(
    ("boiler", [{"fuel": "电", "combustion": "电加热", "nameplate_grade": "3级"}]),
    None,
    date(2026, 11, 28),
)
@example(("construction_machinery", [{"in_service_on": "2000-01-01"}]), None, date(2025, 1, 1))
@settings(max_examples=25, deadline=None)
def test_the_shape_of_a_finding(fleet: Fleet, region: str | None, day: date) -> None:
    for findings in judged(*fleet, region, day):
        for found in findings.values():
            _check_shape(found)


def _check_shape(found: Finding) -> None:
    assert found.outcome in OUTCOMES
    assert (found.then is not None) == (found.outcome == "due")
    assert found.outcome != "due" or found.due is not None
    assert (found.measured is None) == (found.limit is None)
    if found.measured is not None and found.limit is not None:
        assert list(found.measured) == list(found.limit)
    assert found.document in LIBRARY.documents and found.clause
    assert found.message and "□" not in found.message, found
    assert found.message_en and "□" not in found.message_en, found
    assert found.level in (None, "access", "saving", "advanced")


@given(some_fleet(), REGIONS, AS_OF, st.sampled_from(["拆除", "报废", "注销"]))
@settings(max_examples=8, deadline=None)
def test_devices_out_of_use_for_good_are_not_judged(
    fleet: Fleet, region: str | None, day: date, state: str
) -> None:
    kind, devices = fleet
    gone = [facts | {"use_state": state} for facts in devices]
    assert judged(kind, gone, region, day) == [{} for _ in gone]


@given(some_fleet(), REGIONS, AS_OF)
@settings(max_examples=12, deadline=None)
def test_a_stopped_device_is_judged_without_inspection_rules(
    fleet: Fleet, region: str | None, day: date
) -> None:
    kind, devices = fleet
    duties = {r.id for r in LIBRARY.rules if r.only_in_use}
    halted = [facts | {"use_state": "停用"} for facts in devices]
    pairs = zip(judged(kind, devices, region, day), judged(kind, halted, region, day), strict=True)
    for running, stopped in pairs:
        left = {rule: found for rule, found in running.items() if rule not in duties}
        assert {rule: _wordless(f) for rule, f in stopped.items()} == {
            rule: _wordless(f) for rule, f in left.items()
        }
        # What is eliminated says besides that it must not come back into use (RULEBOOK §1).
        for rule, found in stopped.items():
            same = found.message == left[rule].message
            assert same or (found.outcome == "eliminate" and "重新投入使用" in found.message), rule


def _wordless(found: Finding) -> Finding:
    return replace(found, message="", message_en="")


@given(some_fleet(), REGIONS, AS_OF)
@settings(max_examples=12, deadline=None)
def test_a_year_alone_is_never_judged_harder_than_a_day_in_it(
    fleet: Fleet, region: str | None, day: date
) -> None:
    kind, devices = fleet
    exact = [_dated(kind, facts, 10) for facts in devices]
    coarse = [_dated(kind, facts, 4) for facts in devices]
    pairs = zip(judged(kind, exact, region, day), judged(kind, coarse, region, day), strict=True)
    for known, guessed in pairs:
        for rule, found in guessed.items():
            if rule not in known:
                assert found.outcome in ("meets", "unknown"), (rule, found)
                continue
            assert OUTCOMES.index(found.outcome) >= OUTCOMES.index(known[rule].outcome), rule
            if found.outcome != known[rule].outcome:
                assert found.presumed or found.outcome == "unknown"


def _dated(kind: str, facts: dict[str, Any], length: int) -> dict[str, Any]:
    """The facts with each date as a day (10) or a year (4); what is open lies in the middle."""
    dates = [f.id for f in LIBRARY.kinds[kind].fields if f.type == "date" and facts.get(f.id)]
    middle = {4: "-06-15", 7: "-15", 10: ""}
    days = {name: facts[name] + middle[len(facts[name])] for name in dates}
    return facts | {name: day[:length] for name, day in days.items()}
