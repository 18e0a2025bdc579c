"""A case on its page: what a move asks for, what is refused, and where the case stands then."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.running import PHONE, Visit
from tests.browser.walking import outgrown


def _open(page: Page, state: str) -> None:
    """The page of the first case of the demonstration in this state."""
    origin = page.evaluate("location.origin")
    found = page.request.get(f"{origin}/api/v1/cases?state={state}").json()
    page.goto(f"/cases/{found['items'][0]['id']}")


def _begin(page: Page, move: str) -> None:
    page.locator("aside").get_by_role("button", name=move, exact=True).click()


def _confirm(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="确定").click()


def _stands(page: Page, state: str) -> None:
    expect(page.locator("[aria-current=step]")).to_contain_text(state)


def test_the_party_is_heard_or_there_is_a_reason(visit: Visit) -> None:
    page = visit("inspector", PHONE)
    _open(page, "opened")
    _begin(page, "听取意见")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("是否听取陈述申辩").select_option("没有听取")
    _confirm(page)
    expect(dialog).to_be_visible()  # a reason is asked for before anything is sent
    dialog.get_by_label("没有听取的理由").fill("当事人书面放弃陈述申辩")
    _confirm(page)
    expect(dialog).to_be_hidden()
    _stands(page, "已听取意见")
    expect(page.get_by_text("当事人书面放弃陈述申辩").first).to_be_visible()
    assert outgrown(page) == []


def test_an_attempt_that_did_not_arrive_serves_nothing(visit: Visit) -> None:
    page = visit("inspector")
    _open(page, "issued")
    _begin(page, "送达")
    page.get_by_role("dialog").get_by_label("送达方式").select_option("邮寄送达")
    _confirm(page)
    expect(page.get_by_role("alert").filter(has_text="邮件号码")).to_be_visible()
    _stands(page, "已签发")
    _begin(page, "送达")
    page.get_by_role("dialog").get_by_label("签收人").fill("李四")
    _confirm(page)
    _stands(page, "已送达")


def test_what_is_put_right_is_rechecked_on_evidence(visit: Visit) -> None:
    page = visit("inspector")
    _open(page, "answered")
    _begin(page, "复查")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("复查方式").select_option("照片核查")
    for result in dialog.get_by_label("复查结果").all():
        result.select_option("已整改到位")
    _confirm(page)
    expect(dialog.get_by_role("alert")).to_contain_text("没有照片或者材料")
    dialog.get_by_label("复查方式").select_option("现场复查")
    _confirm(page)
    _stands(page, "已复查")


def test_what_is_not_put_right_has_the_colour_of_danger(visit: Visit) -> None:
    page = visit("inspector", at="/cases/3")
    devices = page.get_by_role("listitem").locator("span")
    expect(devices.get_by_text("未整改到位", exact=True)).to_have_class(re.compile("failing"))
    expect(devices.get_by_text("已停止使用", exact=True)).to_have_class(re.compile("good"))
