"""What holds on every page: readable by machine and keyboard, in both languages, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import pytest
from playwright.sync_api import FilePayload, Page, expect

import standards
from inventory.core.messages import sentences
from inventory.enforcement.cases.machine import STATES
from inventory.enforcement.documents.papers import PAPERS
from tests.browser.running import DESK, PHONE, ROOT, Visit, send
from tests.standards.packages import CSV, TOML, package

LOW = {"width": 1024, "height": 768}
APPLICATION = {
    "uscc": "91440704MA4WA1KD07",
    "name": "江海巡查小厂",
    "region": "440704",
    "contact": "王工",
    "phone": "0750-1234567",
    "username": "walked.one",
    "password": "correct-horse-battery",
}
AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
# Every page is walked in both languages, on a desk, in a low window and on a phone.
PAGES = {
    "inspector": (
        "/",
        "/equipment",
        "/equipment/1",
        "/equipment/1/edit",
        "/equipment/1/compare/2",
        "/equipment?kind=boiler&columns=verdict,level,serial_no",
        "/equipment/7",
        "/enterprises",
        "/enterprises/1",
        "/imports",
        "/imports/1",
        "/declarations",
        "/declarations/1",
        "/declarations/1/items/{item}",
        "/registrations",
        "/registrations/{registration}",
        "/confirmations",
        "/surveys",
        "/surveys/1",
        "/surveys/enterprises/1",
        "/diagnoses",
        "/diagnoses/1",
        "/alerts",
        "/alerts/calendar",
        "/notices",
        "/notices/1",
        "/notices/new?enterprise=1",
        "/reentry",
        "/reentry/{reentry}",
        "/potential?kind=transformer",
        "/dashboard",
        "/dashboard/pivot",
        "/reports",
        "/reports/1",
        "/library",
        "/library/tables",
        "/library/tables/gb20052-2024",
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
        "/photos",
        "/photos/1",
        "/inspections?view=all&whose=all",
        "/inspections/1",
        "/campaigns",
        "/campaigns/1",
        "/terms?whose=all",
        "/documents/register",
        "/cases",
        "/cases/3",
        "/cases/13",
        "/cases/3/papers",
        "/cases/publicity",
        "/papers/1",
        "/whatif",
        "/whatif/new?preset=transformerAge",
        "/plans",
        "/plans/440704",
        "/plans/440704?tab=tasks",
        "/plans/440704?tab=statements",
        "/plans/440704?tab=lists",
        "/plans/440704/work",
        "/plans/440704/statements/440704.0.t1",
        "/plans/tasks",
        "/projects",
        "/projects/1",
        "/projects/summary",
        "/notifications",
        "/check/{digest}",
        "/open/20",
        "/help",
    ),
    "reviewer": ("/cases/13",),
    "leader": ("/cases/12", "/cases/5"),
    "clerk": (
        "/",
        "/equipment",
        "/declarations",
        "/notices",
        "/alerts",
        "/cases",
        "/cases/1",
        "/confirmations",
        "/diagnoses",
        "/projects",
        "/notifications",
    ),
    "admin": (
        "/administration",
        "/administration/departments",
        "/administration/regions",
        "/administration/agencies",
        "/administration/words",
        "/administration/responsibilities",
        "/administration/channels",
        "/administration/deliveries",
        "/administration/schedules",
        "/administration/jobs",
        "/administration/health",
        "/administration/audit",
        "/administration/settings",
        "/library/packages",
        "/library/packages/{package}",
    ),
}
WRITING = re.compile(
    # Not the chips of the desk, which only narrow its list: "退回修改 1 件".
    r"^(?!.*\d+ [件份条台次]$).*(修改|起草文书|签发|写入台账|受理|退回修改|新建|已阅|推迟|分派)"
)


# Where words of the page itself are English: navigation, headings, buttons; data stay as they are.
HEADED = ("/", "/equipment", "/alerts", "/notices", "/enterprises", "/imports", "/whatif")
HEADS = "nav a, button:not(.person):not(.language), thead th, h1"
# Devices that are called by what they are.
NAMES = frozenset(("重型载货", "中型载货", "轻型载货", "半挂牵引车", "配电变压器"))
# What is quoted of files, records and standards.
QUOTED = {
    "/library": frozenset(("小型潜水电泵",)),
    "/library/tables": frozenset(("小型潜水电泵",)),
    "/dashboard": frozenset(("柴油货车",)),  # inside the words of a policy
    # Headings and cells of a file as somebody typed them; the sheet is called by its kind.
    "/imports/1": frozenset(
        ("变压器", "在用", "报废", "干式", "油浸", "出厂日期", "出厂编号", "型号", "设备名称")
        + (
            "绝缘介质",
            "联结组别",
            "统一社会信用代码",
            "使用单位",
            "使用状态",
            "额定容量",
            "额定容量(kVA)",
        )
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


@cache
def own_words() -> frozenset[str]:
    """The Chinese words of the product that have English ones: kinds, fields, choices, verdicts,
    levels, states of cases, papers, carriers of energy, targets of plans."""
    library = standards.load()
    found = {*standards.OUTCOME_ZH.values(), *standards.LEVEL_ZH.values(), *STATES.values()}
    found |= {paper.title for paper in PAPERS.values()}
    found |= set(library.factors.energy["fuel"])
    for plan in library.plans.values():
        found |= set(plan.targets["indicator"])
    for kind in library.kinds.values():
        found.add(kind.name_zh)
        for field in kind.fields:
            found |= {
                field.heading_zh,
                *(field.labels or field.choices if field.choices_en else ()),
            }
    return frozenset(word for word in found - NAMES if re.search(r"[\u4e00-\u9fff]", word))


@cache
def inside_sentences() -> re.Pattern[str]:
    """Own words that no name holds by chance, and printed tables: none stands in an English
    sentence."""
    words = sorted(filter(lambda it: len(it) > 3, own_words()), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, words), r"表\d+"]))


@cache
def own_sentences() -> re.Pattern[str]:
    """The product's own Chinese sentences, whatever stands in their {names}."""
    told = [it.zh for it in sentences().values() if len(re.findall(r"[\u4e00-\u9fff]", it.zh)) > 3]
    return re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", re.escape(text)) for text in told))


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


