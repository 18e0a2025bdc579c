"""The library's own pages: local documents from upload to withdrawal, checks, coverage."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.running import Visit
from tests.standards.packages import CSV, changed, package

TITLE = "江海区淘汰落后设备目录"


def choose(page: Page, files: dict[str, bytes]) -> None:
    """Give files to the place where they are dropped."""
    page.locator("input[type=file]").set_input_files(
        [{"name": n, "mimeType": "text/plain", "buffer": c} for n, c in files.items()]
    )


def test_mistakes_are_shown_with_place_and_remedy_and_nothing_is_stored(visit: Visit) -> None:
    page = visit("admin", at="/library/packages")
    choose(page, {"years.csv": CSV.encode()})
    expect(page.get_by_role("alert")).to_contain_text("缺少 TOML 文件")
    wrong = changed("years = 10", 'years = "ten"')
    choose(page, wrong | {"years.csv": CSV.replace("315", "很大").encode()})
    expect(page.get_by_role("alert")).to_contain_text("2 处错误")
    rows = page.get_by_role("region", name="文件中的错误").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("years.csv第 2 行")
    expect(rows.first).to_contain_text("“很大”不是数字")
    expect(rows.last).to_contain_text("第 39 行")
    expect(rows.last).to_contain_text("请按模板的写法填写")


def test_a_local_document_is_tried_published_and_withdrawn(visit: Visit) -> None:
    page = visit("admin", at="/library/packages")
    choose(page, package())
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("years 25 → 20")).to_be_visible()
    address = page.url

    page.get_by_role("button", name="试算影响").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"试算：{TITLE}")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()

    page.goto(address)
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_role("dialog")).to_contain_text("今天以前的判定不变")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("已发布", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="删除")).to_have_count(0)
    page.goto("/library")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()

    page.goto(address)
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("另有规定")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("另有规定")).to_be_visible()
    expect(page.get_by_text("已撤回", exact=True)).to_be_visible()


def test_a_table_is_marked_as_checked_and_the_mark_revoked(visit: Visit) -> None:
    page = visit("admin", at="/library/tables")
    page.get_by_role("link", name="锅炉大气污染物排放标准").first.click()
    checks = page.get_by_role("region", name="与官方文本核对")
    expect(checks).to_contain_text("凭记忆")
    checks.get_by_role("button", name="标记为已核对").click()
    page.get_by_label("页码").fill("第3页 表2")
    page.get_by_role("button", name="确认无误").click()
    expect(checks).to_contain_text("第3页 表2")
    page.goto("/library/tables?check=yes")
    expect(page.get_by_role("main").locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="锅炉大气污染物排放标准").click()
    checks.get_by_role("button", name="撤销核对").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("看错了版次")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(checks).to_contain_text("尚未核对")
    checks.get_by_text("以前的核对").click()
    expect(checks).to_contain_text("看错了版次")


def test_a_leader_reads_what_catalogues_decide_and_changes_nothing(visit: Visit) -> None:
    page = visit("leader", at="/library/coverage")
    entries = page.get_by_role("region", name="须由人判断的条目").locator("tbody tr")
    expect(entries.first).to_be_visible()
    everything = entries.count()
    page.get_by_role("button", name="不能使用").click()
    expect(page).to_have_url(re.compile("use=none"))
    expect(entries).to_have_count(4)
    assert everything > 4
    page.goto("/library/packages")
    expect(page.get_by_role("heading", name="全部地方文件")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)


def test_what_changed_between_two_days_and_for_which_devices(visit: Visit) -> None:
    page = visit("inspector", at="/library/changes?after=2025-01-31&until=2025-02-01")
    rows = page.get_by_role("region", name="变化").locator("tbody tr")
    expect(rows.filter(has_text="由 GB 20052-2024 替代")).to_have_count(1)
    page.get_by_label("自（不含）").fill("2025-02-01")
    expect(page.get_by_text("两日之间没有变化")).to_be_visible()
    page.get_by_role("link", name="对我的设备有何影响").click()
    expect(page).to_have_url(re.compile("base=2025-02-01&day=2025-02-01"))


def test_an_enterprise_reads_documents_and_tables_alone(visit: Visit) -> None:
    page = visit("clerk", at="/library")
    parts = page.get_by_role("navigation", name="法规库").get_by_role("link")
    expect(parts).to_have_text(["文件", "数据表", "变化"])
    page.goto("/library/packages")
    expect(page.get_by_text("您不能查看这一页")).to_be_visible()
