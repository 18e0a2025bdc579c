"""The text of the search field, as a condition on devices.

It finds any part of name, model or number, by an index of trigrams: FTS5 in SQLite, pg_trgm in
PostgreSQL or, without that extension, an index of our own (migration 0029); `searchtext` has one or
two characters, too. It finds the owner's name or code, and by what a merged record was called the
device it became.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from operator import or_

from peewee import SQL, Expression, ModelSelect, Query, Select, fn

from inventory.core import database, searchtext
from inventory.core.database import db, is_postgres
from inventory.core.searchtext import BEHIND, contains, folded, holds
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import GONE_RANK, MERGED, Equipment

NOTHING = SQL("1 = 0")
# The index of trigrams, of rows that were written together.
_ENTER = (
    "INSERT INTO equipment_search(rowid, search)"
    f" SELECT id, search || {BEHIND} FROM equipment WHERE id BETWEEN ? AND ?"
)
# Above so many hits SQLite should begin with the list's other filters, not with the hits.
BROAD = 5_000
_GONE = Equipment.select(Equipment.id).where(Equipment.verdict_rank == GONE_RANK)


def enter(new: Sequence[int]) -> None:
    """Enter devices that have just been inserted; call inside the transaction that did.

    `new` are their ids, without a gap. Changed and deleted rows are followed by triggers;
    PostgreSQL keeps its index by itself.
    """
    if new and not is_postgres():
        db.execute_sql(_ENTER, (new[0], new[-1]))


class Search:
    """One text typed, and what it finds: few devices, of which the ids are read once, or many, of
    which each question asks the indexes."""

    def __init__(self, text: str) -> None:
        self.term = folded(text)

    @property
    def broad(self) -> bool:
        return bool(self.term) and len(self._first_ids) > BROAD

    def within(self, most: int) -> bool:
        """Whether it finds no more than so many, in the whole ledger."""
        return len(self._first_ids) <= most

    def first(self, most: int) -> Sequence[int]:
        """The ids of so many of what it finds, as the indexes give them: no list's order, and those
        of records that are gone among them."""
        return self._first_ids[:most]

    def count(self) -> int:
        """How many devices of the whole ledger; the indexes know without reading devices."""
        if not self.term:
            return 0
        if not self.broad:
            ids = set(self._first_ids)
            left = _GONE.where(database.any_of(Equipment.id, ids))
            return len(ids) - int(left.count())
        if is_postgres():
            whole = Equipment.select().where(Equipment.verdict_rank < GONE_RANK, self.finds_all())
            return int(whole.count())
        return self._count_others() if self._owned_by_most else self._count_found()

    def _count_found(self) -> int:
        owned = int(self._owned.where(Equipment.id.not_in(_GONE)).count())
        left = SQL("own.id").not_in(_GONE)
        if owned:
            left &= SQL("own.id").not_in(self._owned)
        return owned + _rows(reduce(or_, self._own), left)

    def _count_others(self) -> int:
        """The same by what is not found: where most owners have the term (公司), that is little."""
        every = Equipment.select(fn.COUNT(SQL("*"))).scalar()
        strangers = Enterprise.select(Enterprise.id).where(~contains(Enterprise.search, self.term))
        others = Equipment.select().where(
            Equipment.enterprise.in_(strangers),
            Equipment.id.not_in(reduce(or_, self._own)),
            Equipment.id.not_in(_GONE),
        )
        return int(every) - int(_GONE.count()) - int(others.count())

    @cached_property
    def _owned_by_any(self) -> bool:
        found = searchtext.matched("enterprise", self.term)
        return bool(list(db.execute(found.limit(1))))

    @property
    def _owned_by_most(self) -> bool:
        return int(self._owners.count()) * 2 > int(Enterprise.select().count())

    def finds(self) -> Expression:
        """Whether it finds a device, for the first rows of a list.

        Of many the database should begin with the list's order or its other filters, and look into
        each row.
        """
        if not self.term:
            return NOTHING
        if not self.broad:
            return database.any_of(Equipment.id, set(self._first_ids))
        return self._here(self._looked_up())

    def finds_all(self) -> Expression:
        """The same where all are wanted, as for counting: SQLite reads the ids of many once,
        PostgreSQL their owners, and looks into each row."""
        if not self.broad:
            return self.finds()
        if is_postgres():
            return self._here(Equipment.enterprise.in_(self._owners))
        return Equipment.id.in_(self._every)

    def _here(self, owned: Expression) -> Expression:
        parts = [contains(Equipment.search, self.term)]
        if self._owned_by_any:
            parts.append(owned)
        if self._became:
            parts.append(database.any_of(Equipment.id, self._became))
        return reduce(or_, parts)

    def _looked_up(self) -> Expression:
        """The owner of each row is looked up. As a value: PostgreSQL would read all for EXISTS."""
        owner = Enterprise.alias()
        return owner.select(contains(owner.search, self.term)).where(
            owner.id == Equipment.enterprise
        )

    @cached_property
    def _first_ids(self) -> list[int]:
        if not is_postgres():
            return _ids(self._every.limit(BROAD + 1))
        # By hand: PostgreSQL would find all with the term, and all their owners, before the first.
        found = searchtext.some("equipment", self.term, BROAD + 1)
        if len(found) <= BROAD:
            owners = searchtext.some("enterprise", self.term, BROAD + 1)
            theirs = Equipment.select(Equipment.id).where(
                database.any_of(Equipment.enterprise, owners)
            )
            owned = _ids(theirs.limit(BROAD + 1)) if owners else []
            if len(owned) <= BROAD < len(owners):  # some own nothing
                owned = _ids(self._owned.limit(BROAD + 1))
            found += [*self._became, *owned]
        return found[: BROAD + 1]

    @property
    def _every(self) -> Select:
        """The ids of all that it finds, some of them twice."""
        return reduce(lambda one, other: one.union_all(other), [*self._own, self._owned])

    @cached_property
    def _owned(self) -> ModelSelect:
        own = Equipment.select(Equipment.id)
        if is_postgres():
            return own.where(Equipment.enterprise.in_(self._owners))
        # A join, which SQLite begins with the first owner; for IN it reads them all before.
        found = searchtext.matched("enterprise", self.term).alias("owners")
        return own.join(found, on=Equipment.enterprise == found.c.id)

    @property
    def _owners(self) -> ModelSelect:
        return Enterprise.select(Enterprise.id).where(holds(Enterprise.search, self.term))

    @cached_property
    def _own(self) -> list[ModelSelect]:
        """Ids by the devices' own texts; those of records that are gone are among them."""
        own = searchtext.matched("equipment", self.term)
        became = database.any_of(Equipment.id, self._became)
        return [own, *([Equipment.select(Equipment.id).where(became)] if self._became else [])]

    @cached_property
    def _became(self) -> list[int]:
        """The records that records with the term were merged into, at any depth."""
        merged = Equipment.select(Equipment.merged_into).where(
            (Equipment.verdict_rank == GONE_RANK) & (Equipment.gone == MERGED)
        )
        ids = _first(merged.where(contains(Equipment.search, self.term)))
        while further := _first(merged.where(database.any_of(Equipment.id, ids))) - ids:
            ids |= further
        return sorted(ids)


def _ids(query: Query) -> list[int]:
    return [key for (key,) in db.execute(query)]


def _rows(ids: ModelSelect, condition: Expression) -> int:
    query = Select([ids.alias("own")], [fn.COUNT(SQL("*"))]).where(condition)
    return int(query.bind(db).scalar() or 0)


def _first(query: ModelSelect) -> set[int]:
    return {key for (key,) in query.tuples()}
