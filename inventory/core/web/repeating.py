"""A request that is sent twice is done once: the header Idempotency-Key of POST (decision 0034).

A program that got no answer cannot know whether its request was done. With a key of its own making
it sends the same again and gets the answer of the first time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from inventory.core import clock
from inventory.core.database import db
from inventory.core.errors import AppError, Conflict, Invalid
from inventory.core.web.addresses import PREFIX
from inventory.core.web.models import KeptAnswer
from inventory.core.web.packing import SECRETS

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,80}")
KEPT = timedelta(hours=24)

Dispatch = Callable[[], Response]


@dataclass(frozen=True)
class Asked:
    """Who asks, by which key, for what."""

    actor: int
    key: str
    route: str
    digest: str


def register(app: Flask) -> None:
    """Stand around every view, after it is known who asks and before the arguments are read."""
    inner = app.dispatch_request

    def dispatch() -> Response:
        def answer() -> Response:
            return app.make_response(inner())

        asked = _asked()
        if asked is None:
            return answer()
        return _whole(asked, answer) if _in_one_transaction(app) else _claimed(asked, answer)

    app.dispatch_request = dispatch  # type: ignore[method-assign]


def tidy() -> int:
    """Forget what has been kept for a day; the number of answers."""
    return int(KeptAnswer.delete().where(KeptAnswer.at < clock.now() - KEPT).execute())


def _asked() -> Asked | None:
    """The request's key; None where it has none or is of no use: strangers, other methods."""
    key, actor = request.headers.get(HEADER), g.get("actor")
    if key is None or request.method != "POST" or actor is None or actor.id is None:
        return None
    if request.routing_exception is not None or not request.path.startswith(f"{PREFIX}/"):
        return None
    if request.path.startswith(SECRETS):
        raise Invalid.of("web.key_not_here", header=HEADER)
    if not KEY.fullmatch(key):
        raise Invalid.of("web.bad_key", header=HEADER)
    route = request.url_rule.rule if request.url_rule else request.path
    return Asked(actor.id, key, route, _digest())


def _digest() -> str:
    """Of the address and the body; of forms part by part, for their boundary is never the same."""
    found = hashlib.sha256(request.full_path.encode())
    if request.mimetype != "multipart/form-data":
        found.update(b"\0" + request.get_data(cache=True))
        return found.hexdigest()
    for name, value in sorted(request.form.items(multi=True)):
        found.update(f"\0{name}\0{value}".encode())
    for name, file in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        found.update(f"\0{name}\0{file.filename}\0".encode())
        found.update(hashlib.file_digest(file.stream, "sha256").digest())  # type: ignore[arg-type]
        file.stream.seek(0)
    return found.hexdigest()


def _in_one_transaction(app: Flask) -> bool:
    """What makes a row from JSON is quick. Files are read for long, and a job must stand in the
    database before it is sent to a worker: those are claimed first.
    """
    view = app.view_functions[request.endpoint or ""]
    made = 201 in getattr(view, "_apidoc", {}).get("success_status_codes", ())
    return made and request.is_json


def _whole(asked: Asked, answer: Dispatch) -> Response:
    """The answer is kept in the transaction of the write: both are there, or neither."""
    with db.atomic() as transaction:
        # A repeat waits here until the first has ended.
        if not _claim(asked):
            return _again(asked)
        response = answer()
        if response.status_code < 400:
            _keep(asked, response)
        else:
            transaction.rollback()
    return response


def _claimed(asked: Asked, answer: Dispatch) -> Response:
    """The key is taken first, the answer kept afterwards; what was refused may be asked again."""
    if not _claim(asked):
        return _again(asked)
    try:
        response = answer()
    except (AppError, HTTPException):
        _free(asked)
        raise
    if response.status_code < 400:
        _keep(asked, response)
    else:
        _free(asked)
    return response


def _claim(asked: Asked) -> bool:
    """Take the key; False where somebody has it. One of yesterday is as good as none."""
    with db.atomic():
        old = KeptAnswer.at < clock.now() - KEPT
        KeptAnswer.delete().where(_of(asked) & old).execute()
        new = KeptAnswer.insert(
            actor=asked.actor,
            key=asked.key,
            route=asked.route,
            digest=asked.digest,
            at=clock.now(),
        )
        return bool(new.on_conflict_ignore().as_rowcount().execute())


def _again(asked: Asked) -> Response:
    """What a repeat is told."""
    kept = KeptAnswer.get_or_none(_of(asked))
    if kept is None:  # its owner was refused in this moment
        raise Conflict.of("web.key_in_work", header=HEADER)
    if (kept.route, kept.digest) != (asked.route, asked.digest):
        raise Invalid.of("web.key_of_another", header=HEADER, route=kept.route)
    if not kept.status:
        raise Conflict.of("web.key_in_work", header=HEADER)
    response = Response(kept.body, kept.status, mimetype=kept.mimetype)
    response.headers[REPLAYED] = "true"
    return response


def _keep(asked: Asked, response: Response) -> None:
    mimetype = response.mimetype or ""
    body = response.get_data(as_text=True) if mimetype == "application/json" else ""
    changes = {"status": response.status_code, "mimetype": mimetype, "body": body}
    KeptAnswer.update(changes).where(_of(asked)).execute()


def _free(asked: Asked) -> None:
    KeptAnswer.delete().where(_of(asked)).execute()


def _of(asked: Asked) -> object:
    return (KeptAnswer.actor == asked.actor) & (KeptAnswer.key == asked.key)
