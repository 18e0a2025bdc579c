"""What holds on every page: readable by machine and keyboard, in both languages, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from playwright.sync_api import Page, expect

import standards
from inventory.enforcement.cases.machine import STATES
from inventory.enforcement.documents.papers import PAPERS
from tests.browser.running import DESK, PHONE, ROOT, Visit

AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "inspector": (
        "/",
        "/equipment",
        "/equipment/1",
        "/equipment/1/edit",
        "/equipment/1/compare/2",
        "/equipment?kind=boiler&columns=verdict,level,serial_no",
        "/enterprises",
        "/enterprises/1",
        "/imports",
        "/imports/1",
        "/declarations",
        "/registrations",
        "/alerts",
        "/alerts/calendar",
        "/notices",
        "/reentry",
        "/potential?kind=transformer",
        "/notices/1",
        "/notices/new?enterprise=1",
        "/dashboard",
        "/dashboard/pivot",
        "/reports",
        "/library",
        "/library/tables",
        "/library/changes",
        "/library/coverage",
        "/library/packages",
        "/library/documents/GB%2020052-2024",
        "/library/rules/transformer.grade",
        "/account",
        "/scan",
        "/visits",
        "/d/1",
        "/d/1/visit",
        "/inspections?view=all&whose=all",
        "/inspections/1",
        "/campaigns",
        "/campaigns/1",
        "/terms?whose=all",
        "/documents/register",
        "/cases/3",
        "/cases/3/papers",
        "/cases/publicity",
        "/whatif",
        "/whatif/new?preset=transformerAge",
        "/plans",
        "/plans/440704",
        "/plans/440704?tab=tasks",
        "/plans/440704?tab=statements",
        "/plans/440704/work",
        "/projects/1",
        "/projects/summary",
        "/help",
    ),
    "clerk": ("/", "/equipment", "/declarations", "/notices", "/alerts"),
    "admin": (
        "/administration",
        "/administration/departments",
        "/administration/regions",
        "/administration/agencies",
        "/administration/words",
        "/administration/responsibilities",
        "/administration/channels",
        "/administration/deliveries",
        "/notifications",
        "/account",
        "/administration/schedules",
        "/administration/jobs",
        "/administration/health",
        "/administration/audit",
        "/administration/settings",
        "/library/packages",
        "/library/tables/gb13271-2014",
    ),
}
# Walked in both languages and both sizes.
TWICE = {
    "inspector": (
        "/surveys",
        "/surveys/1",
        "/diagnoses",
        "/diagnoses/1",
        "/confirmations",
        "/projects",
        "/notifications",
        "/photos",
        "/plans/440704?tab=lists",
        "/cases",
        "/cases/13",
        "/declarations/1",
        "/papers/1",
        "/photos/1",
        "/plans/tasks",
        "/plans/440704/statements/440704.0.t1",
        "/surveys/enterprises/1",
        "/reports/1",
    ),
    "reviewer": ("/cases/13",),
    "leader": ("/cases/12", "/cases/5"),
    "clerk": ("/cases", "/cases/1", "/confirmations", "/diagnoses", "/projects", "/notifications"),
}
WRITING = re.compile(
    # Not the chips of the desk, which only narrow its list: "退回修改 1 件".
    r"^(?!.*\d+ [件份条台次]$).*(修改|起草文书|签发|写入台账|受理|退回修改|新建|已阅|推迟|分派)"
)


# Where the product's own words are looked for in English, whatever element shows them.
ENGLISH = (
    "/equipment/1",
    "/equipment/1/edit",
    "/equipment/7",
    "/imports/1",
    "/declarations",
    "/alerts/calendar",
    "/reentry",
    "/potential?kind=transformer",
    "/notices/new?enterprise=1",
    "/dashboard",
    "/dashboard/pivot",
    "/library",
    "/library/tables",
    "/library/rules/transformer.grade",
    "/inspections?view=all&whose=all",
    "/campaigns/1",
    "/terms?whose=all",
    "/documents/register",
    "/cases",
    "/cases/3",
    "/cases/3/papers",
    "/whatif/new?preset=transformerAge",
    "/plans/440704",
    "/projects/1",
    "/surveys/1",
    "/diagnoses/1",
    "/notifications",
)
# Devices that are called by what they are.
NAMES = frozenset(("重型载货", "中型载货", "轻型载货", "半挂牵引车", "配电变压器"))
# What is quoted of files, records and standards.
QUOTED = {
    "/library": frozenset(("小型潜水电泵",)),
    "/library/tables": frozenset(("小型潜水电泵",)),
    "/cases/3": frozenset(("现场检查笔录",)),
    "/terms?whose=all": frozenset(("责令限期整改通知书",)),  # what a term rests on
    # Headings and cells of a file as somebody typed them; the sheet is called by its kind.
    "/imports/1": frozenset(
        ("变压器", "在用", "报废", "干式", "油浸", "出厂日期", "出厂编号", "型号", "设备名称")
        + ("绝缘介质", "联结组别", "统一社会信用代码", "使用单位", "使用状态", "额定容量(kVA)")
    ),
}
TEXTS = r"""() => {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const at = texts.currentNode.parentElement;
        // What is Chinese by itself says so: the manual, the button that changes the language.
        if (at.closest("[lang]") !== document.documentElement) continue;
        found.push(texts.currentNode.data.trim());
    }
    return found.filter((text) => /[\u4e00-\u9fff]/.test(text));
}"""


def own_words() -> set[str]:
    """The Chinese words of the product that have English ones: kinds, fields, choices, verdicts,
    levels, states of cases, papers, carriers of energy."""
    library = standards.load()
    found = {*standards.OUTCOME_ZH.values(), *standards.LEVEL_ZH.values(), *STATES.values()}
    found |= {paper.title for paper in PAPERS.values()}
    found |= set(library.factors.energy["fuel"])
    for kind in library.kinds.values():
        found.add(kind.name_zh)
        for field in kind.fields:
            found |= {
                field.heading_zh,
                *(field.labels or field.choices if field.choices_en else ()),
            }
    return {word for word in found - NAMES if re.search(r"[\u4e00-\u9fff]", word)}


# What a reader's browser could still send by hand.
TRY_TO_WRITE = """() => fetch("/api/v1/equipment/1", {
    method: "PATCH",
    body: JSON.stringify({version: 1, facts: {name: "changed"}}),
    headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": /huanxin_csrf=([^;]*)/.exec(document.cookie)[1],
    },
}).then((answer) => answer.status)"""


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


def settle(page: Page, path: str) -> None:
    """Open a page and wait until it has asked for all that it shows."""
    page.goto(path)
    expect(page.get_by_role("main").get_by_role("heading", level=1).first).to_be_visible()
    page.wait_for_load_state("networkidle")


def walk(page: Page, paths: Iterable[str]) -> Iterator[str]:
    """Page after page within the one that is open, each as it stands when all has come."""
    page.evaluate(COUNT)
    for path in paths:
        page.set_viewport_size(DESK)
        page.evaluate(MOVE, path)
        expect(page.get_by_role("main").get_by_role("heading", level=1).first).to_be_visible()
        yield path


def serious(page: Page) -> list[str]:
    """Violations that axe-core calls serious or critical, with the elements concerned."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{found['id']}: {[node['target'] for node in found['nodes']][:3]}"
        for found in result["violations"]
        if found["impact"] in {"serious", "critical"}
    ]


