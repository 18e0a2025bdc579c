"""The audit trail: the only writer of its table; recording, reading, proving."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from peewee import ModelSelect

from inventory.core import access, clock, database, keys
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit import chain, context, sealing
from inventory.core.audit.models import AuditEvent
from inventory.core.database import db

log = structlog.get_logger()

READERS = frozenset({Role.ADMIN, Role.AUDITOR})
# One writer of the trail at a time; the number only has to be this program's own.
LOCK = 4_870_612
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
).encode


def record(
    event: str,
    actor: Actor | None,
    *,
    subject: str = "",
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Record an event, and give its number.

    `event` is a dotted word (login.failed, notice.read), `subject` a table.
    Inside a transaction the event is rolled back with it.
    So a refusal or a failed login must be recorded outside of the transaction that it ends.
    Record last in a transaction: from here to its end nobody else can record.
    """
    origin = context.current()
    item = AuditEvent(
        at=clock.now(),
        request_id=origin.request_id[:64],
        actor=actor.id if actor else None,
        actor_name=actor.name[:200] if actor else "",
        address=origin.address[:64],
        event=event,
        subject=subject,
        subject_id=subject_id,
        detail=_encode(dict(detail or {})),
    )
    with db.atomic():
        _append(item)
    if origin.request_id:
        # For log collectors; the user of a command need not read it.
        log.info(
            "audit",
            audit_event=event,
            actor=item.actor,
            subject=subject,
            subject_id=subject_id,
            detail=dict(detail or {}),
            hash=item.hash,
        )
    return int(item.id)


def _append(item: AuditEvent) -> None:
    """Take the lock, look at the last event, add the next: no two events share a predecessor."""
    if database.is_postgres():
        # SQLite needs none: its transactions begin IMMEDIATE, there is one writer at a time.
        db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    last = AuditEvent.select(AuditEvent.hash).order_by(AuditEvent.id.desc()).first()
    item.previous = last.hash if last else chain.START
    item.hash = chain.digest(item.previous, chain.link(item).content)
    signature = sealing.sign(item.hash)
    item.key_id, item.mac = signature.key_id, signature.mac
    item.save(force_insert=True)


def seal_trail() -> None:
    """Begin to sign: the first event of a new trail, or one that closes the trail from before."""
    if AuditEvent.select().where(AuditEvent.mac != "").exists():
        return
    last = AuditEvent.select().order_by(AuditEvent.id.desc()).first()
    if last is None:
        keys.sealed_from(1)
        return
    again = [item.event for item in keys.ring().seals]
    made = record("audit.sealed", SYSTEM, detail={"head": last.hash, "before": again})
    keys.sealed_from(made)


@dataclass(frozen=True)
class Filters:
    """What a list of events is narrowed to; blank means no narrowing."""

    event: str = ""  # the word or its beginning: "login" finds login.failed
    actor: int | None = None
    subject: str = ""
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Page:
    items: list[AuditEvent]
    next: int | None


def page(actor: Actor, filters: Filters, after: int | None = None, size: int = 50) -> Page:
    """Events, the newest first; `after` is the former page's `next`."""
    access.require_role(actor, READERS)
    query = _narrowed(filters)
    if after is not None:
        query = query.where(AuditEvent.id < after)
    items = list(query.order_by(AuditEvent.id.desc()).limit(size + 1))
    following = items[size - 1].id if len(items) > size else None
    return Page(items[:size], following)


def _narrowed(filters: Filters) -> ModelSelect:
    query = AuditEvent.select()
    if filters.event:
        begins = (AuditEvent.event >= f"{filters.event}.") & (
            AuditEvent.event < f"{filters.event}/"  # "/" follows "." in ASCII
        )
        query = query.where((AuditEvent.event == filters.event) | begins)
    if filters.actor is not None:
        query = query.where(AuditEvent.actor == filters.actor)
    if filters.subject:
        query = query.where(AuditEvent.subject == filters.subject)
    if filters.subject_id is not None:
        query = query.where(AuditEvent.subject_id == filters.subject_id)
    if filters.since:
        query = query.where(AuditEvent.at >= filters.since)
    if filters.until:
        query = query.where(AuditEvent.at < filters.until)
    return query


def about(actor: Actor, subject: str, ids: list[int]) -> list[Mapping[str, Any]]:
    """Events about some records as plain data, oldest first; nothing for who may not read them."""
    if actor.role not in READERS or not ids:
        return []
    query = AuditEvent.select().where(
        (AuditEvent.subject == subject) & database.any_of(AuditEvent.subject_id, ids)
    )
    return [as_dict(item) for item in query.order_by(AuditEvent.id)]


def as_dict(item: AuditEvent) -> Mapping[str, Any]:
    """An event as plain JSON data."""
    return {
        "id": item.id,
        "at": item.at.isoformat(),
        **{name: getattr(item, name) for name in chain.CONTENT},
        "detail": json.loads(item.detail),
        "previous": item.previous,
        "hash": item.hash,
    }
