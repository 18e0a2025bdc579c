"""Every kind has an answer to who may act on it, and what has none says what to do."""

from __future__ import annotations

import pytest

import standards
from inventory.core.errors import Invalid
from inventory.enforcement.agencies.service import powers_of
from inventory.enforcement.documents.grounding import competent
from inventory.enforcement.documents.law import load as load_law


def test_every_kind_of_the_library_has_its_powers() -> None:
    named = {power for kind in standards.load().kinds.values() for power in kind.powers}
    assert named and named <= load_law().departments.keys() - {"police"}


def test_powers_add_up() -> None:
    assert powers_of(["boiler", "transformer", "elevator"]) == ["energy", "market"]
    assert powers_of(["truck"]) == powers_of([]) == []


def test_an_unknown_kind_is_refused_with_the_remedy() -> None:
    with pytest.raises(Invalid) as refusal:
        powers_of(["boiler", "airship"])
    assert refusal.value.code == "unknown_kinds"
    assert "airship" in refusal.value.message
    assert refusal.value.remedy


def test_nobody_may_order_what_no_ground_is_known_for() -> None:
    everything = load_law().departments
    assert competent("boiler.emission", "rectify", everything)
    assert not competent("local.unheard-of", "rectify", everything)
