"""Words that answer a question of their own column, and names that a series does not speak for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]
ReadRows = Callable[..., list[reading.ReadRow]]


@pytest.mark.parametrize(
    ("mark", "proof"),
    [
        ("Ex d IIB T4 Gb", True),
        ("ExdⅡBT4", True),
        ("dⅡBT4", True),
        ("隔爆型", True),
        ("非防爆", False),
        ("普通型", False),
        ("否", False),
        ("/", None),
        ("IP55", None),
    ],
)
def test_the_mark_of_the_plate_says_that_a_motor_is_explosion_proof(
    read_rows: ReadRows, mark: str, proof: bool | None
) -> None:
    rows = [
        ["设备名称", "型号", "额定功率(kW)", "防爆标志"],
        ["三相异步电动机", "Y2-200L-4", 30, mark],
    ]
    (row,) = read_rows(rows)
    assert row.facts.get("explosion_proof") is proof


@pytest.mark.parametrize(
    ("place", "residential"), [("住宅", True), ("住宅小区", True), ("商场", False), ("3栋", None)]
)
def test_the_place_of_a_lift_may_tell_whether_people_live_there(
    read_rows: ReadRows, place: str, residential: bool | None
) -> None:
    (row,) = read_rows([["电梯名称", "型号", "使用场所"], ["客梯", "ELENESSA", place]])
    assert (row.facts["location"], row.facts.get("residential")) == (place, residential)


def test_a_numbered_row_of_texts_alone_is_no_second_header(read: Read, tmp_path: Path) -> None:
    """In a CSV every cell is a text, and 住宅 is a heading, too."""
    path = tmp_path / "lifts.csv"
    path.write_text("序号,设备名称,型号,使用场所\n1,客梯,ELENESSA,住宅\n2,客梯,ELENESSA,住宅\n")
    assert [row.row for row in read(path).rows] == [2, 3]


@pytest.mark.parametrize(
    ("name", "model", "unsaid"),
    [
        ("污泥螺杆泵", "NM063BY01L06B", {"pump_type", "suction", "medium"}),
        ("气动隔膜泵", "ISG50-160", {"pump_type", "suction", "medium"}),
        ("渣浆泵", "IS100-80-160", {"medium"}),
        ("循环水泵", "IS100-80-160", set()),
    ],
)
def test_the_letters_of_a_series_say_nothing_of_a_pump_of_another_sort(
    read_rows: ReadRows, name: str, model: str, unsaid: set[str]
) -> None:
    (row,) = read_rows([["设备名称", "规格型号", "数量"], [name, model, 1]])
    said = {"pump_type", "suction", "medium"} & {*row.facts, *row.presumed}
    assert (row.kind, said) == ("pump", {"pump_type", "suction", "medium"} - unsaid)


def test_a_column_that_something_is_presumed_from_is_not_called_kept_as_it_is(
    read: Read, write_book: WriteBook
) -> None:
    rows = [["设备名称", "型号", "安装日期"], ["引风机", "Y5-47-6C", "2010.10"]]
    (sheet,) = read(write_book(rows)).sheets
    column = next(each for each in sheet.columns if each.heading == "安装日期")
    assert (column.field, column.how) == (None, "presumed")
    told = {note.code: note for note in sheet.notes}
    assert "unknown_heading" not in told
    assert (told["presumed_column"].field, told["presumed_column"].rows) == ("in_service_on", (2,))


@pytest.mark.parametrize(
    ("fuel", "read_as"), [("煤改气", None), ("烟煤", "烟煤"), ("煤", "烟煤"), ("", "烟煤")]
)
def test_a_word_that_nobody_knows_is_not_overruled_by_the_model_name(
    read_rows: ReadRows, fuel: str, read_as: str | None
) -> None:
    """A boiler that was refitted to gas still has AⅡ on its plate."""
    (row,) = read_rows([["锅炉名称", "锅炉型号", "燃料"], ["1#锅炉", "SZL10-1.25-AⅡ", fuel]])
    assert row.facts.get("fuel") == read_as
    assert ("fuel", "unknown_choice") in {(p.field, p.code) for p in row.problems} or read_as


@pytest.mark.parametrize(
    ("cell", "model", "power"), [("W-3/8 22kW", "W-3/8", 22), ("GA37/37kW", "GA37", 37)]
)
def test_a_blank_divides_a_model_from_its_power_before_a_slash_does(
    read_rows: ReadRows, cell: str, model: str, power: float
) -> None:
    (row,) = read_rows([["名称", "型号/功率", "数量"], ["空压机", cell, 1]])
    assert (row.facts["model"], row.facts["drive_power_kw"]) == (model, power)
