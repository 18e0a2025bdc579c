"""Rows that are no device of the kind, though they stand in its list; sheets that are asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


def test_what_the_form_of_a_row_says_is_no_compressor(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["机台", "形式", "型号", "冷却", "排气压力(MPa)", "比功率"],
        ["A1", "螺杆机", "GA90", "风冷", 0.8, 7.2],
        ["G1", "冷干机", "TAE361", "风冷", None, None],
        ["G2", "储气罐", "C-3/0.8", None, None, None],
    ]
    found = read(write_book(rows, name="空压机.xlsx"), for_ledger=False).rows
    assert [(row.row, row.kind) for row in found] == [(2, "compressor"), (4, "pressure_vessel")]


def test_the_compressor_of_a_chiller_is_its_form(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["编号", "形式", "型号", "制冷量(kW)", "COP"],
        ["1", "螺杆压缩机", "LSBLG500", 500, 4.9],
        ["2", "离心压缩机", "CVHE450", 1500, 5.6],
    ]
    found = read(write_book(rows, name="冷水机组.xlsx"), for_ledger=False).rows
    assert [(row.kind, row.facts["cooling_capacity_kw"]) for row in found] == [
        ("chiller", 500),
        ("chiller", 1500),
    ]


def test_a_row_that_says_nothing_and_a_valve_are_no_devices(
    read: Read, write_book: WriteBook
) -> None:
    rows = [
        ["机组", "用途", "水泵型号", "流量(m3/h)", "扬程(m)"],
        ["1#", "送水", "14SH-9", 1260, 75],
        ["2#", "停用", None, None, None],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [row.row for row in found.rows] == [2]
    assert found.sheets[0].skipped == {"nameless": 1}
    parameters = [["编号", "主要参数"], ["1#", "630kVA"], ["2#", "500kVA"]]
    found = read(write_book(parameters), kind="transformer", header_row=1, for_ledger=False)
    assert [row.facts["rated_capacity_kva"] for row in found.rows] == [630, 500]
    vessels = [
        ["容器名称", "使用证编号", "下次检验日期"],
        ["液氧储槽", "容17粤J10001", "2027-09"],
        ["安全阀", None, "2027-03"],
    ]
    found = read(write_book(vessels), kind="pressure_vessel", for_ledger=False)
    assert [row.row for row in found.rows] == [2]


def test_a_sheet_of_devices_whose_kind_is_not_clear_is_asked(
    read: Read, write_book: WriteBook
) -> None:
    own = [
        ["车牌号", "排放标准", "注册日期", "燃料种类"],
        ["粤J60001", "国五", "2018-01-05", "柴油"],
    ]
    lorries = [["车牌号", "车辆类型", "排放标准"], ["粤J50001", "重型厢式货车", "国三"]]
    found = read(write_book({"货车": lorries, "挂靠": own}), for_ledger=False)
    asked = [row for row in found.rows if row.sheet == "挂靠"]
    assert [problem.code for row in asked for problem in row.problems] == ["kind_unclear"]


def test_a_name_that_denies_the_kind_goes_before_its_letters(
    read: Read, write_book: WriteBook
) -> None:
    rows = [
        ["机组名称", "型号", "出口压力", "功率(kW)"],
        ["空气压缩机", "4L-20/8", "0.8MPa", 130],
        ["储气罐", "C-2/0.8", "0.8MPa", None],
        ["CO2压缩机", "2DZ-1.5/20", "", 22],
        ["氨螺杆制冷压缩机组", "LG20 标况制冷量582kW", "", 200],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    said = [(row.row, row.kind) for row in found]
    assert said == [(2, "compressor"), (3, "pressure_vessel")]


def test_a_title_of_lorries_over_a_sheet_of_vehicles(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["重型自卸货车检查名册"],
        ["序号", "车牌照", "厂牌", "排放阶段", "登记时间"],
        ["1", "赣C70001", "东风", "国三", "2010/5/1"],
    ]
    found = read(write_book({"车辆": rows}, name="1.xlsx"), for_ledger=False).rows
    assert [(row.kind, row.facts["plate_no"]) for row in found] == [("truck", "赣C70001")]


def test_a_fan_that_cools_a_kiln_is_a_fan(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "型号/规格", "数量", "装机功率"],
        ["窑头急冷风机", "9-19No7.1D", "4", "30kW"],
        ["冷风机", "DL-125", "2", "2.2kW"],
    ]
    found = read(write_book(rows, name="1.xlsx"), for_ledger=False).rows
    assert [(row.row, row.kind) for row in found] == [(2, "fan")]


def test_a_fitting_among_vessels_is_none_of_them(read: Read, write_book: WriteBook) -> None:
    listed = [
        ["设备名称", "规格型号", "安全状况等级", "下次检验日期"],
        ["储气罐", "C-2/0.8", "1级", "2027-03"],
        ["弹簧式安全阀", "A48Y-16C", None, "2027-03"],
        ["安全阀（1#储气罐）", "A28H-16", None, "2027-03"],
        ["安全阀DN50", None, None, "2027-03"],
        ["爆破片", None, None, "2027-03"],
        ["磁翻板液位计", None, None, "2027-03"],
        ["紧急切断阀", None, None, "2027-03"],
    ]
    found = read(write_book(listed, name="压力容器台账.xlsx"), for_ledger=False)
    assert [row.row for row in found.rows] == [2]
    assert found.sheets[0].skipped == {"no_kind": 6}
    classed = [
        ["设备类别", "设备名称", "规格型号", "下次检验日期"],
        ["压力容器", "储气罐", "C-2/0.8", "2027-03"],
        ["压力容器", "安全附件", None, "2027-03"],
        ["安全附件", "A28H型", None, "2027-03"],
        ["安全阀", "A28H型", None, "2027-03"],
    ]
    found = read(write_book(classed, name="压力容器台账.xlsx"), for_ledger=False)
    assert [row.row for row in found.rows] == [2]
    driven = [
        ["设备名称", "电机型号", "额定功率(kW)", "极数"],
        ["放风阀", "YE3-160M-4", 11, 4],
    ]
    found = read(write_book(driven, name="电机台账.xlsx"), for_ledger=False)
    assert [row.kind for row in found.rows] == ["motor"]
