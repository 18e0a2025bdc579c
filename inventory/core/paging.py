"""The one way to list: a part of a query, and how many rows there are in all.

A page is asked for by its number, or by the key of the row that the last one ended with. By key no
row is skipped or repeated when others come or go meanwhile, and the thousandth page costs what
the first does.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from operator import and_, or_
from typing import Any, Generic, NamedTuple, TypeVar

from peewee import SQL, ColumnBase, CompositeKey, Expression, Field, Function, ModelSelect, Ordering

from inventory.core.database import dump, is_postgres
from inventory.core.errors import Invalid

Item = TypeVar("Item")
Key = tuple[Any, ...]


class Slice(NamedTuple):
    """Which part of a list is asked for: a page by its number, or what comes after a key."""

    number: int = 1
    size: int = 50
    after: Key = ()


class Page(NamedTuple, Generic[Item]):
    """A part of a list, and the exact count of the whole."""

    items: list[Item]
    total: int
    last: Key = ()  # the key that more comes after; of a list that goes by numbers there is none


FIRST = Slice()


def page(query: ModelSelect, part: Slice = FIRST) -> Page[Any]:
    """One part of an ordered query and the count of its rows: up to three statements.

    A list that the first part does not fill is counted by it.
    """
    items, last = cut(query, part)
    whole = part.number == 1 and not part.after and len(items) < part.size
    return Page(items, len(items) if whole else query.count(), last)


def cut(query: ModelSelect, part: Slice) -> tuple[list[Any], Key]:
    """The rows of one part, and the key that more rows come after."""
    order = _order(query)
    if part.after and (order is None or len(order) != len(part.after)):
        raise Invalid.of("paging.bad_cursor")
    if order is None:
        return list(query.paginate(part.number, part.size)), ()
    query = query.order_by(*(term.written for term in order))
    if part.after:
        asked = query.where(_beyond(order, part.after))
    else:
        asked = query.offset((part.number - 1) * part.size)
    rows = list(asked.limit(part.size + 1))
    if len(rows) <= part.size:
        return rows, ()
    rows.pop()
    return rows, _key(query, order, rows[-1])


class _Term(NamedTuple):
    """One term of an order, as a comparison needs it."""

    node: ColumnBase
    written: Any
    descending: bool = False
    blanks_last: bool = False


def _order(query: ModelSelect) -> list[_Term] | None:
    """The terms of an order, its table's own key at the end; None where rows have no such key."""
    if query._group_by or not hasattr(query.model, "_meta"):
        return None
    own = query.model._meta.primary_key
    terms = [_term(item) for item in query._order_by or ()]
    if isinstance(own, CompositeKey) or not all(terms):
        return None
    known = [term for term in terms if term]
    if not any(term.node is own for term in known):
        known.append(_Term(own, own))
    return known


def _term(item: Any) -> _Term | None:
    wrapped = isinstance(item, Ordering)
    node = item.node if wrapped else item
    if not isinstance(node, ColumnBase) or isinstance(node, SQL) or (wrapped and item.collation):
        return None
    descending = wrapped and item.direction.upper() == "DESC"
    # Left to itself PostgreSQL takes a blank for the greatest of all values, SQLite for the least.
    blanks_last = (is_postgres() != descending) if is_postgres() else descending
    if wrapped and item.nulls:
        blanks_last = item.nulls.lower() == "last"
    # What a function gives is not of the field that it is given.
    plain = node.coerce(False) if isinstance(node, Function) else node
    return _Term(plain, item, descending, blanks_last)


def _beyond(order: Sequence[_Term], key: Key) -> Expression:
    """The condition that a row comes after this key in this order."""
    ways = []
    for place, (term, value) in enumerate(zip(order, key, strict=True)):
        after = _after(term, value)
        if after is not None:
            same = [_same(one, known) for one, known in zip(order[:place], key, strict=False)]
            ways.append(reduce(and_, [*same, after]))
    return reduce(or_, ways)


def _after(term: _Term, value: Any) -> Expression | None:
    """None where nothing comes after the value."""
    blank = term.node.is_null()
    if value is None:
        return None if term.blanks_last else ~blank
    further = term.node < value if term.descending else term.node > value
    return further | blank if term.blanks_last else further


def _same(term: _Term, value: Any) -> Expression:
    return term.node.is_null() if value is None else term.node == value


def _key(query: ModelSelect, order: Sequence[_Term], row: Any) -> Key:
    """The values that a row stands in the order by: its own, or asked for by its key."""
    model, own = query.model, query.model._meta.primary_key
    held = row.__data__ if isinstance(row, model) else {}
    of_row = [term.node for term in order]
    names = [node.name for node in of_row if isinstance(node, Field) and node.model is model]
    if len(names) == len(of_row) and all(name in held for name in names):
        values = [held[name] for name in names]
    elif own.name in held:
        [values] = query.select(*of_row).where(own == held[own.name]).limit(1).tuples()
    else:
        return ()
    return tuple(values) if all(isinstance(value, _WRITABLE) for value in values) else ()


_WRITABLE = (str, int, float, date, type(None))


def written(name: str, where: Key | int) -> str:
    """A place in the list `name`, a key or the number of a page, opaque to clients."""
    place = where if isinstance(where, int) else [_plain(value) for value in where]
    return base64.urlsafe_b64encode(dump([name, place]).encode()).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"on": value.isoformat()} if isinstance(value, date) else value


def read(name: str, cursor: str) -> Key | int:
    """The place again. Raises Invalid for what `written` has not made for this list."""
    try:
        of, place = json.loads(base64.urlsafe_b64decode(cursor.encode()), object_hook=_day)
        fits = place > 0 if type(place) is int else bool(place) and all(map(_is_value, place))
    except (ValueError, TypeError, KeyError):
        raise Invalid.of("paging.bad_cursor") from None
    if of != name or not fits:
        raise Invalid.of("paging.bad_cursor")
    return place if isinstance(place, int) else tuple(place)


def _is_value(value: Any) -> bool:
    return isinstance(value, _WRITABLE) and not (isinstance(value, int) and abs(value) >= 2**63)


def _day(found: dict[str, str]) -> date:
    return datetime.fromisoformat(found["at"]) if "at" in found else date.fromisoformat(found["on"])
