"""Names at the borders of the grammars: both sides of each rule."""

from __future__ import annotations

import pytest

from standards.nameplates import kind_of, read

READ = [
    # machines of building sites
    ("construction_machinery", "SC200/200", {"machinery_type": "SC型施工升降机"}, {}),
    ("construction_machinery", "QTZ80(TC6012)", {"machinery_type": "塔式起重机"}, {}),
    ("construction_machinery", "SSE100", {}, {}),  # or a hoist for goods
    # lifts: load and speed; makers' own names say nothing
    ("elevator", "TKJ1000/1.75-JXW", {"rated_load_kg": 1000, "rated_speed_mps": 1.75}, {}),
    ("elevator", "THJ 3000/0.5", {"rated_load_kg": 3000, "rated_speed_mps": 0.5}, {}),
    ("elevator", "THY2000/0.25", {"elevator_type": "液压电梯", "rated_load_kg": 2000}, {}),
    ("elevator", "TKJ99999/1.0", {}, {}),
    ("elevator", "GEN2-1000/1.75", {}, {}),
    # small submersible pumps: flow, head, kW
    ("pump", "QY15-26-2.2", {"flow_m3h": 15, "head_m": 26}, {}),
    ("pump", "QX6-25/2-1.1", {"flow_m3h": 6, "head_m": 25}, {}),
    # motors: series and frame without a dash, cores, speeds, old and high-voltage series
    ("motor", "Y280S-4", {"frame_size_mm": 280, "poles": 4}, {"rated_power_kw": 75}),
    ("motor", "Y2-80M2-2", {"frame_size_mm": 80, "poles": 2}, {"rated_power_kw": 1.1}),
    ("motor", "Y2225M-2", {"frame_size_mm": 225, "poles": 2}, {"rated_power_kw": 45}),
    ("motor", "YE3160M-4", {"frame_size_mm": 160, "poles": 4}, {"rated_power_kw": 11}),
    ("motor", "J02-52-4", {"motor_category": "三相异步电动机", "poles": 4}, {"rated_power_kw": 10}),
    ("motor", "JS136-4", {"motor_category": "高压三相笼型异步电动机"}, {"rated_voltage_v": 6000}),
    ("motor", "JS136-6", {"motor_category": "三相异步电动机"}, {}),
    (
        "motor",
        "Y4005-4 10kV",
        {
            "motor_category": "高压三相笼型异步电动机",
            "frame_size_mm": 400,
            "rated_voltage_v": 10000,
        },
        {},
    ),
    ("motor", "YE3-90L-4/1.5kW", {"poles": 4, "rated_power_kw": 1.5}, {}),
    ("motor", "YE3-160M-4 11", {"poles": 4}, {"rated_power_kw": 11}),
    ("motor", "Pump: DG46-50×12 Motor: YVF315M-2", {"frame_size_mm": 315, "poles": 2}, {}),
    # boilers
    ("boiler", "SZL1O-1.25-AII", {"rated_capacity_tph": 10, "combustion": "层燃"}, {}),
    ("boiler", "DZL4-1.25-All", {"fuel": "烟煤", "coal_class": "Ⅱ类"}, {}),
    ("boiler", "DZL4-1.25-AⅡ-1", {"fuel": "烟煤", "coal_class": "Ⅱ类"}, {}),
    (
        "boiler",
        "DZW60-7/95/70-A",
        {"boiler_type": "热水锅炉"},
        {"rated_power_mw": 0.7, "rated_pressure_mpa": 0.69},
    ),
    ("boiler", "QXL58-1.6/130/70-AⅡ2", {"rated_power_mw": 58, "coal_class": "Ⅱ类"}, {}),
    ("boiler", "WDR0.5-0.7-D", {"fuel": "电", "combustion": "电加热"}, {}),
    ("boiler", "UG-75/3.82-M", {"rated_capacity_tph": 75, "rated_pressure_mpa": 3.82}, {}),
    ("boiler", "YYW-1400Y", {"fuel": "油", "combustion": "室燃"}, {"rated_power_mw": 1.4}),
    ("boiler", "DZL", {"combustion": "层燃", "fixed_grate": False}, {}),
    # transformers
    ("transformer", "S11-M-63O/10", {"rated_capacity_kva": 630, "voltage_kv": 10}, {}),
    ("transformer", "S1O-M-1OO/10", {"rated_capacity_kva": 100, "voltage_kv": 10}, {}),
    ("transformer", "YBM-12/0.4-630", {"rated_capacity_kva": 630}, {"voltage_kv": 10}),
    ("transformer", "630kVA S11-M-10/0.4", {"rated_capacity_kva": 630, "voltage_kv": 10}, {}),
    ("transformer", "S11-M-500-10/0.4", {"rated_capacity_kva": 500, "voltage_kv": 10}, {}),
    ("transformer", "SFZ11-240MVA/220kV", {"rated_capacity_kva": 240000, "voltage_kv": 220}, {}),
    ("transformer", "0SFPS10-240000/330", {"insulation_medium": "油浸"}, {}),
    ("transformer", "S9-M-315/10(Yyn0)", {"connection": "Yyn0", "voltage_kv": 10}, {}),
    ("transformer", "S11-M-160/10 2台", {"rated_capacity_kva": 160, "voltage_kv": 10}, {}),
    ("transformer", "SCB-13-630/10", {"rated_capacity_kva": 630, "voltage_kv": 10}, {}),
    ("transformer", "S9-M·R-315/10-0.4", {"voltage_kv": 10, "low_voltage_kv": 0.4}, {}),
    (
        "transformer",
        "OSFPSZ10-240000/330",
        {"phases": "三相", "windings": "三绕组", "regulation": "有载调压", "autotransformer": True},
        {},
    ),
    ("transformer", "D11-M-50/10", {"phases": "单相"}, {}),
    ("transformer", "KS9-315/6", {"rated_capacity_kva": 315}, {"distribution": False}),
    # pumps, fans, compressors, trucks
    ("pump", "200QJ50-52/4", {"flow_m3h": 50, "head_m": 52, "stages": 4}, {}),
    ("pump", "250S39", {"head_m": 39, "suction": "双吸"}, {}),
    ("pump", "CR10-9", {"flow_m3h": 10, "stages": 9}, {}),
    ("pump", "CDLF16-8", {"flow_m3h": 16}, {"stages": 8}),
    ("fan", "FBCDZ No24", {"fan_type": "轴流", "machine_no": 24}, {}),
    ("fan", "4-72 8C", {"machine_no": 8}, {"pressure_coefficient": 0.4}),
    ("compressor", "LG-13/0.8", {"discharge_pressure_mpa": 0.8}, {}),
    ("compressor", "GA 37 VSD+", {"compressor_type": "喷油回转(变转速)"}, {"drive_power_kw": 37}),
    ("compressor", "BLT-50A", {}, {"drive_power_kw": 37}),
    ("truck", "HOWO ZZ1257N4347", {"vehicle_type": "重型载货"}, {"gross_mass_kg": 25000}),
    ("transformer", "TBEA S11-M-400/10", {"rated_capacity_kva": 400, "voltage_kv": 10}, {}),
    ("motor", "ABB YE3-160M-4", {"frame_size_mm": 160, "poles": 4}, {"rated_power_kw": 11}),
    ("motor", "YE3-315S-6/75", {"frame_size_mm": 315, "poles": 6}, {"rated_power_kw": 75}),
    ("motor", "YZR2-200L-8", {"frame_size_mm": 200, "poles": 8}, {}),
    ("boiler", "4t锅炉", {"rated_capacity_tph": 4}, {}),
    ("truck", "CA1131", {"vehicle_type": "重型载货"}, {"gross_mass_kg": 13000}),
    ("truck", "CA1121", {}, {"vehicle_type": "重型载货", "gross_mass_kg": 12000}),
    ("truck", "BYD5030XXYBEV", {"fuel": "纯电动"}, {"vehicle_type": "轻型载货"}),
    ("vehicle", "LZW7000BEV", {"powertrain": "纯电动"}, {}),
]
OPEN = [
    ("motor", "YE3-160M-2", "rated_power_kw", (11.0, 15.0)),
    ("motor", "YD132M-4/2", "poles", ()),
    ("motor", "YLJ132-16-6", "rated_power_kw", ()),
    ("boiler", "WNS4-1.25-Y(Q)", "fuel", ("油", "天然气")),
    ("boiler", "YYW-1400Y(Q)", "fuel", ("油", "天然气")),
    ("boiler", "YYQW-2300Y.Q", "fuel", ("油", "天然气")),
    ("boiler", "YQW-1400-Q/Y", "fuel", ("油", "天然气")),
    ("boiler", "DZL4-1.25-MA", "fuel", ("生物质", "烟煤")),
    ("boiler", "DZL4/2.8-1.25/115/70-AⅡ", "boiler_type", ("蒸汽锅炉", "热水锅炉")),
    ("boiler", "DZL2-1.0-AⅡ/AⅢ", "coal_class", ()),
    ("boiler", "UG-75/3.82-M", "fuel", ("烟煤", "贫煤", "无烟煤", "褐煤")),
    ("boiler", "LSS500-0.8-Q", "rated_capacity_tph", (0.5,)),
    ("boiler", "YGL-160MAⅡ", "rated_power_mw", (1.9,)),
    ("boiler", "QC206/300-18-0.7/345", "fuel", ()),
    ("transformer", "SFP-360/330", "rated_capacity_kva", (360000.0,)),
    ("transformer", "SCB8-30～2500/10", "rated_capacity_kva", ()),
    ("transformer", "YB-1250/10", "insulation_medium", ("油浸", "干式")),
    ("transformer", "SG-130/3.82-M", "rated_capacity_kva", ()),
    ("pump", "300S58A", "head_m", ()),
    ("fan", "W5-47No.59C", "machine_no", ()),
    ("compressor", "4M8-36/320", "discharge_pressure_mpa", ()),
    ("truck", "ZZ5257GJB", "vehicle_type", ()),
    ("truck", "BJ4010PD", "vehicle_type", ("单缸低速货车", "多缸低速货车")),
    ("truck", "CA4206P1K2", "fuel", ()),
]
NOTHING = [
    ("boiler", "CB600500150"),
    ("boiler", "LE72-0.7"),
    ("boiler", "CW6163"),
    ("boiler", "--"),
    ("boiler", "Y160M-4"),
    ("motor", "S11-630/10"),
    ("motor", "ISG80-160"),
    ("motor", "JZO2"),
    ("pump", "QJ200-40"),
    ("pump", "CM-2A/G Motor:Y2-225S-4"),
    ("fan", "LG100×72-1"),
    ("fan", "L20-10/0.20"),
    ("compressor", "LG100×72-1"),
    ("compressor", "4AJ-15"),
    ("compressor", "KDON-1500/1500"),
    ("truck", "LGAXABCDEF1234567"),
    ("truck", "HOWO A7"),
    ("truck", "YE3-160M"),
    ("transformer", "JDZX9-35"),
    ("elevator", "GEN2"),
    ("furnace", "RX3-45-9"),
]


