"""Rows of an import and drafts of documents, edited where they stand."""

from __future__ import annotations

import re
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page, expect

from tests.browser.running import PHONE, Visit

HEADINGS = ("使用单位", "型号", "出厂编号", "额定容量(kVA)", "绝缘介质", "制造日期")
GOOD = ("江海区更正测试厂", "S11-M-315/10", "G-1", 315, "油浸", "2012-05")


def _upload(page: Page, folder: Path, *rows: tuple[object, ...]) -> None:
    path = folder / "待更正.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("变压器")
        for number, row in enumerate((HEADINGS, *rows)):
            sheet.write_row(number, 0, row)
    page.goto("/imports")
    page.get_by_label("把台账文件拖到这里，或点击选择").set_input_files(path)
    expect(page).to_have_url(re.compile(r"/imports/\d+"))
    expect(page.get_by_role("region", name="问题列表")).to_be_visible()


def _cell(page: Page, row: int, heading: str) -> str:
    return f"第 {row} 行“{heading}”"


def test_a_cell_is_corrected_with_the_keyboard_alone(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector")
    _upload(page, tmp_path, GOOD, (*GOOD[:2], "G-2", "三百一", "充油", "2012-05"))
    name = _cell(page, 3, "额定容量(kVA)")
    cell = page.get_by_role("button", name=re.compile(f"^更正{re.escape(name)}"))
    cell.focus()
    page.keyboard.press("Enter")
    box = page.get_by_label(name, exact=True)
    expect(box).to_be_focused()
    # Esc leaves everything as it was, and the focus where it was.
    page.keyboard.type("1")
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()
    expect(cell).to_have_text("三百一")
    page.keyboard.press("Enter")
    page.keyboard.type("很大")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="不是数字")).to_be_visible()
    expect(box).to_be_focused()
    box.fill("0.315 MVA")
    page.keyboard.press("Enter")
    expect(cell).to_have_text("0.315 MVA")
    expect(cell).to_be_focused()
    # A field of choices is chosen from.
    kind = _cell(page, 3, "绝缘介质")
    page.get_by_role("button", name=re.compile(f"^更正{re.escape(kind)}")).click()
    page.get_by_label(kind, exact=True).select_option("油浸")
    page.keyboard.press("Enter")
    expect(page.locator("tr.mended")).to_have_count(2)
    expect(page.get_by_role("heading", name="问题（0）")).to_be_visible()
    page.get_by_role("button", name="恢复原值").first.click()
    expect(page.get_by_role("heading", name="问题（1）")).to_be_visible()


def test_a_refused_row_goes_in_after_the_others(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector", PHONE)
    rows = ((*GOOD[:2], f"H-{number}", *GOOD[3:]) for number in (1, 2))
    _upload(page, tmp_path, *rows, (*GOOD[:2], "H-3", "三百一", *GOOD[4:]))
    page.get_by_role("button", name="写入台账").click()
    expect(page.get_by_role("button", name="撤销这次导入")).to_be_visible()
    page.get_by_role("button", name="更正第 4 行", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("额定容量(kVA)").fill("315")
    dialog.get_by_label("补填表中没有的栏目").select_option(label="安装地点")
    dialog.get_by_label("安装地点").fill("二号配电房")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("tr.mended")).to_have_count(2)
    page.get_by_role("button", name="写入更正的 1 行").click()
    expect(page.locator("dl.totals")).to_have_text(re.compile("读到的行3=新建3$"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_somebody_else_was_faster(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector")
    _upload(page, tmp_path, (*GOOD[:2], "K-1", "三百一", *GOOD[4:]))
    other = visit("inspector")
    other.goto(page.url)
    name = re.compile("^更正第 2 行“额定容量")
    for each, text in ((page, "315"), (other, "400")):
        each.get_by_role("button", name=name).click()
        each.keyboard.type(text)
        each.keyboard.press("Enter")
        if each is page:
            expect(page.locator("tr.mended")).to_have_count(1)
    expect(other.get_by_role("alert").filter(has_text="刚被别人修改过")).to_be_visible()
    other.keyboard.press("Escape")
    expect(other.get_by_role("button", name=name)).to_have_text("315")
