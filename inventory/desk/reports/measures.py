"""What is counted, each as a condition on a frame; pure.

A stock is what stands at the end of the period, a flow what happened in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from inventory.desk.reports.frames import within
from inventory.desk.reports.periods import Period
from inventory.registry.equipment.verdicts import NOT_JUDGED, RANK
from standards.outcomes import NOT_JUDGED_STATES

DEVICES, CASES, RECTIFYING = "devices", "cases", "rectifying"
# The verdicts that ask something now.
TO_ACT = ("eliminate", "rectify", "reassess")


@dataclass(frozen=True)
class Measure:
    """A number of a report: of which frame, and which rows it counts."""

    id: str
    zh: str
    en: str
    frame: str
    counts: Callable[[Period], pl.Expr]


def _open(period: Period) -> pl.Expr:
    begun = (pl.col("opened") <= period.end).fill_null(False)
    return begun & (pl.col("over").is_null() | (pl.col("over") > period.end))


def _asked(period: Period) -> pl.Expr:
    """Whose term has come, or who was done before it did."""
    come = (pl.col("deadline") <= period.end).fill_null(False)
    return (pl.col("issued") <= period.end).fill_null(False) & (come | _done(period))


def _done(period: Period) -> pl.Expr:
    return (pl.col("settled") <= period.end).fill_null(False)


def _retired(_period: Period) -> pl.Expr:
    return pl.col("use_state").is_in(list(NOT_JUDGED_STATES)).fill_null(False)


MEASURES = {
    item.id: item
    for item in (
        Measure("total", "在册", "In the ledger", DEVICES, lambda _: pl.lit(True)),
        Measure("new", "新增", "New", DEVICES, lambda p: within("created", p.begin, p.end)),
        Measure("judged", "已判定", "Judged", DEVICES, lambda _: pl.col("rank") < NOT_JUDGED),
        Measure(
            "to_act",
            "需处理",
            "To act on",
            DEVICES,
            lambda _: pl.col("rank").is_in([RANK[word] for word in TO_ACT]),
        ),
        Measure("retired", "已退出", "Retired", DEVICES, _retired),
        Measure(
            "due",
            "将到期",
            "Due next",
            DEVICES,
            lambda p: within("next_due", p.end, p.after().end),
        ),
        Measure(
            "overdue",
            "已逾期",
            "Overdue",
            DEVICES,
            lambda p: (pl.col("next_due") < p.end).fill_null(False),
        ),
        Measure("opened", "立案", "Opened", CASES, lambda p: within("opened", p.begin, p.end)),
        Measure(
            "closed",
            "结案",
            "Closed",
            CASES,
            lambda p: within("over", p.begin, p.end) & (pl.col("state") == "closed"),
        ),
        Measure("open", "在办", "Open", CASES, _open),
        Measure(
            "late",
            "案逾期",
            "Late",
            CASES,
            lambda p: (
                _open(p)
                & pl.col("issued").is_not_null()
                & (pl.col("state") != "handed_over")  # what others have taken on is theirs
                & (pl.col("deadline") < p.end).fill_null(False)
            ),
        ),
        Measure("asked", "应整改", "To rectify", RECTIFYING, _asked),
        Measure("settled", "已整改", "Rectified", RECTIFYING, lambda p: _asked(p) & _done(p)),
    )
}
