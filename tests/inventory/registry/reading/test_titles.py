"""What a title says of the rows below it is presumed, and never against what a row says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from inventory.core.kinds import known_kinds
from inventory.registry import reading
from inventory.registry.reading.titles import of_title

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


@pytest.mark.parametrize(
    ("kind", "title", "told"),
    [
        ("truck", "营运柴油货车清单", {"fuel": "柴油", "use_nature": "营运"}),
        (
            "truck",
            "江海区2023年国三及以下排放标准营运柴油货车明细表",
            {"fuel": "柴油", "use_nature": "营运"},
        ),
        ("truck", "非营运柴油货车台账", {"fuel": "柴油", "use_nature": "非营运"}),
        ("truck", "营运柴油货车淘汰清单.xlsx", {"fuel": "柴油", "use_nature": "营运"}),
        ("truck", "柴油货车", {}),  # the name of the kind: sheets of our own have it
        ("truck", "柴油货车及汽油货车清单", {}),
        ("truck", "某物流有限公司柴油货车及新能源货车台账", {}),
        ("truck", "营运、非营运柴油货车汇总", {}),
        ("boiler", "江海区在用燃煤锅炉台账", {"fuel": "煤"}),
        ("boiler", "附件2：江海区工业和信息化局燃煤锅炉淘汰清单（2024年）", {"fuel": "煤"}),
        ("boiler", "燃煤热水锅炉", {"fuel": "煤", "boiler_type": "热水锅炉"}),
        ("boiler", "生物质锅炉清单", {"fuel": "生物质"}),
        ("boiler", "燃气锅炉清单", {}),  # natural gas or another
        ("boiler", "燃煤（燃气）锅炉", {}),
        ("boiler", "燃煤、燃气锅炉台账", {}),
        ("boiler", "煤改气锅炉清单", {}),
        ("boiler", "非燃煤锅炉清单", {}),
        ("boiler", "燃煤锅炉改造清单", {}),
        ("boiler", "燃煤锅炉房设备清单", {}),
        ("boiler", "蒸汽热水锅炉", {}),
        ("boiler", "营运柴油货车清单", {}),
        ("motor", "江海区2012年前淘汰电机清单", {}),
        ("nonroad_machinery", "柴油叉车台账", {"machinery_type": "叉车", "fuel": "柴油"}),
        ("transformer", "干式变压器台账", {"insulation_medium": "干式"}),
        ("transformer", "城南供电所10kV公用变压器台账", {"voltage_kv": 10}),
        ("transformer", "10kV变压器", {"voltage_kv": 10}),
        ("transformer", "110kV变电站10kV变压器台账", {"voltage_kv": 10}),
        ("transformer", "35kV及以下变压器台账", {}),
        ("transformer", "10kV、35kV变压器清单", {}),
        ("transformer", "10kV~35kV变压器", {}),
        ("transformer", "35/10kV变压器", {}),
        ("transformer", "10kV变电所变压器台账", {}),  # of the station
        ("transformer", "0.4kV变压器", {}),
    ],
)
def test_what_a_title_says(kind: str, title: str, told: Mapping[str, object]) -> None:
    assert of_title(known_kinds()[kind], title) == told


def read_boilers(
    read: Read, write_book: WriteBook, rows: Sequence[Sequence[object]]
) -> reading.ReadResult:
    return read(write_book(rows), for_ledger=False)


HEAD = ["设备名称", "型号", "额定蒸发量(t/h)"]


def test_a_title_counts_where_no_row_says_otherwise(read: Read, write_book: WriteBook) -> None:
    result = read_boilers(
        read,
        write_book,
        [
            ["江海区在用燃煤锅炉台账"],
            HEAD,
            ["1#锅炉", "", 4],
            ["天然气锅炉", "", 4],
            ["余热锅炉", "", 4],
            ["2#锅炉", "WNS4-1.25-Q", 4],
        ],
    )
    rows = {row.facts["name"]: row for row in result.rows}
    first = rows["1#锅炉"]
    assert (first.presumed["fuel"], first.read_from["fuel"]) == ("煤", "title")
    assert "fuel" not in first.facts
    assert rows["天然气锅炉"].facts["fuel"] == "天然气"
    assert "fuel" not in rows["余热锅炉"].used
    assert rows["2#锅炉"].used["fuel"] == "天然气"
    (told,) = [note for sheet in result.sheets for note in sheet.notes if note.code == "from_title"]
    assert told.rows == (3,) and "煤" in told.message


def test_blank_cells_of_a_column_that_is_filled_are_not_known(
    read: Read, write_book: WriteBook
) -> None:
    result = read_boilers(
        read,
        write_book,
        [
            ["燃煤锅炉台账"],
            [*HEAD, "燃料种类"],
            ["1#锅炉", "", 4, "生物质"],
            ["2#锅炉", "", 4, ""],
        ],
    )
    assert [row.used.get("fuel") for row in result.rows] == ["生物质", None]


def test_the_line_above_a_row_goes_before_the_title(read: Read, write_book: WriteBook) -> None:
    result = read_boilers(
        read,
        write_book,
        [
            ["燃煤锅炉台账"],
            HEAD,
            ["一、燃煤锅炉"],
            ["1#锅炉", "", 4],
            ["二、燃油锅炉"],
            ["2#锅炉", "", 4],
            ["三、燃气锅炉"],
            ["3#锅炉", "", 4],
        ],
    )
    assert [row.used.get("fuel") for row in result.rows] == ["煤", "油", None]


@pytest.mark.parametrize("between", [None, "填表人："])
def test_what_is_filled_in_above_a_table_heads_no_group_of_columns(
    read: Read, write_book: WriteBook, between: str | None
) -> None:
    headings = ["序号", "设备名称", "规格型号", "主要技术参数", "数量（台）", "单台功率（kW）"]
    headings += ["年运行时间（h）", "投产年月", "安装位置", "备注"]
    hours, known = 8760, ["2011.06", "总配电房", ""]
    rows = [
        ["主要用能设备一览表"],
        ["被审计单位：江门市恒岭纸业有限公司", *[None] * 4, "审计期：2025年", None, between],
        headings,
        ["一、动力系统"],
        [1, "电力变压器", "S11-2000/10", "2000kVA，10/0.4kV", 2, "—", hours, *known],
        [2, "螺杆式空压机", "LG-20/8G", "20m³/min，0.8MPa", 2, 110, hours, *known],
        ["小计", None, None, None, 4],
    ]
    merge = [("Sheet1", "A2:E2", str(rows[1][0])), ("Sheet1", "F2:G2", str(rows[1][5]))]
    found = read(write_book(rows, merge=merge), for_ledger=False)
    assert [(row.kind, row.facts["model"]) for row in found.rows] == [
        ("transformer", "S11-2000/10"),
        ("compressor", "LG-20/8G"),
    ]
    assert {sheet.header_row for sheet in found.sheets} == {3}


def test_what_a_title_says_is_not_called_missing(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["礼乐供电所10kV老旧配变排查统计表"],
        ["台区名称", "配变型号", "容量(kVA)", "投运年月"],
        ["新民村公变", "S7-100/10", 100, "1993.6"],
        ["向民小学专变", "S9", 200, "2001.9"],
    ]
    (sheet,) = read(write_book(rows), for_ledger=False).sheets
    told = [(each.code, list(each.rows)) for each in sheet.notes if each.field == "voltage_kv"]
    assert told == [("from_title", [4])]
