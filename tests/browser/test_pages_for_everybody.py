"""What holds on every page: readable by machine and keyboard, in both languages, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.english import chinese_words
from tests.browser.running import Visit, send
from tests.browser.walking import everything, obstacles, outgrown, serious, settle, speak, walk
from tests.standards.packages import CSV, TOML, package

APPLICATION = {
    "uscc": "91440704MA4WA1KD07",
    "name": "江海巡查小厂",
    "region": "440704",
    "contact": "王工",
    "phone": "0750-1234567",
    "username": "walked.one",
    "password": "correct-horse-battery",
}
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


# What a reader's browser could still send by hand.
TRY_TO_WRITE = """() => fetch("/api/v1/equipment/1", {
    method: "PATCH",
    body: JSON.stringify({version: 1, facts: {name: "changed"}}),
    headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": /huanxin_csrf=([^;]*)/.exec(document.cookie)[1],
    },
}).then((answer) => answer.status)"""


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
    """A local document that is not published, and is not the one that the library's tests bring."""
    page.goto("/library/packages")
    other = TOML.replace("jianghai-2027", "jianghai-2029").replace("〔2027〕1号", "〔2029〕1号")
    files = package(other.replace("淘汰落后设备目录", "另一目录")) | {"years.csv": CSV.encode()}
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


def test_no_serious_obstacle_before_the_login(visit: Visit) -> None:
    page = visit(None)
    for path in ("/login", "/register"):
        settle(page, path)
        assert serious(page) + outgrown(page) == []


def test_the_menu_shows_where_one_is(visit: Visit) -> None:
    page = visit("inspector", at="/plans")
    settle(page)
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
    page = visit("inspector", at="/equipment/2/edit")
    settle(page)
    page.get_by_label("安装地点").fill("一号配电房")
    page.get_by_label("安装地点").blur()
    page.context.set_offline(True)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("连接不上服务器")
    expect(page.get_by_label("安装地点")).to_have_value("一号配电房")
    page.context.set_offline(False)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="设备信息")).to_be_visible()
