"""Files of reported figures: officials of the plan's region add them while the figure stands."""

from __future__ import annotations

from inventory.core import access
from inventory.core.access import Actor
from inventory.judgement.plans import reporting
from inventory.registry.attachments.parents import Rights


def _write(actor: Actor, progress_id: int) -> None:
    report = reporting.progress(actor, progress_id)
    access.require_region(actor, report.region)
    reporting.require_standing(report)


RIGHTS = Rights(reporting.progress, _write)
