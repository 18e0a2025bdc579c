"""Headings that nobody knows: a word in them and what stands below tell what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
ReadRows = Callable[..., list[reading.ReadRow]]
WriteBook = Callable[..., Path]
MOTORS = (("Y2-160M-4", 11), ("YE2-180M-2", 22), ("Y2-132S-4", 5.5))
UNNAMED = "泵房某栏"


def _facts(
    read: Read, write_book: WriteBook, heading: str, cells: tuple[object, ...]
) -> Mapping[str, object]:
    """The first motor's facts, with one more column."""
    rows = [["名称", "型号", "额定功率(kW)", heading]]
    rows += [
        ["电动机", model, power, cell] for (model, power), cell in zip(MOTORS, cells, strict=True)
    ]
    return read(write_book(rows), for_ledger=False).rows[0].facts


@pytest.mark.parametrize(
    ("heading", "cells", "field", "value"),
    [
        ("企业投用年月", ("2004.02", "2014.09", "2021.10"), "in_service_on", "2004-02"),
        ("始运行时", ("2008年11月", "1999年10月", "2015年10月"), "in_service_on", "2008-11"),
        ("出厂于", ("1986.7", "2011.3", "2016.10"), "made_on", "1986-07"),
        ("哪年装哪年用", ("2011年投用", "2009年投用", "2004年投用"), "in_service_on", "2011"),
        ("机器近况", ("完好", "完好", "停用"), "use_state", "在用"),
        ("说明", ("在用", "停用", "在用"), "use_state", "在用"),
        ("现场看到", ("已拆除", "停用", "在用"), "use_state", "拆除"),
        ("厂方型号", ("甲", "乙", "丙"), "model", "Y2-160M-4"),  # one is known: it stays
        ("几件", (2, "3台", "两台"), "quantity", 2),
        ("牌子", ("甲牌", "乙牌", "丙牌"), "manufacturer", "甲牌"),
        ("性能一览表", ("380V 4极", "380V 2极", "380V 4极"), "rated_voltage_v", 380),
    ],
)
def test_a_column_is_told(
    read: Read,
    write_book: WriteBook,
    heading: str,
    cells: tuple[object, ...],
    field: str,
    value: object,
) -> None:
    assert _facts(read, write_book, heading, cells)[field] == value


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("使用年限", ("10", "12", "15"), "in_service_on"),
        ("上次大修启用", ("2019.5", "2020.6", "2021.7"), "in_service_on"),
        ("计划投用", ("2027.5", "2027.6", "2027.7"), "in_service_on"),
        ("出厂与投用", ("2019.5", "2020.6", "2021.7"), "made_on"),  # either may be meant
        ("年用电量", (2012, 1998, 2020), "in_service_on"),
        ("投用于何处", (2012, 1998, 2020), "in_service_on"),  # mere numbers, and no word of years
        ("投用日", ("二车间", "2014.09", "三车间"), "in_service_on"),
        ("外观状况", ("良好", "停用", "停用"), "use_state"),
        ("说明", ("良好", "良好", "停用"), "use_state"),
        ("机器近况", ("良好", "良好", "完好"), "use_state"),  # how well, not whether
        ("制造公司", ("甲公司", "乙公司", "丙公司"), "enterprise"),
        ("配套水泵参数", ("380V 4极", "380V 2极", "380V 4极"), "rated_voltage_v"),
        ("热负荷", ("380V 4极", "380V 2极", "380V 4极"), "rated_voltage_v"),
        ("管理级别", ("一级", "二级", "一级"), "nameplate_grade"),
        ("重要性", ("一级", "二级", "一级"), "nameplate_grade"),
        ("企业投产日期", ("2004.02", "2014.09", "2021.10"), "in_service_on"),
        ("环保检测有效期至", ("2027.02", "2027.09", "2027.10"), "next_inspection_on"),
        (UNNAMED, ("2004.02", "2014.09", "2021.10"), "made_on"),
    ],
)
def test_what_may_be_another_thing_is_not(
    read: Read, write_book: WriteBook, heading: str, cells: tuple[object, ...], field: str
) -> None:
    assert field not in _facts(read, write_book, heading, cells)


def test_it_is_shown_to_be_checked(read: Read, write_book: WriteBook) -> None:
    rows = [["名称", "型号", "始运行时"], ["电动机", "Y2-160M-4", "2008年11月"]]
    found = read(write_book(rows), for_ledger=False)
    column = found.sheets[0].columns[2]
    assert (column.field, column.how) == ("in_service_on", "cells")
    assert [n.heading for n in found.sheets[0].notes if n.code == "told_by_cells"] == ["始运行时"]


def test_numbers_with_units_are_said_to_be_guessed(read: Read, write_book: WriteBook) -> None:
    rows = [["名称", "型号", "性能一览表"], ["电动机", "Y2-160M-4", "380V 4极"]]
    found = read(write_book(rows), for_ledger=False).sheets[0]
    assert found.columns[2].how == "combined"
    assert [n.heading for n in found.notes if n.code == "quantities_by_cells"] == ["性能一览表"]


