"""What waits for a person, of every sort, in one list by term.

A sort says whose it is, how its things are found, and which list holds exactly these things: the
count on the desk is that list's total. Sorts are entered in app/wiring.py (docs/extending/desk.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from peewee import Field, ModelSelect

from inventory.core.access import OFFICE, Actor, Role
from inventory.core.clock import SHANGHAI
from inventory.core.registries import Registry

FAR = date.max


@dataclass(frozen=True)
class Thing:
    """One thing that waits; `id` opens it, `note` says whose it is or what is wrong with it.

    What has English words of its own has them in `title_en` or `note_en`.
    """

    id: int
    title: str
    due: date | None = None
    since: date | None = None
    note: str = ""
    title_en: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class Found:
    """How many things of a sort wait, and the first of them by term."""

    count: int
    things: Sequence[Thing]


Find = Callable[[Actor, int], Found]


@dataclass(frozen=True)
class Sort:
    """One sort of things that wait.

    `lists` is the address of the API's list and `filter` its parameters, whose total is the count;
    `page` and `list_page` are the pages of one thing and of the list, by their names in the front
    end. The list's page reads the same parameters.
    """

    zh: str
    en: str
    unit: str
    find: Find
    lists: str
    page: str
    list_page: str
    filter: Mapping[str, Any] = field(default_factory=dict)
    roles: frozenset[Role] = OFFICE


# In the order of a desk.
sorts: Registry[Sort] = Registry("what waits on a desk")


@dataclass(frozen=True)
class Group:
    """A sort with at least one thing."""

    sort: str
    zh: str
    en: str
    unit: str
    count: int
    lists: str
    filter: Mapping[str, Any]
    list_page: str


@dataclass(frozen=True)
class Entry(Thing):
    """A thing with its sort and the page that opens it."""

    sort: str = ""
    page: str = ""


@dataclass(frozen=True)
class Desk:
    """Everything that waits, what is due first on top; `total` counts what `sort` leaves."""

    total: int
    groups: Sequence[Group]
    items: Sequence[Entry]


def desk(actor: Actor, only: str = "", limit: int = 20) -> Desk:
    """What waits for `actor`; `only` leaves the things of one sort, and all groups.

    Each sort has its share of the `limit`: hundreds of alerts push no order out of sight.
    """
    groups: list[Group] = []
    ranked: list[tuple[int, Entry]] = []
    for name in sorts:
        sort = sorts[name]
        if actor.role not in sort.roles:
            continue
        found = sort.find(actor, limit)
        if not found.count:
            continue
        groups.append(_group(name, sort, found.count))
        if only in ("", name):
            ranked += enumerate(_entry(name, sort, thing) for thing in found.things)
    ranked.sort(key=lambda it: it[0])
    entries = [entry for _rank, entry in ranked[:limit]]
    entries.sort(key=lambda it: (it.due or FAR, it.since or FAR, it.id))
    total = sum(group.count for group in groups if only in ("", group.sort))
    return Desk(total, groups, entries)


def _group(name: str, sort: Sort, count: int) -> Group:
    return Group(name, sort.zh, sort.en, sort.unit, count, sort.lists, sort.filter, sort.list_page)


def _entry(name: str, sort: Sort, thing: Thing) -> Entry:
    return Entry(**vars(thing), sort=name, page=sort.page)


def first(
    query: ModelSelect,
    limit: int,
    told: Callable[[Any], Thing],
    due: Field | None = None,
    since: Field | None = None,
) -> Found:
    """The things of a query, those with the nearest term first, then those that wait longest."""
    order = [column.asc(nulls="last") for column in (due, since) if column is not None]
    rows = query.order_by(*order, query.model.id).limit(limit)
    return Found(query.count(), [told(row) for row in rows])


def day(at: datetime | None) -> date | None:
    """The day of an instant, as people here count days."""
    return at.astimezone(SHANGHAI).date() if at else None
