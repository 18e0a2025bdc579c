"""The chain: every event carries the hash of itself together with the hash before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inventory.core.audit.models import AuditEvent
from inventory.core.database import dump

START = ""  # what stands before the first event
CONTENT = (
    "request_id",
    "actor",
    "actor_name",
    "address",
    "event",
    "subject",
    "subject_id",
    "detail",
)
BATCH = 5_000


@dataclass(frozen=True)
class Verdict:
    """Whether the trail is whole: how many events, the last hash, and the first broken row."""

    events: int
    head: str
    broken: int | None = None
    reason: str = ""
    reason_en: str = ""

    @property
    def whole(self) -> bool:
        return self.broken is None


@dataclass(frozen=True)
class Link:
    """One event as the chain sees it; `content` is all that the hash covers beside `previous`."""

    id: int
    previous: str
    hash: str
    content: dict[str, Any]


def link(item: AuditEvent) -> Link:
    """The link of a stored event."""
    content = {name: getattr(item, name) for name in CONTENT}
    content["at"] = item.at.isoformat(timespec="microseconds")
    return Link(item.id, item.previous, item.hash, content)


def digest(previous: str, content: Mapping[str, Any]) -> str:
    """SHA-256 (64 hex digits) over the hash before and the canonical content."""
    return hashlib.sha256(dump([previous, content]).encode()).hexdigest()


def verify(known_head: str = "") -> Verdict:
    """Walk the trail from its beginning.

    A trail that lost its last events still looks whole. So note the head elsewhere from time to
    time: `known_head` must be one of the hashes.
    """
    return walk(map(link, events()), START, known_head)


def walk(links: Iterable[Link], previous: str, known_head: str = "") -> Verdict:
    """Walk events that must continue `previous` and each other."""
    count, met = 0, known_head in {"", previous}
    for item in links:
        if item.previous != previous:
            return _broken(
                count,
                previous,
                item.id,
                "与上一条不相接（有记录被删除、插入或改动）",
                "does not continue the event before it",
            )
        if item.hash != digest(item.previous, item.content):
            return _broken(
                count,
                previous,
                item.id,
                "内容与摘要不符（被改动）",
                "its content does not match its hash",
            )
        previous, count = item.hash, count + 1
        met = met or previous == known_head
    if not met:
        return Verdict(
            count,
            previous,
            0,
            f"找不到曾记下的摘要 {known_head}：末尾的记录被删除",
            f"the hash {known_head} noted before is missing: the end was cut off",
        )
    return Verdict(count, previous)


def _broken(count: int, head: str, row: int, reason: str, reason_en: str) -> Verdict:
    return Verdict(count, head, row, reason, reason_en)


def events(first: int = 1, last: int | None = None) -> Iterator[AuditEvent]:
    """The events in the order of the chain, a batch at a time; `last` is the last id wanted."""
    after = first - 1
    while True:
        query = AuditEvent.select().where(AuditEvent.id > after)
        if last is not None:
            query = query.where(AuditEvent.id <= last)
        rows = list(query.order_by(AuditEvent.id).limit(BATCH))
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1].id
