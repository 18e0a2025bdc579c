"""Imports: file → staged rows → corrections → preview → commit. With its neighbours the only
writer of the import tables.
"""

from __future__ import annotations

from collections.abc import Callable

from inventory.core import access, database
from inventory.core.access import Actor
from inventory.core.audit import context
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.files import FileStore
from inventory.intake.imports import divisions, previewing, recalling, undoing
from inventory.intake.imports.lookup import (
    BEFORE,
    get,
    reopened,
    require_open,
    require_staged,
    state_conflict,
)
from inventory.intake.imports.models import Import, ImportRow
from inventory.intake.imports.results import Report, UndoPreview
from inventory.intake.imports.staging import Remap, restage
from inventory.registry.jobs.models import Job

SUGGESTED = ("reject", "update", "create")


def discard(actor: Actor, import_id: int) -> None:
    """Give up a staged import; its rows stay readable."""
    staged = get(actor, import_id)
    require_staged(staged)
    Import.update(status="discarded").where(Import.id == staged.id).execute()


def begin(actor: Actor, import_id: int, create_job: Callable[[], Job]) -> Job:
    """Hand an import over to a job; a second click gets the same job again.

    Of a committed import it writes the rows that were corrected since.
    """
    with db.atomic():
        staged = get(actor, import_id)
        written = staged.status == "committing" or (
            staged.status == "committed" and not reopened(staged)
        )
        if written and staged.job_id is not None:
            return staged.job
        require_open(staged)
        _require_kinds(actor, staged)
        divisions.require_answered(actor, staged)
        job = create_job()
        origin = context.current()
        committer = {
            "id": actor.id,
            "name": actor.name,
            "role": actor.role.value,
            "request_id": origin.request_id,
            "address": origin.address,
        }
        changed = (
            Import.update(job=job, status="committing", committer=committer)
            .where((Import.id == staged.id) & (Import.status == staged.status))
            .execute()
        )
        if not changed:
            raise state_conflict(staged.status)
    return job


def _require_kinds(actor: Actor, staged: Import) -> None:
    kinds = ImportRow.select(ImportRow.kind).where(
        (ImportRow.import_ == staged) & (ImportRow.status == "pending")
    )
    for (kind,) in kinds.distinct().tuples():
        access.require_kind(actor, kind)


def remap(actor: Actor, import_id: int, said: Remap, store: FileStore) -> Import:
    """Read the file of an uncommitted import again, as a person says.

    Choices made for single rows are lost, corrected cells stay corrected. Raises
    reading.FileProblem, and then nothing changes.
    """
    staged = get(actor, import_id)
    access.require_region(actor, staged.region)
    if said.others == "all":
        divisions.require_all(actor, staged)
    with db.atomic():
        # Locks the import: a commit that starts now waits, or has already won.
        still = (
            Import.update(version=Import.version + 1)
            .where((Import.id == staged.id) & Import.status.in_(BEFORE))
            .execute()
        )
        if not still:
            raise state_conflict(staged.status)
        restage(staged, said, store.path(staged.file_sha256))
        _require_kinds(actor, staged)
        detail = {key: value for key, value in vars(said).items() if value is not None}
        audit.record(
            "import.remapped", actor, subject="import", subject_id=staged.id, detail=detail
        )
    return get(actor, import_id)


def as_new(actor: Actor, import_id: int, store: FileStore) -> Import:
    """Undo what was taken over from the last import of the same file, and read it as it stands.

    What was corrected since stays; choices made for single rows are lost.
    """
    staged = get(actor, import_id)
    access.require_region(actor, staged.region)
    with db.atomic():
        still = (
            Import.update(version=Import.version + 1, recalled=None)
            .where((Import.id == staged.id) & Import.status.in_(BEFORE))
            .execute()
        )
        if not still:
            raise state_conflict(staged.status)
        recalling.forget_cells(staged)
        restage(staged, Remap(), store.path(staged.file_sha256))
        _require_kinds(actor, staged)
        detail = {"recalled": staged.recalled}
        audit.record(
            "import.recalled.undone", actor, subject="import", subject_id=staged.id, detail=detail
        )
    return get(actor, import_id)


def undo_preview(actor: Actor, import_id: int) -> UndoPreview:
    """What the undo of an import would do, and what prevents it."""
    return undoing.look(get(actor, import_id))


def begin_undo(actor: Actor, import_id: int, reason: str, horizon: int) -> Job:
    """Take a committed import back in the background; see `undoing`."""
    staged = get(actor, import_id)
    access.require_region(actor, staged.region)
    return undoing.begin(actor, staged, reason, horizon)


def undo(actor: Actor, import_id: int, reason: str = "", horizon: int = 365) -> Import:
    """Take a committed import back as a whole; see `undoing`."""
    staged = get(actor, import_id)
    access.require_region(actor, staged.region)
    undoing.undo(actor, staged, reason, horizon)
    return get(actor, import_id)


def preview(actor: Actor, import_id: int, suggested: str = "reject") -> Report:
    """What a commit would do: decided as there, told from memory, nothing written."""
    with database.looking():
        staged = get(actor, import_id)
        require_open(staged)
        return previewing.preview(staged, suggested)
