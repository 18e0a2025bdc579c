"""The API as a page to read and try, its assets served from here: there may be no internet."""

from __future__ import annotations

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Flask, Response, render_template_string, send_from_directory

from inventory.core.web.addresses import PREFIX
from inventory.core.web.api import public, unhindered

ASSETS = Path(flask_swagger_ui.__file__).parent / "dist"
PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <title>焕新台账 API</title>
  <link rel="stylesheet" href="{{ prefix }}/docs/assets/swagger-ui.css">
</head>
<body>
  <div id="swagger-ui"></div>
  <script src="{{ prefix }}/docs/assets/swagger-ui-bundle.js"></script>
  <script src="{{ prefix }}/docs/start.js"></script>
</body>
</html>
"""
START = (
    'SwaggerUIBundle({{url: "{prefix}/openapi.json", dom_id: "#swagger-ui", validatorUrl: null}});'
)
CSP = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


def register(app: Flask) -> None:
    """Mount the page under /api/v1/docs."""
    blueprint = Blueprint("documentation", __name__)

    @blueprint.get(f"{PREFIX}/docs")
    @unhindered
    def page() -> Response:
        response = Response(render_template_string(PAGE, prefix=PREFIX), mimetype="text/html")
        response.headers["Content-Security-Policy"] = CSP
        return response

    @blueprint.get(f"{PREFIX}/docs/start.js")
    @public
    def start() -> Response:
        return Response(START.format(prefix=PREFIX), mimetype="text/javascript")

    @blueprint.get(f"{PREFIX}/docs/assets/<path:name>")
    @public
    def assets(name: str) -> Response:
        return send_from_directory(ASSETS, name)

    app.register_blueprint(blueprint)
