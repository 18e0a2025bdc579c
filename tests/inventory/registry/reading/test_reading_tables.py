"""Finding the table: header rows, kinds, columns, rows that hold no device."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import standards
from inventory.registry import reading
from inventory.registry.reading.headings import match_heading
from inventory.registry.reading.hints import on_command_line

Read = Callable[..., reading.ReadResult]
ReadRows = Callable[..., list[reading.ReadRow]]
WriteBook = Callable[..., Path]
HEADINGS = ["使用单位", "型号", "出厂编号", "制造单位", "额定容量(kVA)", "空载损耗(W)"]
DEVICE: list[Any] = ["甲公司", "S11-M-200/10", "001", "乙厂", 200, 340]
LIBRARY = standards.load()


@pytest.mark.parametrize(
    ("kind", "heading", "field", "unit"),
    [
        ("transformer", "容量（千伏安）", "rated_capacity_kva", "千伏安"),
        ("transformer", "P0(W)", "no_load_loss_w", "w"),
        ("transformer", "空载损耗P0（kW）", "no_load_loss_w", "kw"),
        ("transformer", "空载损耗/W", "no_load_loss_w", "w"),
        ("transformer", "接线组别", "connection", None),
        ("transformer", "额 定 容 量\n(kVA)", "rated_capacity_kva", "kva"),
        ("transformer", "Rated capacity (kVA)", "rated_capacity_kva", "kva"),
        ("transformer", "rated_capacity_kva", "rated_capacity_kva", None),
        ("transformer", "No-load loss P0", "no_load_loss_w", None),
        ("transformer", "*型号（必填）", "model", None),
        ("transformer", "制造日期(年/月)", "made_on", None),
        ("elevator", "额定载重量kg", "rated_load_kg", "kg"),
        ("elevator", "额定速度m/s", "rated_speed_mps", "m/s"),
        ("elevator", "额定载重量，吨", "rated_load_kg", "吨"),
        ("truck", "所有人", "enterprise", None),
        ("truck", "初次登记日期", "registered_on", None),
        ("truck", "累计行驶里程（万公里）", "mileage_km", "万公里"),
        ("truck", "车架号", "vin", None),
        ("boiler", "额定蒸发量（吨/时）", "rated_capacity_tph", "吨/时"),
        ("boiler", "额定热功率MW", "rated_power_mw", "mw"),
    ],
)
def test_headings_with_synonyms_and_units(
    kind: str, heading: str, field: str, unit: str | None
) -> None:
    of_kind = LIBRARY.kinds[kind]
    match = match_heading(heading, of_kind, of_kind.words)
    assert match is not None
    assert (match.field, match.unit, match.unknown_unit) == (field, unit, False)


@pytest.mark.parametrize("heading", ["", "第三方", "2019", "额定"])
def test_other_words_are_no_headings(heading: str) -> None:
    kind = LIBRARY.kinds["transformer"]
    assert match_heading(heading, kind, kind.words) is None


def test_every_library_heading_is_understood_in_all_kinds() -> None:
    for kind in LIBRARY.kinds.values():
        words = kind.words
        for field in kind.fields:
            for text in (field.heading_zh, field.heading_en, field.id):
                match = match_heading(text, kind, words)
                assert match is not None
                assert match.field == field.id, (kind.id, text)


def test_header_under_titles_and_blank_rows(read: Read, write_book: WriteBook) -> None:
    sheet = read(
        write_book([["某县变压器台账"], [], ["截至2026年10月"], [], HEADINGS, DEVICE])
    ).sheets[0]
    assert (sheet.kind, sheet.header_row) == ("transformer", 5)
    assert (sheet.rows[0].row, sheet.rows[0].data_row) == (6, 1)


def test_two_row_merged_header(read: Read, write_book: WriteBook) -> None:
    book = write_book(
        {
            "电梯": [
                ["使用单位", "型号", "出厂编号", None, None, None, None],
                [None, None, None, "检验日期", "结果", "检验日期", "结果"],
                ["甲公司", "HGP", "001", "2025-01-02", "合格", "2026-03-04", "合格"],
            ]
        },
        merge=[("电梯", "D1:E1", "上次"), ("电梯", "F1:G1", "下次")],
    )
    sheet = read(book, kind="elevator").sheets[0]
    facts = sheet.rows[0].facts
    assert sheet.header_row == 2
    assert facts["last_inspected_on"] == "2025-01-02"
    assert facts["next_inspection_on"] == "2026-03-04"
    assert sheet.rows[0].raw["下次结果"] == "合格"


def test_row_of_units_under_the_header(read_rows: ReadRows) -> None:
    rows = read_rows(
        [
            ["使用单位", "型号", "出厂编号", "额定容量", "空载损耗"],
            [None, None, None, "(kVA)", "kW"],
            ["甲公司", "S11-M-200/10", "001", 200, 0.34],
        ]
    )
    assert len(rows) == 1
    assert rows[0].facts["no_load_loss_w"] == 340


def test_second_header_row_in_english(read_rows: ReadRows) -> None:
    rows = read_rows(
        [
            HEADINGS,
            ["User", "Model", "Serial number", "Manufacturer", "Rated capacity", "No-load loss P0"],
            DEVICE,
        ]
    )
    assert [row.facts["model"] for row in rows] == ["S11-M-200/10"]


def test_first_device_is_never_taken_for_header(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "使用单位,型号,燃料,是否建成区,备注\n甲公司,锅炉,电,是,住宅\n", encoding="utf-8"
    )
    rows = read(path, kind="boiler").rows
    assert [row.facts["remark"] for row in rows] == ["住宅"]


def test_rows_without_a_device_are_counted_by_reason(read: Read, write_book: WriteBook) -> None:
    second: list[Any] = ["乙公司", "S11-M-200/10", "002", "乙厂", 200, 340]
    sheet = read(
        write_book(
            [
                HEADINGS,
                ["1", "2", "3", "4", "5", "6"],
                ["示例", "S11-M-200/10", "9", "厂", 200, 340],
                DEVICE,
                ["一、工业园区"],
                HEADINGS,
                second,
                [" ", "　"],
                ["小  计", None, None, None, 400],
                ["合计：2台", None, None, None, 400],
                ["总计", None, None, None, 400],
                ["单位负责人：张三", None, "填表人：李四", "联系电话：1"],
                ["注：容量按铭牌填写"],
                ["制表：王五"],
            ]
        )
    ).sheets[0]
    assert [row.facts["serial_no"] for row in sheet.rows] == ["001", "002"]
    assert [row.data_row for row in sheet.rows] == [1, 2]
    assert sheet.skipped == {
        "numbering": 1,
        "example": 1,
        "section": 1,
        "header": 1,
        "blank": 1,
        "subtotal": 3,
        "signature": 2,
        "remark": 1,
    }


def test_a_sparse_device_is_still_a_device(read_rows: ReadRows) -> None:
    rows = read_rows([HEADINGS, DEVICE, ["丙公司", None, None, "丁厂", None, None]])
    assert rows[1].enterprise == "丙公司"
    assert [problem.code for problem in rows[1].problems] == ["required_blank", "required_blank"]


def test_merged_enterprise_stands_for_all_its_rows(read: Read, write_book: WriteBook) -> None:
    book = write_book(
        {
            "变压器": [
                HEADINGS,
                [None, *DEVICE[1:]],
                [None, "S11-M-315/10", "002", "乙厂", 315, 480],
            ]
        },
        merge=[("变压器", "A2:A3", "甲公司")],
    )
    assert [row.enterprise for row in read(book).rows] == ["甲公司", "甲公司"]


def test_several_sheets_and_one_without_a_table(read: Read, write_book: WriteBook) -> None:
    result = read(
        write_book(
            {
                "说明": [["本表由企业填报"]],
                "变压器": [HEADINGS, DEVICE],
                "电梯": [
                    ["使用单位", "设备代码", "电梯类型", "层站数"],
                    ["甲公司", "311021612495213631", "客梯", 9],
                ],
                "旧表": [HEADINGS, DEVICE],
            },
            hide=["旧表"],
        )
    )
    assert [(sheet.name, sheet.kind) for sheet in result.sheets] == [
        ("变压器", "transformer"),
        ("电梯", "elevator"),
    ]
    assert {note.code for note in result.notes} == {"no_table", "hidden_sheet"}
    assert [row.data_row for row in result.rows] == [1, 1]


def test_kind_asked_for_leaves_other_tables_out_with_a_note(
    read: Read, write_book: WriteBook
) -> None:
    book = write_book(
        {
            "变压器": [[*HEADINGS, "联结组别", "负载损耗"], [*DEVICE, "Dyn11", 2730]],
            "电梯": [["使用单位", "设备代码", "电梯类型"], ["甲公司", "3" * 18, "客梯"]],
        }
    )
    result = read(book, kind="elevator")
    assert [sheet.kind for sheet in result.sheets] == ["elevator"]
    assert [note.code for note in result.notes] == ["other_kind"]


def test_kind_that_nothing_tells_is_asked_for(read: Read, write_book: WriteBook) -> None:
    book = write_book([["使用单位", "设备名称", "型号", "出厂编号"], ["甲公司", "设备", "A1", "1"]])
    with pytest.raises(reading.FileProblem) as caught:
        read(book)
    assert caught.value.code == "kind_unclear"
    assert "--" not in caught.value.remedy
    assert "--kind" in on_command_line(caught.value).remedy
    assert len(read(book, kind="boiler").rows) == 1


def test_sheet_name_tells_the_kind(read: Read, write_book: WriteBook) -> None:
    rows = [["使用单位", "设备名称", "型号", "出厂编号"], ["甲公司", "设备", "A1", "1"]]
    assert read(write_book({"锅炉明细": rows})).sheets[0].kind == "boiler"


def test_unknown_kind(read: Read, write_book: WriteBook) -> None:
    with pytest.raises(reading.FileProblem, match="boiler"):
        read(write_book([HEADINGS, DEVICE]), kind="spaceship")


def test_unknown_columns_are_noted_and_kept_in_raw(read: Read, write_book: WriteBook) -> None:
    sheet = read(write_book([[*HEADINGS, "颜色"], [*DEVICE, "绿"]])).sheets[0]
    assert [(note.code, note.heading) for note in sheet.notes if note.heading == "颜色"] == [
        ("unknown_heading", "颜色")
    ]
    assert sheet.rows[0].raw["颜色"] == "绿"
    assert sheet.columns[-1].how == "unknown"


def test_heading_with_an_unknown_unit_is_not_used(read: Read, write_book: WriteBook) -> None:
    headings = [*HEADINGS[:5], "空载损耗(焦耳)"]
    sheet = read(write_book([headings, DEVICE])).sheets[0]
    assert "no_load_loss_w" not in sheet.rows[0].facts
    assert "unknown_heading_unit" in {note.code for note in sheet.notes}


def test_mapping_goes_before_the_vocabulary(read: Read, write_book: WriteBook) -> None:
    book = write_book([[*HEADINGS, "铁损瓦数"], [*DEVICE, 355]])
    mapping = {"铁损瓦数": "no_load_loss_w", "空载损耗(W)": ""}
    sheet = read(book, mapping=mapping).sheets[0]
    assert sheet.rows[0].facts["no_load_loss_w"] == 355
    assert {column.heading: column.how for column in sheet.columns}["空载损耗(W)"] == "ignored"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [({"型号": "wings"}, "mapping_field"), ({"没有这一列": "model"}, "mapping_heading")],
)
def test_a_slip_in_the_mapping_is_refused(
    mapping: dict[str, str], code: str, read: Read, write_book: WriteBook
) -> None:
    with pytest.raises(reading.FileProblem) as caught:
        read(write_book([HEADINGS, DEVICE]), mapping=mapping)
    assert caught.value.code == code


def test_weaker_of_two_columns_is_left_out_with_a_note(read: Read, write_book: WriteBook) -> None:
    sheet = read(write_book([[*HEADINGS, "产权单位"], [*DEVICE, "丁公司"]])).sheets[0]
    assert sheet.rows[0].enterprise == "甲公司"
    assert "second_column" in {note.code for note in sheet.notes}


def test_equal_columns_that_differ_are_refused(read: Read, write_book: WriteBook) -> None:
    headings = [*HEADINGS, "出厂序号", "产品编号"]
    agreeing = [headings[:3] + headings[3:], [*DEVICE, "001", "001"]]
    differing = [headings, [*DEVICE, "001", "002"]]
    assert read(write_book(agreeing)).rows[0].facts["serial_no"] == "001"
    with pytest.raises(reading.FileProblem) as caught:
        read(write_book([[*headings[:2], *headings[3:]], [*DEVICE[:2], *DEVICE[3:], "1", "2"]]))
    assert caught.value.code == "conflicting_columns"
    assert read(write_book(differing)).rows[0].facts["serial_no"] == "001"


def test_cells_beside_the_headings_are_named_by_letter(read: Read, write_book: WriteBook) -> None:
    sheet = read(write_book([HEADINGS, [*DEVICE, "多出来的"]])).sheets[0]
    assert sheet.rows[0].facts["model"] == "S11-M-200/10"


def test_a_person_points_to_the_header_and_to_columns_by_letter(
    read: Read, write_book: WriteBook
) -> None:
    book = write_book(
        [["甲", "乙", "丙"], ["一列", "又一列", "第三列"], ["1号变", "S7-315/10", 315]]
    )
    mapping = {"A": "name", "B列": "model", "C": "rated_capacity_kva"}
    (row,) = read(book, kind="transformer", mapping=mapping, header_row=2, for_ledger=False).rows
    assert (row.row, row.facts["name"], row.facts["model"]) == (3, "1号变", "S7-315/10")
    assert row.facts["rated_capacity_kva"] == 315


MIXED: list[list[Any]] = [
    ["序号", "设备名称", "型号", "数量", "投用日期"],
    [1, "蒸汽锅炉", "SZL10-1.25-AⅡ", 1, "2010.10"],
    [2, "电动机", "JO2-52-4", "6台", 1985],
    [3, "循环水泵", "IS150-125-315", 2, 2008],
    [4, "数控车床", "CK6150", 1, 2012],
    [5, "某某装置", None, 1, 2012],
]


def kinds(result: reading.ReadResult) -> dict[Any, tuple[str, int]]:
    return {row.facts.get("model"): (row.kind, row.quantity) for row in result.rows if row.kind}


def test_each_row_says_its_own_kind(read: Read, write_book: WriteBook) -> None:
    result = read(write_book(MIXED), for_ledger=False)
    assert kinds(result) == {
        "SZL10-1.25-AⅡ": ("boiler", 1),
        "JO2-52-4": ("motor", 6),
        "IS150-125-315": ("pump", 2),
    }
    assert [(row.row, row.kind, row.ok) for row in result.rows if not row.ok] == [(6, "", False)]
    assert result.sheets[0].skipped == {"no_kind": 1}


@pytest.mark.parametrize("change", ["turned round", "blank rows", "wide", "lower"])
def test_order_blanks_width_and_case_change_nothing(
    change: str, read: Read, write_book: WriteBook
) -> None:
    head, *rows = MIXED
    if change == "turned round":
        rows = rows[::-1]
    elif change == "blank rows":
        rows = [each for row in rows for each in (row, [])]
    elif change == "wide":
        head = [f"  {text} " for text in head]
    else:
        rows = [[c.lower() if isinstance(c, str) else c for c in row] for row in rows]
    result = read(write_book([head, *rows]), for_ledger=False)
    found = {str(model).upper().replace("ⅱ", "Ⅱ"): kind for model, kind in kinds(result).items()}
    assert found == kinds(read(write_book(MIXED, name="as it is.xlsx"), for_ledger=False))


def test_with_a_kind_rows_of_others_are_set_apart(read: Read, write_book: WriteBook) -> None:
    result = read(write_book(MIXED), kind="motor", for_ledger=False)
    assert [row.row for row in result.rows if row.facts.get("model") == "JO2-52-4"] == [3]
    assert {row.kind for row in result.rows} == {"motor"}
    assert result.sheets[0].skipped["other_kind"] == 2


def test_a_group_of_another_thing_says_nothing_of_the_device(
    read: Read, write_book: WriteBook
) -> None:
    book = write_book(
        {
            "水泵": [
                ["设备名称", "水泵参数", None, None, "配套电机", None],
                [None, "型号", "流量(m³/h)", "扬程(m)", "型号", "效率(%)"],
                ["循环泵", "IS150-125-315", 200, 32, "Y200L-4", 92.2],
            ]
        },
        merge=[("水泵", "B1:D1", "水泵参数"), ("水泵", "E1:F1", "配套电机")],
    )
    (row,) = read(book, for_ledger=False).rows
    assert (row.kind, row.facts["model"]) == ("pump", "IS150-125-315")
    assert "efficiency_pct" not in row.facts


def test_lines_between_the_devices_are_none(read: Read, write_book: WriteBook) -> None:
    rows = [
        HEADINGS,
        DEVICE,
        ["续表"],
        ["接上页"],
        ["以下空白"],
        ["二车间"],
        [0, 0, "0", None, 0, 0],
    ]
    sheet = read(write_book(rows)).sheets[0]
    assert len(sheet.rows) == 1
    assert sheet.skipped == {"filler": 3, "lone_cell": 1, "zeros": 1}


@pytest.mark.parametrize(
    ("name", "plate", "kind"),
    [
        ("牵引车", None, ""),
        ("电动牵引车", "场内粤J.00123", ""),
        ("牵引车", "粤J12345", "truck"),
        ("半挂牵引车", None, "truck"),
    ],
)
def test_a_tractor_without_a_plate_may_be_one_of_the_yard(
    read: Read, write_book: WriteBook, name: str, plate: str | None, kind: str
) -> None:
    rows = [
        ["厂内机动车辆台账"],
        ["车辆名称", "规格型号", "产品编号", "牌照号", "出厂日期"],
        ["内燃叉车", "CPCD30", "A01", "场内粤J.00122", "2015-05"],
        [name, "QSD25", "A03", plate, "2019-05"],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert found[1].kind == kind


@pytest.mark.parametrize(
    ("group", "heading", "read_as"),
    [
        ("检验情况", "等级", "safety_class"),
        ("上次检验", "级别", "safety_class"),
        ("定期检验", "安全状况等级", "safety_class"),
        ("安全状况等级", "等级", "safety_class"),
        ("设计参数", "等级", None),  # of the pressure
        ("容器类别", "等级", None),
    ],
)
def test_the_safety_class_under_the_group_of_its_inspection(
    read: Read, write_book: WriteBook, group: str, heading: str, read_as: str | None
) -> None:
    rows = [
        ["容器名称", "使用证号", group, None, "使用状态"],
        [None, None, "检验日期", heading, None],
        ["储罐", "容15粤J1", "2023-09-12", "2", "在用"],
        ["反应釜", "容15粤J2", "2023-09-12", "3级", "在用"],
    ]
    path = write_book({"容器": rows}, merge=[("容器", "C1:D1", group)])
    found = read(path, kind="pressure_vessel", for_ledger=False)
    assert found.sheets[0].columns[3].field == read_as
    assert [row.facts.get("safety_class") for row in found.rows] == (
        ["2", "3"] if read_as else [None, None]
    )
