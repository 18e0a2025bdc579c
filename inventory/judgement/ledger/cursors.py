"""Where a page of the ledger ends, so that the next one neither skips nor repeats a device."""

from __future__ import annotations

from typing import Any

from peewee import Expression

from inventory.core import paging
from inventory.core.errors import Invalid
from inventory.registry.equipment.models import Equipment

LIST = "equipment"


def beyond(columns: tuple[Any, ...], key: list[Any], descending: bool) -> Expression:
    """The condition that a row comes after `key` in the order of these columns."""
    first, last = columns[0], columns[-1]
    if len(columns) == 1:
        return first < key[0] if descending else first > key[0]
    if descending:
        return (first <= key[0]) & ((first < key[0]) | (last < key[1]))
    return (first >= key[0]) & ((first > key[0]) | (last > key[1]))


def encode(item: Equipment, columns: tuple[Any, ...]) -> str:
    """The key of a row in this order, opaque to clients."""
    return paging.written(LIST, tuple(getattr(item, column.name) for column in columns))


def decode(cursor: str, length: int) -> list[Any]:
    """The key again; Invalid for one that `encode` has not made for so many columns."""
    key = paging.read(LIST, cursor)
    if isinstance(key, int) or len(key) != length:
        raise Invalid.of("paging.bad_cursor")
    return list(key)
