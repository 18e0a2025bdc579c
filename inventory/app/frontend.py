"""The web front end: what `static/dist` holds, and its start page for every address of a page."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flask import Blueprint, Flask, Response, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from inventory.core.settings import STATIC
from inventory.core.web.addresses import PREFIX
from inventory.core.web.api import public

DIST = STATIC / "dist"
# Everything from this origin. Style attributes are set by charts and floating panels; style
# elements, inline scripts and eval stay forbidden. PDFs are shown from blob: addresses.
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self' blob:",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# The worker that keeps the pages for where there is no network asks this server and nobody else.
WORKER, WORKER_CSP = "worker.js", "default-src 'none'; connect-src 'self'"
FOREVER = "public, max-age=31536000, immutable"
# Sent as they lie there, the better one first.
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# Not mimetypes: on Windows the registry may call scripts text/plain, which nosniff then blocks.
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".woff2": "font/woff2",
}
# What browsers ask for by themselves; other addresses may hold a dot, as rules do.
FILES = frozenset(TYPES) | {".ico", ".png", ".txt", ".map"}
MISSING = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>焕新台账</title>
<h1>网页尚未构建 / The pages have not been built</h1>
<p>请运行 / run: <code>make front</code></p>
<p><a href="{prefix}/docs">API</a></p></html>
"""


def register(app: Flask, folder: Path = DIST) -> None:
    """Serve the build in `folder`; addresses under the API's prefix stay the API's."""
    blueprint = Blueprint("frontend", __name__)
    known = _addresses(folder)

    @blueprint.get("/")
    @blueprint.get("/<path:path>")
    @public
    def page(path: str = "") -> Response:
        if f"/{path}/".startswith(f"{PREFIX}/"):
            raise NotFound
        if path and _exists(folder, path):
            return _file(folder, path)
        response = _start(folder, path)
        if response.status_code == 200 and not known.fullmatch(f"/{path}".rstrip("/") or "/"):
            response.status_code = 404  # people see the page that says so, programs the status
        return response

    app.register_blueprint(blueprint)


def _addresses(folder: Path) -> re.Pattern[str]:
    """The addresses of pages, as the build lists them; an older build lists none: all count."""
    listed = folder / "pages.json"
    patterns = json.loads(listed.read_text("utf-8")) if listed.is_file() else [".*"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _exists(folder: Path, path: str) -> bool:
    found = safe_join(str(folder), path)
    return found is not None and Path(found).is_file()


def _start(folder: Path, path: str) -> Response:
    """The start page, which reads the address itself; a missing file is still missing."""
    if path.startswith("assets/") or Path(path).suffix in FILES:
        raise NotFound
    if not _exists(folder, "index.html"):
        return Response(MISSING.format(prefix=PREFIX), status=503, mimetype="text/html")
    return _file(folder, "index.html")


def _file(folder: Path, path: str) -> Response:
    plain = folder / path
    encoding, sent = _best(plain)
    response = send_file(sent, mimetype=_type(plain), conditional=True, etag=True)
    # Of no use: the name of the packed file, and its time beside the ETag. A slow line would pay
    # for them with each of thirty files.
    for name in ("Content-Disposition", "Last-Modified"):
        response.headers.pop(name, None)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    # Names under assets/ carry a hash of the content: what is there never changes.
    cached = FOREVER if path.startswith("assets/") else "no-cache"
    response.headers["Cache-Control"] = cached
    if plain.suffix == ".html":
        response.headers["Content-Security-Policy"] = CSP
    elif path == WORKER:
        response.headers["Content-Security-Policy"] = WORKER_CSP
    return response


def _best(plain: Path) -> tuple[str, Path]:
    for encoding, suffix in ENCODINGS:
        packed = plain.with_name(plain.name + suffix)
        if request.accept_encodings[encoding] and packed.is_file():
            return encoding, packed
    return "", plain


def _type(path: Path) -> str:
    return TYPES.get(path.suffix, "application/octet-stream")
