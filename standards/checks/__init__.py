"""Ways of judging, by the name that a rule gives. A new rule is data; a new way of judging is one
module here.
"""

from __future__ import annotations

from collections.abc import Mapping

from standards.checks import (
    below_grade,
    calendar,
    catalogue,
    conclusion,
    conditions,
    cycles,
    design_life,
    grade,
    interval,
    items,
    life,
    limits,
    measures,
    models,
    old_series,
    periodic,
    plan_age,
    restart,
    scrapping,
    series,
    stage,
    unnamed,
)
from standards.checks.base import Check

# What comes round and is asked of a device that stays; all other dates are ends of its life.
INSPECTING = frozenset(
    ("interval", "calendar", "self-test", "periodic", "restart", "unnamed-inspection")
)

CHECKS: Mapping[str, Check] = {
    "grade": grade.CHECK,
    "below-grade": below_grade.CHECK,
    "items": items.CHECK,
    "models": models.CHECK,
    "series": series.ON_CATALOGUE,
    "old-series": old_series.CHECK,
    "interval": interval.CHECK,
    "calendar": calendar.CHECK,
    "self-test": calendar.SELF_TEST,
    "limits": limits.CHECK,
    "scrap-age": scrapping.SCRAP_AGE,
    "guided-mileage": scrapping.GUIDED_MILEAGE,
    "design-life": design_life.CHECK,
    "plan-age": plan_age.CHECK,
    "conclusion": conclusion.CHECK,
    "cycles": cycles.CHECK,
    "stage": stage.CHECK,
    "catalogue": catalogue.CHECK,
    "life": life.CHECK,
    "conditions": conditions.CHECK,
    "periodic": periodic.CHECK,
    "restart": restart.CHECK,
    "unnamed-inspection": unnamed.CHECK,
    "reached": measures.REACHED,
    "ceilings": measures.CEILINGS,
}
