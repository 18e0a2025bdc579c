"""A new build of the pages takes the place of the one that browsers keep for want of a network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from inventory.app import frontend

# Ends when the worker that the server has now is at work, or has been given up.
UPDATE = """async () => {
  const held = await navigator.serviceWorker.register('/worker.js')
  const found = [held.installing]
  held.addEventListener('updatefound', () => found.push(held.installing))
  if (!held.installing) await held.update().catch(() => undefined)
  const coming = found.find(Boolean) ?? held.installing ?? held.active
  const ended = () => ['activated', 'redundant'].includes(coming.state)
  while (!ended()) await new Promise((done) => (coming.onstatechange = done))
  return coming.state
}"""


class Build:
    """The real build, of which newer ones are made: each has a file that says which it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        packed = shutil.ignore_patterns("*.br", "*.gz")
        shutil.copytree(frontend.DIST, folder, ignore=packed)
        self.start = (folder / "index.html").read_text("utf-8")
        self.worker = (folder / "worker.js").read_text("utf-8")

    def make(self, name: str, *, listed: bool = True) -> None:
        asset = f"/assets/{name}.js"
        (self.folder / asset[1:]).write_text(f"document.documentElement.id = '{name}'", "utf-8")
        script = f'<script type="module" src="{asset}"></script></head>'
        (self.folder / "index.html").write_text(self.start.replace("</head>", script), "utf-8")
        worker = re.sub(r"(STORE = `\$\{PREFIX\})\w+", rf"\g<1>{name}", self.worker)
        files = f'["{asset}",' if listed else "["
        (self.folder / "worker.js").write_text(worker.replace('["/"', f'{files}"/"'), "utf-8")


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return Build(tmp_path / "dist")


@pytest.fixture
def address(build: Build) -> Iterator[str]:
    app = Flask("pages", static_folder=None)
    frontend.register(app, build.folder)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def test_a_new_build_replaces_the_kept_one_whole_or_not_at_all(
    chromium: Browser, build: Build, address: str
) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    build.make("one")
    page.goto("/login")
    assert page.evaluate(UPDATE) == "activated"
    build.make("two")
    assert _opened(page) == "two"  # at once, before its worker has come
    assert page.evaluate(UPDATE) == "activated"
    context.set_offline(True)
    assert _opened(page) == "two"
    context.set_offline(False)
    build.make("torn", listed=False)  # caught while the files were being replaced
    assert page.evaluate(UPDATE) == "redundant"
    context.set_offline(True)
    assert _opened(page) == "two"
    context.set_offline(False)
    build.make("three")
    assert page.evaluate(UPDATE) == "activated"
    assert page.evaluate("caches.keys()") == ["huanxin-two", "huanxin-three"]
    context.close()


def _opened(page: Page) -> str:
    page.goto("/login")
    return str(page.evaluate("document.documentElement.id"))