def test_of_two_such_columns_neither_is_taken(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["名称", "型号", "始运行时", "开机于"],
        ["电动机", "Y2-160M-4", "2008年11月", "2009年1月"],
    ]
    assert "in_service_on" not in read(write_book(rows), for_ledger=False).rows[0].facts


def test_a_known_heading_and_a_persons_word_go_before(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["名称", "型号", "投用日期", "始运行时"],
        ["电动机", "Y2-160M-4", "2008年11月", "2009年1月"],
    ]
    book = write_book(rows)
    assert read(book, for_ledger=False).rows[0].facts["in_service_on"] == "2008-11"
    rows[0][2] = "某日"
    found = read(write_book(rows), for_ledger=False, mapping={"始运行时": ""})
    assert "in_service_on" not in found.rows[0].facts


def test_codes_plates_and_choices(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["车头", "种类", "识别", "能源", "入户"],
        ["粤JM2108", "重型半挂牵引车", "LFWSRXSJ6F1E30011", "柴油", "2015-08-14"],
        ["粤JM3350", "重型半挂牵引车", "LGAG4DY36C2030022", "纯电动", "2012-03-21"],
    ]
    found = read(write_book(rows, name="货车.xlsx"), for_ledger=False).rows[0]
    assert (found.kind, found.facts["plate_no"], found.facts["fuel"]) == (
        "truck",
        "粤JM2108",
        "柴油",
    )
    assert found.facts["registered_on"] == "2015-08-14"
    rows = [
        ["设备名称", "识别号", "速度", "停靠层"],
        ["客梯", "31104407042018080011", "1米/秒", "8层8站"],
    ]
    facts = read(write_book(rows), for_ledger=False).rows[0].facts
    assert facts["device_code"] == "31104407042018080011"
    assert facts["stations"] == 8


def test_what_measures_is_another_thing(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["用能设备", "", "计量器具", ""],
        ["名称", "型号", "名称", "型号"],
        ["电动机", "Y315L1-4", "电能表", "DTSD341"],
    ]
    found = read(
        write_book(rows, merge=[("Sheet1", "A1:B1", "用能设备"), ("Sheet1", "C1:D1", "计量器具")]),
        for_ledger=False,
    ).rows[0]
    assert (found.kind, found.facts["model"]) == ("motor", "Y315L1-4")


def test_the_plate_goes_before_what_was_measured(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["名称", "型号", "现场实测流量(m3/h)", "铭牌流量(m3/h)"],
        ["水泵", "350S44", 1105, 1260],
    ]
    assert read(write_book(rows), for_ledger=False).rows[0].facts["flow_m3h"] == 1260


def test_a_header_of_which_only_cells_tell(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["楼宇", "东西", "铭牌机型", "只数", "开机于"],
        ["配电棚", "变压器", "S11-M-160/10", 1, "2012年7月"],
        ["进水口", "变压器", "S9-M-200/10", 2, "2009年7月"],
    ]
    found = read(write_book(rows), for_ledger=False).rows[0]
    assert (found.kind, found.facts["model"]) == ("transformer", "S11-M-160/10")
    assert found.facts["in_service_on"] == "2012-07"


def test_lines_of_a_table_on_its_side_that_nobody_knows(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["抽检", "一", "二"],
        ["设备名称", "电动机", "电动机"],
        ["型号", "Y2-250M-4", "YE2-180M-2"],
        ["额定功率(kW)", 55, 22],
        ["极数", 4, 2],
        ["企业投用年月", "2004.02", "2014.09"],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [row.facts["in_service_on"] for row in found.rows] == ["2004-02", "2014-09"]


@pytest.mark.parametrize(
    ("heading", "cells", "powers"),
    [
        ("动力(kW)", [75, 110], [75, 110]),
        ("配用动力/kW", [75, "柴油机"], [75, None]),
        ("配套动力（千瓦）", ["75", 110], [75, 110]),
        ("配用动力", ["75kW", "110千瓦"], [75, 110]),
        # No unit: powers that motors are built in, one of them no usual number of horsepower.
        ("动力", [75, 37, 18.5], [75, 37, 18.5]),
        ("动力", [75, 110], [None, None]),
        ("动力", [37, 35], [None, None]),
        ("动力", ["电动", "柴油机"], [None, None]),
    ],
)
def test_what_drives_a_machine(
    read_rows: ReadRows, heading: str, cells: list[object], powers: list[float | None]
) -> None:
    for name, field in (("螺杆空压机", "drive_power_kw"), ("离心泵", "rated_power_kw")):
        rows = [["设备名称", "出厂编号", heading]]
        rows += [[name, f"A-{i}", cell] for i, cell in enumerate(cells)]
        found = read_rows(rows, for_ledger=False)
        assert [row.facts.get(field) for row in found] == powers
