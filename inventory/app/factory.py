"""`create_app` puts the parts together."""

from __future__ import annotations

import logging
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

import structlog

if TYPE_CHECKING:
    from flask import Flask

    from inventory.core.settings import Settings


SELDOM, MOST_TOLD = 60.0, 1_000


def create_app(settings: Settings) -> Flask:
    """The WSGI application; the database must be connected and migrated (see cli.setup)."""
    from flask import Flask

    from inventory.app import documentation, frontend, metrics, processes, routes, site, wiring
    from inventory.app.configuration import following
    from inventory.app.health import probe as health
    from inventory.core import errors, troubles
    from inventory.core.audit import requests
    from inventory.core.web import accesslog, addresses, bodies, packing, repeating, security, tags
    from inventory.people.accounts import identifying
    from inventory.registry.jobs.queue import Queue
    from inventory.registry.reading import scans

    wiring.wire()
    scans.switch(settings.photo_reading)
    app = Flask("inventory", static_folder=None)
    app.config["HUANXIN"] = settings
    app.config["MAX_CONTENT_LENGTH"] = settings.upload_limit_mb * 1024 * 1024
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["queue"] = Queue(settings, processes.has_worker)
    metrics.register(app)  # answers are looked at in the opposite order: this one comes last
    accesslog.register(app)
    requests.register(app)  # every event and log line knows its request
    security.register(app)
    addresses.register(app)
    packing.register(app)
    tags.register(app)  # before the answer is packed
    bodies.register(app)
    _manage_connections(app)
    following.follow(app)
    identifying.identify(app)
    repeating.register(app)
    routes.register(app)
    troubles.register(app)
    errors.register(app)  # after flask-smorest, whose own handler has another shape
    documentation.register(app)
    health.register(app)
    site.register(app)
    frontend.register(app)  # last: it answers every other address
    return app


def _manage_connections(app: Flask) -> None:
    from inventory.core.database import db
    from inventory.judgement.library import current

    @app.before_request
    def open_connection() -> None:
        db.connect(reuse_if_open=True)
        current.begin()

    @app.teardown_request
    def close_connection(_error: BaseException | None) -> None:
        current.end()
        # Inside tests the connection may be the test's own, opened around the request.
        if not db.is_closed() and not app.config.get("KEEP_CONNECTION"):
            db.close()


class _Lines(logging.StreamHandler[TextIO]):
    """Writes to what standard error is now: it may have been replaced."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


class _Seldom(logging.Filter):
    """The same message of a library once a minute: a worker asks for a database that is away five
    times a second."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        said, now = (record.name, str(record.msg)), monotonic()
        if now - self._told.get(said, -SELDOM) < SELDOM:
            return False
        if len(self._told) > MOST_TOLD:
            self._told.clear()
        self._told[said] = now
        return True


def set_up_logging(level: str) -> None:
    """Log lines as JSON on standard error, for machines to read; those of libraries, too."""
    told: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    line = structlog.processors.JSONRenderer(ensure_ascii=False)
    libraries = _Lines()
    libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *told],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, line],
        )
    )
    libraries.addFilter(_Seldom())
    logging.basicConfig(handlers=[libraries])  # what a library asks for later does nothing
    structlog.configure(
        processors=[*told, line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        # Looked up each time: standard error may have been replaced since.
        logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
    )
