"""Headings put together by rule, and words of levels and stages in any spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.registry.reading.headings import match_heading
from tests.inventory.registry.reading.cells import LIBRARY, cell, value


def field_of(kind: str, heading: str) -> tuple[str, str | None] | None:
    of_kind = LIBRARY.kinds[kind]
    match = match_heading(heading, of_kind, of_kind.words)
    return None if match is None or match.unknown_unit else (match.field, match.unit)


@pytest.mark.parametrize(
    ("kind", "heading", "field", "unit"),
    [
        ("motor", "投产年份", "in_service_on", None),
        ("boiler", "启用时间（年月）", "in_service_on", None),
        ("pump", "设备启用年月", "in_service_on", None),
        ("fan", "出厂年度", "made_on", None),
        ("elevator", "年检到期时间", "next_inspection_on", None),
        ("truck", "年审到期日", "inspection_valid_to", None),
        ("pump", "扬程/压力", "head_m", None),
        ("fan", "扬程/全压(Pa)", "pressure_pa", "pa"),
        ("boiler", "额定蒸发量/容量(t/h)", "rated_capacity_tph", "t/h"),
        ("motor", "Pe(kW)", "rated_power_kw", "kW"),
        ("farm_machinery", "机主姓名", "enterprise", None),
        ("farm_machinery", "农机所有人（单位）", "enterprise", None),
        ("vessel", "车型/船型", "vessel_type", None),
        ("motor", "Ue(kV)", "rated_voltage_v", "kV"),
        ("motor", "n（r/min）", "speed_rpm", "r/min"),
        ("motor", "台数（台）", "quantity", "台"),
        ("furnace", "数量（座）", "quantity", "座"),
        ("nonroad_machinery", "发动机额定净功率（kW）", "power_kw", "kw"),
        ("farm_machinery", "功率(马力)", "power_kw", "马力"),
        ("boiler", "用煤/气/生物质", "fuel", None),
        ("boiler", "燃煤、燃气或电", "fuel", None),
        ("pump", "在用/停用", "use_state", None),
        ("transformer", "油浸/干式", "insulation_medium", None),
        ("nonroad_machinery", "环保标识/排放标准", "emission_stage", None),
        ("truck", "号牌或编码", "plate_no", None),
        ("transformer", "变压器型号及台数", "model", None),
        ("nonroad_machinery", "机械/车辆", "name", None),
        ("transformer", "户名", "enterprise", None),
        ("boiler", "哪年制造", "made_on", None),
        ("boiler", "学　校", "enterprise", None),
        ("boiler", "锅炉/窑炉使用企业名称", "enterprise", None),
        ("elevator", "使用登记证编码", "registration_no", None),
        ("elevator", "下次应检", "next_inspection_on", None),
        ("truck", "已跑公里数", "mileage_km", None),
        ("pump", "全年平均运转小时数", "annual_hours", None),
        ("pump", "泵额定效率(%)", "efficiency_pct", "%"),
        ("compressor", "排气量(m3/min)", "flow_m3min", "m3/min"),
        ("motor", "容量(kW/kVA)", "rated_power_kw", "kw"),
        ("general", "实盘数", "quantity", None),
    ],
)
def test_a_heading_is_composed(kind: str, heading: str, field: str, unit: str | None) -> None:
    assert field_of(kind, heading) == (field, unit)


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("boiler", "额定蒸发量/热功率"),  # two numbers of a boiler: neither for certain
        ("pump", "制造单位/日期"),
        ("motor", "Ie(A)"),
        ("motor", "P"),
        ("motor", "n(kW)"),
        ("boiler", "计划淘汰时间"),
        ("boiler", "完成时间"),
        ("motor", "变压器型号及台数"),
        ("boiler", "是/否"),
        ("compressor", "变频/工频"),
        ("boiler", "煤/车间"),
    ],
)
def test_a_heading_that_does_not_say_it_is_none(kind: str, heading: str) -> None:
    assert field_of(kind, heading) is None


@given(
    number=st.sampled_from(
        [("3", "国三"), ("三", "国三"), ("Ⅲ", "国三"), ("II", "国二"), ("四", "国四")]
    ),
    before=st.sampled_from(["", "国", "第", "国家第", "国 "]),
    behind=st.sampled_from(["", "阶段", "标准", " 阶段 "]),
    kind=st.sampled_from(["truck", "vehicle", "bus", "nonroad_machinery"]),
)
def test_a_stage_reads_the_same_in_any_spelling(
    number: tuple[str, str], before: str, behind: str, kind: str
) -> None:
    assert value(kind, "emission_stage", f"{before}{number[0]}{behind}") == number[1]


@given(
    number=st.sampled_from([("1", "1级"), ("一", "1级"), ("Ⅱ", "2级"), ("三", "3级")]),
    form=st.sampled_from(["{}级", "{}级能效", "能效{}级", "{} 级", "{}"]),
    kind=st.sampled_from(["motor", "transformer", "pump", "boiler", "compressor"]),
)
def test_a_grade_reads_the_same_in_any_spelling(
    number: tuple[str, str], form: str, kind: str
) -> None:
    assert value(kind, "nameplate_grade", form.format(number[0])) == number[1]


@pytest.mark.parametrize("text", ["国六", "第六阶段"])
def test_a_sixth_stage_that_does_not_say_which_stays_open(text: str) -> None:
    found = cell("truck", "emission_stage", text)
    assert found.fault is not None
    assert (found.value, found.fault.code) == (None, "ambiguous_choice")


def test_a_standard_number_holds_no_other_stage() -> None:
    found = cell("truck", "emission_stage", "GB17691-2005国Ⅲ")
    assert found.value == "国三"
    assert cell("truck", "emission_stage", "国三改国四").value is None


def test_a_coal_of_two_classes_is_a_coal() -> None:
    assert cell("boiler", "fuel", "型煤").value == "煤"
    assert cell("boiler", "fuel", "煤/生物质").value is None
