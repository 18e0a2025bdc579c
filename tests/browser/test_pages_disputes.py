"""Record against model name: seen on the desk, found in the ledger, settled at the device."""

from __future__ import annotations

import re
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page, expect

from tests.browser.running import Visit

HEADINGS = ("使用单位", "型号", "出厂编号", "额定容量(kVA)", "额定电压(kV)", "制造日期")
ROW = ("江海区铭牌测试厂", "S7-315/10", "NP-1", 400, 10, "1992-05")


def _import(page: Page, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("变压器")
        for number, row in enumerate((HEADINGS, ROW)):
            sheet.write_row(number, 0, row)
    page.goto("/imports")
    page.get_by_label("把台账文件拖到这里，或点击选择").set_input_files(path)
    expect(page).to_have_url(re.compile(r"/imports/\d+"))
    page.get_by_role("button", name="写入台账").click()
    expect(page.get_by_role("button", name="撤销这次导入")).to_be_visible()


def test_a_dispute_is_settled_in_two_clicks(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector")
    _import(page, tmp_path / "铭牌.xlsx")
    page.goto("/")
    page.get_by_role("link", name=re.compile("台设备的铭牌（型号）与登记不符")).click()
    expect(page).to_have_url(re.compile("disputed=true"))
    expect(page.get_by_text("登记与型号不符：是")).to_be_visible()
    expect(page.get_by_text("NP-1")).to_be_visible()
    found = page.request.get("/api/v1/equipment?disputed=true&q=NP-1").json()["items"]
    page.goto(f"/equipment/{found[0]['id']}")
    dispute = page.locator("[data-dispute=rated_capacity_kva]")
    expect(dispute).to_contain_text("315 kVA")
    expect(page.get_by_text("登记为400kVA，型号“S7-315/10”为315kVA").first).to_be_visible()
    expect(page.locator("abbr.model").first).to_have_attribute("title", re.compile("由型号读出"))
    dispute.get_by_role("button", name="以型号为准").click()
    page.get_by_role("dialog").get_by_role("button", name="确认").click()
    expect(dispute).to_have_count(0)
    expect(page.locator("abbr.confirmed")).to_have_text("核")
    expect(page.get_by_text("核对铭牌后确认：额定容量")).to_be_visible()
    expect(page.get_by_text("现场核对铭牌").first).to_be_visible()
