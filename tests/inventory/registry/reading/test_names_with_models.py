"""Lists that write name and model into one column, and lines that head a group of rows."""

from __future__ import annotations

import re
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

import standards
from inventory.registry.reading import read_file
from inventory.registry.reading.model import ReadResult
from inventory.registry.reading.parted import told_apart
from tests.inventory.registry.reading.cells import TODAY

BOTH = (
    "设备名称及型号",
    "名称型号",
    "设备名称（型号）",
    "设备名称/规格型号",
    "名称、规格",
    "型号及名称",
    "主要用能设备名称和型号",
    "设备及型号",
)


def read(folder: Path, text: str, name: str = "清单") -> ReadResult:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return read_file(path, kind=None, library=standards.load(), today=TODAY, for_ledger=False)


def told(result: ReadResult) -> list[tuple[str, object, object]]:
    return [(row.kind, row.facts.get("name"), row.facts.get("model")) for row in result.rows]


@pytest.mark.parametrize("heading", BOTH)
def test_a_column_of_both_is_told_apart(tmp_path: Path, heading: str) -> None:
    rows = "1,电动机 Y315M-4,2,132kW\n2,离心引风机Y4-73No20D,1,\n3,螺杆空压机（LU110-8）,1,\n"
    result = read(tmp_path, f"序号,{heading},数量,功率\n{rows}")
    assert told(result) == [
        ("motor", "电动机", "Y315M-4"),
        ("fan", "离心引风机", "Y4-73No20D"),
        ("compressor", "螺杆空压机", "LU110-8"),
    ]
    assert [note.code for note in result.notes].count("name_and_model") == 1


def test_names_alone_are_told_apart_where_a_grammar_knows_the_model(tmp_path: Path) -> None:
    rows = "1,主电机Y315M-4,132\n2,3#水泵,7.5\n3,A12车间电机,15\n"
    result = read(tmp_path, f"序号,设备名称,额定功率(kW)\n{rows}")
    assert [told[1:] for told in told(result)] == [
        ("主电机", "Y315M-4"),
        ("3#水泵", None),
        ("A12车间电机", None),
    ]


def test_a_column_of_its_own_stays_the_model(tmp_path: Path) -> None:
    rows = "1,主电机Y180L-4,Y315M-4,132\n"
    result = read(tmp_path, f"序号,设备名称,设备型号,额定功率(kW)\n{rows}")
    assert told(result) == [("motor", "主电机Y180L-4", "Y315M-4")]


def test_what_a_person_says_of_the_column_goes_before(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("设备名称及型号,功率\n电动机 Y315M-4,132kW\n", encoding="utf-8")
    result = read_file(
        path,
        kind="motor",
        library=standards.load(),
        today=TODAY,
        for_ledger=False,
        mapping={"设备名称及型号": "model"},
    )
    assert result.rows[0].facts["model"] == "电动机 Y315M-4"


@pytest.mark.parametrize(
    ("text", "name", "model"),
    [
        ("高压电机 YKK560-6 6kV", "高压电机", "YKK560-6 6kV"),
        ("4t/h燃煤锅炉DZL4-1.25-AⅡ", "4t/h燃煤锅炉", "DZL4-1.25-AⅡ"),
        ("S11-M-315/10变压器", "变压器", "S11-M-315/10"),
        ("ＳＣＢ１０－６３０／１０干式变压器", "干式变压器", "SCB10-630/10"),
        ("空压机20m3/min", "空压机20m3/min", ""),
        ("1#水泵", "1#水泵", ""),
        ("Y315M-4", None, "Y315M-4"),
        ("二号楼电梯", "二号楼电梯", ""),
    ],
)
def test_where_a_model_begins_and_ends(text: str, name: str | None, model: str) -> None:
    assert told_apart(text) == (name, model)


def letters(text: str) -> list[str]:
    return re.findall(r"[^\W_]", normalize("NFKC", text))


@given(st.text(alphabet="电机水泵（）() -/ＹY315M4kWⅡ.×#0", max_size=30))
def test_nothing_is_lost_and_nothing_is_made_up(text: str) -> None:
    name, model = told_apart(text)
    assert sorted(letters(name or "") + letters(model)) == sorted(letters(text))
    plain = " ".join(normalize("NFKC", text).split())  # runs of spaces may become one
    assert model in text or " ".join(normalize("NFKC", model).split()) in plain


@pytest.mark.parametrize("number", ["一", "二、", "（三）", "Ⅱ", "ii."])
def test_a_line_that_heads_a_group_is_no_device(tmp_path: Path, number: str) -> None:
    motors = f"{number},电动机,,,\n1,主电机,Y315M-4,2,132kW\n"
    fans = f"{number},风机,,3,\n2,引风机,Y4-73No20D,1,\n"
    result = read(tmp_path, f"序号,设备名称,规格型号,数量,功率\n{motors}{fans}")
    assert [row.facts["name"] for row in result.rows] == ["主电机", "引风机"]
    assert result.sheets[0].skipped == {"section": 2}


def test_devices_numbered_in_words_stay_devices(tmp_path: Path) -> None:
    rows = "一,主电机,,,132\n二,水泵电机,,,15\n"
    result = read(tmp_path, f"序号,电机名称,规格型号,数量,额定功率(kW)\n{rows}")
    assert [row.facts["name"] for row in result.rows] == ["主电机", "水泵电机"]


def test_a_short_list_of_a_workshop_is_read_row_by_row(tmp_path: Path) -> None:
    rows = (
        "1,注塑机,HTF200X,10,22kW,2010,良好\n"
        "2,空压机,W-0.9/8,2,7.5kW,2005,良好\n"
        "3,变压器,S11-M-800/10,1,,2010,在用\n"
        "4,锅炉,WNS4-1.25-Q,1,,2013,在用\n"
        "5,电动机,Y180M-2 22KW,6,22,2003,停用\n"
    )
    result = read(tmp_path, f"编号,设备,规格,数量(台),单台功率,出厂,状况\n{rows}")
    assert [(row.kind, row.facts["model"], row.facts.get("made_on")) for row in result.rows] == [
        ("compressor", "W-0.9/8", "2005"),
        ("transformer", "S11-M-800/10", "2010"),
        ("boiler", "WNS4-1.25-Q", "2013"),
        ("motor", "Y180M-2", "2003"),
    ]
    assert result.sheets[0].skipped == {"no_kind": 1}


def test_a_blower_among_pumps_is_asked(tmp_path: Path) -> None:
    rows = "1,循环水泵,IS200-150-400,400,50\n2,罗茨鼓风机,RRE-200,45,5\n"
    result = read(tmp_path, f"序号,设备名称,型号,流量(m3/h),扬程(m)\n{rows}", "水泵台账")
    assert [row.kind for row in result.rows] == ["pump", ""]


def test_a_kind_that_only_the_title_names_has_no_sheet_of_its_own(tmp_path: Path) -> None:
    result = read(tmp_path, "序号,名称型号,功率\n1,电动机 Y315M-4,132kW\n", "水泵一览表")
    assert [sheet.kind for sheet in result.sheets] == ["motor"]
