"""Sums over many devices: in the background, with the rights of the user who asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from inventory.core import clock
from inventory.core.access import Actor, actor_of, snapshot
from inventory.judgement.potential import service
from inventory.judgement.potential.reading import Section
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.service import Progress


def request(actor: Actor, part: Section) -> Job:
    """A job that sums a part of the ledger; its result is what `service.summed` gives."""
    params = {
        "scope": snapshot(actor),
        "kind": part.kind,
        "region": part.region,
        "enterprise": part.enterprise,
        "as_of": clock.today().isoformat(),
    }
    return jobs.create("potential", params, actor.id)


def run(params: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Sum, as JSON for the job's row; safe to repeat."""
    part = Section(params["kind"], params["region"], params["enterprise"])
    as_of = date.fromisoformat(params["as_of"])
    result = service.summed(actor_of(params["scope"]), part, as_of, progress)
    return {**asdict(result), "as_of": as_of.isoformat()}
