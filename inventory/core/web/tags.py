"""What is the same is not sent again, and what has moved on is not overwritten (decision 0034).

Every answer of data to a GET has an ETag of its content; of a row with a version, the version
stands before it: "7.3f…". If-None-Match is answered 304. If-Match of a PATCH or PUT stands for
`version` in its body, and a version that is not the last is answered 412.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from flask import Flask, Response, request
from flask_smorest.utils import get_appcontext

from inventory.core.errors import Invalid
from inventory.core.web.addresses import PREFIX
from inventory.core.web.packing import SECRETS

VERSION = "version"
# In the environment of a request whose version came by If-Match.
BY_TAG = "huanxin.version_by_tag"
# Proxies that pack what passes make a tag weak; its version is good all the same.
TAG = re.compile(r'\s*(?:W/)?"(\d{1,9})\.[0-9a-f]+"\s*')


def register(app: Flask) -> None:
    app.after_request(_finish)


def with_version(body: Any) -> Any:
    """The body of a change, with the version that If-Match names."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*" or request.method not in {"PATCH", "PUT"}:
        return body
    found = TAG.fullmatch(given)
    if found is None or not isinstance(body, dict):
        raise Invalid.of("web.bad_tag")
    version = int(found[1])
    if body.get(VERSION, version) != version:
        raise Invalid.of("web.two_versions", version=body[VERSION], tagged=version)
    request.environ[BY_TAG] = True
    return {**body, VERSION: version}


def _finish(response: Response) -> Response:
    if BY_TAG in request.environ and response.status_code == 409 and _is_late(response):
        response.status_code = 412
    if _is_taggable(response):
        digest = hashlib.sha256(response.get_data()).hexdigest()[:32]
        version = _version(response)
        response.set_etag(digest if version is None else f"{version}.{digest}")
    if response.get_etag()[0] is not None and request.path.startswith(f"{PREFIX}/"):
        response.make_conditional(request)
    return response


def _is_taggable(response: Response) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.mimetype == "application/json"
        and response.is_sequence
        and response.get_etag()[0] is None
        and request.path.startswith(f"{PREFIX}/")
        and not request.path.startswith(SECRETS)
    )


def _version(response: Response) -> int | None:
    """The version of the row that is shown; lists and figures have none."""
    if b'"version"' not in response.get_data():
        return None
    # As it was before it was written: to read a list of 60 kB again takes half a millisecond.
    shown = get_appcontext().get("result_dump") or response.get_json()
    version = shown.get(VERSION) if isinstance(shown, dict) else None
    return version if isinstance(version, int) else None


def _is_late(response: Response) -> bool:
    error = (response.get_json(silent=True) or {}).get("error", {})
    return str(error.get("code", "")).endswith(VERSION)
