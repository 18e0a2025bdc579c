"""Each number of a facet is the total of the list that its value opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

import standards
from inventory.core.access import Actor
from inventory.judgement.ledger import facets, listing, planning, searching, service, writing
from inventory.judgement.ledger.listing import Filters
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment

CHOICES: dict[str, tuple[Any, ...]] = {
    "kind": ("", "", "boiler", "transformer", "truck"),
    "region": ("", "", "440000", "440704", "140522"),
    "verdict": ("", "", "", "eliminate", "unknown", "none"),
    "incomplete": (None, None, True, False),
    "rule": ("", "", "", "truck.inspection", "transformer.grade"),
    "use_state": ("", "", "在用", "停用", "none"),
    "level": ("", "", "", "access", "below", "none"),
    "due_to": (None, None, date(2027, 6, 30)),
    "due_from": (None, None, date(2026, 1, 1)),
    "due_for": ("", "", "inspection", "retirement", "none"),
    "since_from": (None, None, 2010),
    "since_to": (None, None, 2018),
    "since_known": (None, None, True),
    "department": ("", "", "市场监管"),
    "q": ("", "", "", "S", "变压", "公司"),
}


@pytest.fixture(params=["few", "many"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How a search is answered that finds few devices, and one that finds very many."""
    if request.param == "many":
        monkeypatch.setattr(searching, "BROAD", 0)
        monkeypatch.setattr(planning, "READ_FROM", 0)
        monkeypatch.setattr(planning, "LOOKED_INTO", -1)


def some_filters(count: int) -> list[Filters]:
    """Filters put together at random, always the same ones."""
    random = Random(4)
    named = [
        {name: random.choice(values) for name, values in CHOICES.items()} for _ in range(count - 1)
    ]
    return [Filters(), *(Filters(**chosen) for chosen in named)]


@pytest.mark.parametrize("who", ["all", "inspector", "leader", "clerk", "nobody"])
def test_every_facet_count_is_the_lists_total(
    mixed: dict[str, Actor], ways: None, who: str
) -> None:
    actor = mixed[who]
    seen = 0
    for filters in some_filters(25):
        found = facets.facets(actor, filters)
        assert found.total == listing.page(actor, filters).total
        for name in ("kind", "verdict", "rule", "use_state", "level"):
            for item in getattr(found, name):
                opened = listing.query(actor, replace(filters, **{name: item.value})).count()
                assert (name, item.value, item.count) == (name, item.value, opened)
                seen += 1
        for item in found.region.items:
            opened = listing.query(actor, replace(filters, region=item.value)).count()
            assert (item.value, item.count) == (item.value, opened)
            seen += 1
        assert sum(item.count for item in found.region.items) + found.region.rest == found.total
    assert (seen == 0) == (who == "nobody")


def test_columns_made_by_the_database_follow_the_facts(mixed: dict[str, Actor]) -> None:
    for device in Equipment.select():
        dates = [
            device.facts.get(key)
            for key in ("registered_on", "in_service_on", "made_on", "built_on")
        ]
        first = next((int(text[:4]) for text in dates if text), 0)
        assert (device.since_year, device.emission_stage) == (
            first,
            device.facts.get("emission_stage", ""),
        )


def test_a_quote_in_a_text_is_no_date(mixed: dict[str, Actor]) -> None:
    device = Equipment.select().where(Equipment.kind == "elevator").first()
    service.update(
        mixed["all"],
        device.id,
        device.version,
        writing.Origin("test"),
        facts={"name": '"registered_on":"1901-01-01"', "emission_stage": None},
    )
    assert retrieval.get(mixed["all"], device.id).since_year == device.since_year


def test_levels_are_those_of_the_grade(mixed: dict[str, Actor]) -> None:
    """The stored level is what judging the device by itself gives."""
    library = standards.load()
    graded = {rule.kind for rule in library.rules if rule.check == "grade"}
    some = {(device.kind, device.level): device for device in Equipment.select()}
    assert len({kind for kind, _level in some}) > 3
    for device in some.values():
        findings = standards.assess_one(
            library, device.kind, device.facts, device.region, date(2026, 11, 21)
        )
        grades = [item for item in findings if item.rule == f"{device.kind}.grade"]
        if device.kind not in graded or not grades:
            assert device.level == ""
        elif grades[0].level:
            assert device.level == grades[0].level
        else:
            assert device.level == ("unknown" if grades[0].outcome == "unknown" else "below")


def test_regions_open_below_what_one_sees(mixed: dict[str, Actor]) -> None:
    of_all = facets.by_region(mixed["all"], Filters())
    assert [item.value for item in of_all.items] == ["140000", "440000"]
    of_leader = facets.by_region(mixed["leader"], Filters())
    assert [item.value for item in of_leader.items] == ["140522", "440700"]
    below = facets.by_region(mixed["all"], Filters(region="440700"))
    assert [(item.value, item.name) for item in below.items] == [("440704", "江海区")]
