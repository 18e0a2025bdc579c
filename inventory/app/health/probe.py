"""Whether the service lives: for load balancers and administrators."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, current_app, g

from inventory import __version__
from inventory.app import processes
from inventory.core import migrating
from inventory.core.web import security
from inventory.core.web.api import public
from inventory.judgement.assessments import service as assessments
from inventory.judgement.library import current


def register(app: Flask) -> None:
    """Mount /health and the start page."""

    @app.get("/health")
    @public
    def health() -> Mapping[str, str | None]:
        """Whether this process answers; `degraded` where the worker or the scheduler is dead."""
        dead = [item.role for item in processes.standings() if item.state == processes.DEAD]
        status = {"status": "degraded" if dead else "ok"}
        if not _may_know():
            return status
        run = assessments.last_run()
        return {
            **status,
            "version": __version__,
            "library": current.load().version,
            "last_run": run.finished_at.isoformat() if run else None,
        }

    @app.get("/health/ready")
    @public
    def ready() -> tuple[Mapping[str, str], int]:
        """The readiness of each process; 503 unless all are, for whoever sends work here."""
        waiting = migrating.migration_state().waiting
        states = {item.role: item.state for item in processes.standings()}
        found = {"web": processes.DEAD if waiting else processes.READY, **states}
        ready = set(found.values()) == {processes.READY}
        shown = found if _may_know() else {"status": "ready" if ready else "not_ready"}
        return shown, 200 if ready else 503


def _may_know() -> bool:
    """Strangers learn whether the service lives, and not what it is."""
    open_to_all = current_app.config["HUANXIN"].open_docs
    return open_to_all or g.get("actor") is not None or security.is_monitor()
