"""Whether the work that a notification asks for has been done meanwhile, by whom and when.

It is looked up when the bell is asked, for all notifications of an event at once: what the case or
declaration says is true, whoever changed it and however late the notification was written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.core.registries import Registry
from inventory.registry.notifications.models import Notification

# The page of one thing; a notification of several leads to their list and is not looked up.
ONE = re.compile(r"^/[a-z/]+/(\d+)$")


@dataclass(frozen=True)
class Done:
    """The step that ended the work."""

    at: datetime
    by: str


# Ids of the things → those that wait no longer.
Find = Callable[[Sequence[int]], Mapping[int, Done]]
# By event; events without an entry are news and ask for nothing.
ended: Registry[Find] = Registry("ends of what a notification asks for")


def of(rows: Sequence[Notification]) -> dict[int, Done]:
    """Notification id → how its work ended: a handful of queries, however many rows."""
    asked: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found = ONE.match(row.link)
        if found and row.event in ended:
            asked[row.event][int(found[1])].append(row.id)
    return {
        notification: end
        for event, subjects in asked.items()
        for subject, end in ended[event](list(subjects)).items()
        for notification in subjects[subject]
    }
