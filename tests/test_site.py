"""The documentation as a site: whole, with nothing from elsewhere, served as it was built."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask

from inventory.app import site
from inventory.app.frontend import CSP

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "site"
LIMIT = 10_000_000
ATTRIBUTE = re.compile(r"<(\w+)\b[^>]*?\s(?:src|href)=[\"']?([^\"'\s>]+)[^>]*>")


@cache
def pages() -> dict[Path, str]:
    return {path: path.read_text("utf-8") for path in BUILT.rglob("*.html")}


@pytest.fixture(autouse=True)
def _built() -> None:
    if not (BUILT / "index.html").is_file():
        if os.environ.get("CI"):
            pytest.fail("CI builds the site before the tests")
        pytest.skip("make site builds it")


def test_every_page_of_docs_is_there() -> None:
    written = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    made = {path.relative_to(BUILT) for path in pages()}
    lost = {
        page
        for page in written
        if (page.with_name("index.html") if page.name == "README.md" else page.with_suffix(".html"))
        not in made
    }
    assert lost == set()
    assert {"index.html", "index.zh-CN.html", "decisions/index.html"} <= set(map(str, made))


def test_nothing_is_loaded_from_elsewhere() -> None:
    loaded = [
        (path.name, tag, led)
        for path, text in pages().items()
        for tag, led in ATTRIBUTE.findall(text)
        if re.match(r"(https?:)?//", led) and tag != "a"
    ]
    assert loaded == []
    styles = "".join(path.read_text("utf-8") for path in BUILT.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import\s*)[\"']?(?:https?:)?//[^)]*", styles) == []
    # The theme would fetch a library for these, and figures for a repository.
    assert not any(
        'class="mermaid"' in text or "data-md-source" in text for text in pages().values()
    )


def test_no_page_holds_a_script_or_a_style_of_its_own() -> None:
    for path, text in pages().items():
        assert re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", text) == [], path
        assert "<style" not in text, path


def test_every_link_leads_somewhere() -> None:
    lost = []
    for path, text in pages().items():
        for _, led in ATTRIBUTE.findall(text):
            target, _, anchor = unquote(led).partition("#")
            if re.match(r"[a-z]+:|//", target) or path.name == "404.html":
                continue
            there = (path.parent / target).resolve() if target else path
            if there.is_dir():
                there /= "index.html"
            known = pages().get(there, "")
            if not there.is_file() or (anchor and known and f'id="{anchor}"' not in known):
                lost.append((path.relative_to(BUILT).as_posix(), led))
    assert [entry for entry in lost if not entry[1].endswith("#__skip")] == []


def test_it_is_light_and_can_be_searched_in_both_languages() -> None:
    assert sum(path.stat().st_size for path in BUILT.rglob("*") if path.is_file()) < LIMIT
    index = json.loads((BUILT / "search" / "search_index.json").read_text("utf-8"))
    assert index["config"]["lang"] == ["en", "zh"]
    assert len(index["docs"]) > 200


def test_the_product_serves_it_under_its_policy() -> None:
    app = Flask("docs", static_folder=None)
    site.register(app, BUILT)
    client = app.test_client()
    assert client.get("/docs").headers["Location"] == "docs/"
    for path in ("/docs/", "/docs/decisions/", "/docs/index.zh-CN.html"):
        with client.get(path) as answer:
            assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (200, CSP)
    with client.get("/docs/site.css") as answer:
        assert answer.mimetype == "text/css"
    for path in ("/docs/none.html", "/docs/../../pyproject.toml", "/docs/%2e%2e/mkdocs.yml"):
        with client.get(path) as answer:
            assert answer.status_code == 404, path
    without = Flask("none", static_folder=None)
    site.register(without, None)
    assert without.test_client().get("/docs/").status_code == 404
