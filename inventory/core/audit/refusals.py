"""Refusals, aggregated: the first of a kind is an event at once, those like it are counted.

Whoever tries a thousand addresses makes a few events and not a thousand. What was counted is
recorded when its time is over, at the next refusal of anybody; so is what could not be recorded,
as where the database is busy: who may not do a thing is told so all the same.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from inventory.core.access import Actor

WINDOW = timedelta(minutes=10)
MOST = 500


@dataclass(frozen=True)
class Kind:
    """What counts as alike: who, from where, which route by which method."""

    actor: int | None
    address: str
    method: str
    route: str


@dataclass
class Counted:
    """Since when refusals of a kind are counted, and how many came after the first."""

    since: datetime
    actor: Actor | None
    more: int = 0


@dataclass(frozen=True)
class Told:
    """An event to record."""

    actor: Actor | None
    detail: dict[str, Any]


@dataclass
class Refusals:
    """What this process has refused of late."""

    _counted: dict[Kind, Counted] = field(default_factory=dict)
    _late: list[Told] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: Kind, actor: Actor | None, path: str, now: datetime) -> list[Told]:
        """Count a refusal; gives the events that are to be recorded now."""
        with self._guard:
            told = self._late + self._over(now)
            self._late = []
            known = self._counted.get(kind)
            if known is not None:
                known.more += 1
                return told
            self._counted[kind] = Counted(now, actor)
        return [*told, Told(actor, {"method": kind.method, "path": path})]

    def again(self, told: Sequence[Told]) -> None:
        """Give back what could not be recorded, for the next time; at most the last 500."""
        with self._guard:
            self._late = [*self._late, *told][-MOST:]

    def _over(self, now: datetime) -> list[Told]:
        """Those whose time is over, and the oldest where there are too many kinds."""
        full = len(self._counted) >= MOST
        over = [
            kind
            for number, (kind, item) in enumerate(self._counted.items())
            if not item.since <= now < item.since + WINDOW or (full and number == 0)
        ]
        return [told for kind in over if (told := _told(kind, self._counted.pop(kind)))]


def _told(kind: Kind, counted: Counted) -> Told | None:
    if not counted.more:
        return None
    detail = {
        "method": kind.method,
        "route": kind.route,
        "from": kind.address,
        "since": counted.since.isoformat(timespec="seconds"),
        "more": counted.more,
    }
    return Told(counted.actor, detail)
