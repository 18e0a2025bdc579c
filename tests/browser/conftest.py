"""A browser at the server, and what must hold on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.running import DESK, Site, Visit, launched, log_in, serving

NETWORK = re.compile(r"(https?|wss?|ftp):")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for each module: Playwright's event loop must not outlive the tests that need it."""
    expect.set_options(timeout=45_000)
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def tickets() -> dict[str, list[Any]]:
    """The cookies of whoever has logged in before, by role."""
    return {}


@pytest.fixture
def visit(chromium: Browser, site: Site, tickets: dict[str, list[Any]]) -> Iterator[Visit]:
    """visit("inspector") → a page after the login; None: at the login. `size` is the window's.

    `at` is the address that is opened: a page that is loaded on the way to another costs two
    seconds. A person logs in once a run, and comes back with the same session while it lasts.

    However a test ends: no request may have left the server's origin, no script may have failed,
    and nothing may have met the Content-Security-Policy.
    """
    contexts = []
    outside: list[str] = []
    complaints: list[str] = []

    def note(request: Request) -> None:
        # What is not of the network (data:, blob:, the browser's own PDF viewer) goes nowhere.
        if NETWORK.match(request.url) and not request.url.startswith(f"{site.address}/"):
            outside.append(request.url)

    def open_page(role: str | None, size: dict[str, int] = DESK, at: str = "/") -> Page:
        context = chromium.new_context(
            viewport=size, locale="zh-CN", base_url=site.address, timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(45_000)
        contexts.append(context)
        context.on("request", note)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if _bad(line.text) else None)
        if role and role in tickets:
            context.add_cookies(tickets[role])
            if context.request.get("/api/v1/accounts/me").ok:
                return _opened(page, at)
            context.clear_cookies()
        page.goto("/login")
        if role:
            log_in(page, f"demo-{role}", site.passwords[f"demo-{role}"])
            tickets[role] = context.cookies()
            if at != "/":
                _opened(page, at)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert outside == []
    assert complaints == []


def _opened(page: Page, at: str) -> Page:
    page.goto(at)
    expect(page.get_by_role("main").get_by_role("heading", level=1).first).to_be_visible()
    return page


def _bad(text: str) -> bool:
    return "Content Security Policy" in text or text.startswith(("[Vue", "[intlify"))
