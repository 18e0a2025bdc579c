"""Certificates of a disposal: who sees the device sees them; the officer in charge adds them."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.registry.attachments.parents import Rights
from inventory.registry.disposals import service


def _write(actor: Actor, disposal_id: int) -> None:
    service.require_write(actor, service.get(actor, disposal_id))


RIGHTS = Rights(service.get, _write)
