"""Recording what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from inventory.access import Actor

log = structlog.get_logger()


def record(
    event: str,
    actor: Actor | None,
    *,
    subject: str = "",
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record an event: `event` is a dotted word (login.failed, notice.read), `subject` a table."""
    log.info(
        "audit",
        audit_event=event,
        actor=actor.id if actor else None,
        subject=subject,
        subject_id=subject_id,
        detail=dict(detail or {}),
    )
