"""Which imports a user may see, and what can still be done with them."""

from __future__ import annotations

from peewee import ModelSelect

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.errors import Conflict, not_found
from inventory.intake.imports.models import Import, ImportRow

# States of a row before it is written.
OPEN_ROWS = ("pending", "rejected", "skipped")
# An import whose rows can be corrected: refused ones also after the others have gone in.
OPEN = ("staged", "committed")
# States before the commit: the file can be read again, or discarded.
BEFORE = ("staged", "unread")
# What a person can have read again, and what can be given up.
READING, FAILED = "reading", "failed"
READABLE = (*BEFORE, FAILED)
DISCARDABLE = (*READABLE, READING)


def visible(actor: Actor) -> ModelSelect:
    """Imports into regions of the actor; enterprise clerks see their own uploads only."""
    own = Import.actor == actor.id
    inside = access.scope(actor, Import.region, Import.actor)
    condition = own if actor.role is access.Role.ENTERPRISE else inside
    return Import.select().where(condition).order_by(Import.id.desc())


def waiting(actor: Actor) -> ModelSelect:
    """Imports that wait for somebody: to be told how to read them, to have rows mended or written.

    A file that is written waits again once rows of it have been mended since.
    """
    mended = ImportRow.select(ImportRow.import_).where(ImportRow.status == "pending")
    again = (Import.status == "committed") & Import.id.in_(mended)
    return visible(actor).where(Import.status.in_(BEFORE) | again)


def get(actor: Actor, import_id: int) -> Import:
    found = visible(actor).where(Import.id == import_id).get_or_none()
    if found is None:
        raise not_found("导入", "import")
    return found


def rows(actor: Actor, import_id: int, status: str = "") -> ModelSelect:
    """The staged rows of an import, in the order of the file."""
    staged = get(actor, import_id)
    query = ImportRow.select().where(ImportRow.import_ == staged.id).order_by(ImportRow.id)
    return query.where(ImportRow.status == status) if status else query


def resumable(file_sha256: str, region: str) -> Import | None:
    """An import of the same file into the same region that was interrupted."""
    return (
        Import.select()
        .where(
            (Import.file_sha256 == file_sha256)
            & (Import.region == region)
            & Import.status.in_(("staged", "committing"))
        )
        .order_by(Import.id.desc())
        .first()
    )


def reopened(staged: Import) -> bool:
    """Whether rows of a committed import have been corrected since and wait to be written."""
    waiting = ImportRow.select().where(
        (ImportRow.import_ == staged.id) & (ImportRow.status == "pending")
    )
    return staged.status == "committed" and waiting.exists()


def require_staged(staged: Import) -> None:
    """Raise Conflict if any row of the import is in the ledger."""
    if staged.status not in DISCARDABLE:
        raise state_conflict(staged.status)


def require_open(staged: Import) -> None:
    """Raise Conflict where no row can be corrected any more, or not just now."""
    if staged.status not in OPEN:
        raise state_conflict(staged.status)


def require_read(staged: Import) -> None:
    """Raise Conflict for a file of which nobody has said how it is to be read."""
    if staged.question:
        raise state_conflict(staged.status)


def state_conflict(status: str) -> Conflict:
    if status in (READING, FAILED):
        return Conflict.of(f"imports.import_{status}")
    return Conflict.of("imports.import_state_lookup", status=status)
