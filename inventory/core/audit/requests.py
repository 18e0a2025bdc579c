"""Every HTTP request gets an id, and what was refused is recorded."""

from __future__ import annotations

import re
import uuid

import structlog
from flask import Flask, Response, g, request

from inventory.core.audit import context, service

# An id given by a proxy in front is kept, so that its log and ours tell of the same request.
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
HEADER = "X-Request-Id"


def register(app: Flask) -> None:
    """Give each request its id (also in the log and the answer's header); record each 403."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "")
        request_id = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        g.origin_token = context.begin(context.Origin(request_id, request.remote_addr or ""))
        structlog.contextvars.bind_contextvars(request_id=request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers[HEADER] = context.current().request_id
        if response.status_code == 403:
            detail = {"method": request.method, "path": request.path}
            service.record("access.refused", g.get("actor"), detail=detail)
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("request_id")
        token = g.pop("origin_token", None)
        if token is not None:
            context.end(token)
