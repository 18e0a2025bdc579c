"""Which answers go over the line packed, and that unpacked they are the same."""

from __future__ import annotations

import gzip
import json

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from inventory.core.web import packing

LONG = json.dumps(["电力变压器"] * packing.LEAST)


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("packing", static_folder=None)
    packing.register(app)

    @app.get("/<path:path>")
    def answer(path: str) -> Response:
        text = "[]" if path.endswith("short") else LONG
        kind = "application/pdf" if path.endswith("pdf") else "application/json"
        return Response(text, mimetype=kind)

    return app.test_client()


@pytest.mark.parametrize(
    ("path", "accepted", "packed"),
    [
        ("/api/v1/equipment", "gzip, br", True),
        ("/api/v1/equipment", "gzip;q=0", False),
        ("/api/v1/equipment", "", False),
        ("/api/v1/equipment/short", "gzip", False),
        ("/api/v1/notices/1/pdf", "gzip", False),
        ("/api/v1/accounts/login", "gzip", False),
        ("/equipment", "gzip", False),
    ],
)
def test_what_is_packed(client: FlaskClient, path: str, accepted: str, packed: bool) -> None:
    answer = client.get(path, headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    if packed:
        assert gzip.decompress(answer.data).decode() == LONG
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.content_length == len(answer.data)
