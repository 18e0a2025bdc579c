"""Which way SQLite goes through the ledger for a list: its planner often takes a slow one.

It knows how many devices a verdict or a kind has on the average, and nothing of a region. The sums
know all of that exactly. PostgreSQL plans these lists well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from peewee import SQL, Expression, Field

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.database import is_postgres
from inventory.judgement.ledger import summed
from inventory.registry.equipment.models import Equipment

# From this many devices on, a page is read along the index of the order, dropping what the
# filters exclude; below, by a filter's index and sorting.
WALK_FROM = 50_000
# A search with very many hits is asked of each row: a page of so many is met soon along the order,
# and looking into every row to sort them is not (2.7 s on a million devices).
WALK_SEARCH_FROM = 5_000
# To count what such a search finds, each device that its other filters leave is looked into; where
# they leave so many, the ids of all that it finds are read instead.
READ_FROM = 200_000
# Where they leave no more than this, one question counts them and gives the first page.
LOOKED_INTO = 50_000
# A page is met soon along an order where at least so many devices of the ledger are meant.
MET_SOON = 500
# Region and kind say nothing of a model, a verdict or a date: where they alone are asked for, a
# page is met after `devices / found` times its rows. A row that is met costs that much more than
# one that is sorted, with a reserve for chance.
MET = 200
# Ids do tell of regions, for a county is imported at once: along them only so much of the whole.
SHARE = 2
# How a filter names its column.
Naming = Callable[[Field], Any]

# The filters that are answered within an index that begins with region, kind or verdict.
COVERED = frozenset({"kind", "region", "verdict", "incomplete", "due_from", "due_to"})
# Those that a date's own index answers.
DATED = frozenset({"kind", "due_from", "due_to"})


def plainly(column: Field) -> Field:
    """The column itself: any index on it may serve."""
    return column


def unindexed(column: Field) -> Expression:
    """The column's value, where SQLite must not use an index of it."""
    return Expression(SQL(""), "+", column)


def walking(order: Field) -> Naming:
    """Names columns so that SQLite uses an index of `order`, within the kind if one is asked for,
    and no other: a unary plus takes a column out of the choice."""
    usable = {order.name} if order is Equipment.id else {order.name, Equipment.kind.name}
    return _by(usable)


def _by(usable: set[str]) -> Naming:
    return lambda column: column if column.name in usable else unindexed(column)


def walks(
    actor: Actor, filters: summed.Filters, order: Field, total: int | None, *, broad: bool
) -> bool:
    """Whether a page is read along its order; `total` devices are left by the filters, by a search
    for very little where it is `broad`; None: not counted, since it `meets_soon`."""
    if is_postgres():
        return False
    if total is None:
        return True
    asked = set(filters.chosen())
    if "q" in asked:
        return total >= (WALK_SEARCH_FROM if broad else WALK_FROM)
    if total < (WALK_FROM if order is Equipment.id else MET):
        return False
    if order is Equipment.id:
        return _inside(actor, filters) * SHARE >= _known(access.SYSTEM, _blank(filters))
    if asked <= {"kind"} and actor.role in access.EVERYWHERE:
        return True  # nothing is dropped on the way
    if asked <= {"kind", "region"}:
        of_kind = _known(access.SYSTEM, replace(_blank(filters), kind=_kind(filters)))
        return total * total >= MET * of_kind
    return total >= WALK_FROM


def meets_soon(actor: Actor, filters: summed.Filters, hits: int) -> bool:
    """Whether a search with so many hits meets a page soon along the order, if they are spread over
    the ledger; `filters` are those that it has besides."""
    left = summed.count(actor, filters)
    whole = _known(access.SYSTEM, _blank(filters))
    return left is not None and left * hits >= MET_SOON * whole


def looks_into(actor: Actor, filters: summed.Filters) -> bool:
    """Whether the filters that a search has besides leave so few devices that each is looked into
    once, to be counted and listed."""
    left = summed.count(actor, filters)
    return left is not None and left <= LOOKED_INTO


def reads_all(actor: Actor, filters: summed.Filters) -> bool:
    """Whether SQLite reads all that a search with very many hits finds, to count what these
    `filters`, which it has besides, leave of it; not where nobody knows that they leave many (one
    enterprise's)."""
    left = summed.count(actor, filters)
    return left is not None and left >= READ_FROM


def narrowing(actor: Actor, filters: summed.Filters) -> Naming:
    """Names columns so that SQLite uses the covering index that begins with what leaves the fewest
    devices: the region, or kind and verdict."""
    asked = set(filters.chosen())
    if is_postgres() or not asked <= COVERED or asked <= DATED and actor.role in access.EVERYWHERE:
        return plainly
    chosen = filters.chosen()
    rest = {name: chosen[name] for name in ("kind", "verdict", "incomplete") if name in asked}
    beside = {"verdict_rank" if name == "verdict" else name for name in rest}
    if not beside:
        return _by({Equipment.region.name})
    if "incomplete" in beside:
        # It follows the verdict in these indexes, and is followed by the date: `query` names every
        # verdict where none is asked for.
        beside |= {"verdict_rank", "next_due"}
    by_region = _inside(actor, filters) <= _known(access.SYSTEM, replace(_blank(filters), **rest))
    return _by({Equipment.region.name} if by_region else beside)


def _inside(actor: Actor, filters: summed.Filters) -> int:
    """The devices of the region, whatever they are."""
    return _known(actor, replace(_blank(filters), region=filters.region))


def _blank(filters: summed.Filters) -> Any:
    return type(filters)()


def _kind(filters: summed.Filters) -> str:
    return str(filters.chosen().get("kind", ""))


def _known(actor: Actor, filters: summed.Filters) -> int:
    """How many devices these are; where sums cannot tell, more than any."""
    found = summed.count(actor, filters)
    return 2**62 if found is None else found
