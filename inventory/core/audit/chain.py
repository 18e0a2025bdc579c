"""The chain: every event carries the hash of itself together with the hash before it, signed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory.core.audit import guards, sealing
from inventory.core.audit.models import AuditEvent
from inventory.core.audit.sealing import Signature
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
    """Whether the trail is whole: how many events, the last hash, and the first broken row.

    `signed` of the events bear a signature that was found right; `unproved` is the first one
    whose key is not at hand, 0 for none. `guards` names triggers of the database that no longer
    stand as they were made.
    """

    events: int
    head: str
    broken: int | None = None
    reason: str = ""
    reason_en: str = ""
    signed: int = 0
    unproved: int = 0
    guards: Sequence[str] = ()

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
    signature: Signature | None = None


def link(item: AuditEvent) -> Link:
    """The link of a stored event."""
    content = {name: getattr(item, name) for name in CONTENT}
    content["at"] = item.at.isoformat(timespec="microseconds")
    signature = Signature(item.key_id, item.mac) if item.mac else None
    return Link(item.id, item.previous, item.hash, content, signature)


def digest(previous: str, content: Mapping[str, Any]) -> str:
    """SHA-256 (64 hex digits) over the hash before and the canonical content."""
    return hashlib.sha256(dump([previous, content]).encode()).hexdigest()


# What is wrong with a link, in both languages.
APART = ("与上一条不相接（有记录被删除、插入或改动）", "does not continue the event before it")
CHANGED = ("内容与摘要不符（被改动）", "its content does not match its hash")
UNSIGNED = ("没有签名，其前后却有（被改写）", "it is not signed, as all are from some event on")
FORGED = ("签名不符：不是本系统写的", "its signature is wrong: it was not written by this service")
UNPROVED = (
    "签名所用的密钥不在密钥文件中，不能证明",
    "its key is not in the file of keys",
)
CUT = ("签名的记录全部被删除", "every signed event has been deleted")


def verify(known_heads: Collection[str] = ()) -> Verdict:
    """Walk the trail from its beginning, with its signatures and the triggers that guard it.

    A trail that lost its last events still looks whole: every one of `known_heads`, noted
    elsewhere, must be among its hashes.
    """
    begins = sealing.begins()
    found = walk(map(link, events()), START, known_heads, begins)
    if found.whole and found.unproved:
        found = _broken(found, found.unproved, UNPROVED)
    if found.whole and begins is not None and begins > 1 and not found.signed:
        found = _broken(found, begins, CUT)
    return replace(found, guards=guards.missing())


def walk(
    links: Iterable[Link],
    previous: str,
    known_heads: Collection[str] = (),
    signed_from: int | None = None,
) -> Verdict:
    """Walk events that must continue `previous` and each other, signed from `signed_from` on."""
    head, wanted = previous, set(known_heads) - {"", previous}
    count = signed = unproved = 0
    for item in links:
        right = sealing.is_right(item.signature, item.hash) if item.signature else None
        wrong = _wrong(item, head, signed_from, right)
        if wrong:
            return _broken(Verdict(count, head, signed=signed), item.id, wrong)
        if item.signature and right is None:
            unproved = unproved or item.id
        head, count, signed = item.hash, count + 1, signed + (right is True)
        wanted.discard(head)
    found = Verdict(count, head, signed=signed, unproved=unproved)
    return _broken(found, 0, _lost(min(wanted))) if wanted else found


def _wrong(
    item: Link, previous: str, signed_from: int | None, right: bool | None
) -> tuple[str, str] | None:
    if item.previous != previous:
        return APART
    if item.hash != digest(item.previous, item.content):
        return CHANGED
    if item.signature is None and signed_from is not None and item.id >= signed_from:
        return UNSIGNED
    return FORGED if right is False else None


def _lost(head: str) -> tuple[str, str]:
    return (
        f"找不到曾记下的摘要 {head}：末尾的记录被删除",
        f"the hash {head} noted before is missing: the end was cut off",
    )


def _broken(found: Verdict, row: int, reason: tuple[str, str]) -> Verdict:
    return replace(found, broken=row, reason=reason[0], reason_en=reason[1])


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
