"""The built pages as they are served: unknown addresses are missing, known ones are the app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inventory.app import frontend

PAGES = ["/", "/cases", r"/cases/\d+", "/library/documents/.+"]


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    (tmp_path / "index.html").write_text("<title>焕新台账</title>", "utf-8")
    (tmp_path / "pages.json").write_text(json.dumps(PAGES), "utf-8")
    app = Flask("pages", static_folder=None)
    frontend.register(app, tmp_path)
    return app.test_client()


@pytest.mark.parametrize("path", ["/", "/cases", "/cases/", "/cases/7", "/library/documents/GB 1"])
def test_a_page_is_the_application(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert (answer.status_code, "焕新台账" in answer.text) == (200, True)


@pytest.mark.parametrize("path", ["/metrics", "/ready", "/healthz", "/cases/x", "/wp-login.php"])
def test_an_unknown_address_is_missing_and_says_so_to_people(
    client: FlaskClient, path: str
) -> None:
    with client.get(path) as answer:
        assert (answer.status_code, "焕新台账" in answer.text) == (404, True)


def test_a_missing_file_is_no_page(client: FlaskClient) -> None:
    with client.get("/assets/old.js") as answer:
        assert (answer.status_code, "焕新台账" in answer.text) == (404, False)


def test_a_file_is_sent_again_only_if_it_changed(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a-1.js").write_text("1", "utf-8")
    app = Flask("pages", static_folder=None)
    frontend.register(app, tmp_path)
    client = app.test_client()
    with client.get("/assets/a-1.js") as first:
        headers = first.headers
        assert "immutable" in headers["Cache-Control"]
        assert not {"Content-Disposition", "Last-Modified"} & set(headers.keys())
    with client.get("/assets/a-1.js", headers={"If-None-Match": headers["ETag"]}) as again:
        assert again.status_code == 304


def test_a_build_without_a_list_serves_every_address(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x", "utf-8")
    app = Flask("pages", static_folder=None)
    frontend.register(app, tmp_path)
    with app.test_client().get("/anything") as answer:
        assert answer.status_code == 200
