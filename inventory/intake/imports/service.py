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
from inventory.core.errors import Conflict
from inventory.core.files import FileStore
from inventory.intake.imports import divisions, postponed, previewing, recalling, undoing
from inventory.intake.imports.lookup import (
    DISCARDABLE,
    READABLE,
    get,
    reopened,
    require_open,
    require_staged,
    state_conflict,
)
from inventory.intake.imports.models import Import, ImportRow
from inventory.intake.imports.results import Report, UndoPreview
from inventory.intake.imports.staging import Remap, again, placed, restage
from inventory.registry.jobs.models import Job

SUGGESTED = ("reject", "update", "create")


# How often a file is read again because others work on it at the same time.
ATTEMPTS = 5


def discard(actor: Actor, import_id: int) -> None:
    """Give up an import of which nothing is in the ledger; its rows stay readable.

    One that is being read just now is read no further.
    """
    staged = get(actor, import_id)
    access.require_region(actor, staged.region)
    _require_kinds(actor, staged)
    require_staged(staged)
    with db.atomic():
        given_up = Import.update(status="discarded", version=Import.version + 1).where(
            (Import.id == staged.id) & Import.status.in_(DISCARDABLE)
        )
        if not given_up.execute():
            raise state_conflict(get(actor, import_id).status)
        detail = {"file": staged.file_name, "region": staged.region, "was": staged.status}
        audit.record(
            "import.discarded", actor, subject="import", subject_id=staged.id, detail=detail
        )


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
        postponed.require_none(staged)
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
            .where(
                (Import.id == staged.id)
                & (Import.status == staged.status)
                & (Import.version == staged.version)
            )
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
    return read_again(actor, import_id, said, store)


def as_new(actor: Actor, import_id: int, store: FileStore) -> Import:
    """Undo what was taken over from the last import of the same file, and read it as it stands.

    What was corrected since stays; choices made for single rows are lost.
    """
    return read_again(actor, import_id, Remap(), store, as_new=True)


def read_again(
    actor: Actor, import_id: int, said: Remap, store: FileStore, *, as_new: bool = False
) -> Import:
    """Read before the transaction, which holds the only writer, and keep within it; see `remap`
    and `as_new`."""
    for _attempt in range(ATTEMPTS):
        staged = readable(actor, import_id, said)
        since = recalling.last_taken(staged) if as_new else 0
        found = again(staged, said, store.path(staged.file_sha256), since)
        places = placed(actor, staged, said, found)
        with db.atomic():
            # Locks the import: a commit that starts now waits, or has already won.
            if not _claim(staged):
                continue
            if as_new:
                recalling.forget_cells(staged)
                Import.update(recalled=None).where(Import.id == staged.id).execute()
            restage(staged, found, places)
            note_again(actor, staged, said, as_new=as_new)
        return get(actor, import_id)
    raise Conflict.of("imports.import_busy")


def readable(actor: Actor, import_id: int, said: Remap) -> Import:
    """An import whose file this actor may have read again as he says."""
    staged = get(actor, import_id)
    access.require_region(actor, staged.region)
    if staged.status not in READABLE:
        raise state_conflict(staged.status)
    postponed.require_none(staged)
    if said.others == "all":
        divisions.require_all(actor, staged)
    return staged


def _claim(staged: Import) -> bool:
    """Whether nobody has changed the import since it was looked at; locks it until the end."""
    same = (Import.version == staged.version) & (Import.status == staged.status)
    counted = Import.update(version=Import.version + 1)
    return bool(counted.where((Import.id == staged.id) & same).execute())


def note_again(actor: Actor, staged: Import, said: Remap, *, as_new: bool) -> None:
    """Record that a file was read again, and as who said it."""
    if as_new:
        event, detail = "import.recalled.undone", {"recalled": staged.recalled}
    else:
        event = "import.remapped"
        detail = {key: value for key, value in vars(said).items() if value is not None}
    audit.record(event, actor, subject="import", subject_id=staged.id, detail=detail)


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
        postponed.require_none(staged)
        return previewing.preview(staged, suggested)
