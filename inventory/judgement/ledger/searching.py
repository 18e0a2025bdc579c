"""What somebody types into the search field of the ledger, as a condition on devices."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import SQL, Expression, Field, Value

from inventory.core.database import db, is_postgres
from inventory.core.searchtext import SHORTEST, contains, folded
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment

NOTHING = SQL("1 = 0")
# The index of trigrams, of rows that were written together.
_ENTER = (
    "INSERT INTO equipment_search(rowid, search)"
    " SELECT id, search FROM equipment WHERE id BETWEEN ? AND ?"
)
# Signs that mean something to LIKE; the backslash first, for it marks the others.
WILD = ("\\", "%", "_")


def found_by(text: str) -> Expression:
    """Any part of name, model or number, or of the enterprise's name or code.

    One or two characters find the beginnings of a device's columns as they are written: the index
    of trigrams does not know them, and what they find is mostly too much to be of use.
    """
    term = folded(text)
    if not term:
        return NOTHING
    owners = Enterprise.select(Enterprise.id).where(contains(Enterprise.search, term))
    return _of_device(text.strip(), term) | Equipment.enterprise.in_(owners)


def enter(new: Sequence[int]) -> None:
    """Enter devices that have just been inserted; call inside the transaction that did.

    `new` are their ids, without a gap. Changed and deleted rows are followed by triggers;
    PostgreSQL keeps its index by itself.
    """
    if new and not is_postgres():
        db.execute_sql(_ENTER, (new[0], new[-1]))


def _of_device(text: str, term: str) -> Expression:
    if len(term) < SHORTEST:
        columns = (Equipment.name, Equipment.model, Equipment.identifier)
        first, second, third = (_begins(column, text) for column in columns)
        return first | second | third
    if is_postgres():
        return Expression(Equipment.search, "LIKE", Value(f"%{_plain(term)}%", converter=False))
    quoted = '"{}"'.format(term.replace('"', '""'))
    return Expression(
        Equipment.id,
        "IN",
        SQL("(SELECT rowid FROM equipment_search WHERE equipment_search MATCH ?)", [quoted]),
    )


def _plain(term: str) -> str:
    for sign in WILD:
        term = term.replace(sign, f"\\{sign}")
    return term


def _begins(column: Field, text: str) -> Expression:
    """Whether a column begins so, as a range that its index serves; capitals as numbers have."""
    typed, upper = (_range(column, each) for each in (text, text.upper()))
    return typed if text == text.upper() else typed | upper


def _range(column: Field, text: str) -> Expression:
    return (column >= text) & (column < text[:-1] + chr(ord(text[-1]) + 1))
