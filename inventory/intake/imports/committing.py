"""Writing the pending rows of an import into the ledger, a batch at a time.

Each batch is one transaction that writes devices and marks their rows as done; killed at any
point and started again, it ends in the state of an undisturbed run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from peewee import IntegrityError

from inventory.core import access, clock, database
from inventory.core.access import SYSTEM, Actor
from inventory.core.audit import context
from inventory.core.audit import service as audit
from inventory.core.bulk import bulk_update
from inventory.core.database import db
from inventory.core.messages import sentence
from inventory.intake.imports import foreseeing, lookup, meeting, reporting
from inventory.intake.imports.candidates import Candidate, Decision
from inventory.intake.imports.foreseeing import Foresight
from inventory.intake.imports.matching import Matcher
from inventory.intake.imports.models import Import, ImportRow
from inventory.intake.imports.remembering import remember_mapping
from inventory.intake.imports.storing import record_problems
from inventory.judgement.ledger import writing
from inventory.judgement.ledger.foretelling import Foretold
from inventory.judgement.library import current
from inventory.people.enterprises import service as enterprises

# A batch has its fixed costs; memory grows with it.
BATCH = 5_000
# Two imports that meet on the same new device: the loser reads the ledger again and finds it.
ATTEMPTS = 3


def commit(
    import_id: int,
    *,
    suggested: str = "reject",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    horizon: int = 365,
    foresight: Foresight | None = None,
) -> None:
    """Write the pending rows of an import into the ledger; may be called again after a crash.

    Rows that were refused and corrected afterwards go in by another commit. `suggested` decides
    rows that only resemble a device; `progress(done, total)` is told after each batch. Of a
    large import a second process foresees the rows, `foresight` if it was begun before.
    """
    staged = Import.get_by_id(import_id)
    if staged.status not in {"staged", "committing"} and not lookup.reopened(staged):
        return
    committer, request_id, address = _committer(staged)
    with context.acting(request_id, address), current.holding():
        _carry_out(staged, suggested, progress, horizon, foresight)
        with db.atomic():
            remember_mapping(staged)
            Import.update(status="committed", committed_at=clock.now()).where(
                Import.id == import_id
            ).execute()
            _record_commit(staged, committer)


def _committer(staged: Import) -> tuple[Actor, str, str]:
    """Who asked for the commit, in which request, from where; the job runs in its name."""
    asked = staged.committer
    if not asked:
        origin = context.current()
        return SYSTEM, origin.request_id, origin.address
    actor = Actor(asked["id"], asked["name"], access.Role(asked["role"]))
    return actor, asked["request_id"], asked["address"]


def _record_commit(staged: Import, committer: Actor) -> None:
    """One event for the import, not one for each row: the rows are the import's own to tell."""
    detail = {
        "file": staged.file_name,
        "sha256": staged.file_sha256,
        "region": staged.region,
        **reporting.counted(staged.id),
    }
    audit.record(
        "import.committed", committer, subject="import", subject_id=staged.id, detail=detail
    )


def _carry_out(
    staged: Import,
    suggested: str,
    progress: Callable[[int, int], None],
    horizon: int,
    foresight: Foresight | None,
) -> None:
    many = foresight is None and _waiting(staged) >= foreseeing.MANY
    with database.copied_seldom(), foreseeing.helped(many) as own:
        with db.atomic():
            Import.update(status="committing").where(Import.id == staged.id).execute()
            met = meeting.meet(staged, meeting.kept(staged), enterprises.resolve)
        matcher, pending, total = met.matcher, met.pending, met.total
        finished = total - len(pending)
        origin = _origin(staged, horizon)
        for part in foreseeing.parts(pending, matcher, origin, foresight or own):
            for at in range(0, len(part.rows), BATCH):
                batch = part.rows[at : at + BATCH]
                _commit_batch(staged, matcher, batch, suggested, origin, part.foretold)
                finished += len(batch)
                progress(finished, total)
    database.gather_statistics()


def _waiting(staged: Import) -> int:
    """How many rows can still go in."""
    waiting = (ImportRow.import_ == staged.id) & (ImportRow.status == "pending")
    return int(ImportRow.select().where(waiting).count())


def _origin(staged: Import, horizon: int) -> writing.Origin:
    return writing.Origin(
        source=f"import:{staged.id}",
        actor=staged.committer["id"] if staged.committer else staged.actor,
        reason=sentence("imports.reason", file=staged.file_name).zh[:300],
        horizon=horizon,
    )


def _commit_batch(
    staged: Import,
    matcher: Matcher,
    batch: Sequence[Candidate],
    suggested: str,
    origin: writing.Origin,
    foretold: Mapping[int, Foretold],
) -> None:
    for attempt in range(ATTEMPTS):
        try:
            with db.atomic():
                batch = _still_waiting(batch)
                decided = meeting.decided(matcher, batch, suggested, foretold)
                written = _write_batch(staged, decided, origin, foretold)
            # What this import has made is no device of before, which a later row may resemble.
            matcher.claimed.update(written)
            return
        except IntegrityError:
            if attempt + 1 == ATTEMPTS:
                raise


def _still_waiting(batch: Sequence[Candidate]) -> list[Candidate]:
    """The rows of a batch that nobody has written meanwhile, ours until the transaction ends.

    A worker that was taken for dead and comes back stands inside a batch that its successor has
    done, or waits for.
    """
    rows = (
        ImportRow.select(ImportRow.id)
        .where(database.any_of(ImportRow.id, [item.row for item in batch]))
        .where(ImportRow.status == "pending")
        .order_by(ImportRow.id)
    )
    if database.is_postgres():
        rows = rows.for_update()
    waiting = {key for (key,) in rows.tuples()}
    return [item for item in batch if item.row in waiting]


def _change(item: Decision, foretold: Mapping[int, Foretold]) -> writing.Change:
    row = item.candidate
    if item.device is None:
        return writing.Change(
            row.kind,
            item.enterprise or 0,
            row.region,
            item.facts,
            fingerprint=item.fingerprint,
            facts_json=row.text,
            sources_json=row.sources_json or "",
            foretold=foretold.get(row.row),
        )
    return writing.Change(
        row.kind,
        item.enterprise or 0,
        item.device.region,
        item.facts,
        item.device,
        item.fingerprint,
        sources=item.sources,
    )


def _write_batch(
    staged: Import,
    decisions: Sequence[Decision],
    origin: writing.Origin,
    foretold: Mapping[int, Foretold],
) -> Collection[int]:
    writes = [item for item in decisions if item.status in {"created", "updated"}]
    changes = [_change(item, foretold) for item in writes]
    written = dict(
        zip((item.candidate.row for item in writes), writing.write(changes, origin), strict=True)
    )
    bulk_update(
        ImportRow,
        ("status", "equipment"),
        [
            (item.status, written.get(item.candidate.row, item.device_id), item.candidate.row)
            for item in decisions
        ],
    )
    rejected = {item.candidate.row: item.problem for item in decisions if item.problem}
    rows = ImportRow.select().where(ImportRow.id.in_(list(rejected))) if rejected else ()
    record_problems(staged, ((row, rejected[row.id]) for row in rows), of_ledger=True)
    return written.values()
