"""Where the API stands: /api/v1, and the addresses from before it had a version (decision 0034).

An old address is rewritten before anything looks at it: routes, rights, quotas and figures know
one address for each operation. The old ones go with the release after 0.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, request

ROOT = "/api"
PREFIX = f"{ROOT}/v1"
# The address as it was asked for, where that was an old one.
ASKED = "huanxin.old_address"
# RFC 9745: since when the old addresses are not to be used any more.
DEPRECATED = f"@{int(datetime(2026, 11, 29, tzinfo=UTC).timestamp())}"

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def register(app: Flask) -> None:
    """Answer old addresses as new ones, and tell programs that they use an old one."""
    app.wsgi_app = _rewriting(app.wsgi_app)  # type: ignore[method-assign,assignment]
    app.after_request(_tell)


def old_address() -> str | None:
    """The old address of this request; None where it is a current one."""
    found: str | None = request.environ.get(ASKED)
    return found


def _rewriting(inner: Wsgi) -> Wsgi:
    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if _within(path, ROOT) and not _within(path, PREFIX):
            environ[ASKED] = path
            environ["PATH_INFO"] = PREFIX + path[len(ROOT) :]
        return inner(environ, start)

    return answer


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _tell(response: Response) -> Response:
    """Pages that were open during an update call the old addresses, too, and read no header."""
    if old_address() is not None and "Authorization" in request.headers:
        response.headers["Deprecation"] = DEPRECATED
        response.headers.add("Link", f'<{request.path}>; rel="successor-version"')
    return response