def outgrown(page: Page) -> list[str]:
    """What a page is too wide by on a phone."""
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > PHONE["width"] else []


@pytest.mark.parametrize("role", PAGES)
def test_no_page_has_a_serious_obstacle_or_outgrows_a_phone(visit: Visit, role: str) -> None:
    page = visit(role)
    found = {path: serious(page) + outgrown(page) for path in walk(page, PAGES[role])}
    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.parametrize("role", TWICE)
def test_no_obstacle_in_either_language_and_size(visit: Visit, role: str) -> None:
    page = visit(role)
    found = {}
    for language in ("zh", "en"):
        if language == "en":
            page.get_by_role("button", name="English").click()
        for path in walk(page, TWICE[role]):
            found[language, path] = serious(page) + outgrown(page) + serious(page)
    page.get_by_role("button", name="中文").click()
    assert {place: problems for place, problems in found.items() if problems} == {}


def test_no_serious_obstacle_before_the_login(visit: Visit) -> None:
    page = visit(None)
    for path in ("/login", "/register"):
        settle(page, path)
        assert serious(page) + outgrown(page) == []


def test_english_has_no_chinese_but_in_the_data(visit: Visit) -> None:
    page = visit("inspector")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Workbench")).to_be_visible()
    # Words of the page itself: navigation, headings of columns, buttons; data stay as they are.
    words = "nav a, button:not(.person):not(.language), thead th, h1"
    pages = ("/", "/equipment", "/alerts", "/notices", "/enterprises", "/imports", "/whatif")
    own = own_words()
    found = {}
    for path in walk(page, (*pages, *ENGLISH)):
        texts = page.locator(words).all_inner_texts() if path in pages else []
        shown = [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)]
        for text in page.evaluate(TEXTS):
            shown += own.intersection(re.split(r"\s*[·:→]\s*", text))
        found[path] = sorted(set(shown) - QUOTED.get(path, frozenset()))
    assert {path: shown for path, shown in found.items() if shown} == {}
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("link", name="工作台")).to_be_visible()


