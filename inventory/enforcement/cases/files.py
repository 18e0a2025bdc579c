"""Files of a case itself: evidence that the office keeps in it."""

from __future__ import annotations

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.enforcement.cases import reading
from inventory.registry.attachments.parents import Rights


def _read(actor: Actor, case_id: int) -> None:
    reading.get(actor, case_id)
    if actor.role not in access.OFFICIALS:
        # What the office collects is not served on the enterprise by showing it.
        raise not_found("附件", "attachment")


def _write(actor: Actor, case_id: int) -> None:
    case = reading.get(actor, case_id)
    kinds = reading.kinds_of([case.id]).get(case.id, set())
    access.require_kinds(actor, case.enterprise.region, kinds)


RIGHTS = Rights(_read, _write)
