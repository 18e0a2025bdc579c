"""Whose a file is: each sort of parent answers by its own service, which applies the one scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.errors import Forbidden
from inventory.core.registries import Registry
from inventory.people.enterprises import service as enterprises
from inventory.registry.attachments.models import Attachment
from inventory.registry.attachments.service import DEVICE, ENTERPRISE, Parent
from inventory.registry.equipment import retrieval


@dataclass(frozen=True)
class Rights:
    """Who may do what with the files of one sort of parent.

    `read` and `write` get the actor and the parent's number, and raise not_found, Forbidden or
    Conflict; `write` is asked after `read`. Without `remove`, files are never taken off again.
    """

    read: Callable[[Actor, int], object]
    write: Callable[[Actor, int], object]
    remove: Callable[[Actor, int], object] | None = None


rights: Registry[Rights] = Registry("parents of attachments")


def readable(actor: Actor, sort: str, parent_id: int) -> Parent:
    """The parent, if `actor` may see it; not_found otherwise."""
    rights[sort].read(actor, parent_id)
    return Parent(sort, parent_id)


def writable(actor: Actor, sort: str, parent_id: int) -> Parent:
    """The parent, if `actor` may put files to it."""
    parent = readable(actor, sort, parent_id)
    rights[sort].write(actor, parent_id)
    return parent


def removable(actor: Actor, attachment: Attachment) -> None:
    """Refuse to take off what is filed. The caller has checked that `actor` may see the file."""
    remove = rights[attachment.parent].remove
    if remove is None:
        raise Forbidden.of("attachments.forbidden")
    remove(actor, attachment.parent_id)


def _write_device(actor: Actor, equipment_id: int) -> None:
    device = retrieval.get(actor, equipment_id)
    access.require_write(actor, device.region, device.kind)


def _write_enterprise(actor: Actor, enterprise_id: int) -> None:
    access.require_region(actor, enterprises.get(actor, enterprise_id).region)


rights.enter(DEVICE, Rights(retrieval.get, _write_device))
rights.enter(ENTERPRISE, Rights(enterprises.get, _write_enterprise))
