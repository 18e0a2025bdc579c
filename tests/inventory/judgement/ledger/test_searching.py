"""What the search field of the ledger finds: names, models, numbers, owners and their codes."""

from __future__ import annotations

import pytest

from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.judgement.ledger import listing, writing
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger.listing import Filters
from inventory.people.enterprises import service as enterprises


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三号变", 1),
        ("S7-315", 1),
        ("SN-7", 1),
        ("江海区示例", 2),
        ("91440704BB55KBCBBG", 2),
        ("91440704", 2),
        ("示例", 0),
        ("号变", 0),
    ],
)
def test_the_beginning_of_whatever_stands_in_the_row_finds_it(
    ledger: Settings, text: str, found: int
) -> None:
    own = enterprises.create(
        SYSTEM, {"name": "江海区示例纺织厂", "region": "440704", "uscc": "91440704BB55KBCBBG"}
    )
    facts = {"model": "S7-315/10", "name": "三号变压器", "serial_no": "SN-7"}
    other = {"model": "S11-100/10", "name": "四号变压器", "serial_no": "XX-8"}
    for each in (facts, other):
        equipment.create(SYSTEM, "transformer", own.id, "440704", each, writing.Origin("test"))
    assert listing.page(SYSTEM, Filters(q=text)).total == found
