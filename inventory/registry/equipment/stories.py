"""A device's story: what happened to it, told by every domain that knows a part of it.

Tellers and the sentences of revisions are entered at start-up (app/wiring.py); the sentences stand
in sentences.toml beside their band, in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inventory.core import database
from inventory.core.access import Actor, Role
from inventory.core.messages import Sentence
from inventory.core.registries import Registry
from inventory.people.accounts.models import User
from inventory.registry.equipment.models import Equipment, EquipmentRevision

SYSTEM = "系统"
ELSEWHERE = "其他单位"
NOBODY_EN = {SYSTEM: "System", ELSEWHERE: "another enterprise"}


@dataclass(frozen=True)
class Detail:
    """A field that changed; None where it was, or is, blank."""

    field: str
    heading: str
    heading_en: str
    unit: str | None
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a device; `version` is the revision's, where it is one."""

    at: datetime
    who: str
    what: str
    what_en: str
    details: list[Detail] = field(default_factory=list)
    source: str = ""
    reason: str = ""
    reason_en: str = ""  # where the reason is the program's sentence, not a person's
    request_id: str = ""
    version: int | None = None

    @property
    def who_en(self) -> str:
        """The name, or the English words for who has none."""
        return NOBODY_EN.get(self.who, self.who)


@dataclass(frozen=True)
class Revised:
    """A revision that somebody words: `number` is its source's, `changes` says what changed."""

    actor: Actor
    row: EquipmentRevision
    number: int
    changes: Sentence


Teller = Callable[[Actor, Equipment], Iterable[Entry]]
tellers: Registry[Teller] = Registry("tellers of a device's story")
# By what wrote the revision: import, merge …; what has no sentence of its own is a plain change.
revision_sentences: Registry[Callable[[Revised], Sentence]] = Registry("sentences of revisions")
# By what wrote the revision: the reason in English where the program gave it, blank where a person
# did.
revision_reasons: Registry[Callable[[EquipmentRevision], str]] = Registry(
    "reasons of revisions in English"
)


def entry(at: datetime, who: str, what: Sentence, **more: Any) -> Entry:
    """An entry of a sentence in both languages."""
    return Entry(at, who, what.zh, what.en, **more)


def detail(
    name: str, heading: str, heading_en: str, before: Any, after: Any, unit: str | None = None
) -> Detail:
    """One field before and after."""
    return Detail(
        field=name,
        heading=heading,
        heading_en=heading_en,
        unit=unit,
        before=before,
        after=after,
    )


def people(actor: Actor, ids: Iterable[int | None]) -> dict[int | None, str]:
    """id → name; to an enterprise the people of other enterprises have none."""
    wanted = {key for key in ids if key is not None}
    names: dict[int | None, str] = {}
    for user in User.select().where(database.any_of(User.id, wanted)):
        foreign = user.enterprise_id is not None and user.enterprise_id != actor.enterprise
        names[user.id] = (
            ELSEWHERE if actor.role is Role.ENTERPRISE and foreign else user.display_name
        )
    return names
