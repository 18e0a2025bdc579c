"""What-if runs: asked for by a person, thrown away by the same person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import standards
from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.regions import service as regions
from inventory.judgement.library import current, packages
from inventory.judgement.whatif.models import WhatIf
from inventory.registry.equipment import retrieval
from inventory.registry.jobs import service as jobs
from standards.drafting import Change, RuleChange, TableChange, draft

MOST_CHANGES = 50
LISTED = 100


@dataclass(frozen=True)
class Question:
    """What to compare: today's library on `base_as_of`, and the draft on `as_of`."""

    title: str
    base_as_of: date
    as_of: date
    horizon: int
    changes: tuple[dict[str, Any], ...] = ()
    package: int | None = None
    kind: str = ""
    region: str = ""
    unit_costs: dict[str, float] = field(default_factory=dict)


def changes_of(written: tuple[dict[str, Any], ...] | list[dict[str, Any]]) -> list[Change]:
    """The changes as the engine takes them: of a rule, or of a table."""
    return [
        TableChange(item["table"], item.get("where") or {}, item["column"], item["value"])
        if item.get("table")
        else RuleChange(item["rule"], item["key"], item["value"])
        for item in written
    ]


def drafted(
    written: tuple[dict[str, Any], ...] | list[dict[str, Any]], package: int | None = None
) -> standards.Library:
    """Today's library with the draft of a package and these changes; a wrong one is refused with
    its key.
    """
    if len(written) > MOST_CHANGES:
        raise Invalid.of("whatif.too_many_changes", most_changes=MOST_CHANGES)
    library = current.load() if package is None else packages.tried(package)
    try:
        return draft(library, changes_of(written))
    except standards.LibraryError as error:
        raise Invalid.of(
            "whatif.bad_draft_service",
            message=error.message,
            message_en=error.message_en,
            details=[{"field": error.key, "value": "", "message": error.message}],
        ) from error


def request(actor: Actor, question: Question) -> WhatIf:
    """Ask; the caller wakes the worker with its job afterwards."""
    if question.kind:
        retrieval.kind_of(question.kind)
    if question.region:
        regions.get(question.region)
    for kind in question.unit_costs:
        retrieval.kind_of(kind)
    changed = drafted(question.changes, question.package)
    with db.atomic():
        what_if = WhatIf.create(
            owner=actor.id,
            scope=access.snapshot(actor),
            title=question.title,
            kind=question.kind,
            region=question.region,
            base_as_of=question.base_as_of,
            as_of=question.as_of,
            horizon=question.horizon,
            changes=list(question.changes),
            package=question.package,
            unit_costs=question.unit_costs,
            base_library=current.load().version,
            draft_library=changed.version,
            created_at=clock.now(),
        )
        what_if.job = jobs.create("whatif", {"what_if": what_if.id}, actor.id)
        what_if.save()
        audit.record(
            "whatif.requested",
            actor,
            subject="whatif",
            subject_id=what_if.id,
            detail={
                "title": question.title,
                "changes": list(question.changes),
                "package": question.package,
                "as_of": question.as_of.isoformat(),
            },
        )
    return what_if


def get(actor: Actor, what_if_id: int) -> WhatIf:
    """A what-if of the actor; no other user sees it."""
    found = WhatIf.get_or_none((WhatIf.id == what_if_id) & (WhatIf.owner == actor.id))
    if found is None or actor.id is None:
        raise not_found("试算", "what-if")
    return found


def listed(actor: Actor) -> list[WhatIf]:
    """One's own, the newest first."""
    query = WhatIf.select().where(WhatIf.owner == actor.id).order_by(WhatIf.id.desc())
    return list(query.limit(LISTED))


def delete(actor: Actor, what_if_id: int) -> None:
    """Throw away a what-if of one's own that is not being computed."""
    what_if = get(actor, what_if_id)
    if what_if.job is not None and what_if.job.status == "running":
        raise Conflict.of("whatif.running")
    with db.atomic():
        WhatIf.delete().where(WhatIf.id == what_if.id).execute()
        audit.record("whatif.deleted", actor, subject="whatif", subject_id=what_if_id, detail={})
