"""One line of the log for each request: what was asked, what was answered, how long it took."""

from __future__ import annotations

from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from inventory.core.web.addresses import old_address

log = structlog.get_logger()


def register(app: Flask) -> None:
    """Log each request; what the address asks for (search words) stays out of the log."""

    @app.before_request
    def begin() -> None:
        g.started = perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        seconds = perf_counter() - g.get("started", perf_counter())
        g.seconds = seconds
        actor = g.get("actor")
        told = log.debug if request.path.startswith("/assets/") else log.info
        told(
            "request",
            method=request.method,
            path=old_address() or request.path,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            bytes=response.content_length,
            address=request.remote_addr,
            user=actor.id if actor else None,
        )
        return response
