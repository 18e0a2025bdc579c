"""Facts at the border: what is refused, and how it stands in a frame."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest

import standards
from standards.errors import StandardsError
from standards.facts import check_facts, is_partial_date
from standards.kinds import Kind


def _kind(name: str) -> Kind:
    return standards.load().kinds[name]


def test_dates_keep_their_precision() -> None:
    frame = standards.frame_of(
        _kind("truck"),
        [{"made_on": "2012"}, {"made_on": "2012-02"}, {"made_on": "2012-02-29"}, {}],
    )
    assert frame["made_on"].to_list() == [
        date(2012, 12, 31),
        date(2012, 2, 29),
        date(2012, 2, 29),
        None,
    ]
    assert frame["made_on__first"].to_list() == [
        date(2012, 1, 1),
        date(2012, 2, 1),
        date(2012, 2, 29),
        None,
    ]


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"made_on": "2011-02-30"}, "2011-02-30"),
        ({"made_on": "2011/02/03"}, "2011/02/03"),
        ({"fuel": "煤油"}, "煤油"),
        ({"mileage_km": "12"}, "12"),
        ({"mileage_km": float("nan")}, "nan"),
        ({"mileage_km": True}, "True"),
        ({"axles": 2.5}, "2.5"),
        ({"hazmat": "是"}, "是"),
        ({"model": 12}, "12"),
    ],
)
def test_frame_refuses_what_no_field_can_hold(facts: dict[str, object], named: str) -> None:
    with pytest.raises(StandardsError) as refused:
        standards.frame_of(_kind("truck"), [{}, facts])
    assert named in refused.value.message and "2" in refused.value.message
    assert named in refused.value.message_en


def test_json_frame_equals_the_plain_one() -> None:
    kind = _kind("boiler")
    records: list[dict[str, object]] = [
        {"fuel": "烟煤", "made_on": "2011", "rated_power_mw": 7, "fixed_grate": False},
        {"model": "WNS4", "made_on": "2012-02-29", "last_internal_inspection_on": "2024-03"},
        {},
    ]
    text = pl.Series([json.dumps(r, ensure_ascii=False) for r in records])
    regions = pl.Series(["440704", None, "360200"], dtype=pl.String)
    plain = standards.frame_of(
        kind, [r | {"region": g} for r, g in zip(records, regions, strict=True)]
    )
    assert standards.frame_of_json(kind, text, regions).equals(plain)


def test_json_frame_of_nothing() -> None:
    empty = pl.Series([], dtype=pl.String)
    assert standards.frame_of_json(_kind("truck"), empty, empty).height == 0


@pytest.mark.parametrize(
    ("kind", "facts", "code", "says"),
    [
        ("boiler", {"design_efficiency_pct": 0.92}, "range", "92"),
        ("boiler", {"design_efficiency_pct": 111}, "range", "110"),
        (
            "boiler",
            {"rated_capacity_tph": 10, "rated_power_mw": 10},
            "capacity_disagrees",
            "14.2857",
        ),
        ("boiler", {"fuel": "煤油"}, "choice", "烟煤"),
        ("boiler", {"fixed_grate": 1}, "type", "是或否"),
        ("boiler", {"made_on": "2011-13"}, "date", "2011-13"),
        ("boiler", {"vin": "x"}, "unknown_field", "vin"),
        ("boiler", {"model": 7}, "type", "文本"),
        ("transformer", {"rated_capacity_kva": 0}, "range", "大于0"),
        ("transformer", {"load_rate_pct": 151}, "range", "150"),
        ("elevator", {"stations": 7.5}, "type", "整数"),
        ("truck", {"mileage_km": -1}, "range", "0"),
        ("truck", {"mileage_km": float("inf")}, "type", "数字"),
        ("truck", {"annual_hours": 8785}, "range", "8784"),
    ],
)
def test_check_facts_names_the_field_and_the_remedy(
    kind: str, facts: dict[str, object], code: str, says: str
) -> None:
    problems = check_facts(_kind(kind), facts)
    assert [p.code for p in problems] == [code]
    assert problems[0].field in facts
    assert says in problems[0].message and problems[0].message_en


def test_good_facts_have_no_problem() -> None:
    facts = {"rated_capacity_tph": 10, "rated_power_mw": 7, "design_efficiency_pct": 1.0}
    assert check_facts(_kind("boiler"), facts) == []


def test_required_fields_are_asked_for_only_on_demand() -> None:
    assert check_facts(_kind("truck"), {}) == []
    asked = {p.field for p in check_facts(_kind("truck"), {}, required=True)}
    assert {"plate_no", "vehicle_type", "fuel", "registered_on", "name", "model"} <= asked


@pytest.mark.parametrize("text", ["2011", "2011-02", "2012-02-29"])
def test_partial_dates(text: str) -> None:
    assert is_partial_date(text)


@pytest.mark.parametrize("text", ["", "11", "2011-2", "2011-02-29", "20110203", "2011-00", "abcd"])
def test_no_dates(text: str) -> None:
    assert not is_partial_date(text)


def test_unknown_kind_is_named_with_the_known_ones() -> None:
    with pytest.raises(StandardsError, match="kettle.*boiler"):
        standards.assess_one(standards.load(), "kettle", {}, None, date(2026, 11, 21))


@pytest.mark.parametrize(
    "bad", ['{"mileage_km": "12"}', '{"hazmat": "x"}', '{"fuel": "煤"}', "{", "[1]", "null"]
)
def test_one_stored_value_that_does_not_fit_stops_no_other_device(bad: str) -> None:
    facts = pl.Series([bad, '{"model": "J6P", "mileage_km": 5}'])
    frame = standards.frame_of_json(_kind("truck"), facts, pl.Series([None, "360704"]))
    assert frame["model"].to_list() == [None, "J6P"]
    assert frame["mileage_km"].to_list() == [None, 5.0]
    assert frame["hazmat"].to_list() == [None, None]
    assert frame["region"].to_list() == [None, "360704"]


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"rated_pressure_mpa": 0, "boiler_class": "常压锅炉"}, False),
        ({"rated_pressure_mpa": 0, "model": "CWNS0.7-85/60-Q"}, False),
        ({"rated_pressure_mpa": 0}, True),
        ({"rated_pressure_mpa": 0, "boiler_class": "D级锅炉"}, True),
        ({"rated_pressure_mpa": 0.4}, False),
        ({"rated_pressure_mpa": -0.1}, True),
    ],
)
def test_only_an_atmospheric_boiler_has_no_pressure(
    facts: dict[str, object], refused: bool
) -> None:
    problems = standards.check_facts(standards.load().kind("boiler"), facts)
    assert [p.field for p in problems] == (["rated_pressure_mpa"] if refused else [])
