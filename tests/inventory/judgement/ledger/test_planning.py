"""Whichever way a list is read, it shows the same devices in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor
from inventory.core.database import db, is_postgres
from inventory.judgement.ledger import listing, planning
from inventory.judgement.ledger.listing import Filters
from inventory.registry.equipment.models import Equipment

NARROWED = [
    dict(zip(("kind", "region", "verdict", "incomplete", "due_to"), values, strict=True))
    for values in product(
        ("", "transformer"),
        ("", "440000", "440704"),
        ("", "eliminate", "unknown"),
        (None, True),
        (None, date(2030, 1, 1)),
    )
]


@pytest.fixture
def devices(county: Any) -> Any:
    """Old and new ones, blank ones, some far away."""
    for number in range(6):
        county.device(serial_no=f"A{number}", made_on=f"{1990 + 7 * number}-03-01")
        county.device(county.far, serial_no=f"B{number}", model="SCB13-315/10")
    county.device(county.two, serial_no="C1", made_on=None, rated_capacity_kva=None, model=None)
    return county


def pages(actor: Actor, filters: Filters, sort: str) -> list[int]:
    """The ids of a list, read in pages of four."""
    found: list[int] = []
    after = ""
    while True:
        page = listing.page(actor, filters, sort, after, 4)
        assert page.total == len(pages_at_once(actor, filters, sort))
        found += [item.id for item in page.items]
        if page.next is None:
            return found
        after = page.next


def pages_at_once(actor: Actor, filters: Filters, sort: str) -> list[int]:
    return [item.id for item in listing.page(actor, filters, sort, size=200).items]


def ways(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """As planned; by the planner alone; along the order; from the region; from the verdict."""
    yield "planned"
    with monkeypatch.context() as patch:
        patch.setattr(listing, "walks", lambda *_args, **_kwargs: False)
        patch.setattr(listing, "narrowing", lambda *_args: planning.plainly)
        yield "planner"
    with monkeypatch.context() as patch:
        patch.setattr(listing, "walks", lambda *_args, **_kwargs: not is_postgres())
        yield "walk"
    for inside in (0, 2**62):
        with monkeypatch.context() as patch:
            patch.setattr(planning, "_inside", lambda *_args, n=inside: n)
            patch.setattr(listing, "walks", lambda *_args, **_kwargs: False)
            yield f"inside {inside}"


@pytest.mark.parametrize("sort", ["verdict", "-due", "model", "-identifier", "id"])
def test_every_way_gives_the_same_list(
    devices: Any, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for actor, asked in product((SYSTEM, devices.inspector), NARROWED):
        filters = Filters(**asked)
        known = {way: pages_at_once(actor, filters, sort) for way in ways(monkeypatch)}
        assert len({tuple(ids) for ids in known.values()}) == 1, (asked, known)


def test_pages_by_key_hold_the_whole_list_on_every_way(
    devices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = Filters(kind="transformer", region="440704", incomplete=None)
    known = {way: pages(SYSTEM, filters, "model") for way in ways(monkeypatch)}
    assert len({tuple(ids) for ids in known.values()}) == 1, known


def test_a_county_s_list_is_read_in_the_index_that_begins_with_its_region(
    devices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_postgres():
        return
    monkeypatch.setattr(planning, "_inside", lambda *_args: 0)
    filters = Filters(kind="transformer", region="440704", due_to=date(2030, 1, 1))
    query = listing.query(SYSTEM, filters, planning.narrowing(SYSTEM, filters))
    text, values = query.select(Equipment.id).sql()
    (plan,) = db.execute_sql(f"EXPLAIN QUERY PLAN {text}", values).fetchall()
    assert "COVERING INDEX equipment_region_kind" in plan[-1]


def test_every_verdict_that_is_named_is_one_that_a_device_may_have(devices: Any) -> None:
    left = Equipment.select(Equipment.verdict_rank).distinct().tuples()
    assert {rank for (rank,) in left} <= set(listing.RANKS)
    whole = listing.page(SYSTEM, Filters()).total
    parts = [listing.page(SYSTEM, Filters(incomplete=yes)).total for yes in (True, False)]
    assert sum(parts) == whole
