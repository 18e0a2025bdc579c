"""What people can be told of: each band's notifications.toml, with its wording in both languages.

The files are read as data, so that an event stands beside the band in which it happens and no
band is imported from below. `version` counts changes of the wording; what was told keeps its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from inventory.core.access import Role
from inventory.core.messages import BANDS, Sentence

# Whom an event is for: those it names; the officer of township and kind, where it names nobody;
# the enterprise's clerks; leaders of the region; reviewers and signers there; administrators.
NAMED, OFFICER, CLERK, LEADER, ADMIN = "named", "officer", "clerk", "leader", "admin"
REVIEWER, SIGNER = "reviewer", "signer"
AUDIENCES = frozenset({NAMED, OFFICER, CLERK, LEADER, REVIEWER, SIGNER, ADMIN})
AT_ONCE, DAILY, WEEKLY, NEVER = "at_once", "daily", "weekly", "never"
WHENS = (AT_ONCE, DAILY, WEEKLY, NEVER)
ROLES = {
    NAMED: frozenset(Role),
    OFFICER: frozenset({Role.INSPECTOR, Role.ADMIN}),
    CLERK: frozenset({Role.ENTERPRISE}),
    LEADER: frozenset({Role.LEADER}),
    REVIEWER: frozenset({Role.ADMIN, Role.INSPECTOR, Role.LEADER}),
    SIGNER: frozenset({Role.ADMIN, Role.INSPECTOR, Role.LEADER}),
    ADMIN: frozenset({Role.ADMIN}),
}
# What happened through somebody is no news to them: the number of that person among the params.
BY = "by"
# So many of the things that are told together are named; the rest is counted.
NAMED_ITEMS = 8
MORE = Sentence("另有 {count} 项", "and {count} more")


@dataclass(frozen=True)
class Event:
    """One sort of news. `page` is where it opens, `pages` (if any) where several do."""

    name: str
    version: int
    label: Sentence
    audience: frozenset[str]
    when: str
    page: str
    pages: str
    title: Sentence
    one: str  # the English title of a single thing; blank: the same
    line: Sentence
    params: Mapping[str, Any]  # examples, for the test message and the tests

    @property
    def template(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def roles(self) -> frozenset[Role]:
        """Who has the right to receive the event."""
        return frozenset[Role]().union(*(ROLES[word] for word in self.audience))


@dataclass(frozen=True)
class Wording:
    """A message in one language."""

    title: str
    body: str


@dataclass(frozen=True)
class Item:
    """One event of a message."""

    params: Mapping[str, Any]
    count: int = 1
    subject_id: int | None = None


@cache
def events() -> Mapping[str, Event]:
    """Every event by its name. Raises KeyError, TypeError or ValueError for a faulty entry."""
    found: dict[str, Event] = {}
    for path in sorted(BANDS.glob("*/notifications.toml")):
        for name, entry in tomllib.loads(path.read_text("utf-8")).items():
            if name in found:
                raise ValueError(f"{path}: {name} stands in another band too")
            found[name] = _event(name, entry)
    return found


def _event(name: str, entry: dict[str, Any]) -> Event:
    event = Event(
        name=name,
        version=entry.pop("version"),
        label=Sentence(**entry.pop("label")),
        audience=frozenset(entry.pop("audience")),
        when=entry.pop("when"),
        page=entry.pop("page", ""),
        pages=entry.pop("pages", ""),
        title=Sentence(**entry.pop("title")),
        one=entry.pop("one", ""),
        line=Sentence(**entry.pop("line")),
        params=entry.pop("example"),
    )
    if entry or event.when not in WHENS or not event.audience <= AUDIENCES:
        raise ValueError(f"notifications.toml: {name}: {', '.join(entry) or 'when or audience'}")
    return event


def worded(event: Event, items: Sequence[Item], language: str) -> Wording:
    """The text about some events, in one language."""
    total = sum(item.count for item in items)
    lines = [
        _filled(event.line, item.params, language, count=item.count) for item in items[:NAMED_ITEMS]
    ]
    rest = total - sum(item.count for item in items[:NAMED_ITEMS])
    if rest > 0:
        lines.append(_filled(MORE, {}, language, count=rest))
    title = replace(event.title, en=event.one) if event.one and total == 1 else event.title
    first = items[0].params
    return Wording(_filled(title, first, language, count=total)[:200], "\n".join(lines))


def _filled(text: Sentence, params: Mapping[str, Any], language: str, count: int) -> str:
    """A text with its {names} filled in; a value in two languages is used in the right one."""
    said = {
        name: value.get(language, value.get("zh")) if isinstance(value, dict) else value
        for name, value in params.items()
    }
    template = text.zh if language == "zh" else text.en
    return template.format_map({"count": count, **said})


def link(event: Event, items: Sequence[Item]) -> str:
    """The page on which it opens: of the one thing, or of all."""
    if len(items) == 1 and "{id}" in event.page:
        key = items[0].subject_id
        return event.page.replace("{id}", str(key)) if key is not None else event.pages
    return event.pages or ("" if "{id}" in event.page else event.page)
