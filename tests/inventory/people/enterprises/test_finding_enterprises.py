"""Enterprises among the suggestions of the search."""

from __future__ import annotations

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.finding import Asked
from inventory.core.settings import Settings
from inventory.people.enterprises import finding, service

NAMES = ("江海铸造有限公司", "有限公司之家", "蓬江锅炉有限公司", "乙有限公司")


@pytest.mark.parametrize("first", [0, 1, 2, 2_000])
def test_what_very_many_are_called_is_taken_from_the_first_in_the_index(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    monkeypatch.setattr(finding, "FIRST", first)
    for number, name in enumerate(NAMES):
        service.create(SYSTEM, {"name": name, "region": ("440704", "440703")[number % 2]})
    here = Actor(1, "甲", Role.INSPECTOR, regions=("440704",))
    for actor, mine in ((SYSTEM, NAMES), (here, NAMES[::2])):
        for limit in (1, 2, 6):
            hits = finding.enterprises(actor, Asked("有限公司"), limit)
            found = [hit.title for hit in hits]
            assert len(set(found)) == len(found) == min(limit, len(mine))
            assert set(found) <= set(mine)
    if first >= len(NAMES):
        assert finding.enterprises(SYSTEM, Asked("有限公司"), 1)[0].title == "有限公司之家"
    assert finding.enterprises(here, Asked("乙有限"), 6) == []