@pytest.mark.parametrize(("kind", "model", "facts", "presumed"), READ)
def test_what_is_read_and_what_is_presumed(
    kind: str, model: str, facts: dict[str, object], presumed: dict[str, object]
) -> None:
    reading = read(kind, model)
    assert facts.items() <= reading.facts().items()
    assert presumed.items() <= reading.presumed().items()


@pytest.mark.parametrize(("kind", "model", "field", "candidates"), OPEN)
def test_what_stays_open_with_what_it_may_be(
    kind: str, model: str, field: str, candidates: tuple[object, ...]
) -> None:
    reading = read(kind, model)
    assert {o.field: o.candidates for o in reading.open}[field] == candidates
    assert field not in reading.facts()
    assert field not in reading.presumed()


@pytest.mark.parametrize(("kind", "model"), NOTHING)
def test_names_of_no_or_another_grammar_say_nothing(kind: str, model: str) -> None:
    reading = read(kind, model)
    assert (reading.facts(), reading.presumed()) == ({}, {})


TRAITS = [
    ("motor", "YE3-160M-4", "ie_class", "IE3"),
    ("motor", "YBX3-160M-4", "ie_class", None),
    ("motor", "TYCX-160M-4", "ie_class", None),
    ("boiler", "CWNS0.7-85/60-Q", "atmospheric", True),
    ("boiler", "QC206/300-18-0.7/345", "waste_heat", True),
    ("pump", "50WQ15-15-1.5", "motor_power_kw", 1.5),
    ("transformer", "S20-M-400/10-NX2", "nameplate_grade", "2级"),
]


