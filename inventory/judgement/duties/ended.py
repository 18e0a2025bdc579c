"""When a task of a plan or a figure that somebody was asked for is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory.core import database
from inventory.core.audit.models import AuditEvent
from inventory.judgement.duties import machine
from inventory.judgement.duties.models import Duty, FigureRequest
from inventory.registry.notifications.done import Done


def finished(ids: Sequence[int]) -> Mapping[int, Done]:
    """Tasks of `ids` that are done; one that was taken up again waits again."""
    rows = Duty.select(Duty.id, Duty.done_at, Duty.done_name).where(
        database.any_of(Duty.id, ids) & (Duty.state == machine.DONE) & Duty.done_at.is_null(False)
    )
    return {key: Done(at, name) for key, at, name in rows.tuples()}


def told(ids: Sequence[int]) -> Mapping[int, Done]:
    """Figures of `ids` that are told or asked for no more; one that was sent back waits again."""
    waiting = FigureRequest.select(FigureRequest.id).where(
        database.any_of(FigureRequest.id, ids) & (FigureRequest.state == machine.ASKED)
    )
    # A request that is cancelled says so in the trail alone.
    events = AuditEvent.select(AuditEvent.subject_id, AuditEvent.at, AuditEvent.actor_name).where(
        (AuditEvent.subject == "figure_request")
        & database.any_of(AuditEvent.subject_id, ids)
        & AuditEvent.event.in_(("figure.answer", "figure.cancel"))
        & AuditEvent.subject_id.not_in(waiting)
    )
    # The last of several counts.
    return {key: Done(at, name) for key, at, name in events.order_by(AuditEvent.id).tuples()}
