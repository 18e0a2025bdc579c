"""Plates as the real recogniser read them (recorded), held against what stands on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import standards
from inventory.registry.plates.lines import Line
from inventory.registry.plates.plate import PlateReading, read_plate
from tests.plates.layouts import PLATES
from tests.plates.measuring import Score, score

TODAY = date(2026, 11, 21)
BY_NAME = {plate.name: plate for plate in PLATES}
Recorded = dict[tuple[str, str], list[Line]]


def _line(text: str, sure: float, at: list[float]) -> Line:
    a, b, c, d = zip(at[::2], at[1::2], strict=True)
    return Line(text, sure, (a, b, c, d))


def _records() -> Iterator[tuple[tuple[str, str], list[Line]]]:
    path = Path(__file__).with_name("recognised.jsonl")
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        yield (row["plate"], row["condition"]), [_line(*line) for line in row["lines"]]


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    return dict(_records())


@pytest.fixture(scope="module")
def library() -> standards.Library:
    return standards.load()


@pytest.mark.parametrize(
    ("condition", "least"), [("tilt", 0.97), ("dirt", 0.9), ("low_light", 0.9)]
)
def test_most_fields_are_right_and_none_is_wrong_and_sure(
    recorded: Recorded, library: Any, condition: str, least: float
) -> None:
    whole = Score()
    for plate in PLATES:
        reading = read_plate(recorded[plate.name, condition], library, TODAY)
        assert (plate.name, reading.kind) == (plate.name, plate.kind)
        whole.add(score(plate, reading))
    assert whole.fields == sum(len(plate.truth) for plate in PLATES)
    assert whole.accuracy >= least
    assert whole.wrong_but_sure == 0


def _read(library: Any, *texts: str, kind: str | None = None, sure: float = 0.99) -> PlateReading:
    """A plate in lines, one under the other."""
    lines = [
        _line(text, sure, [0, 20 * at, 90, 20 * at, 90, 20 * at + 12, 0, 20 * at + 12])
        for at, text in enumerate(texts)
    ]
    return read_plate(lines, library, TODAY, kind)


# kind, what was recognised, field, value, doubt
REPAIRS = (
    ("transformer", "型号：59-315/10", "model", "S9-315/10", "repaired"),
    ("transformer", "型号：S9-315/1O", "model", "S9-315/10", "repaired"),
    ("transformer", "型号：S9-315/10", "model", "S9-315/10", ""),
    ("transformer", "型号：S20-M-400/10", "model", "S20-M-400/10", ""),
    ("transformer", "型号：甲乙丙", "model", "甲乙丙", "unknown_model"),
    ("transformer", "额定容量：3l5kVA", "rated_capacity_kva", 315, "repaired"),
    ("transformer", "联结组标号：Yyno", "connection", "Yyn0", "repaired"),
    ("transformer", "额定电压：10000/400V", "voltage_kv", 10, ""),
    ("transformer", "制造日期：I996年3月", "made_on", "1996-03", "repaired"),
    ("transformer", "制造日期：一九", "made_on", None, "unread"),
    ("transformer", "出厂编号：96O3127", "serial_no", "96O3127", "doubtful"),
    ("pump", "型号：1S80-65-160", "model", "IS80-65-160", "repaired"),
    ("pump", "流量：50m²/h", "flow_m3h", 50, "repaired"),
    ("pump", "流量：50m/h", "flow_m3h", 50, "repaired"),
    ("boiler", "锅炉型号：DZL4-1.25-A11", "model", "DZL4-1.25-AⅡ", "repaired"),
)


@pytest.mark.parametrize(("kind", "text", "field", "value", "doubt"), REPAIRS)
def test_a_text_is_put_right_only_where_one_way_is_valid(
    library: Any, kind: str, text: str, field: str, value: object, doubt: str
) -> None:
    one = _read(library, text, kind=kind).of(field)
    assert one is not None
    assert (one.value, one.doubt) == (value, doubt)


def test_what_contradicts_the_model_is_not_sure(library: Any) -> None:
    read = _read(library, "电力变压器", "型号：S9-315/10", "额定容量：400kVA")
    capacity, model = read.of("rated_capacity_kva"), read.of("model")
    assert capacity is not None and (capacity.value, capacity.doubt) == (400, "disagrees")
    assert capacity.others == (315,)
    assert model is not None and model.doubt == "disagrees"


@pytest.mark.parametrize(("score", "doubt"), [(0.95, ""), (0.94, "low_score")])
def test_a_number_that_nothing_checks_must_be_clear(library: Any, score: float, doubt: str) -> None:
    one = _read(library, "出厂编号：9603127", kind="transformer", sure=score).of("serial_no")
    assert one is not None and one.doubt == doubt


@pytest.mark.parametrize(
    "texts",
    [
        ("额定容量 315 kVA 额定电压 10/0.4 kV",),
        ("额定容量(kVA)：315", "高压侧额定电压(kV)：10"),
        ("额定容量 Rated capacity 315kVA", "额定电压:10kV"),
    ],
)
def test_several_in_a_line_and_units_in_the_label(library: Any, texts: tuple[str, ...]) -> None:
    facts = _read(library, *texts, kind="transformer").facts
    assert (facts["rated_capacity_kva"], facts["voltage_kv"]) == (315, 10)


def test_a_plate_that_tells_no_kind_is_asked_about(library: Any) -> None:
    read = _read(library, "出厂编号：123", "制造日期：1996年")
    assert (read.kind, read.fields) == ("", ())
