"""A date that is only known to lie in a range: what every day of it says decides."""

from __future__ import annotations

from datetime import date

import pytest

import standards

LIBRARY = standards.load()
TODAY = date(2026, 11, 28)
S9 = {"model": "S9-630/10", "rated_capacity_kva": 630, "voltage_kv": 10}


def finding(kind: str, facts: dict[str, object], rule: str) -> standards.Finding:
    found = standards.assess_one(LIBRARY, kind, facts, "440704", TODAY)
    return next(each for each in found if each.rule == rule)


@pytest.mark.parametrize(
    ("used", "outcome", "presumed"),
    [
        ("1980/1989", "eliminate", False),
        ("1990-05/1997", "eliminate", False),
        ("1990/1998", "renew", True),
        ("1998/2005", "renew", False),
        ("1920/2003", "renew", True),
    ],
)
def test_the_range_decides_where_all_its_days_agree(
    used: str, outcome: str, presumed: bool
) -> None:
    found = finding("transformer", {**S9, "in_service_on": used}, "transformer.batch-4")
    assert (found.outcome, found.presumed) == (outcome, presumed)


def test_days_between_the_ends_of_a_range_count_too() -> None:
    """Made before the 2020 edition or after 2025-02-01 the outcome is another than in between."""
    losses = {"no_load_loss_w": 1360, "load_loss_w": 12000, "insulation_medium": "油浸"}
    facts = {**S9, **losses, "core": "电工钢带", "connection": "Dyn11"}
    ends = [
        finding("transformer", {**facts, "made_on": day}, "transformer.grade")
        for day in ("2010", "2022", "2020/2023")
    ]
    assert [each.outcome for each in ends[:2]] == ["renew", "rectify"]
    assert (ends[2].outcome, ends[2].presumed) == ("renew", True)


def test_a_range_is_written_as_years_in_both_languages() -> None:
    facts = {
        "model": "DZL4-1.25-AⅡ",
        "fuel": "烟煤",
        "combustion": "层燃",
        "rated_capacity_tph": 4,
        "coal_class": "Ⅱ类",
        "design_efficiency_pct": 60,
        "made_on": "2022/2024",
    }
    found = finding("boiler", facts, "boiler.grade")
    assert "2022年至2024年" in found.message
    assert "2022/2024" in found.message_en


@pytest.mark.parametrize("text", ["1999/1990", "1990/", "/1999", "1990/1999/2000", "90/99"])
def test_what_is_no_range_is_refused(text: str) -> None:
    kind = LIBRARY.kinds["transformer"]
    assert [p.code for p in standards.check_facts(kind, {"made_on": text})] == ["date"]
    with pytest.raises(standards.StandardsError):
        standards.frame_of(kind, [{"made_on": text}])
