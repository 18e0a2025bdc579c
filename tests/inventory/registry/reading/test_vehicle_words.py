"""Types of vehicles as licences name them: taken where the name says enough, asked where not."""

from __future__ import annotations

from pathlib import Path

import pytest

import standards
from inventory.registry.reading import read_file
from inventory.registry.reading.model import ReadRow
from tests.inventory.registry.reading.cells import TODAY


def row_of(folder: Path, word: str, use: str = "") -> ReadRow:
    path = folder / "车辆.csv"
    path.write_text(
        f"号牌号码,车辆类型,使用性质,注册日期\n粤J45678,{word},{use},2012-03-15\n", encoding="utf-8"
    )
    library = standards.load()
    result = read_file(path, kind="vehicle", library=library, today=TODAY, for_ledger=False)
    (row,) = result.rows
    return row


@pytest.mark.parametrize(
    ("word", "choice"),
    [
        ("大型专用校车", "载客 专用校车"),
        ("普通二轮摩托车", "摩托车 其他"),
        ("普通正三轮摩托车", "摩托车 正三轮"),
        ("重型集装箱半挂车", "挂车 集装箱半挂车"),
        ("重型非载货专项作业车", "专项作业车 无载货功能"),
    ],
)
def test_a_name_that_says_enough(tmp_path: Path, word: str, choice: str) -> None:
    row = row_of(tmp_path, word)
    assert row.facts["vehicle_type"] == choice
    assert row.problems == []


@pytest.mark.parametrize("word", ["中型普通客车", "小型轿车", "大型卧铺客车", "教练车"])
def test_whom_a_coach_serves_is_asked_and_not_guessed(tmp_path: Path, word: str) -> None:
    row = row_of(tmp_path, word)
    assert "vehicle_type" not in row.facts
    (problem,) = row.problems
    assert (problem.code, problem.value) == ("ambiguous_choice", word)


@pytest.mark.parametrize(("use", "choice"), [("公路客运", "营运"), ("家庭自用", "非营运")])
def test_uses_as_licences_name_them(tmp_path: Path, use: str, choice: str) -> None:
    assert row_of(tmp_path, "普通二轮摩托车", use).facts["use_nature"] == choice


@pytest.mark.parametrize(
    ("word", "use", "choice"),
    [
        ("大型普通客车", "公交客运", "载客 营运 公交客运"),
        ("大型普通客车", "公路客运", "载客 营运 其他 大型"),
        ("大型普通客车", "旅游客运", "载客 营运 其他 大型"),
        ("大型普通客车", "非营运", "载客 非营运 大型"),
        ("大型普通客车", "单位自用", "载客 非营运 大型"),
        ("中型普通客车", "租赁", "载客 营运 租赁"),
        ("大型普通客车", "营运", None),
        ("大型普通客车", "", None),
    ],
)
def test_the_use_tells_which_coach_it_is(
    tmp_path: Path, word: str, use: str, choice: str | None
) -> None:
    row = row_of(tmp_path, word, use)
    assert row.facts.get("vehicle_type") == choice
    assert [problem.code for problem in row.problems] == ([] if choice else ["ambiguous_choice"])


@pytest.mark.parametrize(
    ("letter", "fuel"),
    [("A", "汽油"), ("b", "柴油"), ("C", "纯电动"), ("E", "天然气"), ("F", "其他"), ("T", None)],
)
def test_letters_of_fuels_as_licences_have_them(
    tmp_path: Path, letter: str, fuel: str | None
) -> None:
    path = tmp_path / "货车.csv"
    path.write_text(f"号牌号码,车辆类型,燃料种类\n粤J45678,重型普通货车,{letter}\n", "utf-8")
    (row,) = read_file(
        path, kind="truck", library=standards.load(), today=TODAY, for_ledger=False
    ).rows
    assert row.facts.get("fuel") == fuel
