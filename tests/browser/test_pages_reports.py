"""Reports and schedules in the browser: the leader reads, the office makes, the clock is set."""

from __future__ import annotations

import io

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.running import Visit, at_most

PHONE = {"width": 390, "height": 844}


def test_a_leader_reads_the_month_and_opens_what_is_behind_a_number(visit: Visit) -> None:
    page = visit("leader")
    expect(page.get_by_role("heading", name="最近一期月汇总")).to_be_visible()
    expect(page.get_by_role("heading", name="各地情况")).to_be_visible()
    expect(page.get_by_role("heading", name="等您办理")).to_be_visible()
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert len(paper.pages) == 1
    assert "等您办理" in paper.pages[0].extract_text()
    with at_most(page, 1):
        page.get_by_role("link", name="看全文").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("月汇总")
    table = page.get_by_role("region", name="按镇街")
    count = table.get_by_role("row", name="合计").get_by_role("button").first
    number = count.inner_text()
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    # What opens a list on the screen is a number on paper.
    assert any(f"合计 {number}" in sheet.extract_text() for sheet in paper.pages)
    count.click()
    expect(page.get_by_role("dialog")).to_contain_text(f"合计 {number}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="更正")).to_have_count(0)
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载 pdf").click()
    assert saved.value.suggested_filename.endswith(".pdf")


def test_an_officer_corrects_a_report_and_sees_what_changed(visit: Visit) -> None:
    page = visit("inspector", PHONE, at="/reports")
    page.get_by_role("link", name="月汇总").first.click()
    page.get_by_role("button", name="更正").click()
    page.get_by_role("textbox").last.fill("演示：更正一次")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("演示：更正一次")).to_be_visible()
    page.get_by_role("button", name="与第 1 版比较").click()
    expect(page.get_by_role("dialog", name="第 2 版与第 1 版的差别")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="发布").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("button", name="更正")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_an_administrator_runs_and_stops_a_schedule(visit: Visit) -> None:
    page = visit("admin", at="/administration/schedules")
    row = page.get_by_role("row", name="检查法规库")
    row.get_by_role("button", name="立即运行").click()
    expect(row.get_by_text("完成")).to_be_visible()
    row.locator(".el-switch__core").click()
    expect(row.get_by_text("已停用")).to_be_visible()
    row.locator(".el-switch__core").click()
    expect(row.get_by_text("已停用")).to_have_count(0)
