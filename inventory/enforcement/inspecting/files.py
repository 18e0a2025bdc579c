"""Photographs and signatures of inspections; they stay with the officials."""

from __future__ import annotations

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.enforcement.inspecting import service
from inventory.registry.attachments.parents import Rights


def _read(actor: Actor, inspection_id: int) -> None:
    service.get(actor, inspection_id)
    if actor.role not in access.OFFICIALS:
        raise not_found("附件", "attachment")


def _write(actor: Actor, inspection_id: int) -> None:
    service.require_office(actor, service.get(actor, inspection_id))


RIGHTS = Rights(_read, _write)
