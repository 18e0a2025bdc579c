"""Every kind has an answer to who may act on it, and what has none says what to do."""

from __future__ import annotations

import pytest

import standards
from inventory.core.errors import Invalid
from inventory.enforcement.agencies.service import POWERS, powers_of
from inventory.enforcement.documents.grounding import competent
from inventory.enforcement.documents.law import load as load_law


def test_every_kind_of_the_library_has_its_powers() -> None:
    assert POWERS.keys() == standards.load().kinds.keys()
    assert set().union(*POWERS.values()) <= load_law().departments.keys() - {"police"}


def test_powers_add_up() -> None:
    assert powers_of(["boiler", "transformer", "elevator"]) == ["energy", "market"]
    assert powers_of(["truck"]) == powers_of([]) == []


def test_an_unknown_kind_is_refused_with_the_remedy() -> None:
    with pytest.raises(Invalid) as refusal:
        powers_of(["boiler", "airship"])
    assert refusal.value.code == "no_powers"
    assert "airship" in refusal.value.message
    assert refusal.value.remedy


def test_nobody_may_order_what_no_ground_is_known_for() -> None:
    everything = load_law().departments
    assert competent("boiler.emission", "rectify", everything)
    assert not competent("local.unheard-of", "rectify", everything)
