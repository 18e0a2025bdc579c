"""Whether the work that a notification asks for has been done meanwhile, by whom and when.

It is looked up when the bell is asked, for all notifications of an event at once: what the case,
alert or request itself says is true, whoever changed it and however late the notification was
written. A notification of several things is done when all of them are.

What was given to somebody else meanwhile waits for its first person no more, either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.core import database
from inventory.core.access import Role
from inventory.core.registries import Registry
from inventory.people.accounts.models import User
from inventory.registry.notifications.models import Notification

# The bell is asked for every minute: so many things of a notification are looked up at once, and
# the next ones only where all of these are done.
STEP = 200
# The numbers of more things than this are not kept; such a notification is news.
MOST = 5000
NAMED = 3  # who did it, where several people did
# Sort of thing ("case", "alert") → numbers.
Things = Mapping[str, Sequence[int]]
_Key = tuple[str, int]  # sort of thing, number


@dataclass(frozen=True)
class Done:
    """The step that ended the work; `by` is blank where nobody took it. `passed`: it was given to
    `by` and is that person's now.
    """

    at: datetime
    by: str
    passed: bool = False


@dataclass(frozen=True)
class Held:
    """Whose a thing is, and since when."""

    user: int
    name: str
    since: datetime


# Ids of things → those that wait no longer.
Find = Callable[[Sequence[int]], Mapping[int, Done]]
# Ids of things → those that somebody in particular has to see to.
FindHolder = Callable[[Sequence[int]], Mapping[int, Held]]
# By event and sort of thing ("case_to_sign.case"). Others are news and ask for nothing.
ended: Registry[Find] = Registry("ends of what a notification asks for")
holders: Registry[FindHolder] = Registry("whose the things of a notification are")


def together(parts: Iterable[Things]) -> dict[str, list[int]]:
    """The things of one notification; none where a part names none, or there are too many."""
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for part in parts:
        if not part:
            return {}
        for sort, ids in part.items():
            found[sort] |= dict.fromkeys(ids)
    if sum(map(len, found.values())) > MOST:
        return {}
    return {sort: list(ids) for sort, ids in found.items()}


def of(rows: Sequence[Notification]) -> dict[int, Done]:
    """Notification id → how its work ended.

    A handful of queries, however many rows there are; those whose first things are all done cost
    another handful for each two hundred more.
    """
    enterprise = _of_enterprises(rows) if holders else frozenset()
    ends: dict[int, list[Done]] = {}
    asked = {row: _keys(row) for row in rows if row.things}
    while asked:
        heads = {row: keys[:STEP] for row, keys in asked.items()}
        over, held = _look_up(heads)
        for row, keys in heads.items():
            inside = row.user_id in enterprise
            found = [_end(over, {} if inside else held, row, key) for key in keys]
            known = [end for end in found if end is not None]
            if len(known) < len(found):
                ends.pop(row.id, None)
                del asked[row]
                continue
            ends.setdefault(row.id, []).extend(known)
            if rest := asked[row][STEP:]:
                asked[row] = rest
            else:
                del asked[row]
    return {key: _last(found) for key, found in ends.items()}


def _keys(row: Notification) -> list[_Key]:
    return [(sort, thing) for sort, ids in row.things.items() for thing in ids]


def _of_enterprises(rows: Sequence[Notification]) -> frozenset[int]:
    """Who of the receivers is an enterprise's: its duty stays, whichever officer has the thing."""
    users = sorted({row.user_id for row in rows})
    query = User.select(User.id).where(
        database.any_of(User.id, users) & (User.role == Role.ENTERPRISE.value)
    )
    return frozenset(key for (key,) in query.tuples())


def _look_up(
    heads: Mapping[Notification, Sequence[_Key]],
) -> tuple[dict[str, Mapping[int, Done]], dict[str, Mapping[int, Held]]]:
    """What is done and whose the things are, by event and sort of thing."""
    asked: dict[str, set[int]] = defaultdict(set)
    for row, keys in heads.items():
        for sort, thing in keys:
            asked[f"{row.event}.{sort}"].add(thing)
    over = {key: ended[key](sorted(ids)) for key, ids in asked.items() if key in ended}
    held = {key: holders[key](sorted(ids)) for key, ids in asked.items() if key in holders}
    return over, held


def _end(
    over: Mapping[str, Mapping[int, Done]],
    held: Mapping[str, Mapping[int, Held]],
    row: Notification,
    key: _Key,
) -> Done | None:
    sort, thing = key
    name = f"{row.event}.{sort}"
    end = over.get(name, {}).get(thing)
    holder = held.get(name, {}).get(thing)
    if end is None and holder is not None and holder.user != row.user_id:
        return Done(holder.since, holder.name, passed=True)
    return end


def _last(ends: Sequence[Done]) -> Done:
    """When the last thing was done; passed on is what nobody has to do any more for that alone."""
    names = list(dict.fromkeys(end.by for end in ends if end.by))
    more = "…" if names[NAMED:] else ""
    passed = all(end.passed for end in ends)
    return Done(max(end.at for end in ends), "、".join(names[:NAMED]) + more, passed)
