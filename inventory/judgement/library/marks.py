"""Marks as checked: who compared a table with the official text, on which page, when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db, is_open
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.judgement.library import current
from inventory.judgement.library.models import LibraryMark
from inventory.judgement.library.results import Mark
from inventory.registry.jobs import service as jobs
from standards import Library, Table
from standards.overlaying import content_of


def standing() -> dict[str, LibraryMark]:
    """The last mark of each table that nobody has revoked; none where no ledger is open."""
    if not is_open():
        return {}
    marks = LibraryMark.select().where(LibraryMark.revoked_at.is_null()).order_by(LibraryMark.id)
    return {mark.table: mark for mark in marks}


def valid(mark: LibraryMark | None, table: Table) -> bool:
    """Whether a mark is about the table as it is now."""
    return mark is not None and mark.content == content_of(table)


def described(mark: LibraryMark, table: Table | None) -> Mark:
    """A mark as the API tells it; `valid` is false where the table has changed since."""
    return Mark(
        id=mark.id,
        page=mark.page,
        checked_on=mark.checked_on,
        remark=mark.remark,
        name=mark.actor_name,
        created_at=mark.created_at,
        valid=mark.revoked_at is None and table is not None and valid(mark, table),
        revoked_at=mark.revoked_at,
        revoked_name=mark.revoked_name,
        revoked_reason=mark.revoked_reason,
    )


def of_table(table: Table) -> list[Mark]:
    """Every mark of a table, the newest first."""
    if not is_open():
        return []
    query = LibraryMark.select().where(LibraryMark.table == table.id)
    return [described(mark, table) for mark in query.order_by(LibraryMark.id.desc())]


def checked_on(library: Library, number: str, marks: Mapping[str, LibraryMark]) -> date | None:
    """The day on which the last of a document's tables was checked; None unless all of them are."""
    tables = [table for table in library.tables.values() if table.document == number]
    if not tables or not all(valid(marks.get(table.id), table) for table in tables):
        return None
    return max(marks[table.id].checked_on for table in tables)


def add(
    actor: Actor, table_id: str, page: str, on: date, remark: str, horizon: int
) -> tuple[LibraryMark, int]:
    """Say that a table agrees with the official text: the mark, and the job that judges again."""
    if on > clock.today():
        raise Invalid.of(
            "library.future",
            details=[{"field": "checked_on", "value": on.isoformat(), "message": "晚于今天"}],
        )
    table = current.load().tables.get(table_id)
    if table is None:
        raise not_found("表", "table")
    with db.atomic():
        current.lock()
        if valid(standing().get(table_id), table):
            raise Conflict.of("library.already_checked")
        mark = LibraryMark.create(
            table=table_id,
            content=content_of(table),
            page=page,
            checked_on=on,
            remark=remark,
            actor=actor.id,
            actor_name=actor.name,
            created_at=clock.now(),
        )
        return mark, _changed(actor, mark, "library.table.checked", horizon)


def revoke(actor: Actor, mark_id: int, reason: str, horizon: int) -> tuple[LibraryMark, int]:
    """Revoke a mark; the table has its own certainty again."""
    with db.atomic():
        current.lock()
        mark = LibraryMark.get_or_none(LibraryMark.id == mark_id)
        if mark is None:
            raise not_found("核对记录", "mark")
        if mark.revoked_at is not None:
            raise Conflict.of("library.already_revoked")
        mark.revoked_by, mark.revoked_name = actor.id, actor.name
        mark.revoked_at, mark.revoked_reason = clock.now(), reason
        mark.save()
        return mark, _changed(actor, mark, "library.table.check_revoked", horizon)


def _changed(actor: Actor, mark: LibraryMark, event: str, horizon: int) -> int:
    current.changed()
    job = jobs.create("rejudge", {"as_of": None, "horizon": horizon}, actor.id)
    audit.record(
        event,
        actor,
        subject="library_mark",
        subject_id=mark.id,
        detail={
            "table": mark.table,
            "page": mark.page,
            "checked_on": mark.checked_on.isoformat(),
            "remark": mark.remark,
            "reason": mark.revoked_reason,
        },
    )
    return int(job.id)
