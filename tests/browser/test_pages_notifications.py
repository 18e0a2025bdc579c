"""The bell, one's own notifications, and an administrator who sets up a channel and tests it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.running import PHONE, Visit


def test_the_bell_leads_to_what_one_was_told(visit: Visit) -> None:
    page = visit("inspector", size=PHONE, at="/notifications")
    expect(page.get_by_role("heading", name="通知", exact=True)).to_be_visible()
    expect(page.locator("a.bell")).to_have_attribute(
        "aria-label", re.compile(r"通知，\d+\+? 条未读")
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_somebody_chooses_how_to_be_told(visit: Visit) -> None:
    page = visit("leader", at="/account")
    mine = page.locator("#notifications")
    mine.get_by_label("邮箱").fill("leader@example.gov.cn")
    choice = mine.get_by_label("案件逾期: 何时")
    choice.select_option("weekly")
    mine.get_by_role("button", name="保存通知设置").click()
    expect(page.get_by_text("通知设置已保存")).to_be_visible()
    page.reload()
    expect(mine.get_by_label("邮箱")).to_have_value("leader@example.gov.cn")
    expect(choice).to_have_value("weekly")


def test_a_channel_is_set_up_and_its_test_says_why_it_failed(visit: Visit) -> None:
    page = visit("admin", at="/administration/channels")
    page.get_by_role("button", name="新建渠道").click()
    form = page.get_by_role("dialog")
    form.get_by_label("方式").select_option("webhook")
    form.get_by_label("名称", exact=True).fill("指挥平台")
    form.get_by_label("地址").fill("http://127.0.0.1:9/hook")
    form.get_by_label("密钥").fill("0123456789abcdef")
    form.get_by_label("案件逾期").check()
    form.get_by_role("button", name="确定").click()
    row = page.get_by_role("row").filter(has_text="指挥平台")
    row.get_by_role("button", name="发送测试").click()
    expect(row.get_by_text("HUANXIN_PRIVATE_TARGETS")).to_be_visible(timeout=30_000)
    # More than one where a case fell late meanwhile: the channel is told of that, too.
    row.get_by_role("link", name=re.compile(r"^失败 \d+$")).click()
    expect(page.get_by_role("button", name="重发").first).to_be_visible()
    expect(page.get_by_text("0123456789abcdef")).to_have_count(0)
