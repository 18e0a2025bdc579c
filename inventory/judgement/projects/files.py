"""Documents of a project: who may change the project adds them."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.core.errors import Conflict
from inventory.judgement.projects import changing
from inventory.registry.attachments.parents import Rights


def _write(actor: Actor, project_id: int) -> None:
    project = changing.get(actor, project_id)
    changing.require_write(actor, project)
    if project.state == "withdrawn":
        raise Conflict.of("projects.withdrawn")


RIGHTS = Rights(changing.get, _write)
