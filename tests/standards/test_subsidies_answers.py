"""Subsidy programmes: windows, conditions, amounts and groups; and data that is refused."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import standards
from standards.loading import LIBRARY
from standards.subsidies import STATUS_ZH, STATUSES, subsidies

TRUCK = {
    "plate_no": "赣B12345",
    "vehicle_type": "重型载货",
    "fuel": "柴油",
    "use_nature": "营运",
    "emission_stage": "国三",
    "registered_on": "2014-03-01",
    "region": "360704",
}
LIFT = {
    "model": "x",
    "residential": True,
    "in_service_on": "2008-05-01",
    "stations": 18,
    "region": "360704",
}


def answers(kind: str, record: dict[str, Any], day: date) -> dict[str, dict[str, Any]]:
    library = standards.load()
    frame = standards.frame_of(library.kind(kind), [record])
    return {a["programme"]: a for a in subsidies(library, kind, frame, day).explain(0)}


def best(kind: str, record: dict[str, Any], day: date) -> list[tuple[Any, ...]]:
    library = standards.load()
    frame = standards.frame_of(library.kind(kind), [record])
    return subsidies(library, kind, frame, day).best().rows()


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2024, 7, 30), "upcoming"),
        (date(2024, 7, 31), "matches"),
        (date(2024, 12, 31), "matches"),
        (date(2025, 1, 1), "closed"),
    ],
)
def test_both_days_of_a_window_belong_to_it(day: date, status: str) -> None:
    assert answers("truck", TRUCK, day)["truck-renewal-2024"]["status"] == status


def test_a_closed_programme_says_when_it_closed() -> None:
    found = answers("truck", TRUCK, date(2026, 11, 21))["truck-renewal-2024"]
    assert found["message"] == "已于2024-12-31截止"
    assert found["message_en"] == "closed on 2024-12-31"


def test_one_condition_short_is_named() -> None:
    found = answers("truck", {**TRUCK, "emission_stage": "国四"}, date(2024, 9, 1))
    assert found["truck-renewal-2024"]["status"] == "misses_one"
    assert found["truck-renewal-2024"]["message"] == "差一项条件：国三及以下排放标准"


def test_several_conditions_short_are_all_named() -> None:
    record = {**TRUCK, "emission_stage": "国五", "use_nature": "非营运"}
    found = answers("truck", record, date(2024, 9, 1))["truck-renewal-2024"]
    assert found["status"] == "misses"
    assert found["failed"] == ["营运车辆", "国三及以下排放标准"]


def test_a_blank_fact_is_asked_for_and_never_counted_as_met() -> None:
    found = answers("truck", {**TRUCK, "use_nature": None}, date(2024, 9, 1))["truck-renewal-2024"]
    assert (found["status"], found["missing"]) == ("unknown", ["营运车辆"])


def test_the_next_year_takes_stage_four_too() -> None:
    found = answers("truck", {**TRUCK, "emission_stage": "国四"}, date(2025, 9, 1))
    assert found["truck-renewal-2025"]["status"] == "matches"


# Registered on 2014-03-01, a heavy truck must go on 2029-03-01.
@pytest.mark.parametrize(
    ("registered", "paid"),
    [
        ("2014-03-01", 45_000),
        ("2013-09-01", 45_000),  # four years to the day
        ("2013-08-31", 35_000),
        ("2011-09-01", 35_000),
        ("2011-08-31", 12_000),
        ("2010-09-01", 12_000),
        ("2010-08-31", None),
    ],
)
def test_the_years_before_compulsory_scrapping_decide_the_amount(
    registered: str, paid: float | None
) -> None:
    rows = best("truck", {**TRUCK, "registered_on": registered}, date(2024, 9, 1))
    assert rows == ([] if paid is None else [(0, paid, paid + 95_000)])


def test_the_largest_amount_of_2024_is_140_000() -> None:
    """重型，提前4年以上报废 4.5万元，新购4轴新能源 9.5万元."""
    assert best("truck", TRUCK, date(2024, 9, 1)) == [(0, 45_000.0, 140_000.0)]


def test_less_than_a_year_before_scrapping_nothing_is_paid() -> None:
    found = answers("truck", {**TRUCK, "registered_on": "2010-01-01"}, date(2024, 9, 1))
    assert found["truck-renewal-2024"]["failed"] == ["距强制报废年限满1年"]


@pytest.mark.parametrize(
    ("stations", "paid"),
    [(9, 100_000), (10, 150_000), (18, 150_000), (19, 200_000), (None, None)],
)
def test_the_stations_decide_in_2026(stations: int | None, paid: float | None) -> None:
    rows = best("elevator", {**LIFT, "stations": stations}, date(2026, 11, 21))
    assert rows == ([] if paid is None else [(0, paid, paid)])


def test_fifteen_years_are_reached_on_the_day() -> None:
    for day, status in ((date(2026, 5, 1), "matches"), (date(2026, 4, 30), "misses_one")):
        record = {**LIFT, "in_service_on": "2011-05-01"}
        assert answers("elevator", record, day)["elevator-renewal-2026"]["status"] == status


def test_a_local_programme_is_for_its_region_only() -> None:
    day = date(2025, 6, 1)
    assert "elevator-renewal-guangzhou-2025" not in answers("elevator", LIFT, day)
    local = answers("elevator", {**LIFT, "region": "440106"}, day)
    assert local["elevator-renewal-guangzhou-2025"]["status"] == "matches"


def test_of_one_group_one_programme_pays() -> None:
    """Guangzhou's and the country's programmes pay for the same elevator only once."""
    record = {**LIFT, "region": "440106"}
    assert best("elevator", record, date(2025, 6, 1)) == [(0, 150_000.0, 150_000.0)]


def test_what_only_the_applicant_can_show_is_said() -> None:
    found = answers("boiler", {"model": "x"}, date(2026, 11, 21))["industrial-renewal-2026"]
    assert found["status"] == "matches"
    assert len(found["asked"]) == 3
    assert found["message"].startswith("符合；另须证明：")
    assert best("boiler", {"model": "x"}, date(2026, 11, 21)) == []


def test_doubtful_windows_are_presumed() -> None:
    found = answers("elevator", LIFT, date(2025, 6, 1))
    assert found["elevator-renewal-2024"]["presumed"] is True
    assert answers("truck", TRUCK, date(2024, 9, 1))["truck-renewal-2024"]["presumed"] is False


def test_scrapped_devices_get_no_answer() -> None:
    assert answers("elevator", {**LIFT, "use_state": "报废"}, date(2026, 11, 21)) == {}


def test_answers_come_best_first_and_every_status_has_a_word() -> None:
    record = {**TRUCK, "emission_stage": "国四"}
    statuses = [a["status"] for a in answers("truck", record, date(2024, 9, 1)).values()]
    assert statuses == sorted(statuses, key=STATUSES.index)
    assert set(STATUS_ZH) == set(STATUSES)


def test_every_programme_names_document_certainty_and_source() -> None:
    library = standards.load()
    assert len(library.programmes) > 10
    for programme in library.programmes:
        assert programme.document in library.documents
        assert programme.source and programme.certainty


@pytest.mark.parametrize(
    ("power", "paid"),
    [
        (14.7, 1500),
        (14.71, 3850),
        (36.775, 3850),
        (36.8, 7860),
        (147.1, 18000),
        (147.2, 20000),
        (None, None),
    ],
)
def test_tractors_are_paid_by_power(power: float | None, paid: float | None) -> None:
    """The bands are of horse-powers: 20 hp are 14.71 kW, 50 are 36.775, 200 are 147.1."""
    record = {"machinery_type": "大型和中型轮式拖拉机", "power_kw": power, "region": "320106"}
    rows = best("farm_machinery", record, date(2025, 11, 21))
    assert rows == ([] if paid is None else [(0, paid, paid)])


@pytest.mark.parametrize(("day", "paid"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False)])
def test_amounts_of_2025_are_not_those_of_2026(day: date, paid: bool) -> None:
    """2026 amounts of tractors were not found: nothing is computed from the years before."""
    record = {"machinery_type": "大型和中型轮式拖拉机", "power_kw": 50, "region": "320106"}
    assert bool(best("farm_machinery", record, day)) is paid


def test_a_closed_programme_is_never_offered() -> None:
    library = standards.load()
    ended = [p for p in library.programmes if p.valid_to is not None]
    assert len(ended) > 10
    for programme in ended:
        assert programme.valid_to is not None
        day = programme.valid_to + timedelta(days=1)
        for kind_id in programme.kinds:
            kind = library.kind(kind_id)
            frame = standards.frame_of(kind, [{"region": programme.region or "110101"}])
            found = subsidies(library, kind_id, frame, day).answers
            mine = found.filter(found["programme"] == programme.id)
            assert set(mine["status"]) <= {"closed"}
            assert mine["amount_most"].null_count() == mine.height


@pytest.mark.parametrize(
    ("built", "status"),
    [
        ("2011-11-21", "misses_one"),  # 15 years to the day: not more
        ("2011-11-20", "matches"),
        ("1996-11-21", "matches"),  # 30 years to the day: not over
        ("1996-11-20", "misses_one"),
        (None, "unknown"),
    ],
)
def test_vessels_are_paid_between_two_ages(built: str | None, status: str) -> None:
    record = {"vessel_type": "内河货船", "built_on": built}
    found = answers("vessel", record, date(2026, 11, 21))
    assert found["vessel-scrapping-inland-cargo"]["status"] == status


def test_a_bus_is_paid_for_once() -> None:
    bus = {
        "powertrain": "纯电动",
        "registered_on": "2016-05-01",
        "battery_warranty_to": "2024-05-01",
    }
    assert best("bus", bus, date(2025, 6, 1)) == [(0, 80_000.0, 80_000.0)]
    later = {**bus, "registered_on": "2018-01-01"}
    assert best("bus", later, date(2025, 6, 1)) == [(0, 42_000.0, 42_000.0)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIBRARY, tmp_path / "library"))


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("programmes/trucks.toml", 'kinds = ["truck"]', 'kinds = ["tram"]', "kinds"),
        ("programmes/trucks.toml", 'region = "全国"', 'region = "36"', "region"),
        ("programmes/trucks.toml", 'group = "truck-renewal"', 'gruop = "x"', "gruop"),
        ("programmes/trucks.toml", "to = 2024-12-31", "to = 2023-12-31", "to"),
        ("programmes/trucks.toml", 'value = "国三"', 'value = "国9"', "value"),
        ("programmes/trucks.toml", 'rule = "truck.scrap-age"', 'rule = "truck.none"', "rule"),
        ("programmes/trucks.toml", 'op = "up_to"', 'op = "before"', "op"),
        ("programmes/trucks.toml", "value = 1.0", "value = -1.0", "value"),
        ("programmes/trucks.toml", '"交规划发〔2024〕90号"', '"无此文件"', "document"),
        ("programmes/elevators.toml", 'fields = ["residential"]', 'fields = ["vin"]', "fields"),
        (
            "programmes/elevators.toml",
            'fields = ["residential"]',
            'fields = ["stations"]',
            "fields",
        ),
        ("programmes/elevators.toml", "elevator-renewal-2026", "elevator-renewal-2024", "id"),
        (
            "programmes/documents.toml",
            'number = "GB 30510-2018"',
            'number = "GB 20052-2024"',
            "number",
        ),
        ("factors/savings.toml", 'rule = "boiler.grade"', 'rule = "truck.scrap-age"', "rule"),
        ("factors/savings.toml", "low = 20", "low = 50", "value"),
        ("factors/savings.toml", 'field = "load_rate_pct"', 'field = "load_rate"', "field"),
        ("factors/savings.toml", 'factor = "烟煤"', 'factor = "泥煤"', "factor"),
        ("factors/savings.toml", "targets = [3]", "targets = [4]", "targets"),
        ("factors/savings.toml", 'vehicle_type = "重型载货"', 'vehicle_type = "重型"', "where"),
        ("factors/savings.toml", 'energy = "柴油"', 'energy = "柴草"', "energy"),
        ("factors/electricity.csv", "2022,,全国,", "2021,,全国,", "第3行"),
        ("factors/energy.csv", "0.7143", "many", "kgce_per_unit"),
    ],
)
def test_wrong_data_is_refused_with_file_and_key(
    copy: Path, file: str, old: str, new: str, key: str
) -> None:
    path = copy / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(standards.LibraryError) as error:
        standards.load_from(copy)
    assert error.value.file == file
    assert key in error.value.key
