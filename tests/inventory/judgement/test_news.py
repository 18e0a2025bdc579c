"""A change of law, a subsidy's window, a target that is behind: each is told once, to the right."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

import standards
from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.judgement.ledger import rejudging
from inventory.judgement.library import current
from inventory.judgement.plans import ended as plans_ended
from inventory.judgement.plans import news as plans
from inventory.judgement.plans import reporting
from inventory.judgement.plans import service as plan_service
from inventory.judgement.potential import news as potential
from inventory.people.accounts import service as accounts
from inventory.registry.equipment.models import Equipment
from inventory.registry.notifications.models import Happening

TODAY = date(2026, 11, 21)


def told(event: str) -> list[Happening]:
    return list(Happening.select().where(Happening.event == event).order_by(Happening.id))


def test_a_new_library_tells_of_the_verdicts_that_it_changes(
    mixed: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    rejudging.rejudge_all(TODAY, 365)
    before = dict(Equipment.select(Equipment.id, Equipment.verdict).tuples())
    # The day alone changes verdicts, too: of that, alerts tell.
    rejudging.rejudge_all(TODAY + timedelta(days=700), 365)
    rejudging.rejudge_all(TODAY, 365)
    assert told("verdict_changed") == []
    library = current.load()
    gone = [rule for rule in library.rules if not rule.id.startswith("transformer.")]
    other = replace(library, rules=tuple(gone), version="other")
    monkeypatch.setattr(current, "load", lambda: other)
    rejudging.rejudge_all(TODAY, 365)
    after = dict(Equipment.select(Equipment.id, Equipment.verdict).tuples())
    changed = [key for key in before if before[key] != after[key]]
    rows = told("verdict_changed")
    assert sum(row.count for row in rows) == len(changed) > 5
    assert len(rows) <= len(changed) and {row.kind for row in rows} == {"transformer"}
    rejudging.rejudge_all(TODAY, 365)
    assert len(told("verdict_changed")) == len(rows)


def test_a_window_is_told_once_to_those_whose_devices_match(mixed: dict[str, Actor]) -> None:
    closing = [p for p in current.load().programmes if p.valid_to is not None]
    programme = max(closing, key=lambda p: (p.region is None, len(p.kinds), p.id))
    with clock.frozen(programme.valid_to - timedelta(days=10)):
        count = potential.sweep()
        rows = told("subsidy_closing")
        assert potential.sweep() == count and len(told("subsidy_closing")) == len(rows)
        for row in rows:
            assert row.enterprise is not None and row.count > 0
            assert (
                Equipment.select()
                .where((Equipment.enterprise == row.enterprise) & (Equipment.kind == row.kind))
                .exists()
            )


@pytest.mark.parametrize(
    ("days", "opening", "closing"),
    [(-31, False, False), (-30, True, False), (-1, True, False), (0, False, False)],
)
def test_the_month_before_a_programme_opens(days: int, opening: bool, closing: bool) -> None:
    programme = replace(
        standards.load().programmes[0],
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=100),
    )
    day = TODAY + timedelta(days=days)
    assert potential._is_soon("subsidy_opening", programme, day) is opening
    assert potential._is_soon("subsidy_closing", programme, day) is closing


@pytest.mark.parametrize(("days", "closing"), [(69, False), (70, True), (100, True), (101, False)])
def test_the_month_before_a_programme_closes(days: int, closing: bool) -> None:
    programme = replace(
        standards.load().programmes[0],
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=100),
    )
    day = TODAY + timedelta(days=days)
    assert potential._is_soon("subsidy_closing", programme, day) is closing


def test_targets_that_are_behind_are_told_once_a_month(mixed: dict[str, Actor]) -> None:
    assert plans.sweep() == 0  # nobody would be told
    accounts.create_user("leader", "领导", "correct horse battery", Role.LEADER, ["440704"])
    with clock.frozen(date(2031, 1, 5)):
        due = plan_service.due_targets(SYSTEM, "440704")
        behind = [target for target in due if not target.reached]
        assert plans.sweep() == len(behind) > 0
        assert plans.sweep() == len(behind)
        assert Counter(row.region for row in told("target_behind")) == {"440704": len(behind)}
    with clock.frozen(date(2031, 2, 5)):
        plans.sweep()
        assert len(told("target_behind")) == 2 * len(behind)


def test_a_target_is_seen_to_when_its_figure_is_told(mixed: dict[str, Actor]) -> None:
    accounts.create_user("leader", "领导", "correct horse battery", Role.LEADER, ["440704"])
    region, indicator = "440704", "城市供水公共管网漏损率"
    with clock.frozen(date(2031, 1, 5)):
        plans.sweep()
        (row,) = (it for it in told("target_behind") if it.params["target"]["zh"] == indicator)
        ((sort, (number,)),) = row.things.items()
        assert (sort, plans_ended.told([number])) == (plans_ended.FIGURE, {})
        given = reporting.Report("4", indicator, clock.today(), "月报", "水务局", 12.0)
        reporting.report(mixed["inspector"], region, given)
        assert list(plans_ended.told([number])) == [number]
        assert plans_ended.reached([number]) == {}  # losses of 12 % instead of 9 %
        counted = [it for it in plan_service.due_targets(SYSTEM, region) if it.countable]
        assert counted and [plans_ended.things(region, it) for it in counted] == [{}] * len(counted)
