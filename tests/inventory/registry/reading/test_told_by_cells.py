"""Headings that nobody knows: what stands below them tells models, names, plates and VINs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


def _columns(found: reading.ReadResult) -> dict[str, tuple[str | None, str]]:
    return {
        column.heading: (column.field, column.how)
        for sheet in found.sheets
        for column in sheet.columns
    }


def test_models_and_names(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["二车间在册机电"],
        ["序", "名堂", "牌号代码", "几台"],
        [1, "配电变压器", "S7-315/10", 1],
        [2, "电动机", "Y2-160M-4", 2],
        [3, "车床", "CA6140", 1],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [(row.kind, row.facts["model"], row.facts["name"]) for row in found.rows] == [
        ("transformer", "S7-315/10", "配电变压器"),
        ("motor", "Y2-160M-4", "电动机"),
    ]
    columns = _columns(found)
    assert columns["名堂"] == ("name", "cells")
    assert columns["牌号代码"] == ("model", "cells")
    notes = [note for note in found.notes if note.code == "told_by_cells"]
    notes += [
        note for sheet in found.sheets for note in sheet.notes if note.code == "told_by_cells"
    ]
    assert {note.heading for note in notes} == {"名堂", "牌号代码"}
    assert all(note.heading in note.message and note.heading in note.message_en for note in notes)


def test_beside_headings_that_are_known(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["序号", "代码牌号", "额定容量(kVA)", "投用日期"],
        [1, "S7-315/10", 315, "1998-05"],
        [2, "S9-400/10", 400, "2003-05"],
    ]
    found = read(write_book(rows, name="变压器.xlsx"), for_ledger=False)
    assert [row.facts["model"] for row in found.rows] == ["S7-315/10", "S9-400/10"]


def test_plates_and_vins(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["编", "牌子", "大架", "排放标准", "燃料种类"],
        [1, "粤J·12345", "LFNA4LCA5FAX12345", "国三", "柴油"],
        [2, "粤JD1234", "", "国五", "柴油"],
    ]
    found = read(write_book(rows, name="柴油货车台账.xlsx"), for_ledger=False)
    assert [row.facts["plate_no"] for row in found.rows] == ["粤J12345", "粤JD1234"]


@pytest.mark.parametrize("heading", ["安装位置说明", "供应厂", "服务对象"])
def test_where_it_stands_is_no_name(read: Read, write_book: WriteBook, heading: str) -> None:
    rows = [
        ["序号", "型号", "额定容量(kVA)", heading],
        [1, "S7-315/10", 315, "锅炉"],
        [2, "S9-400/10", 400, "空压机"],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert _columns(found)[heading][0] != "name"


def test_two_such_columns_are_asked(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["序", "原先牌号", "如今牌号", "几台"],
        [1, "S7-315/10", "S13-315/10", 1],
        [2, "S9-400/10", "S20-400/10", 2],
    ]
    with pytest.raises(reading.FileProblem) as refused:
        read(write_book(rows), for_ledger=False)
    assert refused.value.code == "no_header"


def test_a_persons_word_goes_before(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["序号", "代码牌号", "额定容量(kVA)", "投用日期"],
        [1, "S7-315/10", 315, "1998-05"],
    ]
    book = write_book(rows, name="变压器.xlsx")
    found = read(book, for_ledger=False, mapping={"代码牌号": ""})
    assert "model" not in found.rows[0].facts


def test_rows_without_a_header_are_no_header(read: Read, write_book: WriteBook) -> None:
    rows = [["一号", "配电变压器", "S7-315/10"], ["二号", "配电变压器", "S9-400/10"]]
    with pytest.raises(reading.FileProblem):
        read(write_book(rows), for_ledger=False)


def test_a_doubtful_heading_over_numbers_gives_way(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备", "技术对象描述", "型号", "构造年份", "构造月份", "制造商序列号"],
        ["10002341", "1号循环水泵", "300S32", "2009", "06", "A0231"],
        ["10002342", "1号循环水泵电机", "Y315M-4", "2009", "05", "090633"],
    ]
    found = read(write_book(rows), for_ledger=False)
    facts = {row.kind: row.facts for row in found.rows}
    assert facts["pump"]["name"] == "1号循环水泵"
    assert (facts["motor"]["made_on"], facts["motor"]["serial_no"]) == ("2009", "090633")


def test_of_two_models_the_devices_own_is_taken(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["梯号", "梯型", "产品型号", "主机型号", "额定速度(m/s)"],
        ["1#", "曳引驱动乘客电梯", "GPS-III", "PM-11", 1.75],
        ["2#", "电梯机房空调", "KFR-35GW", "", ""],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [(row.row, row.facts["model"]) for row in found.rows] == [(2, "GPS-III")]


def test_a_row_of_units_below_the_headings(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["机号", "设备名", "型号", "排气量", "比功率", "上线日期"],
        ["—", "—", "—", "m³/min", "kW/(m³/min)", "年-月"],
        ["KY-1", "螺杆空压机", "BLT-100A", 13.2, 6.3, "2014-05"],
    ]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert (row.facts["flow_m3min"], row.facts["specific_power"]) == (13.2, 6.3)
    assert row.facts["in_service_on"] == "2014-05"


def test_what_stands_under_a_group_of_users(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["使用单位信息", None, "维保单位信息", "锅炉信息", None],
        ["单位全称", "统一信用代码", "单位全称", "型号", "吨位(t/h)"],
        ["示例制衣有限公司", "91440704MA4W1AB11K", "示例锅炉公司", "DZL4-1.25-AⅢ", 4],
    ]
    merge = [("Sheet1", "A1:B1", "使用单位信息"), ("Sheet1", "D1:E1", "锅炉信息")]
    (row,) = read(write_book(rows, merge=merge), for_ledger=False).rows
    assert (row.enterprise, row.uscc) == ("示例制衣有限公司", "91440704MA4W1AB11K")


def test_who_serves_lifts_does_not_use_them(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["示例电梯工程有限公司在保电梯清单"],
        ["甲方（使用单位）", "电梯种类", "产品型号", "最近一次保养"],
        ["示例村镇银行", "曳引驱动乘客电梯", "OH5100", "2026-11-20"],
    ]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert (row.enterprise, row.facts["last_maintained_on"]) == ("示例村镇银行", "2026-11-20")


def test_codes_under_a_heading_of_models(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["编号", "机主", "机械", "牌型", "动力(千瓦)", "发动机型号"],
        [1, "示例户一", "轮式拖拉机", "东方红-LX904", 66.2, "LR4M3Z"],
        [2, "示例户三", "手扶拖拉机", "GN-121", 8.8, "S195"],
    ]
    found = read(write_book(rows, name="农机台账.xlsx"), for_ledger=False)
    assert [row.facts["model"] for row in found.rows] == ["东方红-LX904", "GN-121"]


def test_a_name_with_its_parameters(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["工艺位号", "设备名称及性能参数", "单位", "安装数量"],
        ["P-301", "回流污泥泵 Q=600m³/h，H=5m，n=980r/min", "台", 3],
        ["B-201", "罗茨鼓风机 Q=25m³/min，ΔP=58.8kPa", "台", 2],
    ]
    pump = read(write_book(rows), for_ledger=False).rows[0]
    assert (pump.kind, pump.facts["name"]) == ("pump", "回流污泥泵")
    assert (pump.facts["flow_m3h"], pump.facts["head_m"]) == (600, 5)


def test_devices_above_another_table_are_not_lost(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["热源站主、辅机一览"],
        ["一、锅炉"],
        ["炉号", "制造代号", "每小时产汽", "汽温", "入炉燃料"],
        ["1#", "WNS15-1.6-Q", 15, 204, "天然气"],
        ["2#", "LDR1.0-0.8", 1, 175, "电"],
        [],
        ["二、水泵"],
        ["序号", "水泵名称", "水泵型号", "流量(m³/h)", "扬程(m)"],
        [1, "软化水泵", "IS80-50-200", 50, 50],
    ]
    found = read(write_book(rows), for_ledger=False)
    said = [(row.row, row.kind, row.facts.get("model")) for row in found.rows]
    assert (9, "pump", "IS80-50-200") in said
    assert {(4, "boiler", "WNS15-1.6-Q"), (5, "boiler", "LDR1.0-0.8")} <= set(said)


def test_a_permit_with_the_unit_before_the_value(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["序号", "生产设施名称", "生产设施编号", "设施参数", None, None],
        [None, None, None, "参数名称", "计量单位", "设计值"],
        [1, "蒸汽锅炉", "MF0021", "额定蒸发量", "t/h", 6],
        [2, "循环水泵", "MF0031", "流量", "m³/h", 100],
    ]
    merge = [("Sheet1", "D1:F1", "设施参数")]
    merge += [
        ("Sheet1", f"{letter}1:{letter}2", str(rows[0][at])) for at, letter in enumerate("ABC")
    ]
    found = read(write_book(rows, merge=merge), for_ledger=False)
    facts = {row.kind: row.facts for row in found.rows}
    assert facts["boiler"]["rated_capacity_tph"] == 6
    assert facts["pump"]["flow_m3h"] == 100


def test_machines_beside_their_motors(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["档案", "机电", "代码牌号", "电机型号", "功率(kW)", "极数"],
        ["DA-01", "主排水泵", "MD155-67×5", "YB2-355M2-2", 250, 2],
        ["DA-03", "螺杆空压机", "LG-20/8G", "YE3-315S-4", 110, 4],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [(row.kind, row.facts["model"]) for row in found.rows] == [
        ("pump", "MD155-67×5"),
        ("compressor", "LG-20/8G"),
    ]


def test_main_machines_beside_the_motors_that_drive_them(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["主机及拖动电机一览表"],
        ["工号", "主机名称", "主机型号", "拖动电机型号", "电机功率(kW)", "数量"],
        ["P1", "冷却水泵", "IS200-150-315", "Y225M-4", 45, 3],
        ["K1", "螺杆空压机", "LGD-20/7", "YE3-315S-4", 110, 2],
        ["C1", "车床", "CA6140", "Y132M-4", 7.5, 1],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [(row.kind, row.facts["model"]) for row in found.rows] == [
        ("pump", "IS200-150-315"),
        ("compressor", "LGD-20/7"),
    ]


def test_a_list_of_motors_stays_one(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["电动机台账"],
        ["位号", "设备名称", "电机型号", "电机功率(kW)", "极数"],
        ["P1", "皮带输送机", "Y225M-4", 45, 4],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [(row.kind, row.facts["model"]) for row in found.rows] == [("motor", "Y225M-4")]


def test_the_sort_of_heat_pumps_may_hold_their_models(read: Read, write_book: WriteBook) -> None:
    head = ["位置", "设备名", "机型", "制热量(kW)", "COP", "台数"]
    rows = [head, ["1号楼", "空气源热泵热水机组", "KFXRS-38II", 38.5, 4.2, 6]]
    found = read(write_book(rows), for_ledger=False)
    assert found.rows[0].facts["model"] == "KFXRS-38II"
    rows[1][2] = "低温型"
    found = read(write_book([[*head, "型号"], [*rows[1], "KFXRS-38II"]]), for_ledger=False)
    assert found.rows[0].facts["model"] == "KFXRS-38II"
    assert found.rows[0].facts["unit_type"] == "低温型"


def test_a_capacity_beside_its_unit(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["Description 设备描述", "Type 规格型号", "Capacity 容量", "Unit 单位", "Qty 台数"],
        ["Freight Elevator 载货电梯", "THJ2000", 2000, "kg", 2],
        ["Centrifugal Chiller 离心式冷水机组", "CVHG0780", 2461, "kW", 2],
        ["Dry-type Transformer 干式变压器", "SCB12-2000/10", 2000, "kVA", 3],
    ]
    facts = {row.kind: row.facts for row in read(write_book(rows), for_ledger=False).rows}
    assert facts["elevator"]["rated_load_kg"] == 2000
    assert facts["chiller"]["cooling_capacity_kw"] == 2461
    assert facts["transformer"]["rated_capacity_kva"] == 2000


def test_what_is_counted_is_no_unit_of_a_capacity(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["名称", "型号", "容量", "单位", "数量"],
        ["蒸汽锅炉", "SZL6-1.25-AII", "6t/h", "台", 1],
        ["变压器", "S11-M-200/10", "200kVA", "台", 2],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [row.quantity for row in found.rows] == [1, 2]


def test_a_field_that_models_fill_is_not_called_missing(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["锅炉台账"],
        ["名称", "型号", "使用单位"],
        ["锅炉", "SZL6-1.25-AII", "甲公司"],
        ["锅炉", "SZL", "甲公司"],
    ]
    notes = [note for sheet in read(write_book(rows)).sheets for note in sheet.notes]
    told = {note.field: (note.code, note.rows) for note in notes if "missing" in note.code}
    assert told["fuel"] == ("missing_in_rows", (4,))


@pytest.mark.parametrize("said", ["14人/1050kg", "14人1050kg", "1050kg/14人", "14人（1050kg）"])
@pytest.mark.parametrize("heading", ["人数/载重", "定员/载重", "载重及定员人数"])
def test_persons_and_load_in_one_cell(
    read: Read, write_book: WriteBook, said: str, heading: str
) -> None:
    rows = [["电梯清单"], ["梯号", "型号", heading, "梯速"], ["1", "GPS-III", said, 1.75]]
    found = read(write_book(rows), for_ledger=False)
    assert found.rows[0].facts["rated_load_kg"] == 1050


def test_a_second_column_of_other_parameters(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["生产设施名称", "参数名称", "计量单位", "设计值", "其他设施参数信息", "其他设施信息"],
        ["蒸汽锅炉", "额定蒸发量", "t/h", 6, "额定压力1.25MPa", "燃用天然气"],
        ["空压机", "排气量", "m³/min", 13.5, "排气压力0.8MPa，功率75kW", None],
    ]
    facts = {row.kind: row.facts for row in read(write_book(rows), for_ledger=False).rows}
    assert facts["boiler"]["fuel"] == "天然气"
    assert facts["boiler"]["rated_pressure_mpa"] == 1.25
    assert facts["compressor"]["drive_power_kw"] == 75
