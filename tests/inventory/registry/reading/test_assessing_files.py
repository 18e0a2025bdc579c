"""`assess FILE`: from a file to verdicts, in three forms, without a database."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import standards
from inventory.intake.assessing.files import assess_file

TODAY = date(2026, 11, 21)
FINDING = {
    "rule",
    "outcome",
    "presumed",
    "level",
    "grade",
    "document",
    "clause",
    "measured",
    "limit",
    "due",
    "then",
    "missing",
    "message",
    "message_en",
}
S7 = {"name": "一号变", "model": "S7-315/10", "voltage_kv": 10, "insulation_medium": "油浸"}
DEVICE = {"kind": "transformer", "region": "440704", "facts": {**S7, "rated_capacity_kva": 315}}
Assess = Callable[..., tuple[int, str]]


@pytest.fixture
def assess(tmp_path: Path) -> Assess:
    """assess([devices], **options) -> exit status and what was written."""

    def call(devices: list[Any] | Path, **options: Any) -> tuple[int, str]:
        path = devices
        if not isinstance(devices, Path):
            path = tmp_path / "devices.jsonl"
            path.write_text("\n".join(map(json.dumps, devices)), encoding="utf-8")
        out = io.StringIO()
        given = {
            "kind": None,
            "region": None,
            "as_of": TODAY,
            "horizon": 365,
            "format": "jsonl",
            "progress": False,
            "today": TODAY,
        }
        return assess_file(path, out=out, **{**given, **options}), out.getvalue()

    return call


def parsed(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_one_finding_a_line_with_the_row_and_extra_keys(assess: Assess) -> None:
    status, text = assess([{**DEVICE, "case": "old", "row": 99, "verdict": "mine"}])
    lines = parsed(text)
    assert status == 0
    assert {line["rule"] for line in lines} >= {"transformer.batch-1", "transformer.grade"}
    for line in lines:
        assert set(line) >= FINDING
        assert (line["row"], line["sheet"], line["kind"]) == (1, "devices", "transformer")
        assert (line["name"], line["verdict"], line["case"]) == ("一号变", "eliminate", "old")
    listed = next(line for line in lines if line["rule"] == "transformer.batch-1")
    assert listed["outcome"] == "eliminate"


def test_the_same_findings_as_judging_the_device_itself(assess: Assess) -> None:
    library = standards.load()
    expected = standards.assess_one(library, "transformer", DEVICE["facts"], "440704", TODAY)
    lines = parsed(assess([DEVICE])[1])
    found = {line["rule"]: {key: line[key] for key in FINDING} for line in lines}
    assert found == {finding.rule: finding.as_dict() for finding in expected}


def test_region_of_the_command_counts_for_devices_without_one(assess: Assess) -> None:
    device = {"kind": "transformer", "facts": {**DEVICE["facts"], "rated_capacity_kva": 315}}
    inside = {line["rule"] for line in parsed(assess([device], region="440704")[1])}
    outside = {line["rule"] for line in parsed(assess([device])[1])}
    assert inside - outside == {"plan.440704.transformer"}


def test_device_without_findings_still_gives_a_line(assess: Assess) -> None:
    scrapped = {**DEVICE, "facts": {**DEVICE["facts"], "use_state": "报废"}}
    status, text = assess([scrapped, DEVICE])
    lines = parsed(text)
    assert status == 0
    assert (lines[0]["row"], lines[0]["rule"], lines[0]["verdict"]) == (1, None, None)
    assert set(lines[0]) >= FINDING


def test_rows_that_cannot_be_read_give_a_line_with_the_error(assess: Assess) -> None:
    bad = {**DEVICE, "facts": {**DEVICE["facts"], "made_on": "2031"}, "case": "bad"}
    status, text = assess([bad, DEVICE])
    first, *rest = parsed(text)
    assert status == 1
    assert (first["row"], first["case"]) == (1, "bad")
    assert first["error"]["field"] == "made_on"
    assert first["error"]["value"] == "2031"
    assert first["error"]["remedy"]
    assert {line["row"] for line in rest} == {2}


def test_warnings_stay_with_the_device(assess: Assess) -> None:
    doubtful = {**DEVICE, "facts": {**DEVICE["facts"], "rated_capacity_kva": 400}}
    status, text = assess([doubtful])
    assert status == 0
    assert [w["code"] for w in parsed(text)[0]["warnings"]] == ["nameplate_capacity"]


def test_an_earlier_day_does_not_make_devices_of_the_future(assess: Assess) -> None:
    device = {**DEVICE, "facts": {**DEVICE["facts"], "made_on": "2018-01-01"}}
    status, text = assess([device], as_of=date(2009, 1, 1))
    assert status == 0
    assert "transformer.batch-1" not in {line["rule"] for line in parsed(text)}


def test_csv_is_flat_and_runs_no_formula(assess: Assess) -> None:
    evil = {**DEVICE, "facts": {**DEVICE["facts"], "name": "=HYPERLINK(1)"}, "case": "a"}
    bad = {**DEVICE, "facts": {**DEVICE["facts"], "made_on": "2031"}, "case": "b"}
    bare = {"kind": "transformer", "facts": {}, "case": "c"}
    status, text = assess([evil, bare, bad], format="csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert status == 1
    assert {row["name"] for row in rows if row["case"] == "a"} == {"'=HYPERLINK(1)"}
    assert rows[-1]["error_field"] == "made_on"
    assert rows[-1]["error_remedy"]
    missing = [json.loads(row["missing"]) for row in rows if row["case"] == "c"]
    assert ["model"] in missing


def test_table_sums_up_and_lists_the_worst_first(assess: Assess) -> None:
    better = {**DEVICE, "facts": {**DEVICE["facts"], "model": "S9-315/10", "name": "二号变"}}
    better["facts"]["made_on"] = "1999"
    bad = {**DEVICE, "facts": {**DEVICE["facts"], "made_on": "2031", "name": "[bold]三号"}}
    status, text = assess([better, DEVICE, bad], format="table")
    assert status == 1
    assert "变压器" in text
    assert "应淘汰" in text
    assert text.index("一号变") < text.index("二号变")
    assert "2009-12-04" in text
    assert "未能读取的行" in text
    assert "\x1b[" not in text


def test_table_without_anything_to_do(assess: Assess) -> None:
    scrapped = {**DEVICE, "facts": {**DEVICE["facts"], "use_state": "报废"}}
    status, text = assess([scrapped], format="table")
    assert status == 0
    assert "没有需要处理的设备" in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"region": "jiangxi"}, "--region"),
        ({"horizon": -1}, "--horizon"),
        ({"format": "xml"}, "xml"),
        ({"kind": "spaceship"}, "spaceship"),
    ],
)
def test_unusable_arguments_end_with_2(
    options: dict[str, Any], said: str, assess: Assess, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assess([DEVICE], **options) == (2, "")
    assert said in capsys.readouterr().err


def test_unusable_file_ends_with_2_in_both_languages(
    tmp_path: Path, assess: Assess, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert assess(path) == (2, "")
    error = capsys.readouterr().err
    assert "图片" in error
    assert "不是表格" in error
    assert "not a table" in error


def test_sample_ledger_is_judged_whole(assess: Assess, capsys: pytest.CaptureFixture[str]) -> None:
    ledgers = Path(__file__).resolve().parents[4] / "seeds" / "ledgers"
    status, text = assess(ledgers / "景德镇市柴油货车.csv", region="360200")
    lines = parsed(text)
    assert status == 1
    assert {line["row"] for line in lines} == set(range(2, 62))
    assert sum("error" in line for line in lines) == 6
    assert "53" in capsys.readouterr().err


def test_progress_goes_to_standard_error(
    assess: Assess, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text = assess([DEVICE], progress=True)
    assert status == 0
    assert all(line["row"] == 1 for line in parsed(text))
    assert "\n{" not in capsys.readouterr().err


BOILER = {"name": "一号炉", "model": "X", "rated_capacity_tph": 30, "built_up_area": True}


@pytest.mark.parametrize(
    ("fuel", "zh", "en"),
    [
        (
            "型煤渣",
            "fuel一栏写的是“型煤渣”，未能识别。",
            "fuel says “型煤渣”, which was not understood.",
        ),
        ("煤或油", "不能确定是哪一种", "leaves more than one choice open"),
        ("烟煤", None, None),
        ("", None, None),
    ],
)
def test_an_unknown_finding_carries_the_word_that_was_not_understood(
    assess: Assess, fuel: str, zh: str | None, en: str | None
) -> None:
    device = {"kind": "boiler", "region": "440704", "facts": {**BOILER, "fuel": fuel}}
    lines = parsed(assess([device])[1])
    open_ones = [line for line in lines if "fuel" in (line["missing"] or ())]
    told = [line for line in open_ones if "fuel" in line["message"]]
    assert bool(told) is (zh is not None)
    for line in told:
        assert zh and en and zh in line["message"] and en in line["message_en"]
    for line in lines:
        assert line["outcome"] == "unknown" or "一栏写的是" not in str(line["message"])
