"""The ledger as lists: filters, order, exact count, pages by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from peewee import SQL, Expression, Field, ModelSelect, Ordering, Select, fn

import standards
from inventory.core import access, database, region_codes
from inventory.core.access import Actor
from inventory.core.database import db, is_postgres
from inventory.core.errors import Invalid
from inventory.core.kinds import known_kinds
from inventory.core.prepared import Prepared
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import summed
from inventory.judgement.ledger.cursors import beyond, decode, encode
from inventory.judgement.ledger.fleets import FLEETS, Owned, owned
from inventory.judgement.ledger.planning import (
    Naming,
    looks_into,
    meets_soon,
    narrowing,
    plainly,
    reads_all,
    unindexed,
    walking,
    walks,
)
from inventory.judgement.ledger.searching import BROAD, Search
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.marks import CASES, marked, markers
from inventory.registry.equipment.models import GONE_RANK, NEVER, Equipment
from inventory.registry.equipment.verdicts import NOT_JUDGED

PAGE = 50
# How a filter asks for devices without a value: not judged, no level, no stage.
BLANK = summed.BLANK
# How many devices can be selected one by one; more are chosen by a filter.
SELECTED = 1000

# All ranks of devices of the ledger.
RANKS = (*range(len(standards.OUTCOMES)), NOT_JUDGED)
# Sort word → columns; the id makes every order total, so that pages neither skip nor repeat.
ORDERS = {
    "verdict": (Equipment.verdict_rank, Equipment.id),
    "due": (Equipment.next_due, Equipment.id),
    "model": (Equipment.model, Equipment.id),
    "identifier": (Equipment.identifier, Equipment.id),
    "id": (Equipment.id,),
}
# Who is called alike stands together in these, and no index of the filters holds them.
BY_NAME = {Equipment.model.name, Equipment.identifier.name}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; blank means no narrowing."""

    kind: str = ""
    region: str = ""
    verdict: str = ""
    incomplete: bool | None = None
    enterprise: int | None = None
    rule: str = ""
    due_to: date | None = None
    q: str = ""
    due_from: date | None = None
    due_for: str = ""  # what the first date is for: judging.DUE_FOR
    use_state: str = ""
    level: str = ""  # assessments.judging.LEVELS
    stage: str = ""  # emission stage
    since_from: int | None = None  # years: registered, in service or made
    since_to: int | None = None
    since_known: bool | None = None
    department: str = ""  # that leads the kind
    fact: str = ""  # field:choice of a kind, as its file names them for statistics
    disputed: bool | None = None  # record and model name disagree in some field
    open_case: bool | None = None  # stands in a case of enforcement that is not over
    directly: bool | None = None  # of the region itself, and not of a division below it
    fleet: str = ""  # FLEETS: how many devices the ledger has of the enterprise
    ids: Sequence[int] = ()  # only these devices: what somebody has selected

    def chosen(self) -> Mapping[str, Any]:
        """The filters that are set, as written in an address or in JSON."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in vars(self).items()
            if value not in ("", None, (), [])
        }

    def within(self, first: date, last: date) -> Filters:
        """The same from one due date to another: a page of statistics makes hundreds, and
        `replace` looks at every filter twice."""
        own = object.__new__(Filters)
        vars(own).update(vars(self), due_from=first, due_to=last)
        return own


@dataclass(frozen=True)
class Page:
    items: list[Equipment]
    total: int | None  # None: not counted, see `page`
    next: str | None


def count(actor: Actor, filters: Filters, search: Search | None = None) -> int:
    """How many devices `actor` may see and the filters leave.

    Sums tell, where they can; a search without filters is counted in its indexes, without reading
    devices.
    """
    known = summed.count(actor, filters)
    if known is not None:
        return known
    if actor.role in access.EVERYWHERE and list(filters.chosen()) == ["q"]:
        return (search or Search(filters.q)).count()
    if not filters.q:
        return int(query(actor, filters, narrowing(actor, filters)).count())
    naming, found = counting(actor, filters, search or Search(filters.q), narrowing)
    return int(query(actor, filters, naming, found).count())


def counting(
    actor: Actor, filters: Filters, search: Search, narrow: Callable[[Actor, Filters], Naming]
) -> tuple[Naming, Expression]:
    """How columns are named, and what the search says, where all is counted that filters with it
    leave; `narrow` names columns for the filters without it."""
    beside = replace(filters, q="")
    if is_postgres():
        return plainly, search.finds_all()
    if search.broad and reads_all(actor, beside):
        return narrow(actor, beside), search.finds_all()
    return plainly, search.finds()


def query(
    actor: Actor, filters: Filters, naming: Naming = plainly, found: Expression | None = None
) -> ModelSelect:
    """All devices that `actor` may see and the filters leave; `found` is what the search of the
    filters says, where it has been made already.
    """
    region = naming(Equipment.region)
    conditions: list[Expression] = [access.scope(actor, region, Equipment.enterprise)]
    rank = naming(Equipment.verdict_rank)
    if filters.incomplete is not None and not filters.verdict and not is_postgres():
        # Named one by one SQLite looks for each with what follows it in the index.
        conditions.append(rank.in_(RANKS))
    elif not _leaves_out_gone(filters):
        conditions.append(rank < GONE_RANK)
    if filters.kind:
        conditions.append(naming(Equipment.kind) == filters.kind)
    if filters.region:
        conditions.append(region_codes.inside(region, filters.region))
    if filters.verdict:
        conditions.append(naming(Equipment.verdict_rank) == stored("verdict", filters.verdict))
    if filters.incomplete is not None:
        conditions.append(naming(Equipment.incomplete) == filters.incomplete)
    if filters.enterprise is not None:
        conditions.append(Equipment.enterprise == filters.enterprise)
    if filters.ids:
        conditions.append(database.any_of(Equipment.id, filters.ids))
    if filters.rule:
        with_rule = Finding.select(Finding.equipment).where(
            (Finding.rule == filters.rule) & Finding.current
        )
        conditions.append(Equipment.id.in_(with_rule))
    if filters.due_from:
        conditions.append(naming(Equipment.next_due) >= filters.due_from)
    if filters.due_to:
        conditions.append(naming(Equipment.next_due) <= filters.due_to)
    if filters.open_case is not None:
        held = markers[CASES].devices(actor)
        listed = Equipment.id.in_(held) if filters.open_case else Equipment.id.not_in(held)
        conditions.append(listed)
    conditions.extend(_by_place(filters, region))
    conditions.extend(_by_nature(filters, naming))
    if filters.q:
        conditions.append(Search(filters.q).finds() if found is None else found)
    return Equipment.select().where(*conditions)


def _by_place(filters: Filters, region: Any) -> list[Expression]:
    """Conditions on where exactly a device stands, and how many its enterprise has."""
    conditions: list[Expression] = []
    if filters.directly is not None and filters.region:
        exactly = region == filters.region
        conditions.append(exactly if filters.directly else ~exactly)
    if filters.fleet:
        if filters.fleet not in FLEETS:
            raise Invalid.of("ledger.unknown_fleet", fleet=filters.fleet, names="、".join(FLEETS))
        low, high = FLEETS[filters.fleet]
        count = fn.SUM(Owned.quantity)
        within = count >= low if high is None else count.between(low, high)
        owners = owned().select(Owned.enterprise).having(within)
        conditions.append(Equipment.enterprise.in_(owners))
    return conditions


def _by_nature(filters: Filters, naming: Naming) -> list[Expression]:
    """Conditions on the facts of a device, not on its verdict."""
    conditions: list[Expression] = []
    if filters.department:
        kinds = known_kinds().values()
        led = [kind.id for kind in kinds if kind.department == filters.department]
        conditions.append(naming(Equipment.kind).in_(led))
    for column, word in (
        (Equipment.use_state, filters.use_state),
        (Equipment.level, filters.level),
        (Equipment.emission_stage, filters.stage),
        (Equipment.due_for, filters.due_for),
    ):
        if word:
            conditions.append(naming(column) == stored(column.name, word))
    if filters.fact:
        field_id, _, value = filters.fact.partition(":")
        column = fact_column(field_id)
        named = naming(column) if isinstance(column, Field) else column
        conditions.append(named == ("" if value == BLANK else value))
    if filters.disputed is not None:
        # The column itself: so the index of the few disputed devices serves.
        conditions.append(Equipment.disputed if filters.disputed else ~Equipment.disputed)
    since = naming(Equipment.since_year)
    if filters.since_from is not None:
        conditions.append(since >= filters.since_from)
    if filters.since_to is not None:
        conditions.append((since <= filters.since_to) & (since > 0))
    if filters.since_known is not None:
        conditions.append(since > 0 if filters.since_known else since == 0)
    return conditions


def fact_column(field_id: str) -> Field | Expression:
    """A text among the facts: the column that the database keeps of it, else out of the JSON.

    Raises Invalid for a field that no kind has.
    """
    if field_id == Equipment.emission_stage.name:
        return Equipment.emission_stage
    if not any(kind.has(field_id) for kind in known_kinds().values()):
        raise Invalid.of("ledger.no_such_field", field=field_id)
    return fn.COALESCE(database.inside(Equipment.facts, field_id), "")


def _leaves_out_gone(filters: Filters) -> bool:
    """Records that have left the ledger have no verdict and are never due: asking for one of the
    two leaves them out by itself, and by an index that knows no verdict."""
    return bool(filters.verdict) or (filters.due_to is not None and filters.due_to < NEVER)


def stored(name: str, text: str) -> Any:
    """What the ledger keeps where a filter is that text; Invalid for an unknown verdict."""
    if name != "verdict":
        return "" if text == BLANK else text
    if text == BLANK:
        return NOT_JUDGED
    if text not in standards.OUTCOMES:
        raise Invalid.of(
            "ledger.unknown_verdict", verdict=text, names="、".join((*standards.OUTCOMES, BLANK))
        )
    return standards.OUTCOMES.index(text)


# What a list shows of a device, and what its orders go by; of an enterprise its name.
_SHOWN = Prepared(
    1,
    lambda ids: Equipment.select(
        Equipment.id,
        Equipment.kind,
        Equipment.enterprise,
        Equipment.region,
        Equipment.name,
        Equipment.model,
        Equipment.identifier,
        Equipment.use_state,
        Equipment.facts,
        Equipment.sources,
        Equipment.verdict,
        Equipment.verdict_rank,
        Equipment.incomplete,
        Equipment.level,
        Equipment.next_due,
        Equipment.quantity,
        Equipment.version,
        Equipment.updated_at,
        Equipment.gone,
        Equipment.merged_into,
    ).where(ids.holds(Equipment.id)),
)
_OWNERS = Prepared(
    1, lambda ids: Enterprise.select(Enterprise.id, Enterprise.name).where(ids.holds(Enterprise.id))
)


def page(
    actor: Actor,
    filters: Filters,
    sort: str = "verdict",
    after: str = "",
    size: int = PAGE,
    *,
    quickly: bool = False,
) -> Page:
    """One page and the exact count; `sort` may begin with "-"; `after` is the last `next`.

    The devices have what `schemas.EquipmentResult` shows, and nothing else. `quickly`: what a
    search finds is not counted where that takes much longer than to find the page.
    """
    descending = sort.startswith("-")
    columns = _columns(sort)
    search = Search(filters.q) if filters.q else None
    broad = search is not None and search.broad
    beside = replace(filters, q="")
    few = broad and looks_into(actor, beside)
    lazily = few and quickly and columns[0].name not in BY_NAME
    together = few and not lazily and not after
    soon = together or lazily or quickly and broad and meets_soon(actor, beside, BROAD)
    total = None if soon else count(actor, filters, search)
    walk = not together and not lazily and walks(actor, filters, columns[0], total, broad=broad)
    if lazily:
        rows = _narrowed(actor, beside, columns[0], walk, None)
    else:
        rows = _narrowed(actor, filters, columns[0], walk, search)
    if after:
        rows = rows.where(beyond(columns, decode(after, len(columns)), descending))
    # Few rows are found by the filters' index and sorted; told nothing, SQLite may walk the order.
    sorting = columns if walk or is_postgres() else tuple(unindexed(item) for item in columns)
    order = [Ordering(item, "DESC" if descending else "ASC") for item in sorting]
    # The ids first: the filters' index gives them without touching the rows that do not show.
    picked = [Equipment.id, *([fn.COUNT(SQL("*")).over()] if together else [])]
    asked = rows.select(*picked).order_by(*order)
    if lazily and search is not None:
        asked = _looked_into(asked, search)
    first = list(db.execute(asked.limit(size + 1)))
    if together:
        total = first[0][1] if first else 0
    found = {item.id: item for item in _SHOWN.rows([row[0] for row in first])}
    items = [found[row[0]] for row in first]
    following = encode(items[size - 1], columns) if len(items) > size else None
    return Page(list(marked(actor, _with_owners(items[:size]))), total, following)


def _looked_into(rows: ModelSelect, search: Search) -> Select:
    """The first of some rows, in their order, that a search finds: each is looked into in its turn
    until a page is full."""
    # The offset keeps both databases from making one question of it, and looking into every row.
    sorted_ = rows.offset(0).alias("sorted")
    found = Equipment.select(search.finds()).where(Equipment.id == sorted_.c.id)
    return Select([sorted_], [sorted_.c.id]).where(found)


def _narrowed(
    actor: Actor, filters: Filters, order: Field, walk: bool, search: Search | None
) -> ModelSelect:
    """What the filters leave: to be walked along the order, or found and sorted."""
    by_name = order.name in BY_NAME
    if search is not None:
        # It may be long before the first of those that are called alike.
        found = search.finds_all() if walk and by_name else search.finds()
        return query(actor, filters, walking(order) if walk else plainly, found)
    if walk:
        return query(actor, filters, walking(order))
    if is_postgres():
        return query(actor, filters)
    found = query(actor, filters, narrowing(actor, filters))
    if by_name:
        # Only what is left is looked up for its order: as one query, SQLite would take an index
        # that does not hold the filters, and look up all that it holds.
        return Equipment.select().where(Equipment.id.in_(found.select(Equipment.id)))
    return found


def ordering(sort: str) -> list[Ordering]:
    """The order of a list; Invalid for an unknown one."""
    direction = "DESC" if sort.startswith("-") else "ASC"
    return [Ordering(column, direction) for column in _columns(sort)]


def _columns(sort: str) -> tuple[Any, ...]:
    columns = ORDERS.get(sort.lstrip("-"))
    if columns is None:
        raise Invalid.of("ledger.unknown_sort", sort=sort, names="、".join(ORDERS))
    return columns


def _with_owners(items: list[Equipment]) -> list[Equipment]:
    """The enterprises of a page in one query instead of one for each row."""
    owners = {item.id: item for item in _OWNERS.rows(list({item.enterprise_id for item in items}))}
    for item in items:
        item.enterprise = owners[item.enterprise_id]
    return items
