"""The pages at the end of a slow line: 50 kB a second, 100 ms away, nothing kept from before.

Time runs from the address to the first rows of the ledger and to the first chart of the
statistics; beside it what was transferred until then, by file (the largest in the remarks). The
second visit has what the browser keeps.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from inventory.core.access import Role
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from tests.benchmarks.ledger import fill
from tests.benchmarks.pages import PASSWORD, USER, serving
from tests.benchmarks.process import report
from tests.browser.running import DESK, launched, log_in

DEVICES = 20_000  # one pattern of `fill`
LINE = {
    "offline": False,
    "latency": 100,  # milliseconds
    "downloadThroughput": 50_000,  # bytes a second
    "uploadThroughput": 50_000,
}
SHOWN = 12  # files named in the remarks
PAGES = {
    "ledger, first rows": ("/equipment", "table tbody tr td", 4),
    "statistics, figures": ("/dashboard", "main table tbody td, main .figure", 5),
    "statistics, first chart": ("/dashboard", "main svg, main canvas", 5),
}
# The frame in which it is first seen: a page in the making stands there unseen.
WATCH = """
(() => {
  const look = () => {
    const found = document.querySelector('SELECTOR')
    if (!found || getComputedStyle(found).visibility !== 'visible') requestAnimationFrame(look)
    else window.shownAt = performance.now()
  }
  look()
})()
"""
SHOWN_AT = """
() => new Promise((told) => {
  const ask = () => (window.shownAt ? told(window.shownAt) : requestAnimationFrame(ask))
  ask()
})
"""
Files = dict[str, float]


@dataclass
class Transfer:
    """What came over the line: bytes of each address, in the order of their arrival."""

    session: CDPSession
    files: Files = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.loadingFinished", self._came)
        self.session.send("Network.emulateNetworkConditions", LINE)

    def _sent(self, event: dict[str, Any]) -> None:
        self.asked[event["requestId"]] = urlsplit(event["request"]["url"]).path

    def _came(self, event: dict[str, Any]) -> None:
        path = self.asked.get(event["requestId"], "?")
        self.files[path] = self.files.get(path, 0) + event["encodedDataLength"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), data_dir=Path(folder), database_url="")
        fill(settings, DEVICES)
        accounts.create_user(USER, "measuring", PASSWORD, Role.ADMIN, [], None)
        db.close()
        with serving(settings) as address, launched() as browser:
            known = session_of(browser, address)
            for name, (path, selector, limit) in PAGES.items():
                with fresh(browser, address, known) as context:
                    show(name, *opened(context, path, selector), limit)
                    show(f"{name}, again", *opened(context, path, selector), 0)


def session_of(browser: Browser, address: str) -> Any:
    context = browser.new_context(viewport=DESK, locale="zh-CN", base_url=address)
    page = context.new_page()
    page.goto("/login")
    log_in(page, USER, PASSWORD)
    state = context.storage_state()
    context.close()
    return state


@contextmanager
def fresh(browser: Browser, address: str, known: Any) -> Iterator[BrowserContext]:
    """A browser that is logged in and has seen nothing."""
    context = browser.new_context(
        viewport=DESK, locale="zh-CN", base_url=address, storage_state=known
    )
    context.set_default_timeout(60_000)
    yield context
    context.close()


def opened(context: BrowserContext, path: str, selector: str) -> tuple[float, Files]:
    """Seconds from the address to what is looked for, and what came until then."""
    page: Page = context.new_page()
    transfer = Transfer(context.new_cdp_session(page))
    page.add_init_script(WATCH.replace("SELECTOR", selector))
    page.goto(path, wait_until="commit")
    spent = float(page.evaluate(SHOWN_AT)) / 1000
    files = dict(transfer.files)
    page.wait_for_load_state("networkidle")
    page.close()
    return spent, files


def show(name: str, seconds: float, files: Files, limit: int) -> None:
    asked = f"under {limit}" if limit else ""
    total = sum(files.values()) / 1000
    report(name, seconds, "s", asked, f"{total:.0f} kB in {len(files)} files")
    if limit:
        largest = sorted(files.items(), key=lambda file: -file[1])[:SHOWN]
        for path, size in largest:
            print(f"{size / 1000:6.1f} kB  {path}")


if __name__ == "__main__":
    main()
