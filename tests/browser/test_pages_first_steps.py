"""Logging in, the ledger, the language, the phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.running import PHONE, Visit, read


def test_wrong_password_is_refused_in_words(visit: Visit) -> None:
    page = visit(None)
    page.get_by_label("用户名").fill("demo-inspector")
    page.get_by_label("密码").fill("wrong-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码")


def test_inspector_sees_the_ledger_of_the_own_region(visit: Visit) -> None:
    page = visit("inspector", at="/equipment")
    expect(page.get_by_role("heading", name="设备台账")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(50)


def test_a_number_beside_a_filter_is_the_length_of_the_list(visit: Visit) -> None:
    page = visit("inspector", at="/equipment")
    chip = page.get_by_role("group", name="结论").get_by_role("button", name=re.compile("应评估"))
    count = re.search(r"\d+", read(chip))
    chip.click()
    expect(page.get_by_text(f"共 {count[0]} 台")).to_be_visible()
    expect(page).to_have_url(re.compile(r"verdict=reassess"))
    page.reload()
    expect(page.get_by_text(f"共 {count[0]} 台")).to_be_visible()


def test_without_login_every_page_asks_for_it_and_comes_back(visit: Visit) -> None:
    page = visit(None)
    page.goto("/equipment?verdict=due")
    expect(page).to_have_url(re.compile(r"/login\?to="))


def test_phone_shows_cards_that_fit_its_width(visit: Visit) -> None:
    page = visit("inspector", PHONE, at="/equipment")
    expect(page.locator("tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_an_export_holds_exactly_what_is_listed(visit: Visit) -> None:
    page = visit("inspector", at="/equipment?kind=boiler&verdict=eliminate")
    listed = page.get_by_text(re.compile(r"^共 \d+ 台$"))
    count = int(re.search(r"\d+", read(listed))[0])
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as started:
        page.get_by_role("menuitem", name="导出 CSV（全部筛选结果）").click()
    lines = started.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == count + 1


def test_a_view_brings_its_filters_back(visit: Visit) -> None:
    page = visit("inspector", at="/equipment?kind=elevator&verdict=reassess")
    page.get_by_role("button", name="视图").click()
    page.get_by_role("menuitem", name="把当前筛选存为视图").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("要评估的电梯")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("视图已保存")).to_be_visible()
    page.goto("/equipment")
    page.get_by_role("button", name="视图").click()
    page.get_by_role("menuitem", name="要评估的电梯").click()
    expect(page).to_have_url(re.compile("kind=elevator&verdict=reassess"))


def test_pages_are_light_to_load(visit: Visit) -> None:
    """What a first visit loads, packed: the login within 250 kB, the ledger within 700 kB."""
    page = visit(None)
    assert _loaded(page, "/login") < 250_000
    page = visit("inspector")
    assert _loaded(page, "/equipment") < 700_000


def _loaded(page: Page, path: str) -> int:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 3
    return round(sum(sizes))
