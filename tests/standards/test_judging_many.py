"""What makes judging fast changes nothing of what is judged: columns left out, rules judged beside
each other, keys as numbers, days looked up, lists of missing fields written down before.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from standards import assessing, dates
from standards.checks import base, rows, steps
from standards.checks.base import MOST_LISTED, Context, joined, missing_list
from standards.checks.row_index import Band, Key
from standards.checks.rows import match_rows
from standards.checks.steps import Steps
from standards.columns import columns_of
from standards.dates import (
    EARLIEST,
    LATEST,
    MONTHS,
    add_months,
    first_day,
    last_day,
    month_of,
    shift_months,
)
from standards.outcomes import OUTSIDE_TABLE
from tests.benchmarks.judge import made_up

LIBRARY = standards.load()
TODAY = date(2026, 11, 21)
SOME = 120
WORKED_OUT = pytest.mark.parametrize("few", [0, 1_000], ids=["as many", "one by one"])
"""Few devices are worked out one by one where many go through tables and joins."""


@contextmanager
def up_to(few: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        for module in (base, dates, rows):
            patched.setattr(module, "FEW", few)
        yield


def found(kind: str) -> pl.DataFrame:
    frame = made_up(LIBRARY.kinds[kind], SOME, seed=5)
    return standards.assess(LIBRARY, kind, frame, TODAY).findings(messages=False)


@pytest.mark.parametrize("kind", LIBRARY.kinds)
def test_the_columns_that_a_rule_does_not_name_decide_nothing(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = found(kind)
    monkeypatch.setattr(assessing, "columns_of", lambda library, rule, frame: frame.columns)
    assert narrow.equals(found(kind))


@pytest.mark.parametrize("kind", LIBRARY.kinds)
def test_few_devices_are_judged_like_many(kind: str) -> None:
    with up_to(0):
        many = found(kind)
    with up_to(1_000):
        assert many.equals(found(kind))


def test_steps_are_written_down_again_for_another_day_or_other_columns() -> None:
    rule = next(rule for rule in LIBRARY.rules if rule.kind == "truck")
    noted: list[date] = []

    def marked(ctx: Context, frame: Steps) -> Steps:
        noted.append(ctx.as_of)
        return frame.with_columns(day=pl.lit(ctx.as_of), known=pl.lit("row" in frame.columns))

    first, later = (Context(LIBRARY, rule, day, 60) for day in (TODAY, date(2027, 1, 1)))
    one, two = pl.DataFrame({"row": [1]}), pl.DataFrame({"row": [1, 2], "more": [3, 4]})
    assert steps.run(first, one, marked)["day"].to_list() == [TODAY]
    assert steps.run(first, one.with_columns(row=2), marked)["known"].to_list() == [True]
    assert steps.run(later, one, marked)["day"].to_list() == [date(2027, 1, 1)]
    assert steps.run(first, two, marked).rows() == [(n, n + 2, TODAY, True) for n in (1, 2)]
    assert noted == [TODAY, date(2027, 1, 1), TODAY]


def test_rules_that_name_each_other_are_asked_once() -> None:
    first, second, *_ = (r for r in LIBRARY.rules if r.kind == "truck")
    one = replace(first, params={**first.params, "other": second.id, "own": first.id})
    two = replace(second, params={**second.params, "other": first.id, "shown": "mileage_km"})
    frame = made_up(LIBRARY.kinds["truck"], 1, seed=5)
    assert "mileage_km" in columns_of(replace(LIBRARY, rules=(one, two)), one, frame)


@pytest.mark.parametrize("kind", ["boiler", "motor", "truck"])
def test_rules_judged_beside_each_other_find_the_same(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = found(kind)
    monkeypatch.setattr(assessing, "TOGETHER", 1)
    assert alone.equals(found(kind))


DAYS = st.dates(date(1700, 1, 1), date(2500, 12, 31)) | st.dates(EARLIEST, LATEST)


@WORKED_OUT
@given(pairs=st.lists(st.tuples(DAYS | st.none(), st.integers(-900, 900) | st.none()), min_size=1))
def test_months_are_added_to_any_day(few: int, pairs: list[tuple[date | None, int | None]]) -> None:
    frame = pl.DataFrame(pairs, schema={"day": pl.Date, "months": pl.Int32}, orient="row")
    with up_to(few):
        shifted = frame.select(add_months(pl.col("day"), pl.col("months"))).to_series().to_list()
    assert shifted == [
        None if day is None or months is None else shift_months(day, months)
        for day, months in pairs
    ]


@given(days=st.lists(DAYS | st.none(), min_size=1))
def test_a_day_lies_between_the_ends_of_its_month(days: list[date | None]) -> None:
    month = month_of(pl.col("day"))
    frame = pl.DataFrame({"day": days}, schema={"day": pl.Date}).select(
        month=month, first=first_day(month), last=last_day(month)
    )
    for day, (number, first, last) in zip(days, frame.rows(), strict=True):
        if day is None:
            assert (number, first, last) == (None, None, None)
            continue
        assert number == day.year * MONTHS + day.month - 1
        assert first == day.replace(day=1)
        assert last == day.replace(day=monthrange(day.year, day.month)[1])


@WORKED_OUT
@given(
    day=DAYS,
    counts=st.lists(st.integers(-300, 300), min_size=1),
    months=st.integers(-300, 300),
)
def test_one_day_and_one_count_of_months_stand_for_all_rows(
    few: int, day: date, counts: list[int], months: int
) -> None:
    frame = pl.DataFrame({"months": counts}, schema={"months": pl.Int32})
    with up_to(few):
        shifted = frame.with_columns(
            each=add_months(pl.lit(day), pl.col("months")), same=add_months(pl.lit(day), months)
        )
    assert shifted["each"].to_list() == [shift_months(day, count) for count in counts]
    assert shifted["same"].to_list() == [shift_months(day, months)] * len(counts)


FLAGS = st.sampled_from([True, False, None])


@WORKED_OUT
@given(told=st.integers(1, MOST_LISTED + 2).flatmap(lambda n: st.lists(st.tuples(*[FLAGS] * n))))
def test_missing_fields_are_listed_in_their_order(
    few: int, told: list[tuple[bool | None, ...]]
) -> None:
    names = [f"f{number}" for number in range(len(told[0]) if told else 1)]
    frame = pl.DataFrame(told, schema=dict.fromkeys(names, pl.Boolean), orient="row")
    with up_to(few):
        listed = frame.select(_=missing_list({n: pl.col(n) for n in names})).to_series().to_list()
    expected = [
        ";".join(name for name, flag in zip(names, each, strict=True) if flag) for each in told
    ]
    assert listed == expected


LISTS = st.sampled_from([None, "", "model", "made_on;fuel"])


@WORKED_OUT
@given(told=st.lists(st.tuples(LISTS, LISTS, LISTS), min_size=1), for_all=LISTS)
def test_lists_of_missing_fields_are_put_together(
    few: int, told: list[tuple[str | None, ...]], for_all: str | None
) -> None:
    frame = pl.DataFrame(told, schema=dict.fromkeys("abc", pl.String), orient="row")
    same = pl.lit(for_all, dtype=pl.String)
    with up_to(few):
        put = frame.select(_=joined(pl.col("a"), same, pl.col("b"), pl.col("c")))
    assert put.to_series().to_list() == [
        ";".join(filter(None, (a, for_all, b, c))) for a, b, c in told
    ]


TABLE = pl.DataFrame(
    {
        "medium": ["油浸", "油浸", "干式;其他", None],
        "poles": [2.0, 4.0, None, 6.0],
        "sealed": [True, None, None, False],
        "power_kw_gt": [None, 5.0, None, None],
        "power_kw_le": [5.0, 10.0, None, 1.0],
    }
)
KEYS = [
    Key("medium", "medium", "medium"),
    Key("poles", "poles", "poles"),
    Key("sealed", "ok", "ok"),
]
BAND = Band("power_kw", "power", "power")
VALUES = st.tuples(
    st.sampled_from(["油浸", "干式", "其他", "气体", None]),
    st.sampled_from([2, 4, 6, 8, None]),
    st.sampled_from([True, False, None]),
    st.sampled_from([0.5, 1.0, 5.0, 5.1, 10.0, 11.0, None]),
)


TABLES = {widest: TABLE.clone() for widest in (rows.WIDEST, 8)}
"""What is made of a table is kept with it: one for each width."""


def row_by_hand(values: Sequence[Any]) -> tuple[int | None, bool]:
    """The first row that fits and asks for nothing that is blank, and whether none fits at all."""
    medium, poles, sealed, power = values
    fitting = [
        row
        for row in TABLE.with_row_index().to_dicts()
        if (medium is None or row["medium"] is None or medium in row["medium"].split(";"))
        and (poles is None or row["poles"] is None or poles == row["poles"])
        and (sealed is None or row["sealed"] is None or sealed == row["sealed"])
        and (power is None or row["power_kw_gt"] is None or power > row["power_kw_gt"])
        and (power is None or row["power_kw_le"] is None or power <= row["power_kw_le"])
    ]
    asking = any(
        (medium is None and row["medium"] is not None)
        or (poles is None and row["poles"] is not None)
        or (sealed is None and row["sealed"] is not None)
        or (power is None and (row["power_kw_gt"], row["power_kw_le"]) != (None, None))
        for row in fitting
    )
    return (fitting[0]["index"] if fitting and not asking else None), not fitting


@WORKED_OUT
@pytest.mark.parametrize("widest", TABLES, ids=["one column", "several columns, few kept"])
@pytest.mark.parametrize("words", [pl.String, pl.Enum(["油浸", "干式", "其他", "气体"])], ids=str)
@given(told=st.lists(VALUES, min_size=1, max_size=20))
@settings(max_examples=40)
def test_a_device_finds_the_row_of_its_keys(
    few: int, widest: int, words: pl.DataType, told: list[tuple[object, ...]]
) -> None:
    schema = {"medium": words, "poles": pl.Int64, "ok": pl.Boolean, "power": pl.Float64}
    frame = pl.DataFrame(told, schema=schema, orient="row")
    with up_to(few), pytest.MonkeyPatch.context() as patched:
        patched.setattr(rows, "WIDEST", widest)
        patched.setattr(rows, "MOST_KNOWN", widest)
        matched = match_rows(frame, TABLES[widest], KEYS, BAND, columns=["poles"])
    assert matched.columns == [*schema, "_row_index", "_row_missing", "t:poles"]
    for values, index, missing, poles in zip(
        told, matched["_row_index"], matched["_row_missing"], matched["t:poles"], strict=True
    ):
        by_hand, outside = row_by_hand(values)
        assert index == by_hand
        assert (missing == OUTSIDE_TABLE) == outside
        assert (missing == "") == (by_hand is not None)
        assert poles == (None if by_hand is None else TABLE["poles"][by_hand])
