"""The ledger's page over 100,000 devices, in a real browser at the real server.

Each interaction is timed inside the page: from the click to the frame that shows the new rows.
Then layout shifts of the main pages after their first paint, and the memory of one tab over 200
page changes, after a garbage collection each time it is read.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page

from inventory.core import environment
from inventory.core.access import Role
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from tests.benchmarks.ledger import fill, percentile
from tests.benchmarks.process import ROOT, report
from tests.browser.running import DESK, free_port, launched, log_in, wait_until_up

DEVICES = 100_000
ROUNDS = 12
THINKING = 500  # milliseconds between two interactions: the counts beside the list come in
CHANGES = 200
USER, PASSWORD = "measuring", "a long phrase of this benchmark only"
MAIN = ("/", "/equipment", "/equipment/1", "/alerts", "/notices", "/dashboard", "/library")

# One round: what an inspector does on the ledger. Each step is a line of script that acts at once.
STEPS = {
    "kind": "press('.facets .group:nth-child(1) button', round % 4)",
    "verdict": "press('.facets .group:nth-child(2) button', round % 3)",
    "any kind": "press('.facets .group:nth-child(1) [aria-pressed=true]', 0)",
    "any verdict": "press('.facets .group:nth-child(2) [aria-pressed=true]', 0)",
    "sort": "press('thead button', round % 3)",
    "next page": "press('.panel > footer button:last-child', 0)",
    "search": "search(['S11', 'SZL', '电梯', '东风', 'XA', 'WNS'][round % 6])",
    "no search": "search('')",
}
ACT = """
async (round) => {
  const press = (selector, index) => {
    const all = document.querySelectorAll(selector)
    if (!all.length) throw new Error(`nothing at ${selector}`)
    all[Math.min(index, all.length - 1)].click()
  }
  const search = (text) => {
    const field = document.querySelector('form.filters input')
    field.value = text
    field.dispatchEvent(new Event('input'))
    field.form.requestSubmit()
  }
  const frame = () => new Promise(requestAnimationFrame)
  const started = performance.now()
  STEP
  do { await frame() } while (document.querySelector('[aria-busy=true]'))
  await frame()
  return performance.now() - started
}
"""
SHIFTS = """
window.shifted = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
}).observe({ type: 'layout-shift', buffered: true })
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), data_dir=Path(folder), database_url="")
        fill(settings, DEVICES)
        accounts.create_user(USER, "measuring", PASSWORD, Role.ADMIN, [], None)
        db.close()
        with serving(settings) as address, launched() as browser:
            page = opened(browser, address)
            times = interactions(page)
            shifts = {path: shifted(page, path) for path in MAIN}
            early, late = memory(page)
    every = [spent for spents in times.values() for spent in spents]
    report("devices", DEVICES, "rows")
    report(
        "95 of 100 interactions within",
        percentile(every),
        "ms",
        "under 300",
        f"{len(every)} in the browser, from the click to the frame with the rows",
    )
    report("median", statistics.median(every), "ms")
    slowest = max(times, key=lambda step: statistics.median(times[step]))
    report("slowest kind of step", statistics.median(times[slowest]), "ms", note=slowest)
    worst = max(shifts, key=lambda path: shifts[path])
    report("largest layout shift", shifts[worst], "", "0", f"of {len(MAIN)} pages: {worst}")
    report("memory of the tab after 50 page changes", early, "MB")
    report(f"after {CHANGES}", late, "MB", "no more")


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The web server alone: no job runs beside what is measured."""
    port = free_port()
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--web-only", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env=environment.of(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # its log is no result
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(address, process)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=30)


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport=DESK, locale="zh-CN", base_url=address).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(SHIFTS)
    page.goto("/login")
    log_in(page, USER, PASSWORD)
    return page


def interactions(page: Page) -> dict[str, list[float]]:
    """Milliseconds of every step; the first round warms up and is not counted."""
    page.goto("/equipment")
    page.locator(".facets button").first.wait_for()
    page.locator("tbody tr").first.wait_for()
    times: dict[str, list[float]] = {name: [] for name in STEPS}
    for round_ in range(ROUNDS + 1):
        for name, step in STEPS.items():
            spent = page.evaluate(ACT.replace("STEP", step), round_)
            if round_:
                times[name].append(spent)
            page.wait_for_timeout(THINKING)
    return times


def shifted(page: Page, path: str) -> float:
    """The layout shift of a page that was opened by its address, until nothing loads any more."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.locator("main h1").first.wait_for()
    return float(page.evaluate("window.shifted"))


def memory(page: Page) -> tuple[float, float]:
    """Megabytes of the tab's heap after 50 and after all changes of page through the navigation."""
    session = page.context.new_cdp_session(page)
    page.goto("/equipment")
    seen: dict[int, float] = {}
    links = page.locator("nav li:not(.phone) a")
    links.first.wait_for()
    for number in range(1, CHANGES + 1):
        links.nth(number % links.count()).click()
        page.wait_for_load_state("networkidle")
        if number in (50, CHANGES):
            session.send("HeapProfiler.collectGarbage")
            used = page.evaluate("performance.memory.usedJSHeapSize")
            seen[number] = used / 2**20
    return seen[50], seen[CHANGES]


if __name__ == "__main__":
    main()
