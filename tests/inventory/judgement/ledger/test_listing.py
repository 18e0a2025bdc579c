"""A list reads only the columns that it shows: it says of a device what the device's page says."""

from __future__ import annotations

from typing import Any

from inventory.core.access import SYSTEM
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.schemas import EquipmentResult
from inventory.registry.equipment import retrieval

OF_ONE_DEVICE = ("open_case", "replaced_by", "replaces")


def test_a_list_says_of_a_device_what_its_page_says(county: Any) -> None:
    made = county.device(model="S9-315/10", made_on="2001-05-01", quantity=3, location="1号房")
    told = EquipmentResult(exclude=OF_ONE_DEVICE)
    (listed,) = listing.page(SYSTEM, listing.Filters()).items
    assert told.dump(listed) == told.dump(retrieval.get(SYSTEM, made.id))
