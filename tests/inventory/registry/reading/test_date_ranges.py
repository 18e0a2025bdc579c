"""Dates with the precision that they have: ranges, two-digit years, words beside a date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.registry.reading.dates import (
    MADE,
    USED,
    DateRead,
    NotADate,
    begins_after,
    read_date_text,
)
from inventory.registry.reading.together import ends_before
from standards.facts import is_partial_date

TODAY = date(2026, 11, 28)
RANGE, SHORT, IMPOSSIBLE = "range_of_dates", "two_digit_year", "impossible_date"


@pytest.mark.parametrize(
    ("text", "iso", "doubt", "speaks_of"),
    [
        ("2003年5月投用", "2003-05", None, USED),
        ("2003年5月出厂", "2003-05", None, MADE),
        ("二〇〇三年", "2003", None, None),
        ("2003/5/", "2003-05", None, None),
        ("2003.5.", "2003-05", None, None),
        ("2003年5月份", "2003-05", None, None),
        ("2003、5、12", "2003-05-12", None, None),
        ("2003年底", "2003", None, None),
        ("约2000年", "1995/2005", RANGE, None),
        ("约2003年", "2001/2005", RANGE, None),
        ("2003年左右", "2001/2005", RANGE, None),
        ("90年代", "1990/1999", RANGE, None),
        ("上世纪九十年代", "1990/1999", RANGE, None),
        ("1990年代末", "1990/1999", RANGE, None),
        ("00年代", "2000/2009", RANGE, None),
        ("2003年前", "1920/2003", RANGE, None),
        ("2003年以后", "2003/2026", RANGE, None),
        ("2003.5-2004.3", "2003-05/2004-03", RANGE, None),
        ("1998~2002", "1998/2002", RANGE, None),
        ("03.5", "2003-05", SHORT, None),
        ("03年5月", "2003-05", SHORT, None),
        ("98年", "1998", SHORT, None),
        ("九八年", "1998", SHORT, None),
        ("19.6.1", "2019-06-01", SHORT, None),
        ("99.12.31", "1999-12-31", SHORT, None),
        ("27.4", "2027-04", SHORT, None),
        ("2005.13", "2005", IMPOSSIBLE, None),
        ("2019-02-30", "2019-02", IMPOSSIBLE, None),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_written(
    text: str, iso: str, doubt: str | None, speaks_of: str | None
) -> None:
    assert read_date_text(text, TODAY) == DateRead(iso, doubt, speaks_of)


@pytest.mark.parametrize(
    "text",
    [
        "长期",
        "01/06/2019",
        "01.02.03",
        "2004-2003",
        "近10年",
        "约",
        "前",
        "年代",
        "12",
        "2003拟建",
        "—",
    ],
)
def test_what_says_no_date_is_none(text: str) -> None:
    with pytest.raises(NotADate) as caught:
        read_date_text(text, TODAY)
    assert caught.value.kept is None


DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2026, 11, 28))


@settings(max_examples=80)
@given(first=DAYS, last=DAYS)
def test_every_spelling_of_a_range_of_months_reads_the_same(first: date, last: date) -> None:
    if (first.year, first.month) > (last.year, last.month):
        first, last = last, first
    spellings = [
        f"{first.year}.{first.month}{between}{last.year}.{last.month}" for between in "-~至到—"
    ] + [f"{first.year}年{first.month}月至{last.year}年{last.month}月"]
    expected = f"{first:%Y-%m}/{last:%Y-%m}"
    assert {read_date_text(text, TODAY).iso for text in spellings} == {expected}
    assert is_partial_date(expected)


@settings(max_examples=60)
@given(year=st.integers(min_value=1930, max_value=2026))
def test_a_year_lies_in_all_that_is_said_of_it(year: int) -> None:
    decade = f"{year % 100 // 10}0年代" if year >= 1930 else ""
    for text in (f"约{year}年", f"{year}年前后", f"{year}年以前", f"{year}年以后", decade):
        first, last = read_date_text(text, TODAY).iso.split("/")
        if text != decade or int(first) // 10 == year // 10:
            assert int(first) <= year <= int(last), text


@settings(max_examples=150)
@given(text=st.text("0123456789年月日前后约代初末至到.-/~ 投用出厂〇一二九十", max_size=16))
def test_no_text_gives_what_is_no_date(text: str) -> None:
    try:
        read = read_date_text(text, TODAY)
    except NotADate:
        return
    assert is_partial_date(read.iso), text


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2018-12-01", "2019-06-01", True),
        ("2019", "2019-06", False),
        ("1990/1999", "2000", True),
        ("1990/1999", "1999-05", False),
        ("1995", "1990/1999", False),
        ("1989-12", "1990/1999", True),
    ],
)
def test_before_means_wholly_before(one: str, other: str, before: bool) -> None:
    assert ends_before(one, other) is before


def test_a_range_is_ahead_when_all_of_it_is() -> None:
    assert not begins_after("2020/2029", TODAY)
    assert begins_after("2027/2029", TODAY)
