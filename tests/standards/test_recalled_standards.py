"""Local emission standards that are known from memory only are never told as law."""

from __future__ import annotations

from datetime import date

import pytest

import standards
from standards.outcomes import PRESUMED_CERTAINTIES

LIBRARY = standards.load()
ROWS = [
    row
    for row in LIBRARY.tables["boiler-emission-local"].rows.to_dicts()
    if row["certainty"] in PRESUMED_CERTAINTIES
]


@pytest.mark.parametrize("row", ROWS, ids=[f"{r['document']}-{r['code']}" for r in ROWS])
@pytest.mark.parametrize("nox", [1, 10_000])
def test_a_recalled_standard_is_presumed_or_leaves_the_boiler_open(
    row: dict[str, object], nox: int
) -> None:
    facts = {
        "fuel": "天然气",
        "rated_capacity_tph": 4,
        "in_service_on": "2016-06-01",
        "nox_mg_m3": nox,
    }
    found = {
        f.rule: f
        for f in standards.assess_one(
            LIBRARY, "boiler", facts, str(row["code"]), date(2026, 11, 21)
        )
    }["boiler.emission"]
    if found.outcome == "unknown":
        assert found.missing == ("local_standard",)
        assert "据称" in found.message and "未经核对原文" in found.message
        assert "is said to govern" in found.message_en
    else:
        assert found.presumed and found.message.endswith("（推定，须核实）")
