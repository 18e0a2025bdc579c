"""Layouts of permits, energy audits, shops of two languages, as found with made ledgers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.core.kinds import known_kinds
from inventory.registry import reading
from inventory.registry.reading.headings import match_heading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


def test_what_a_motor_drives_is_not_the_device(read: Read, write_book: WriteBook) -> None:
    rows = [
        [None, None, None, None, None],
        [None, "型号", "额定功率(kW)", "名称", "型号"],
        [1, "Y280S-4", 75, "风机", "9-19No14D"],
        [2, "YE3-250M-4", 55, "水泵", "IS150-125-315"],
    ]
    over = [("A1:A2", "序号"), ("B1:C1", "电动机"), ("D1:E1", "拖动设备")]
    book = write_book(rows, merge=[("Sheet1", where, text) for where, text in over])
    found = read(book, for_ledger=False).rows
    assert [(row.kind, row.facts["model"]) for row in found] == [
        ("motor", "Y280S-4"),
        ("motor", "YE3-250M-4"),
    ]


def test_a_parameter_a_row_in_three_columns(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["生产设施名称", "设施型号", "设施参数名称", "设计值", "计量单位"],
        ["锅炉", "SZL6-1.25-AⅡ", "额定出力", "6", "t/h"],
        ["有机热载体锅炉", "YLW-1400MA", "额定热功率", "1.4", "MW"],
        ["空压机", "LG-55/8", "", "", ""],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    facts = [row.facts for row in found]
    assert facts[0]["rated_capacity_tph"] == 6
    assert facts[1]["rated_power_mw"] == 1.4
    assert found[2].kind == "compressor" and "drive_power_kw" not in facts[2]


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        ("compressor", "Model 型号", "model"),
        ("compressor", "Rated power 额定功率 (kW)", "drive_power_kw"),
        ("compressor", "排气压力 Discharge pressure (bar)", "discharge_pressure_mpa"),
        ("transformer", "型号 Model", "model"),
        ("elevator", "额定载重/人数", "rated_load_kg"),
        ("bus", "能源", "powertrain"),
        ("nonroad_machinery", "动力", "fuel"),
        ("pressure_vessel", "下次全面检验日期", "next_inspection_on"),
        ("motor", "Model 出口", None),
    ],
)
def test_headings(kind: str, heading: str, field: str | None) -> None:
    of_kind = known_kinds()[kind]
    found = match_heading(heading, of_kind, of_kind.words)
    assert (found.field if found else None) == field


def test_a_load_with_the_people_that_it_is(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["序号", "电梯类型", "载重/人数"],
        [1, "客梯", "1050kg/14人"],
        [2, "客梯", "800kg(10人)"],
    ]
    found = read(write_book(rows), kind="elevator", for_ledger=False).rows
    assert [row.facts.get("rated_load_kg") for row in found] == [1050, 800]


@pytest.mark.parametrize("word", ["平均", "平均值", "加权平均"])
def test_an_average_is_no_device(word: str, read: Read, write_book: WriteBook) -> None:
    rows = [
        ["变压器编号", "型号", "容量kVA", "年均负荷率(%)"],
        ["T1", "S11-M-800/10", 800, 24],
        [word, None, None, 24],
    ]
    assert len(read(write_book(rows), for_ledger=False).rows) == 1


def test_city_buses_are_not_any_vehicles(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["某公交有限公司在册公交车辆明细"],
        ["车牌", "厂牌型号", "能源", "上牌时间"],
        ["粤J80001", "宇通ZK6105", "柴油", "2014-03"],
    ]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert (row.kind, row.facts["powertrain"]) == ("bus", "柴油")


def test_a_list_of_a_farm(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["农机户", "机具名称", "机具型号", "功率(马力)"],
        ["张某", "手扶拖拉机", "东风-12", 12],
    ]
    (row,) = read(write_book(rows)).rows
    assert (row.kind, row.enterprise) == ("farm_machinery", "张某")
    assert row.facts["machinery_type"] == "小型拖拉机(手扶)"


def test_a_card_of_several_kinds_on_its_side(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "配电变压器", "空气压缩机", "循环水泵"],
        ["规格型号", "S9-M-630/10", "LG-55/8", "IS125-100-200"],
        ["出厂日期", "1996年5月", "2008.3", "2009"],
        ["额定容量/功率", "630kVA", "55kW", "45kW"],
        ["流量", "", "", "200m3/h"],
        ["扬程/排气压力", "", "0.8MPa", "50m"],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert found[0].facts["rated_capacity_kva"] == 630
    assert found[1].facts["drive_power_kw"] == 55


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        ("boiler", "实际数量（台）", "quantity"),
        ("boiler", "环评数量（台）", None),
        ("pump", "台", "quantity"),
        ("pump", "单位", None),
        ("boiler", "现状", "use_state"),
        ("motor", "是否在用", "use_state"),
        ("compressor", "Pwr(kW)", "drive_power_kw"),
        ("compressor", "运行h/年", "annual_hours"),
        ("vessel", "燃料", "powertrain"),
        ("gas_appliance", "燃具名称", "name"),
        ("truck", "登记注册日期", "registered_on"),
        ("truck", "检验到期", "inspection_valid_to"),
        ("truck", "国几", "emission_stage"),
        ("boiler", "锅炉型号及编号", "model"),
        ("elevator", "年检截止日期", "next_inspection_on"),
    ],
)
def test_headings_of_a_third_round(kind: str, heading: str, field: str | None) -> None:
    of_kind = known_kinds()[kind]
    found = match_heading(heading, of_kind, of_kind.words)
    assert (found.field if found else None) == field


def test_what_was_planned_and_never_built(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "型号", "环评数量（台）", "实际数量（台）"],
        ["燃气锅炉", "WNS4-1.25-Q", 2, 1],
        ["燃煤锅炉", "DZL4-1.25-AⅡ", 1, 0],
        ["螺杆空压机", "GA37", 2, "3"],
        ["水泵", "ISW100-160", 1, "0台"],
    ]
    result = read(write_book(rows), for_ledger=False)
    assert [(row.kind, row.quantity) for row in result.rows] == [("boiler", 1), ("compressor", 3)]
    assert sum(sheet.skipped.get("none_there", 0) for sheet in result.sheets) == 2


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("某学校设备采购项目采购需求一览表", "单位"),
        ("2026年设备购置计划表", "单位"),
        ("设备清单", "投标单价（元）"),
        ("设备清单", "最高限价（万元）"),
    ],
)
def test_what_is_to_be_bought_is_no_device(
    title: str, heading: str, read: Read, write_book: WriteBook
) -> None:
    rows = [[title], ["设备名称", "型号", heading], ["离心泵", "ISG150-315", 4]]
    book = write_book(rows)
    with pytest.raises(reading.FileProblem) as problem:
        read(book, for_ledger=False)
    assert problem.value.code == "offers"
    told = read(book, for_ledger=False, header_row=2)  # somebody says that they exist
    assert [row.kind for row in told.rows] == ["pump"]


@pytest.mark.parametrize(
    "title",
    ["设备采购台账", "某招标代理有限公司设备台账", "设备购置明细表", "2026年老旧设备更新计划表"],
)
def test_what_was_bought_is_one(title: str, read: Read, write_book: WriteBook) -> None:
    rows = [[title], ["设备名称", "型号", "数量"], ["离心泵", "ISG150-315", 4]]
    assert len(read(write_book(rows), for_ledger=False).rows) == 1


def test_name_and_model_are_a_header_however_wide(read: Read, write_book: WriteBook) -> None:
    rows = [
        [
            "序号",
            "资产编号",
            "资产名称",
            "规格型号",
            "检修类别",
            "检修内容",
            "计划检修时间",
            "费用",
        ],
        [1, "L-101", "1#锅炉", "SZL10-1.25-AⅡ", "大修", "更换炉排片", "2026.5", 12],
        [2, "P-201", "循环水泵", "IS200-150-315", "中修", "更换密封", "2026.6", 1],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert [row.kind for row in found] == ["boiler", "pump"]
    assert not {"made_on", "in_service_on"} & {*found[0].facts, *found[1].facts}


def test_a_spare_part_is_no_device_whatever_it_fits(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["名称", "型号规格", "数量"],
        ["管道离心泵", "ISG100-200", 2],
        ["水泵叶轮", "ISG100-200用", 2],
        ["电机轴承", "Y180M-4", 8],
        ["螺杆制冷压缩机", "LG20", 3],
    ]
    assert [row.kind for row in read(write_book(rows), for_ledger=False).rows] == ["pump"]


def test_the_file_says_which_vehicles_a_sheet_is_of(read: Read, write_book: WriteBook) -> None:
    head = ["车牌号码", "品牌型号", "车型", "燃料类别", "排放标准", "投运日期", "年检到期"]
    rows = {
        "在用车辆": [head, ["粤J00102", "宇通ZK6105", "大型", "CNG", "国五", "2016-05", "2027-05"]],
        "说明": [["填表说明"]],
    }
    (row,) = read(write_book(rows, name="公交车辆档案.xlsx"), for_ledger=False).rows
    assert (row.kind, row.facts["powertrain"]) == ("bus", "天然气")


def test_a_boiler_of_tonnes_whose_name_says_megawatts(read: Read, write_book: WriteBook) -> None:
    rows = [["单位名称", "锅炉型号", "额定出力(t/h)"], ["甲校", "CDZH0.5-85/60", 0.5]]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert [problem.severity for problem in row.problems] == ["warning"]
    assert row.disputed.keys() == {"rated_capacity_tph"}
    assert "rated_power_mw" not in row.facts


def test_a_lift_by_its_parameters(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "型号", "技术参数", "数量"],
        ["客梯", "ELENESSA", "1050kg 1.75m/s 26层26站", 6],
    ]
    (row,) = read(write_book(rows), for_ledger=False).rows
    facts = row.facts
    assert (facts["rated_load_kg"], facts["rated_speed_mps"], facts["stations"]) == (1050, 1.75, 26)


@pytest.mark.parametrize(("power", "said"), [("7.5kW", None), ("2100kW", 2.1), ("2.1MW", 2.1)])
def test_the_fan_of_a_boiler_is_not_its_power(
    power: str, said: float | None, read: Read, write_book: WriteBook
) -> None:
    rows = [
        ["设备", "型号", "功率", "台"],
        ["真空锅炉", "ZKW", power, 2],
        ["水泵", "IS80-65-160", "5.5kW", 1],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert found[0].facts.get("rated_power_mw") == said


def test_a_flow_in_cubic_metres_a_second(read: Read, write_book: WriteBook) -> None:
    rows = [["站名", "泵型", "流量(m3/s)", "扬程(m)"], ["河头站", "20Sh-13", 0.56, 35.1]]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert row.facts["flow_m3h"] == pytest.approx(2016)


@pytest.mark.parametrize("word", ["Escalator 自动扶梯", "自动扶梯 Escalator", "2-自动扶梯"])
def test_a_choice_in_two_languages(word: str, read: Read, write_book: WriteBook) -> None:
    rows = [
        ["Lift No. 梯号", "Type 类型", "Model 型号", "Speed 速度(m/s)", "Load 载重(kg)"],
        ["E1", word, "X1", 0.5, None],
    ]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert (row.kind, row.facts["elevator_type"]) == ("elevator", "自动扶梯")


def test_what_is_measured_beside_what_a_standard_asks_for(
    read: Read, write_book: WriteBook
) -> None:
    rows = [
        [None, None, None, None, None, None],
        [None, None, "空载", "负载", "空载", "负载"],
        ["S11-M-630/10", 630, 810, 6200, 570, 6200],
    ]
    over = [
        ("A1:A2", "型号"),
        ("B1:B2", "容量/kVA"),
        ("C1:D1", "实测损耗(W)"),
        ("E1:F1", "GB20052限定值(W)"),
    ]
    book = write_book(rows, merge=[("Sheet1", where, text) for where, text in over])
    (row,) = read(book, for_ledger=False).rows
    assert (row.facts["no_load_loss_w"], row.facts["load_loss_w"]) == (810, 6200)


def test_a_unit_for_a_heading(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["Tag", "Motor model", "kW", "Poles", "Qty", "Year"],
        ["M101", "Y355L-8", 200, 8, 1, 2001],
    ]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert (row.facts["rated_power_kw"], row.facts["made_on"]) == (200, "2001")
    above = [
        ["电机型号", "极数", "电压", "风扇"],
        [None, "极", "V", "kW"],
        ["Y355L-8", 8, 380, 3],
    ]
    (row,) = read(write_book(above), kind="motor", for_ledger=False).rows
    assert row.facts.get("rated_power_kw") != 3


def test_what_was_beside_what_is(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["单位", "原锅炉型号", "原燃料", "原吨位", "现锅炉型号", "现燃料", "现吨位"],
        ["甲厂", "DZL4-1.25-AⅡ", "烟煤", 4, "WNS4-1.25-Q", "天然气", 4],
        ["乙厂", "DZL6-1.25-AⅡ", "烟煤", 6, "DZL6-1.25-S", "生物质", 6],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert [(row.facts["model"], row.facts["fuel"]) for row in found] == [
        ("WNS4-1.25-Q", "天然气"),
        ("DZL6-1.25-S", "生物质"),
    ]


def test_the_first_of_two_groups_is_the_device(read: Read, write_book: WriteBook) -> None:
    rows = [
        [None, None, None, None, None, None, None, None],
        [None, "型号", "流量", "扬程", "转速", "型号", "功率", "转速"],
        ["1#", "14SA-10", 1250, 65, 1450, "JSQ-147-4", 320, 1475],
        ["2#", "500S35", 2020, 35, 970, "Y400-6", 280, 990],
    ]
    over = [("A1:A2", "机组"), ("B1:E1", "水泵性能"), ("F1:H1", "电动机性能")]
    book = write_book(rows, merge=[("Sheet1", where, text) for where, text in over])
    found = read(book, for_ledger=False).rows
    assert [(row.kind, row.facts["speed_rpm"]) for row in found] == [("pump", 1450), ("pump", 970)]


def test_units_in_a_column_of_their_own(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "型号", "额定参数", "参数单位", "排气压力", "单位"],
        ["电动机", "YE3", 55, "kW", None, None],
        ["变压器", "S11", 1000, "kVA", None, None],
        ["蒸汽锅炉", "SZL", 8, "t/h", None, None],
        ["螺杆空压机", "LG", 75, "kW", 8, "bar"],
        ["活塞空压机", "W", 100, "马力", 0.8, "MPa"],
    ]
    found = {row.row: row.facts for row in read(write_book(rows), for_ledger=False).rows}
    assert found[2]["rated_power_kw"] == 55
    assert found[3]["rated_capacity_kva"] == 1000
    assert found[4]["rated_capacity_tph"] == 8
    assert (found[5]["drive_power_kw"], found[5]["discharge_pressure_mpa"]) == (75, 0.8)
    assert found[6]["drive_power_kw"] == pytest.approx(73.55, abs=0.01)
    assert found[6]["discharge_pressure_mpa"] == 0.8


@pytest.mark.parametrize(
    ("unit", "cells", "powers"),
    [
        ("单位", ["kW", "马力"], [75, 55.16]),
        ("单位", ["kW", None], [75, 75]),
        ("单位", ["台", "台"], [75, 75]),
        ("单位", ["甲厂", "乙厂"], [75, 75]),
        ("单位", ["kW", "t/h", "MPa"], [75, None, None]),  # of nothing that a motor has
    ],
)
def test_what_stands_beside_a_power(
    read: Read, write_book: WriteBook, unit: str, cells: list[str], powers: list[float]
) -> None:
    rows = [["设备名称", "额定功率", unit, "极数"], *(["电动机", 75, cell, 4] for cell in cells)]
    found = read(write_book(rows), for_ledger=False).rows
    assert [row.facts.get("rated_power_kw") for row in found] == [
        power and pytest.approx(power, abs=0.01) for power in powers
    ]


def test_a_group_over_a_number_and_its_unit(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "型号", "额定功率", None, "排气压力"],
        [None, None, "数值", "单位", "MPa"],
        ["螺杆空压机", "LG", 75, "kW", 0.8],
        ["螺杆空压机", "LG", 100, "马力", 0.8],
    ]
    path = write_book({"空压机": rows}, merge=[("空压机", "C1:D1", "额定功率")])
    found = read(path, for_ledger=False).rows
    assert [round(row.facts["drive_power_kw"]) for row in found] == [75, 74]
