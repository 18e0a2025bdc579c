"""The one way to list: a part of a query, and how many rows there are in all."""

from __future__ import annotations

from typing import Any, Generic, NamedTuple, TypeVar

from peewee import ModelSelect

Item = TypeVar("Item")


class Slice(NamedTuple):
    """Which part of a list is asked for; the first page is 1."""

    number: int = 1
    size: int = 50


class Page(NamedTuple, Generic[Item]):
    """A part of a list, and the exact count of the whole."""

    items: list[Item]
    total: int


FIRST = Slice()


def page(query: ModelSelect, part: Slice = FIRST) -> Page[Any]:
    """One part of an ordered query and the count of its rows: two statements."""
    return Page(list(query.paginate(part.number, part.size)), query.count())
