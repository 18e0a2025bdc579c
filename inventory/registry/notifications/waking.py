"""The job that notifies and sends; it is woken every minute, or earlier by urgent messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from inventory.core import outbound
from inventory.core.settings import Settings
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.service import Progress
from inventory.registry.notifications import delivering, sending, telling

JOB = "notify"


class Wakes(Protocol):
    """The queue of the worker."""

    def send(self, job_id: int) -> None: ...


def params_of(settings: Settings) -> Mapping[str, Any]:
    """What the job must know of the settings."""
    return {"public_url": settings.public_url, "private_targets": settings.private_targets}


def run(params: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Notify of waiting events and send due messages; params: public_url, private_targets."""
    told = telling.tell_all()
    allowed = outbound.networks(params["private_targets"])
    sent = sending.send_due(allowed, params["public_url"], progress)
    return {**asdict(told), **asdict(sent)}


def wake(settings: Settings, queue: Wakes) -> int | None:
    """Enter the job where there is something to do and no other is about to do it."""
    if not (telling.is_waiting() or delivering.is_due()) or jobs.is_waiting(JOB):
        return None
    job = jobs.create(JOB, dict(params_of(settings)))
    queue.send(job.id)
    return int(job.id)