CUT_OFF = """() => {
    const lists = [...document.querySelectorAll("main .frame, main .tabline")];
    const words = [...document.querySelectorAll("nav li a")];
    return [...lists, ...words]
        .filter((it) => it.clientWidth && it.scrollWidth > it.clientWidth + 1)
        .map((it) => `cut off: ${it.getAttribute("aria-label") ?? it.innerText}`
            + ` ${it.scrollWidth} > ${it.clientWidth}`);
}"""


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


# What of a page its language decides: what parts are called. The rest is looked at once.
NAMES_OF_PARTS = [
    f"cat.{of}" for of in ("name-role-value", "text-alternatives", "forms", "language", "semantics")
]


SERIOUS = frozenset({"serious", "critical"})


def serious(page: Page, *categories: str) -> list[str]:
    """Violations that axe-core calls serious or critical, of `categories` if there are any."""
    return [told for impact, told in violations(page, *categories) if impact in SERIOUS]


def violations(page: Page, *categories: str) -> list[tuple[str, str]]:
    """Impact and words of all that axe-core finds, with the elements concerned.

    Rows of a list are alike: the first eight are looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate(
        """(categories) => axe.run(
            {exclude: [["tbody > tr:nth-child(n + 9)"]]},
            {
                resultTypes: ["violations"],
                preload: false,
                ...(categories.length ? {runOnly: categories} : {}),
            },
        )""",
        categories,
    )
    return [
        (found["impact"], f"{found['id']}: {[node['target'] for node in found['nodes']][:3]}")
        for found in result["violations"]
    ]


def outgrown(page: Page) -> list[str]:
    """What a page is too wide by on a phone."""
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > PHONE["width"] else []


def cut_off(page: Page) -> list[str]:
    """Lists whose last column is out of sight in a low window, and names that the menu cuts."""
    page.set_viewport_size(LOW)
    return [str(it) for it in page.evaluate(CUT_OFF)]


def obstacles(page: Page, language: str) -> list[str]:
    """What is wrong with a page on a desk, in a low window, on a phone, where other parts show."""
    found = serious(page, *(() if language == "zh" else NAMES_OF_PARTS))
    found += cut_off(page) + outgrown(page)
    return [*found, *serious(page, *NAMES_OF_PARTS)]


def everything(page: Page, _language: str) -> list[str]:
    """All that axe-core finds on a desk and on a phone, whatever its impact."""
    found = violations(page)
    page.set_viewport_size(PHONE)
    return [told for _, told in (*found, *violations(page))]


def speak(page: Page, language: str) -> None:
    """Change the language of the page that is open."""
    page.set_viewport_size(DESK)
    button, mark = {"en": ("English", "en"), "zh": ("中文", "zh-CN")}[language]
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", mark)


def things(page: Page) -> dict[str, object]:
    """What the demonstration has no number of, or none that lasts: made or looked up."""
    number = send(page, "POST", "/registrations", APPLICATION)[1]["id"]
    truck = {"vin": "LFWSRXSJ1M1F70014", "vehicle_type": "重型载货", "fuel": "柴油"}
    for owner, state in ((1, "报废"), (2, "在用")):
        place = send(page, "GET", f"/enterprises/{owner}")[1]["region"]
        facts = {**truck, "use_state": state}
        send(
            page,
            "POST",
            "/equipment",
            {"kind": "truck", "enterprise_id": owner, "region": place, "facts": facts},
        )
    return {
        "registration": number,
        "reentry": send(page, "GET", "/reentry")[1]["items"][0]["id"],
        "item": send(page, "GET", "/declarations/1")[1]["items"][0]["id"],
        "digest": send(page, "GET", "/notices/1")[1]["digest"],
    }


def uploaded(page: Page) -> dict[str, object]:
    """A local document that is not published."""
    page.goto("/library/packages")
    files = package(TOML.replace("jianghai-2027", "jianghai-2029")) | {"years.csv": CSV.encode()}
    chosen: list[FilePayload] = [
        {"name": name, "mimeType": "text/plain", "buffer": content}
        for name, content in files.items()
    ]
    page.locator("input[type=file]").set_input_files(chosen)
    page.wait_for_url(re.compile(r"/packages/\d+$"))
    return {"package": page.url.rsplit("/", 1)[-1]}


NEEDED = {"inspector": things, "admin": uploaded}


@pytest.fixture(scope="module")
def numbers() -> dict[str, dict[str, object]]:
    """What NEEDED has made, by role."""
    return {}


@pytest.mark.parametrize(
    "looked_for", [obstacles, pytest.param(everything, marks=pytest.mark.drill)]
)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", PAGES)
def test_no_obstacle_in_either_language_and_any_size(
    visit: Visit,
    numbers: dict[str, dict[str, object]],
    role: str,
    language: str,
    looked_for: Callable[[Page, str], list[str]],
) -> None:
    """Each run asks in English and on a phone for what their words decide; `make drill` asks for
    every rule of axe-core in both languages and sizes."""
    page = visit(role)
    if role in NEEDED and role not in numbers:
        numbers[role] = NEEDED[role](page)
    paths = [path.format(**numbers.get(role, {})) for path in PAGES[role]]
    if language == "en":
        speak(page, "en")
    found, chinese = {}, {}
    for path in walk(page, paths):
        if language == "en":
            chinese[path] = chinese_words(page, path)
        found[path] = looked_for(page, language)
    if language == "en":
        assert page.evaluate("document.documentElement.lang") == "en"
        speak(page, "zh")
    assert {path: problems for path, problems in found.items() if problems} == {}
    assert {path: words for path, words in chinese.items() if words} == {}


def chinese_words(page: Page, path: str) -> list[str]:
    """Chinese in an English page that is no data."""
    texts = page.locator(HEADS).all_inner_texts() if path in HEADED else []
    shown = [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)]
    for text in page.evaluate(TEXTS):
        shown += own_words().intersection(re.split(r"\s*[·:→]\s*", text))
        shown += [text] if own_sentences().fullmatch(text) else []
        shown += inside_sentences().findall(text) if re.search("[A-Za-z]{3}", text) else []
    return sorted(set(shown) - QUOTED.get(path, frozenset()))


def test_no_serious_obstacle_before_the_login(visit: Visit) -> None:
    page = visit(None)
    for path in ("/login", "/register"):
        settle(page, path)
        assert serious(page) + outgrown(page) == []


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
