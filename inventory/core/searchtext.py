"""What a search compares: text without case, width, dashes and blanks.

A row keeps its text so folded in a column `search`; a trigram index finds any part of it, and one
or two characters by the trigrams that begin with them or, in PostgreSQL, by an index of their own.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain

from peewee import SQL, Column, Expression, Field, Select, Table, Value, fn

from inventory.core.database import db, is_postgres

# What a trigram index holds.
TRIGRAM = 3
# Signs that mean something to LIKE; the backslash first, because it escapes the others.
WILD = ("\\", "%", "_")
# Separates the parts of a text; no search term contains it, so none matches across parts.
BETWEEN = "\n"
# Minus, modifier and box-drawing signs that people type for a dash but Unicode calls no dash.
DASHES = "_−˗─━・·"
# What a comparison ignores: blanks, dashes, control and format characters, of the plane that
# people write in and of the one with the invisible tags.
_PASSED_OVER = dict.fromkeys(
    (
        code
        for code in chain(range(0x10000), range(0xE0000, 0xE0080))
        if chr(code).isspace()
        or chr(code) in DASHES
        or unicodedata.category(chr(code)) in {"Pd", "Cc", "Cf"}
    ),
    None,
)


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The text as it is compared: `Ｓ７－３１５／１０` and `s7 315/10` are both `s7315/10`."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_PASSED_OVER)


def text_of(parts: Iterable[object]) -> str:
    """What a row can be found by: each of its parts once."""
    texts = (folded(str(part)) for part in parts if part not in (None, ""))
    return BETWEEN.join(dict.fromkeys(text for text in texts if text))


def contains(column: Field | Column, term: str) -> Expression:
    """Whether a folded column has a folded term in it, character by character."""
    find = fn.STRPOS if is_postgres() else fn.INSTR
    return find(column, term) > 0


def holds(column: Field, term: str) -> Expression:
    """`contains` for the column `search` of a table, by its indexes."""
    table = column.model._meta.table_name
    if is_postgres() and table not in _APART:
        return _indexed(column, term) & contains(column, term)
    return column.model.id.in_(matched(table, term))


def matched(table: str, term: str) -> Select:
    """Ids of the rows of a table that have a folded term, by its indexes."""
    return _by_postgres(table, term) if is_postgres() else _by_sqlite(table, term)


def some(table: str, term: str, most: int) -> list[int]:
    """Ids of so many rows of a table with a folded term: those that are come upon first."""
    if is_postgres() and _is_common(table, term):
        texts, key = _texts(table)
        found = texts.select(key).where(contains(texts.search, term))
    else:
        found = matched(table, term)
    return [row for (row,) in db.execute(found.limit(most))]


# ---------------------------------------------------------------- PostgreSQL

# A changed row enters every index of its table anew. The texts of tables whose rows change often
# therefore have one of their own, that triggers keep: its name, and the column of the ids.
_APART = {"equipment": ("equipment_text", "equipment_id")}


def _texts(table: str) -> tuple[Table, Column]:
    """Where PostgreSQL has the texts of a table, and the column of its ids there."""
    name, key = _APART.get(table, (table, "id"))
    texts = Table(name, (key, "search")).bind(db)
    return texts, getattr(texts, key)


def _by_postgres(table: str, term: str) -> Select:
    texts, key = _texts(table)
    found = _indexed(texts.search, term) & contains(texts.search, term)
    return texts.select(key.alias("id")).where(found)


def _indexed(column: Field | Column, term: str) -> Expression:
    """What the index says of a term: at least the rows that hold it."""
    if len(term) < TRIGRAM:
        return Expression(fn.search_shorts(column), "@>", SQL("%s", [[term]]))
    if has_own_index():
        return Expression(fn.search_grams(column), "@>", SQL("%s", [grams(term)]))
    return Expression(column, "LIKE", Value(f"%{plainly(term)}%", converter=False))


# The index gives all that have a term before the first of them, 82 ns for each; from row to row
# some are met in 3.5 ms, divided by the share that they have of the table. In ms:
_BY_INDEX, _FROM_ROW_TO_ROW = 82e-6, 3.5


def _is_common(table: str, term: str) -> bool:
    """Whether PostgreSQL expects so many rows with a term that some are met sooner without its
    index."""
    texts, key = _texts(table)
    sql, values = texts.select(key).where(_indexed(texts.search, term)).sql()
    (plan,) = db.execute_sql(f"EXPLAIN (FORMAT JSON) {sql}", values).fetchone()
    whole = "SELECT reltuples FROM pg_class WHERE oid = %s::regclass"
    (rows,) = db.execute_sql(whole, (_APART.get(table, (table,))[0],)).fetchone()
    expected = plan[0]["Plan"]["Plan Rows"]
    # A table that has not been analysed yet has no rows, or -1.
    return bool(_BY_INDEX * expected**2 > _FROM_ROW_TO_ROW * rows > 0)


# ---------------------------------------------------------------- SQLite

# Its indexes of trigrams, by the table whose column `search` they follow.
_TRIGRAMS = {"enterprise": "enterprise_trigrams", "equipment": "equipment_search"}
# How the index gives a text to its table of terms: with two separators behind it, so that each
# character begins a trigram (migration 0083).
BEHIND = "char(10, 10)"


def _by_sqlite(table: str, term: str) -> Select:
    name = _TRIGRAMS[table]
    index = Table(name, ("rowid",)).bind(db)
    parts = [term] if len(term) >= TRIGRAM else _beginning(table, term)
    asked = " OR ".join('"{}"'.format(part.replace('"', '""')) for part in parts)
    found = SQL(f"{name} MATCH ?", [asked]) if parts else SQL("1 = 0")
    return index.select(index.rowid.alias("id")).where(found)


def _beginning(table: str, term: str) -> list[str]:
    """The trigrams of SQLite's index that begin with a term."""
    query = f"SELECT term FROM {table}_terms WHERE term BETWEEN ? AND ?"
    return [text for (text,) in db.execute_sql(query, (term, term + chr(sys.maxunicode)))]


def plainly(term: str) -> str:
    """A text in which LIKE finds no sign of its own."""
    for sign in WILD:
        term = term.replace(sign, f"\\{sign}")
    return term


def grams(term: str) -> list[str]:
    """Every three characters that follow each other, each once."""
    return sorted({term[at : at + TRIGRAM] for at in range(len(term) - TRIGRAM + 1)})


@cache
def _own_index(_database: object) -> bool:
    found = db.execute_sql("SELECT to_regclass('enterprise_grams') IS NOT NULL").fetchone()
    return bool(found and found[0])


def has_own_index() -> bool:
    """Whether PostgreSQL, without the extension pg_trgm, searches in an index of our own."""
    return _own_index(db.obj)
