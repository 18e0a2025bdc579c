"""The chain: every event carries the hash of itself together with the hash before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from inventory.audit.models import AuditEvent
from inventory.database import dump

START = ""  # what stands before the first event
CONTENT = (
    "request_id", "actor", "actor_name", "address", "event", "subject", "subject_id", "detail",
)  # fmt: skip
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


def digest(item: AuditEvent) -> str:
    """SHA-256 (64 hex digits) over the canonical content and the hash before."""
    content = {name: getattr(item, name) for name in CONTENT}
    content["at"] = item.at.isoformat(timespec="microseconds")
    text = dump([item.previous, content])
    return hashlib.sha256(text.encode()).hexdigest()


def verify(known_head: str = "") -> Verdict:
    """Walk the trail from its beginning.

    A trail cut off at its end is whole in itself. So note the head somewhere else from time to
    time: `known_head` must be one of the hashes.
    """
    previous, count, met = START, 0, not known_head
    for item in _events():
        if item.previous != previous:
            return _broken(count, previous, item.id, "与上一条不相接（有记录被删除、插入或改动）",
                           "does not continue the event before it")  # fmt: skip
        if item.hash != digest(item):
            return _broken(count, previous, item.id, "内容与摘要不符（被改动）",
                           "its content does not match its hash")  # fmt: skip
        previous, count = item.hash, count + 1
        met = met or previous == known_head
    if not met:
        return Verdict(
            count, previous, 0, f"找不到曾记下的摘要 {known_head}：末尾的记录被删除",
            f"the hash {known_head} noted before is missing: the end was cut off",
        )  # fmt: skip
    return Verdict(count, previous)


def _broken(count: int, head: str, row: int, reason: str, reason_en: str) -> Verdict:
    return Verdict(count, head, row, reason, reason_en)


def _events() -> Iterator[AuditEvent]:
    after = 0
    while True:
        rows = list(
            AuditEvent.select().where(AuditEvent.id > after).order_by(AuditEvent.id).limit(BATCH)
        )
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1].id