@pytest.mark.parametrize(("kind", "model", "trait", "value"), TRAITS)
def test_parts_without_a_field(kind: str, model: str, trait: str, value: object) -> None:
    assert read(kind, model).trait(trait) == value


def test_scanned_names_say_that_they_were_mended() -> None:
    assert [n.code for n in read("motor", "Yl60M-4").notes] == ["ocr"]
    assert read("motor", "Y160M-4").notes == ()


FORMS = [
    ("SG-130/3.82-M", ["boiler"]),
    ("SG10-630/10", ["transformer"]),
    ("DG46-50×12", ["pump"]),
    ("DG75/3.82-11", ["boiler"]),
    ("YB-1250/10", ["transformer"]),
    ("YB-180L-4", ["motor"]),
    ("YL90S-2", ["motor"]),
    ("80YL-100", ["pump"]),
    ("LG-13/8G", ["compressor"]),
    ("CPCD30", ["nonroad_machinery"]),
    ("QTZ63", ["construction_machinery"]),
    ("SLS 200-400GCMotor:Y2-225S-4", ["motor", "pump"]),
    ("办公楼", []),
]


@pytest.mark.parametrize(("model", "kinds"), FORMS)
def test_kinds_by_the_form_of_the_name(model: str, kinds: list[str]) -> None:
    assert [h.kind for h in kind_of(model)] == kinds
