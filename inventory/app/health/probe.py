"""Whether the service lives: for load balancers and administrators."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from inventory import __version__
from inventory.core.web.api import public
from inventory.judgement.assessments import service as assessments
from inventory.judgement.library import current


def register(app: Flask) -> None:
    """Mount /health and the start page."""

    @app.get("/health")
    @public
    def health() -> Mapping[str, str | None]:
        run = assessments.last_run()
        return {
            "status": "ok",
            "version": __version__,
            "library": current.load().version,
            "last_run": run.finished_at.isoformat() if run else None,
        }
