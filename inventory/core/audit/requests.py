"""Every HTTP request gets an id, and what was refused is recorded."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

import structlog
from flask import Flask, Response, g, request
from peewee import PeeweeException

from inventory.core import clock
from inventory.core.audit import context, service
from inventory.core.audit.refusals import Kind, Refusals

# An id given by a proxy in front is kept, so that its log and ours tell of the same request.
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
HEADER = "X-Request-Id"
log = structlog.get_logger()


def register(app: Flask) -> None:
    """Give each request its id (also in the log and the answer's header); record the 403s."""
    counted = Refusals()

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
            _record(counted)
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("request_id")
        token = g.pop("origin_token", None)
        if token is not None:
            context.end(token)


def _record(counted: Refusals) -> None:
    """The first refusal of a kind at once, the others together when their time is over."""
    actor, address = g.get("actor"), request.remote_addr or ""
    route = request.url_rule.rule if request.url_rule else "-"
    kind = Kind(actor.id if actor else None, address, request.method, route)
    now = clock.now()
    waiting = counted.note(kind, actor, request.path, now)
    try:
        while waiting:
            service.record("access.refused", waiting[0].actor, detail=waiting[0].detail)
            waiting.pop(0)
    except PeeweeException as error:
        log.warning("refusal_not_recorded", waiting=len(waiting), error=str(error))
        late = {"refused_at": now.isoformat(), "refused_in": context.current().request_id}
        counted.again([replace(told, detail={**late, **told.detail}) for told in waiting])
