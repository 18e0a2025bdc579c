"""`make screenshots`: the main pages as pictures for the README, small enough to keep in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.running import DESK, PHONE, ROOT, Site, launched, log_in, serving

# What is clicked before the picture is taken, and what must have come by it.
CLICKED = {"verdict": ("为什么？", "ol.steps li")}
TARGET = ROOT / "docs" / "screenshots"
QUALITY = 72
# One finding with its steps: tall enough for all of them.
TALL = {"width": 1180, "height": 900}
# Name → whose page, its address, the size of the window.
SHOTS = {
    "login": (None, "/login", DESK),
    "workbench": ("inspector", "/", DESK),
    "ledger": ("inspector", "/equipment", DESK),
    "device": ("inspector", "/equipment/7", DESK),
    "verdict": ("inspector", "/equipment/7", TALL),
    "import": ("inspector", "/imports/1", DESK),
    "notice": ("inspector", "/notices/1", DESK),
    "statistics": ("leader", "/dashboard", DESK),
    "library": ("inspector", "/library/documents/GB%2020052-2024", DESK),
    "calendar": ("inspector", "/alerts/calendar", DESK),
    "whatif": ("inspector", "/whatif/new?preset=transformerAge", DESK),
    "plan": ("leader", "/plans/440704", DESK),
    "coverage": ("admin", "/library/coverage", DESK),
    "clerk": ("clerk", "/", DESK),
    "phone-ledger": ("inspector", "/equipment", PHONE),
    "phone-device": ("inspector", "/equipment/7", PHONE),
    "phone-visit": ("inspector", "/d/7/visit", PHONE),
}


def main() -> None:
    """Make a demo, serve it, photograph it."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as site,
        launched() as chrome,
    ):
        for name, (role, address, size) in SHOTS.items():
            path = TARGET / f"{name}.jpg"
            page = _photograph(chrome, site, role, address, size)
            if name in CLICKED:
                words, come = CLICKED[name]
                page.get_by_text(words).first.click()
                page.locator(come).first.wait_for()
            page.screenshot(path=path, type="jpeg", quality=QUALITY, animations="disabled")
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB")


def _photograph(
    chrome: Browser, site: Site, role: str | None, address: str, size: dict[str, int]
) -> Page:
    context = chrome.new_context(
        viewport=size, locale="zh-CN", base_url=site.address, timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.goto("/login")
    if role:
        log_in(page, f"demo-{role}", site.passwords[f"demo-{role}"])
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


if __name__ == "__main__":
    main()
