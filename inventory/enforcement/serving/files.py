"""Receipts of deliveries, and the party's consent to electronic service."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.enforcement.serving import service
from inventory.registry.attachments.parents import Rights


def _write(actor: Actor, delivery_id: int) -> None:
    service.require_writer(actor, service.get(actor, delivery_id))


RIGHTS = Rights(service.get, _write)
