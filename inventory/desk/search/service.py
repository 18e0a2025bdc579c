"""What was typed, asked of every domain that has entered a finder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.core.access import Actor
from inventory.core.finding import Asked, Found, finders


@dataclass(frozen=True)
class Group:
    """The hits of one domain; `more`: it has others, too."""

    sort: str
    hits: Sequence[Found]
    more: bool


def search(actor: Actor, text: str, limit: int) -> list[Group]:
    """A few hits of each domain; those whose very number was typed come before all others."""
    asked = Asked(text)
    if not asked.term:
        return []
    groups = [_group(name, finders[name](actor, asked, limit + 1), limit) for name in finders]
    found = [group for group in groups if group.hits]
    return sorted(found, key=lambda group: not any(hit.exact for hit in group.hits))


def _group(sort: str, hits: Sequence[Found], limit: int) -> Group:
    ordered = sorted(hits, key=lambda hit: not hit.exact)
    return Group(sort, ordered[:limit], len(hits) > limit)
