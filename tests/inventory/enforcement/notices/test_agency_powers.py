"""Every kind has an answer to who may act on it, and what has none says what to do."""

from __future__ import annotations

import standards
from inventory.enforcement.documents.grounding import competent
from inventory.enforcement.documents.law import load as load_law


def test_every_kind_of_the_library_has_its_powers() -> None:
    named = {power for kind in standards.load().kinds.values() for power in kind.powers}
    assert named and named <= load_law().departments.keys() - {"police"}


def test_nobody_may_order_what_no_ground_is_known_for() -> None:
    everything = load_law().departments
    assert competent("boiler.emission", "rectify", everything)
    assert not competent("local.unheard-of", "rectify", everything)
