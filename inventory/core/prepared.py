"""Queries whose text is written once in a process.

peewee writes the text of a query anew each time it is asked, which takes longer than PostgreSQL
takes to answer one by its key. What every request asks is prepared; only values change between two
times, and what is answered is read anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from peewee import SQL, Expression, Field, ModelSelect, Node, NodeList

from inventory.core.database import db, dump, is_postgres


class _Given(NamedTuple):
    """Where a value goes among the parameters, and how its column writes it."""

    number: int
    converter: Callable[[Any], Any] | None


class Slot(Node):
    """Stands in a query for a value that is given each time."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __sql__(self, ctx: Any) -> Any:
        return ctx.value(_Given(self.number, ctx.state.converter), converter=False)

    def holds(self, column: Field) -> Expression:
        """`column` is one of the list that is given, of whole numbers or texts."""
        if is_postgres():
            return Expression(column, "=", NodeList((SQL("ANY("), _Whole(self.number), SQL(")"))))
        listed = _Whole(self.number, dump)
        return Expression(
            column, "IN", NodeList((SQL("(SELECT value FROM json_each("), listed, SQL("))")))
        )


class _Whole(Slot):
    """A list that is given as one value."""

    def __init__(self, number: int, converter: Callable[[Any], Any] | None = None) -> None:
        super().__init__(number)
        self.converter = converter

    def __sql__(self, ctx: Any) -> Any:
        return ctx.value(_Given(self.number, self.converter), converter=False)


class Prepared:
    """A query with `slots` values that change, made by `make` from as many slots.

    A slot may stand where a value is compared with a column. Rows come as the query gives them.
    """

    def __init__(self, slots: int, make: Callable[..., ModelSelect]) -> None:
        self._slots, self._make = slots, make
        # By the kind of database: each writes queries in its own way.
        self._written: dict[type, tuple[ModelSelect, str, list[Any]]] = {}

    def rows(self, *values: Any) -> Iterator[Any]:
        """The rows for these values, one for each slot."""
        query, text, parameters = self._written.get(type(db.obj)) or self._write()
        given = [_filled(one, values) for one in parameters]
        return iter(query._get_cursor_wrapper(db.execute_sql(text, given)))

    def first(self, *values: Any) -> Any | None:
        """The first row, or None."""
        return next(self.rows(*values), None)

    def _write(self) -> tuple[ModelSelect, str, list[Any]]:
        query = self._make(*map(Slot, range(self._slots)))
        written = (query, *query.sql())
        self._written[type(db.obj)] = written
        return written


def _filled(parameter: Any, values: tuple[Any, ...]) -> Any:
    if not isinstance(parameter, _Given):
        return parameter
    value = values[parameter.number]
    return value if parameter.converter is None else parameter.converter(value)
