"""Photographs and signatures of inspections; they stay with the officials."""

from __future__ import annotations

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.errors import Conflict, not_found
from inventory.enforcement.inspecting import service
from inventory.enforcement.inspecting.models import InspectionLine
from inventory.registry.attachments.parents import Rights


def _read(actor: Actor, inspection_id: int) -> None:
    service.get(actor, inspection_id)
    if actor.role not in access.OFFICIALS:
        raise not_found("附件", "attachment")


def _write(actor: Actor, inspection_id: int) -> None:
    service.require_office(actor, service.get(actor, inspection_id))


RIGHTS = Rights(_read, _write)


def _visit_of(line_id: int) -> int:
    line = InspectionLine.get_or_none(InspectionLine.id == line_id)
    return int(line.inspection_id) if line else 0


def _read_line(actor: Actor, line_id: int) -> None:
    _read(actor, _visit_of(line_id))


def _write_line(actor: Actor, line_id: int) -> None:
    """A line that is recorded is part of a paper: later photographs go to the visit."""
    found = service.get(actor, _visit_of(line_id))
    service.require_office(actor, found)
    if found.state != "planned":
        raise Conflict.of("inspecting.recorded", who=found.actor_name)


LINES = Rights(_read_line, _write_line)