def test_the_menu_shows_where_one_is(visit: Visit) -> None:
    page = visit("inspector")
    settle(page, "/plans")
    expect(page.get_by_role("link", name="地方方案")).to_be_in_viewport()


@pytest.mark.parametrize("role", ["leader", "auditor"])
def test_readers_see_everything_and_change_nothing(visit: Visit, role: str) -> None:
    page = visit(role)
    main = page.get_by_role("main")
    pages = ("/", "/equipment", "/equipment/1", "/enterprises/1", "/alerts", "/notices")
    for _path in walk(page, pages):
        expect(main.get_by_role("button", name=WRITING)).to_have_count(0)
    settle(page, "/equipment/1/edit")
    expect(page.get_by_text("您不能查看这一页")).to_be_visible()
    assert page.evaluate(TRY_TO_WRITE) == 403


def test_second_tab_that_saves_late_keeps_its_changes_and_sees_the_others(visit: Visit) -> None:
    first = visit("inspector")
    second = first.context.new_page()
    for page in (first, second):
        settle(page, "/equipment/3/edit")
    first.get_by_label("制造单位").fill("甲变压器厂")
    second.get_by_label("安装地点").fill("三号配电房")
    for page in (first, second):
        page.get_by_label("安装地点").blur()
        page.get_by_label("制造单位").blur()
        page.get_by_role("button", name="保存").click()
        if page is first:
            expect(page.get_by_role("heading", name="设备信息")).to_be_visible()
    expect(second.get_by_role("alert")).to_contain_text("安装地点")
    expect(second.get_by_label("制造单位")).to_have_value("甲变压器厂")
    expect(second.get_by_label("安装地点")).to_have_value("三号配电房")
    second.get_by_role("button", name="保存").click()
    expect(second.get_by_role("heading", name="设备信息")).to_be_visible()
    expect(second.locator("dl.facts").get_by_text("甲变压器厂")).to_be_visible()


def test_a_lost_connection_says_so_and_keeps_what_was_typed(visit: Visit) -> None:
    page = visit("inspector")
    settle(page, "/equipment/2/edit")
    page.get_by_label("安装地点").fill("一号配电房")
    page.get_by_label("安装地点").blur()
    page.context.set_offline(True)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("连接不上服务器")
    expect(page.get_by_label("安装地点")).to_have_value("一号配电房")
    page.context.set_offline(False)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="设备信息")).to_be_visible()
