"""Going through pages, and what is looked at on each: obstacles, width, words that are cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.running import DESK, PHONE, ROOT

LOW: ViewportSize = {"width": 1024, "height": 768}
AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"

# Go on as a link of the product does, and wait until the page stands still: nothing is being
# asked of the server, and nothing has moved for as long as a reader takes to notice.
MOVE = """async (path) => {
    await document.querySelector("#app").__vue_app__.config.globalProperties.$router.push(path);
    let moved = performance.now();
    const watcher = new MutationObserver(() => { moved = performance.now(); });
    watcher.observe(document, {subtree: true, childList: true, attributes: true});
    const main = document.querySelector("main");
    while (window.asked || !main.innerText.trim() || performance.now() - moved < 150)
        await new Promise((done) => setTimeout(done, 25));
    watcher.disconnect();
}"""
COUNT = """
    window.asked = 0;
    const ask = window.fetch;
    window.fetch = (...question) => {
        window.asked += 1;
        return ask(...question).finally(() => { window.asked -= 1; });
    };
"""


CUT_OFF = """() => {
    const lists = [...document.querySelectorAll("main .frame, main .tabline")];
    const words = [...document.querySelectorAll("nav li a")];
    return [...lists, ...words]
        .filter((it) => it.clientWidth && it.scrollWidth > it.clientWidth + 1)
        .map((it) => `cut off: ${it.getAttribute("aria-label") ?? it.innerText}`
            + ` ${it.scrollWidth} > ${it.clientWidth}`);
}"""


# Parts that are drawn otherwise on a phone hear of the new width with the next frame.
DRAWN = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"""


def resize(page: Page, size: ViewportSize) -> None:
    """Give the window this size, and wait until the page stands as it is drawn for it."""
    page.set_viewport_size(size)
    page.evaluate(DRAWN)


def settle(page: Page, path: str = "") -> None:
    """Open a page, if not the one that is open, and wait until it has asked for all it shows."""
    if path:
        page.goto(path)
    expect(page.get_by_role("main").get_by_role("heading", level=1).first).to_be_visible()
    page.wait_for_load_state("networkidle")


def walk(page: Page, paths: Iterable[str]) -> Iterator[str]:
    """Page after page within the one that is open, each as it stands when all has come."""
    page.evaluate(COUNT)
    for path in paths:
        resize(page, DESK)
        page.evaluate(MOVE, path)
        expect(page.get_by_role("main").get_by_role("heading", level=1).first).to_be_visible()
        yield path


# What of a page its language decides: what parts are called. The rest is looked at once.
NAMES_OF_PARTS = [
    f"cat.{of}" for of in ("name-role-value", "text-alternatives", "forms", "language", "semantics")
]


SERIOUS = frozenset({"serious", "critical"})


def serious(page: Page, *categories: str) -> list[str]:
    """Violations that axe-core calls serious or critical, of `categories` if there are any."""
    return [told for impact, told in violations(page, *categories) if impact in SERIOUS]


# axe-core reads every element, also those that it is to leave out: a printed table of thousands of
# rows takes it fifty times as long as a page. Meanwhile one row as high stands for the rest.
LOOK = """async (categories) => {
    const spared = [];
    for (const list of document.querySelectorAll("tbody")) {
        if (list.rows.length < 200) continue;
        const {width} = list.parentElement.getBoundingClientRect();
        list.parentElement.style.minWidth = `${width}px`;
        const rest = document.createRange();
        rest.setStartBefore(list.rows[8]);
        rest.setEndAfter(list.rows[list.rows.length - 1]);
        const {height} = rest.getBoundingClientRect();
        const rows = rest.extractContents();
        const stand = list.insertRow(8);
        stand.style.height = `${height}px`;
        spared.push(() => { stand.replaceWith(rows); list.parentElement.style.minWidth = ""; });
    }
    try {
        return await axe.run(
            {exclude: [["tbody > tr:nth-child(n + 9)"]]},
            {
                resultTypes: ["violations"],
                preload: false,
                ...(categories.length ? {runOnly: categories} : {}),
            },
        );
    } finally {
        spared.forEach((back) => back());
    }
}"""


def violations(page: Page, *categories: str) -> list[tuple[str, str]]:
    """Impact and words of all that axe-core finds, with the elements concerned.

    Rows of a list are alike: the first eight are looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    return [
        (found["impact"], f"{found['id']}: {[node['target'] for node in found['nodes']][:3]}")
        for found in page.evaluate(LOOK, categories)["violations"]
    ]


def outgrown(page: Page) -> list[str]:
    """What a page is too wide by on a phone."""
    resize(page, PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > PHONE["width"] else []


def cut_off(page: Page) -> list[str]:
    """Lists whose last column is out of sight in a low window, and names that the menu cuts."""
    resize(page, LOW)
    return [str(it) for it in page.evaluate(CUT_OFF)]


def obstacles(page: Page, language: str) -> list[str]:
    """What is wrong with a page on a desk, in a low window, on a phone, where other parts show."""
    found = serious(page, *(() if language == "zh" else NAMES_OF_PARTS))
    found += cut_off(page) + outgrown(page)
    return [*found, *serious(page, *NAMES_OF_PARTS)]


def everything(page: Page, _language: str) -> list[str]:
    """All that axe-core finds on a desk and on a phone, whatever its impact."""
    found = violations(page)
    resize(page, PHONE)
    return [told for _, told in (*found, *violations(page))]


def speak(page: Page, language: str) -> None:
    """Change the language of the page that is open."""
    resize(page, DESK)
    button, mark = {"en": ("English", "en"), "zh": ("中文", "zh-CN")}[language]
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", mark)
