"""Two axes at once: rows and columns add up, and every cell is the length of its list."""

from __future__ import annotations

from itertools import combinations

import pytest

from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.desk.dashboard import pivot
from inventory.judgement.ledger import facets
from inventory.judgement.ledger.fleets import FLEETS
from inventory.judgement.ledger.listing import Filters


@pytest.mark.parametrize(("by", "across"), list(combinations(pivot.AXES, 2)))
def test_rows_and_columns_add_up_and_open_their_lists(
    mixed: dict[str, Actor], by: str, across: str
) -> None:
    actor = mixed["inspector"]
    shown = pivot.pivot(actor, by, across, Filters(region="440704"))
    assert shown.total.count == facets.devices(actor, Filters(region="440704")) > 0
    assert sum(row.total.count for row in shown.rows) == shown.total.count
    assert sum(column.count for column in shown.columns) == shown.total.count
    for number, column in enumerate(shown.columns):
        assert sum(row.cells[number].count for row in shown.rows) == column.count
        assert facets.devices(actor, column.filters) == column.count
    for row in shown.rows[:3]:
        assert facets.devices(actor, row.total.filters) == row.total.count
        for cell in row.cells[:4]:
            assert facets.devices(actor, cell.filters) == cell.count


def test_one_axis_twice_is_refused_and_so_is_an_unknown_size(mixed: dict[str, Actor]) -> None:
    with pytest.raises(Invalid):
        pivot.pivot(mixed["all"], "kind", "kind", Filters())
    with pytest.raises(Invalid):
        facets.devices(mixed["all"], Filters(fleet="many"))


def test_sizes_of_enterprises_divide_the_ledger(mixed: dict[str, Actor]) -> None:
    counts = [facets.devices(mixed["all"], Filters(fleet=word)) for word in FLEETS]
    assert sum(counts) == facets.devices(mixed["all"], Filters())


def test_nobody_sees_what_is_not_theirs(mixed: dict[str, Actor]) -> None:
    assert pivot.pivot(mixed["nobody"], "kind", "verdict", Filters()).total.count == 0
