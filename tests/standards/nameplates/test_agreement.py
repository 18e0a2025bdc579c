"""Cells against the name: contradictions on both sides of each tolerance."""

from __future__ import annotations

import pytest

from standards.nameplates import agree, read

CASES = [
    ("transformer", "S11-M-400/10", {"rated_capacity_kva": 400}, []),
    ("transformer", "S11-M-400/10", {"rated_capacity_kva": 500}, ["rated_capacity_kva"]),
    (
        "transformer",
        "S11-M-400/10",
        {"voltage_kv": 6, "insulation_medium": "干式"},
        ["insulation_medium", "voltage_kv"],
    ),
    ("transformer", "SCB11-400/10", {"insulation_class": "H"}, []),
    ("transformer", "YBM-12/0.4-630", {"voltage_kv": 35}, ["voltage_kv"]),
    ("motor", "YE3-160M-4", {"rated_power_kw": 11.0, "poles": 4}, []),
    ("motor", "YE3-160M-4", {"rated_power_kw": 7.5}, ["rated_power_kw"]),
    ("motor", "YE3-160M-4", {"poles": 2, "explosion_proof": True}, ["poles"]),
    ("motor", "YE3-160M-2", {"rated_power_kw": 15}, []),
    ("boiler", "DZL4-1.25-AⅡ", {"rated_capacity_tph": 4.2}, []),
    ("boiler", "DZL4-1.25-AⅡ", {"rated_capacity_tph": 4.21}, ["rated_capacity_tph"]),
    ("boiler", "DZL4-1.25-AⅡ", {"rated_power_mw": 2.8}, []),
    ("boiler", "DZL4-1.25-AⅡ", {"rated_power_mw": 1.4}, ["rated_power_mw"]),
    ("boiler", "DZW1.4-0.7/95/70-AⅡ", {"rated_capacity_tph": 4}, ["rated_capacity_tph"]),
    ("boiler", "DZL4-1.25-AⅡ", {"fuel": "生物质", "coal_class": "Ⅲ类"}, ["fuel", "coal_class"]),
    ("boiler", "WNS4-1.25-Q", {"fuel": "其他"}, []),
    ("boiler", "DZL4-1.25-AⅡ", {"boiler_type": "热水锅炉"}, []),
    ("boiler", "KZL4-13", {"rated_pressure_mpa": 1.3}, []),
    ("boiler", "KZL4-13", {"rated_pressure_mpa": 0.7}, ["rated_pressure_mpa"]),
    ("truck", "HFC1160P81K1E1", {"gross_mass_kg": 15685}, []),
    ("truck", "HFC1160P81K1E1", {"gross_mass_kg": 14900}, ["gross_mass_kg"]),
    ("truck", "ZZ4257N3247C1H", {"vehicle_type": "重型载货"}, ["vehicle_type"]),
    ("pump", "D25-30×5", {"head_m": 150, "stages": 4}, ["stages"]),
    ("fan", "G4-73-11 No.24D", {"pressure_coefficient": 0.437, "machine_no": 20}, ["machine_no"]),
    ("compressor", "LG-20/8", {"discharge_pressure_mpa": 0.8, "compressor_type": "无油往复"}, []),
    ("pump", "IS100-80-160", {"medium": "石油化工", "flow_m3h": None, "head_m": ""}, []),
]


@pytest.mark.parametrize(("kind", "model", "cells", "fields"), CASES)
def test_cells_that_contradict_the_name(
    kind: str, model: str, cells: dict[str, object], fields: list[str]
) -> None:
    assert [c.field for c in agree(kind, cells, read(kind, model))] == fields


def test_a_contradiction_shows_both_sides_and_how_firm_the_name_is() -> None:
    stated = agree("motor", {"poles": 2}, read("motor", "YE3-160M-4"))[0]
    assert (stated.cell, stated.name, stated.said, stated.firm) == (2, 4, "4", True)
    looked_up = agree("motor", {"rated_power_kw": 7.5}, read("motor", "YE3-160M-4"))[0]
    assert (looked_up.cell, looked_up.name, looked_up.firm) == (7.5, 11.0, False)
