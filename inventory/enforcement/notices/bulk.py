"""One draft for each owner of many devices: planned and told first, then done in the background.

What is left out is left out for a reason that the plan names, so that nobody wonders afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import AppError, Invalid
from inventory.enforcement.documents.model import Kind, Officer
from inventory.enforcement.notices import service
from inventory.enforcement.notices.planning import Owner, plan
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.schemas import EquipmentFilters
from inventory.people.accounts import sessions, users
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.service import Progress


def request(actor: Actor, filters: listing.Filters, kind: Kind, terms: Terms) -> Job:
    """Draft in the background; the caller wakes the worker with the job.

    Raises Invalid where nothing would be drafted.
    """
    planned = plan(actor, filters, kind)
    if not planned.owners:
        raise Invalid.of("notices.nothing_to_notify_bulk")
    params = {
        "user": actor.id,
        "filters": filters.chosen(),
        "kind": kind,
        "terms": {
            "officers": [asdict(officer) for officer in terms.officers],
            "deadline_on": _iso(terms.deadline_on),
            "inspected_on": _iso(terms.inspected_on),
            "free_text": terms.free_text,
            "receipt": terms.receipt,
            "ground": terms.ground,
        },
    }
    with db.atomic():
        return jobs.create("notices", params, actor.id)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def run(params: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Draft one after the other with the rights that the person has now.

    Beginning again does no harm: who has a draft already is left out of the new plan.
    """
    actor = _actor(params["user"])
    kind: Kind = params["kind"]
    filters = listing.Filters(**EquipmentFilters().load(params["filters"]))
    terms = _terms(params["terms"])
    planned = plan(actor, filters, kind)
    made: list[int] = []
    refused: list[dict[str, Any]] = []
    for done, owner in enumerate(planned.owners, start=1):
        try:
            made.append(_draft(actor, owner, kind, terms))
        except AppError as error:
            refused.append(
                {
                    "enterprise_id": owner.enterprise.id,
                    "enterprise": owner.enterprise.name,
                    "devices": owner.devices,
                    "message": error.message,
                    "message_en": error.message_en,
                }
            )
        progress(done, len(planned.owners))
    return {"notices": made, "refused": refused, "skipped": planned.skipped}


def _actor(user_id: int | None) -> Actor:
    return access.SYSTEM if user_id is None else sessions.actor_for(users.get(user_id))


def _draft(actor: Actor, owner: Owner, kind: Kind, terms: Terms) -> int:
    agency = owner.agency.id if owner.agency else None
    own = replace(terms, equipment_ids=owner.records, agency_id=agency)
    return int(service.draft(actor, owner.enterprise.id, kind, own).id)


def _terms(stored: Mapping[str, Any]) -> Terms:
    days = ("deadline_on", "inspected_on")
    return Terms(
        **{
            **stored,
            "officers": tuple(Officer(**item) for item in stored["officers"]),
            **{key: date.fromisoformat(stored[key]) if stored[key] else None for key in days},
        }
    )
