"""A list read by key: whole, in its order, and steady while others write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Case, CharField, DateField, DateTimeField, IntegerField, Model, fn

from inventory.core import paging
from inventory.core.database import db
from inventory.core.errors import Invalid
from inventory.core.paging import Slice
from inventory.core.settings import Settings


class Leaf(Model):
    size = IntegerField(null=True)
    name = CharField(default="")
    grown = DateField(null=True)
    seen = DateTimeField(null=True)

    class Meta:
        database = db


@pytest.fixture
def tree(ledger: Settings) -> Iterator[type[Leaf]]:
    db.create_tables([Leaf])
    yield Leaf
    db.drop_tables([Leaf])


FEW = st.integers(0, 3)
LEAF = st.fixed_dictionaries(
    {
        "size": st.none() | FEW,
        "name": st.sampled_from(["", "a", "B", "锅炉"]),
        "grown": st.none() | st.sampled_from([date(2026, 1, 2), date(2025, 12, 31)]),
        "seen": st.none() | st.sampled_from([datetime(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5)]),
    }
)
LARGE = Case(None, [(Leaf.size > 1, 1)], 0)
TERMS = {
    "size": Leaf.size,
    "size down": Leaf.size.desc(),
    "size, blanks last": Leaf.size.asc(nulls="last"),
    "size down, blanks first": Leaf.size.desc(nulls="first"),
    "name": Leaf.name,
    "grown down": Leaf.grown.desc(),
    "seen": Leaf.seen,
    "blank or not": Leaf.grown.is_null(),
    "large first": LARGE.desc(),
    "length": fn.LENGTH(Leaf.name),
    "id down": Leaf.id.desc(),
}


def walked(query: Any, size: int, between: Any = lambda _: None) -> list[int]:
    """All ids of a list, read by key; `between` is called with what one has at each page."""
    part, ids = Slice(size=size), []
    while True:
        found, last = paging.cut(query, part)
        ids += [row.id for row in found]
        if not last:
            return ids
        between(ids)
        place = paging.read("list", paging.written("list", last))
        assert isinstance(place, tuple)
        part = Slice(1, size, place)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(LEAF, max_size=9),
    st.lists(st.sampled_from(sorted(TERMS)), max_size=3, unique=True),
    st.integers(1, 4),
)
def test_pages_by_key_are_the_whole_list(
    tree: Any, rows: list[dict[str, Any]], names: list[str], size: int
) -> None:
    with db.atomic() as transaction:
        for row in rows:
            tree.create(**row)
        query = tree.select().order_by(*(TERMS[name] for name in names))
        whole = list(query.order_by_extend(tree.id))
        assert walked(query, size) == [row.id for row in whole]
        assert walked(query.where(tree.name != "a"), size) == [
            row.id for row in whole if row.name != "a"
        ]
        transaction.rollback()


@pytest.mark.parametrize("name", sorted(TERMS))
def test_what_comes_and_goes_moves_nothing_else(tree: Any, name: str) -> None:
    """By numbers, a row that goes from a page already read takes one from the next with it."""
    for number in range(12):
        tree.create(size=number % 3 or None, name="ab"[: number % 2 + 1], grown=None, seen=None)
    query = tree.select().order_by(TERMS[name])
    before = [row.id for row in query.order_by_extend(tree.id)]
    gone: list[int] = []

    def meanwhile(ids: list[int]) -> None:
        gone.append(next(key for key in ids if key not in gone))
        tree.delete_by_id(gone[-1])

    assert walked(query, 2, meanwhile) == before


def test_a_page_by_number_is_a_page_by_key(tree: Any) -> None:
    for number in range(7):
        tree.create(size=number % 2)
    query = tree.select().order_by(tree.size)
    first = paging.page(query, Slice(1, 3))
    second = paging.page(query, Slice(2, 3))
    by_key = paging.page(query, Slice(1, 3, first.last))
    assert [row.id for row in by_key.items] == [row.id for row in second.items]
    assert (first.total, second.total, by_key.total) == (7, 7, 7)


@pytest.mark.parametrize("query", ["grouped", "numbered"])
def test_a_list_without_a_key_of_its_own_goes_by_numbers(tree: Any, query: str) -> None:
    for number in range(4):
        tree.create(size=number)
    queries = {
        "grouped": tree.select(tree.size).group_by(tree.size).order_by(tree.size),
        "numbered": tree.select(tree.size).order_by(tree.size.collate("NOCASE")),
    }
    if query == "grouped":
        assert paging.cut(queries[query], Slice(1, 2))[1] == ()
    with pytest.raises(Invalid):
        paging.cut(queries[query], Slice(1, 2, (1,)))


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "bm90IGpzb24=", "MQ==", paging.written("other", (1,)), paging.written("list", 0)]
    + [paging.written("list", ()), paging.written("list", (2**70,)), paging.written("list", ([],))],
)
def test_a_cursor_that_was_not_given_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid, match="cursor"):
        paging.read("list", cursor)


def test_a_place_is_told_as_it_was() -> None:
    key = (None, 1, 2.5, "锅炉", date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5))
    assert paging.read("list", paging.written("list", key)) == key
    assert paging.read("list", paging.written("list", 7)) == 7
