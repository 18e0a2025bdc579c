"""Files of applications: the applicant adds them by the application's own secret, nobody else."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.core.errors import Forbidden
from inventory.intake.registrations import service
from inventory.registry.attachments.parents import Rights


def _write(_actor: Actor, _registration_id: int) -> None:
    raise Forbidden.of("registrations.forbidden")


RIGHTS = Rights(service.get, _write)
