"""One machine, one kind: what is judged as another kind, alone and among others."""

from __future__ import annotations

from datetime import date

import standards
from standards.turning import turned

LIBRARY = standards.load()
DAY = date(2026, 11, 21)
LORRY = {
    "vehicle_type": "载货 轻型载货汽车",
    "powertrain": "柴油",
    "plate_no": "粤J12345",
    "meets_standard": False,
}


def test_the_facts_of_a_lorry_are_those_of_a_truck() -> None:
    assert turned(LIBRARY, "vehicle", LORRY) == (
        "truck",
        {"vehicle_type": "轻型载货", "fuel": "柴油", "plate_no": "粤J12345"},
    )
    car = LORRY | {"vehicle_type": "载客 专用校车"}
    assert turned(LIBRARY, "vehicle", car) == ("vehicle", car)
    assert turned(LIBRARY, "truck", {"vehicle_type": "轻型载货"})[0] == "truck"


def test_a_lorry_among_vehicles_is_judged_as_it_is_alone() -> None:
    kind = LIBRARY.kind("vehicle")
    records = [
        LORRY | {"registered_on": "2011-11-21"},
        {"vehicle_type": "载客 专用校车", "registered_on": "2020"},
        LORRY | {"registered_on": "2012", "use_state": "报废"},
        LORRY | {"registered_on": "2012", "use_nature": "营运", "mileage_km": 900000},
    ]
    result = standards.assess(LIBRARY, "vehicle", standards.frame_of(kind, records), DAY)
    found = result.findings().to_dicts()
    for row, record in enumerate(records):
        alone = standards.assess_one(LIBRARY, "vehicle", record, None, DAY)
        mine = [f for f in found if f["row"] == row]
        assert [(f["rule"], f["message"]) for f in mine] == [(f.rule, f.message) for f in alone]
        assert result.verdicts["verdict"][row] == standards.verdict_of(alone)[0]
    assert {f["rule"] for f in found if f["row"] == 0} > {"truck.scrap-age"}
    assert not [f for f in found if f["row"] == 2]
