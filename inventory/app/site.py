"""The documentation under /docs, as `make site` builds it; it holds no secret and needs no login.

A checkout that has not built it, and a wheel without it, have no such address.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path

from flask import Blueprint, Flask, Response, redirect, send_from_directory
from werkzeug.wrappers import Response as Redirect

from inventory.app.frontend import CSP, TYPES
from inventory.core.settings import ROOT, STATIC
from inventory.core.web.api import public

# In a checkout beside what is written, in a wheel beside the pages.
SITE = next((it for it in (STATIC / "site", ROOT / "build" / "site") if it.is_dir()), None)


def register(app: Flask, folder: Path | None = SITE) -> None:
    """Serve the built site in `folder` under the same policy as the pages."""
    if folder is None:
        return
    blueprint = Blueprint("site", __name__)

    @blueprint.get("/docs")
    @public
    def front() -> Redirect:
        return redirect("docs/")  # relative: a proxy may have put a prefix before it

    @blueprint.get("/docs/", defaults={"path": ""})
    @blueprint.get("/docs/<path:path>")
    @public
    def page(path: str) -> Response:
        name = f"{path}index.html" if not path or path.endswith("/") else path
        response = send_from_directory(folder, name, mimetype=_type(name), conditional=True)
        response.headers["Cache-Control"] = "no-cache"
        if name.endswith(".html"):
            response.headers["Content-Security-Policy"] = CSP
        return response

    app.register_blueprint(blueprint)


def _type(name: str) -> str:
    suffix = Path(name).suffix
    return TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
