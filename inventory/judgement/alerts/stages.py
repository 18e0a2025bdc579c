"""The stages of an alert: how near the day is on which something is due.

A stage is computed from the date and today, never by counting nights: a missed night is repaired by
the next run.
"""

from __future__ import annotations

from datetime import date, timedelta

from peewee import Case, Expression

from inventory.judgement.assessments.models import Finding

# In the order of time.
STAGES = ("180", "90", "30", "due", "overdue30")
STAGE_ZH = {
    "180": "180天内",
    "90": "90天内",
    "30": "30天内",
    "due": "已到期",
    "overdue30": "逾期30天以上",
}
BINDING = ("eliminate", "rectify", "reassess", "due")
# A wish raises an alert only where a plan sets a date.
ALERTING = (*BINDING, "renew")
# More than so many days before the day a stage has not begun; the last one begins after it.
BEGINS = ((180, None), (90, "180"), (30, "90"), (0, "30"), (-30, "due"))
LAST = "overdue30"


def stage_of(outcome: str, due: date | None, today: date) -> str | None:
    """The stage of a finding on a day; None while it is too early, or nothing is due at all."""
    if due is None:
        return "due" if outcome in BINDING else None
    if outcome not in ALERTING:
        return None
    left = (due - today).days
    return next((stage for days, stage in BEGINS if left > days), LAST)


def stage_on(today: date) -> Expression:
    """The same of a stored finding whose outcome is one of ALERTING, for the database."""
    at_once = Case(None, [(Finding.outcome.in_(BINDING), "due")], None)
    whens = [(Finding.due > today + timedelta(days=days), stage) for days, stage in BEGINS]
    return Case(None, [(Finding.due.is_null(), at_once), *whens], LAST)
