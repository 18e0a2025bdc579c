"""Whether the work that a notification asks for has been done meanwhile, by whom and when.

It is looked up when the bell is asked, for all notifications of an event at once: what the case,
alert or request itself says is true, whoever changed it and however late the notification was
written. A notification of several things is done when all of them are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.core.registries import Registry
from inventory.registry.notifications.models import Notification

# A notification of more things than this is not looked up: the bell is asked for every minute.
MOST = 200
NAMED = 3  # who did it, where several people did
# Sort of thing ("case", "alert") → numbers.
Things = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Done:
    """The step that ended the work; `by` is blank where nobody took it."""

    at: datetime
    by: str


# Ids of things → those that wait no longer.
Find = Callable[[Sequence[int]], Mapping[int, Done]]
# By event and sort of thing ("case_to_sign.case"). Others are news and ask for nothing.
ended: Registry[Find] = Registry("ends of what a notification asks for")


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
    """Notification id → how its work ended: a handful of queries, however many rows and things."""
    asked: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for sort, ids in row.things.items():
            asked[f"{row.event}.{sort}"].update(ids)
    over = {key: ended[key](sorted(ids)) for key, ids in asked.items() if key in ended}
    found = ((row.id, _end(row, over)) for row in rows)
    return {key: end for key, end in found if end is not None}


def _end(row: Notification, over: Mapping[str, Mapping[int, Done]]) -> Done | None:
    """When the last thing of a notification was done; None while one of them waits."""
    ends = [
        over.get(f"{row.event}.{sort}", {}).get(thing)
        for sort, ids in row.things.items()
        for thing in ids
    ]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    names = list(dict.fromkeys(end.by for end in known if end.by))
    more = "…" if names[NAMED:] else ""
    return Done(max(end.at for end in known), "、".join(names[:NAMED]) + more)
