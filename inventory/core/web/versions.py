"""An answer that is the same until something changes is sent once: ETag, then 304."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Response, after_this_request, request

from inventory import __version__
from inventory.core import access, clock
from inventory.core.database import dump
from inventory.core.web.api import View, actor

# From the arguments of a view: what its answer is of; None: it is asked anew each time.
Version = Callable[[Mapping[str, Any]], str | None]


def same_until(version: Version) -> Callable[[View], View]:
    """Answer 304 to whoever has this answer already: the same person with the same rights, the same
    question, day and program. Stands directly above the view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(args: dict[str, Any]) -> Any:
            known = version(args)
            if known is None:
                return view(args)
            tag = _tag(known)
            if request.if_none_match.contains(tag):
                answer = Response(status=304)
                answer.set_etag(tag)
                return answer
            after_this_request(lambda response: _tagged(response, tag))
            return view(args)

        return asked  # type: ignore[return-value]

    return decorate


def _tag(known: str) -> str:
    parts = (known, __version__, clock.today().isoformat(), request.full_path)
    text = dump([*parts, access.snapshot(actor())])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _tagged(response: Response, tag: str) -> Response:
    if response.status_code == 200:
        response.set_etag(tag)
    return response
