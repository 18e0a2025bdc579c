"""Headings, cells and lines of lists by new authors: what they say is read, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.core.kinds import known_kinds
from inventory.registry import reading
from inventory.registry.reading.headings import is_combined, match_heading
from inventory.registry.reading.marked_up import marked_up_tables
from inventory.registry.reading.model import FileProblem

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        ("boiler", "何种燃料", "fuel"),
        ("boiler", "锅检到期(外检)", "next_external_inspection_on"),
        ("boiler", "始用", "in_service_on"),
        ("elevator", "首次使用", "in_service_on"),
        ("fan", "启用于", "in_service_on"),
        ("motor", "企业投用年月", "in_service_on"),
        ("fan", "出厂于", "made_on"),
        ("boiler", "目前是否使用", "use_state"),
        ("boiler", "7.现在还用吗", "use_state"),
        ("pump", "(5) 一共几台", "quantity"),
        ("motor", "1.您所在企业全称", "enterprise"),
        ("motor", "3.铭牌上的型号", "model"),
        ("truck", "验车有效期", "inspection_valid_to"),
        ("truck", "行驶证有效期", "inspection_valid_to"),
        ("nonroad_machinery", "车架号/出厂号", "serial_no"),
        ("furnace", "能源", "fuel"),
        ("chiller", "折合COP", "cop"),
        ("chiller", "满负荷COP", "cop"),
        ("compressor", "表压bar", "discharge_pressure_mpa"),
        ("compressor", "气量m3/min", "flow_m3min"),
        ("farm_machinery", "总作业时数", "working_hours"),
        ("transformer", "0.4kV侧电压", None),
        ("transformer", "负载损耗(75℃)", "load_loss_w"),
        ("motor", "级数", "poles"),
        ("motor", "标称功率", "rated_power_kw"),
        ("motor", "效率值(%)", "efficiency_pct"),
        ("motor", "防爆标志", "explosion_proof"),
        ("nonroad_machinery", "信息编码", "env_registration_no"),
    ],
)
def test_headings(kind: str, heading: str, field: str | None) -> None:
    match = match_heading(heading, known_kinds()[kind], known_kinds()[kind].words)
    assert (match and match.field) == field


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("规格说明", True),
        ("4.功率或容量（请带单位）", True),
        ("Rating 额定值", True),
        ("功率（设计院）", False),
        ("设备说明书", False),
    ],
)
def test_headings_over_several_quantities(heading: str, expected: bool) -> None:
    assert is_combined(heading, known_kinds()["chiller"].words) is expected


def _facts(read: Read, book: Path) -> list[dict[str, object]]:
    return [dict(row.facts) for row in read(book, for_ledger=False).rows]


@pytest.mark.parametrize(
    ("name", "model", "cell", "expected"),
    [
        ("变压器", "S11-M-500/10", "500kVA，10/0.4，Dyn11", {"connection": "Dyn11"}),
        ("变压器", "S11-M-500/10", "500kVA 10/0.4 D,yn11 Uk=4%", {"connection": "Dyn11"}),
        ("变压器", "S11-M-500", "500kVA，10/0.4", {"voltage_kv": 10}),
        ("变压器", "S11-M-500", "500kVA，10/2", {"voltage_kv": None}),
        ("循环泵", "300S58A", "720m³/h，49m，1480转", {"speed_rpm": 1480}),
        ("循环泵", "300S58A", "11kW 1480转", {"speed_rpm": None}),
        ("引风机", "Y5-47No12D", "55kW，960r/min", {"speed_rpm": None}),
        ("冷水机组", "19XR-5051385", "2110 kW (600RT)", {"cooling_capacity_kw": 2110}),
        ("冷水机组", "19XR-5051385", "2110 kW (500RT)", {"cooling_capacity_kw": None}),
        ("冷水机组", "19XR-5051385", "385 kW", {"cooling_capacity_kw": None}),
        ("台车式退火炉", "RT-1", "燃用天然气", {"fuel": "天然气"}),
    ],
)
def test_parameters(
    read: Read,
    write_book: WriteBook,
    name: str,
    model: str,
    cell: str,
    expected: dict[str, object],
) -> None:
    rows = [["设备名称", "型号", "主要技术参数"], [name, model, cell]]
    (facts,) = _facts(read, write_book(rows))
    assert {field: facts.get(field) for field in expected} == expected


def test_capacity_and_pumps_of_a_cold_station(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["Equipment No.", "Description", "Model", "Capacity", "COP", "Qty"],
        ["CH-1", "Screw water chiller 螺杆式冷水机组", "YSEZFYS55CPE", "1055 kW", 5.38, 2],
        ["CHP-1", "Chilled water pump 冷冻水泵", "KP200-400", "400 m3/h", "", 3],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert [row.kind for row in found] == ["chiller", "pump"]
    assert found[0].facts["cooling_capacity_kw"] == 1055
    assert found[1].facts["flow_m3h"] == 400


def test_kinds_of_machines_over_models_of_many_kinds(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备称谓", "机型", "技术特征"],
        ["主扇", "70B2-21No18", "轴流式"],
        ["主排水泵", "MD155-67×6", "Q=155m³/h H=402m"],
        ["空压机", "LGFD-20/8", "20m³/min 0.8MPa"],
    ]
    models = [facts["model"] for facts in _facts(read, write_book(rows))]
    assert models == ["70B2-21No18", "MD155-67×6", "LGFD-20/8"]


def _pumps(numbers: list[str], heading: str = "泵编号", made: str = "出厂年月") -> list[list[str]]:
    head = ["位号", "水泵用途", "泵型号", heading, made, "流量(m3/h)"]
    rows = [
        [f"P-{n}", "循环水", "300S58A", text, "2010.06", "720"] for n, text in enumerate(numbers)
    ]
    return [head, *rows]


def test_a_number_beside_the_date_of_making_is_the_makers(
    read: Read, write_book: WriteBook
) -> None:
    found = read(write_book(_pumps(["0786", "1123"])), for_ledger=False)
    assert [row.facts["serial_no"] for row in found.rows] == ["0786", "1123"]
    notes = [note for sheet in found.sheets for note in sheet.notes]
    assert any(note.code == "told_by_cells" and note.heading == "泵编号" for note in notes)


@pytest.mark.parametrize(
    ("numbers", "heading", "made"),
    [
        (["1001", "1002"], "泵编号", "出厂年月"),  # counted up
        (["0786", "0786"], "泵编号", "出厂年月"),  # two alike
        (["1#", "2#"], "泵编号", "出厂年月"),
        (["0786", "1123"], "电机编号", "出厂年月"),  # of another thing
        (["0786", "1123"], "泵编号", "投用年月"),
    ],
)
def test_a_number_that_may_be_ones_own_is_no_serial(
    read: Read, write_book: WriteBook, numbers: list[str], heading: str, made: str
) -> None:
    for facts in _facts(read, write_book(_pumps(numbers, heading, made))):
        assert "serial_no" not in facts


def test_two_masses_in_one_cell(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["车辆牌照", "车辆类别", "登记日期", "能源", "整备/总质量kg", "验车有效期"],
        ["粤J·A2001", "重型自卸货车", "2014-05-09", "柴油", "12500/25000", "2026-11"],
    ]
    (facts,) = _facts(read, write_book(rows))
    assert (facts["gross_mass_kg"], facts["inspection_valid_to"]) == (25000, "2026-11")


def test_totals_of_a_group_and_remarks_of_use(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "型号", "额定功率(kW)", "备注"],
        ["电动机", "Y160M-4", 11, "在用，常开"],
        ["电动机", "Y160M-4", 11, "在用，拟报废"],
        ["在装合计", "", 22, ""],
    ]
    assert [facts.get("use_state") for facts in _facts(read, write_book(rows))] == ["在用", None]


def test_a_page_without_a_table_gets_a_remedy_that_helps() -> None:
    with pytest.raises(FileProblem) as caught:
        marked_up_tables(b"<html><body><form>login</form></body></html>", "list")
    assert caught.value.code == "page_without_table"
    assert "sheet001.htm" in caught.value.remedy and "sheet001.htm" in caught.value.remedy_en


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("蒸汽锅炉", "11203607042014110011", "boiler"),
        ("分汽缸", "21503607042014110013", "pressure_vessel"),
        ("分汽缸", "/", "boiler"),  # with dates that only boilers have
        ("4#", "21503607042014110013", ""),
        ("蒸汽锅炉", "21503607042014110013", "boiler"),
        ("分汽缸", "2150360704201411001", "boiler"),
    ],
)
def test_the_code_of_special_equipment_says_what_it_is(
    name: str, code: str, kind: str, read: Read, write_book: WriteBook
) -> None:
    book = write_book(
        [
            ["锅炉房设备台账"],
            ["设备名称", "型号", "设备代码", "内部检验", None, "外部检验", None],
            [None, None, None, "本次", "下次", "本次", "下次"],
            ["蒸汽锅炉", "WNS4-1.25-Q", "11203607042014110012", *["2025.9.10", "2027.9"] * 2],
            [name, "/", code, "2023.9.10", "2029.9", None, None],
        ],
        merge=[("Sheet1", "D2:E2", "内部检验"), ("Sheet1", "F2:G2", "外部检验")],
    )
    found = {row.row: row for row in read(book, for_ledger=False).rows}
    assert found[4].facts["last_external_inspection_on"] == "2025-09-10"
    assert found[4].facts["next_internal_inspection_on"] == "2027-09"
    assert found[5].kind == kind


def test_machines_of_a_process_are_none_of_the_kinds(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["窑炉及重点用能设备统计表"],
        ["设备名称", "规格型号", "燃料", "颗粒物", "投产年月"],
        ["1#辊道窑", "L=248m", "天然气", 12.5, "2013.6"],
        ["球磨机", "QM3600×6200", "/", None, "2003.5"],
        ["球磨机电机", "Y315L2-6", "/", None, "2003.5"],
        ["细纱机", "Y2-160M-4", "/", None, "2001"],  # a list of motors by what they drive
    ]
    found = {row.row: row.kind for row in read(write_book(rows), for_ledger=False).rows}
    assert found == {3: "furnace", 5: "motor", 6: "motor"}


def test_a_tug_among_the_machines_of_a_port_is_a_vessel(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "规格型号", "发动机功率(kW)", "燃料", "排放标准", "购置年月"],
        ["内燃叉车", "CPCD100", 85, "柴油", "国二", "2014-03"],
        ["轮式装载机", "ZL50CN", 162, "柴油", "国二", "2012-11"],
        ["港作拖轮“后港拖1”", "全回转", 2942, "柴油", "—", "2011-01"],
    ]
    book = write_book({"机械台账": rows}, name="港口流动机械台账.xlsx")
    found = {row.row: row.kind for row in read(book, for_ledger=False).rows}
    assert found == {2: "nonroad_machinery", 3: "nonroad_machinery", 4: "vessel"}
