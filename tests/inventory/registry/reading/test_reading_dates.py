"""Dates as people write them into cells."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.registry.reading.dates import NotADate, parse_date_number, parse_date_text
from inventory.registry.reading.model import Reading
from tests.inventory.registry.reading.cells import TODAY, cell, code, value

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))


@settings(max_examples=80)
@given(day=DAYS)
def test_every_spelling_of_a_day_is_the_same_day(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    serial = (day - date(1899, 12, 30)).days
    spellings = [
        f"{y}-{m}-{d}",
        f"{y}-{m:02d}-{d:02d}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{y}.{m:02d}.{d:02d}",
        f"{y}{m:02d}{d:02d}",
        f"{y}年{m}月{d}日",
        f" {y} 年 {m} 月 {d} 号 ",
        f"{y}-{m:02d}-{d:02d} 00:00:00",
        f"{y}-{m:02d}-{d:02d}T08:30:00",
        f"{y}-{m}-{d}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"}),
    ]
    assert {parse_date_text(text) for text in spellings} == {day.isoformat()}
    assert parse_date_number(float(serial)) == day.isoformat()
    assert parse_date_number(float(f"{y}{m:02d}{d:02d}")) == day.isoformat()
    assert value("boiler", "next_inspection_on", day) == day.isoformat()
    assert value("boiler", "next_inspection_on", datetime(y, m, d, 13)) == day.isoformat()


@settings(max_examples=40)
@given(day=DAYS)
def test_every_spelling_of_a_month_keeps_its_precision(day: date) -> None:
    y, m = day.year, day.month
    spellings = [f"{y}-{m}", f"{y}/{m:02d}", f"{y}.{m}", f"{y}{m:02d}", f"{y}年{m}月", f"{y} . {m}"]
    assert {parse_date_text(text) for text in spellings} == {f"{y}-{m:02d}"}
    assert parse_date_text(f"{y}") == parse_date_text(f"{y}年") == str(y)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2013.6", "2013-06"),
        ("2010.10", "2010-10"),
        ("二〇一九年六月一日", "2019-06-01"),
        ("二〇一九年十二月三十一日", "2019-12-31"),
        ("二〇二〇年十月十日", "2020-10-10"),
        ("2019.06.", "2019-06"),
    ],
)
def test_written_dates(text: str, expected: str) -> None:
    assert parse_date_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("长期", "not_a_date"),
        ("2019-02-30", "impossible_date"),
        ("2019-13", "impossible_date"),
        ("20190231", "impossible_date"),
        ("1019-06-01", "date_out_of_range"),
        ("19.6.1", "not_a_date"),
        ("01/06/2019", "not_a_date"),
        ("2019-06-01至2020-06-01", "not_a_date"),
        ("190601", "date_out_of_range"),
        ("12", "not_a_date"),
    ],
)
def test_text_that_is_no_date(text: str, expected: str) -> None:
    with pytest.raises(NotADate) as caught:
        parse_date_text(text)
    assert caught.value.code == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(2019.0, "2019"), (2019.6, "2019-06"), (2019.12, "2019-12"), (2019.01, "2019-01")],
)
def test_number_cells_of_month_and_year(number: float, expected: str) -> None:
    assert parse_date_number(number) == expected


def test_january_or_october_as_a_number_keeps_only_the_year() -> None:
    reading = cell("boiler", "made_on", 2019.1)
    assert reading.value == "2019"
    assert reading.fault is not None
    assert (reading.fault.code, reading.fault.severity) == ("ambiguous_month", "warning")


def test_serials_of_1904_workbooks_count_from_1904() -> None:
    day = date(2011, 6, 21)
    assert parse_date_number((day - date(1904, 1, 1)).days, epoch_1904=True) == "2011-06-21"


@pytest.mark.parametrize("given", ["2027", "2026-12", "2026-11-22", date(2026, 11, 22), 2031.0])
def test_made_in_the_future_is_refused(given: Any) -> None:
    assert code("boiler", "made_on", given) == "date_in_future"


@pytest.mark.parametrize("given", ["2026", "2026-11", "2026-11-21", TODAY])
def test_a_partial_date_that_may_be_past_is_taken(given: Any) -> None:
    assert value("boiler", "made_on", given) == str(given)


def test_future_inspection_is_marked_and_next_inspection_is_not() -> None:
    later = TODAY + timedelta(days=30)
    assert cell("boiler", "last_external_inspection_on", later).mark == "date_in_future"
    assert cell("elevator", "next_inspection_on", later) == Reading(later.isoformat())
