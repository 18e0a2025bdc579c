"""The five local plans: every statement is handled, and what is quoted stands so in the plan."""

from __future__ import annotations

from collections import Counter

import pytest

import standards
from standards.checks import CHECKS
from standards.loading_plans import plain, quotations
from standards.model import Rule
from standards.statements import HANDLINGS, Statement, statements

LIBRARY = standards.load()
PLANS = sorted(LIBRARY.plans)
# mandatory, and no record of a device answers them: premises, roads, purchases, metering
MANDATORY_DUTIES = {
    "350504.4.m5": "premises",
    "360704.9.m5": "conduct",
    "360704.24.m2": "conduct",
    "360704.24.m3": "conduct",
    "360704.24.m4": "conduct",
    "440704.4.m1": "premises",
    "440704.5.m5": "no_list",
}


def _statements(region: str) -> list[Statement]:
    return statements(LIBRARY, LIBRARY.plans[region])


def _all() -> list[Statement]:
    return [one for region in PLANS for one in _statements(region)]


def test_every_statement_is_handled_and_has_an_id_of_its_own() -> None:
    found = _all()
    assert len({one.id for one in found}) == len(found)
    assert {one.handling for one in found} == set(HANDLINGS)
    assert all((one.handling == "rule") == bool(one.rules) for one in found)
    assert all(one.quote and one.place for one in found)


def test_a_duty_names_who_has_it() -> None:
    duties = [one for one in _all() if one.handling == "duty"]
    assert [one.id for one in duties if not one.units] == []


def test_every_task_says_something() -> None:
    for region in PLANS:
        said = {one.task_no for one in _statements(region)}
        assert set(LIBRARY.plans[region].tasks["task_no"]) <= said


def test_mandatory_measures_are_rules_where_the_record_can_answer() -> None:
    duties = {one.id: one.why for one in _all() if one.strength == "mandatory" and one.why}
    assert duties == {
        said: LIBRARY.texts[f"duty-{why}"].zh for said, why in MANDATORY_DUTIES.items()
    }


def test_a_measure_is_a_rule_or_says_why_it_is_none() -> None:
    for one in _all():
        if one.sort == "measure":
            assert (one.handling == "duty") == bool(one.why) == bool(one.why_en), one.id


def test_how_many_statements_there_are() -> None:
    by_sort = Counter(one.sort for one in _all())
    assert by_sort == {"measure": 175, "target": 108, "practice": 123, "task": 49}
    by_handling = Counter(one.handling for one in _all())
    assert by_handling == {"rule": 104, "target": 108, "reentry": 1, "duty": 242}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("360704.6.m5", "应装尽装"),
        ("360704.18.m1", "愿改尽改"),
        ("360704.24.m3", "能源计量审查"),
        ("350504.1.m4", "循环化改造"),
        ("440704.5.m8", "加油站升级改造"),
    ],
)
def test_the_five_that_were_missing(said: str, words: str) -> None:
    one = next(one for one in _all() if one.id == said)
    assert words in one.quote


def test_a_reviewed_cycle_and_a_term_are_kept() -> None:
    found = {one.id: one for one in _all()}
    cycles = Counter(one.cycle for one in found.values() if one.cycle)
    assert cycles == {"month": 1, "quarter": 1, "regular": 6}
    assert str(found["360704.16.m1"].deadline) == "2027-12-31"


def _literal(rule: Rule) -> list[str]:
    return [q for message in rule.messages.values() for q in quotations(message.zh)]


QUOTING = [rule for rule in LIBRARY.rules if _literal(rule)]


@pytest.mark.parametrize("rule", QUOTING, ids=lambda rule: rule.id)
def test_quotation_marks_hold_the_documents_words(rule: Rule) -> None:
    held = [
        plain(text)
        for table in LIBRARY.tables.values()
        if table.document == rule.document and "wording" in table.rows.columns
        for text in table.rows["wording"]
    ]
    if rule.region is not None:
        held = [plain(text) for text in LIBRARY.plans[rule.region].wording["text"]]
    for quote in _literal(rule):
        assert any(quote in text for text in held), quote


@pytest.mark.parametrize("rule", QUOTING, ids=lambda rule: rule.id)
def test_a_rule_of_a_plan_quotes_a_measure_that_it_decides(rule: Rule) -> None:
    if rule.region is None:
        return
    plan = LIBRARY.plans[rule.region]
    said = [plain(one.quote) for one in statements(LIBRARY, plan) if rule.id in one.rules]
    assert any(quote in text for quote in _literal(rule) for text in said)


@pytest.mark.parametrize("rule", [r for r in LIBRARY.rules if r.unanswered], ids=lambda r: r.id)
def test_a_condition_that_no_field_answers_is_named(rule: Rule) -> None:
    told = " ".join(message.zh for message in rule.messages.values())
    assert rule.check in CHECKS
    for condition in rule.unanswered:
        assert condition in told.replace("；", "")


def test_plan_rules_on_commercial_lorries_ask_for_commercial_use() -> None:
    told = ("该营运货车", "该车为营运柴油货车")
    rules = [
        rule
        for rule in LIBRARY.rules
        if rule.region and any(m.zh.startswith(told) for m in rule.messages.values())
    ]
    assert len(rules) == 8
    for rule in rules:
        assert "use_nature" in str(rule.params.get("about")) or rule.check == "stage", rule.id
