"""Rows of an import and drafts of documents, edited where they stand."""

from __future__ import annotations

import re
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.running import PHONE, Site, Visit, open_free, sign
from tests.browser.walking import outgrown, serious

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
    expect(page).to_have_url(re.compile(r"/imports/\d+"), timeout=30_000)
    expect(page.get_by_role("region", name="问题列表")).to_be_visible(timeout=60_000)


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


def test_a_cell_that_was_typed_into_outlives_a_reload(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector")
    _upload(page, tmp_path, GOOD, (*GOOD[:2], "R-2", "三百一", *GOOD[4:]))
    name = _cell(page, 3, "额定容量(kVA)")
    cell = page.get_by_role("button", name=re.compile(f"^更正{re.escape(name)}"))
    cell.click()
    page.get_by_label(name, exact=True).fill("315")
    page.reload()
    cell.click()
    expect(page.get_by_label(name, exact=True)).to_have_value("315")
    page.get_by_label(name, exact=True).press("Enter")
    expect(cell).to_have_text("315")


def test_rows_of_a_large_file_are_corrected_without_waiting(visit: Visit, tmp_path: Path) -> None:
    """Both corrections are kept at once and read together; then the counts are right."""
    page = visit("inspector")
    bad = [(*GOOD[:2], f"B-{number}", "三百一", "油浸", "2031-05") for number in range(2)]
    many = ((*GOOD[:2], f"M-{number}", *GOOD[3:]) for number in range(LARGE))
    _upload(page, tmp_path, *bad, *many)
    for row in (2, 3):
        for heading, text in (("额定容量(kVA)", "315"), ("制造日期", "2012-05")):
            name = _cell(page, row, heading)
            cell = page.get_by_role("button", name=re.compile(f"^更正{re.escape(name)}"))
            cell.click()
            page.get_by_label(name, exact=True).fill(text)
            page.keyboard.press("Enter")
            expect(cell).to_have_text(text)
    expect(page.get_by_role("heading", name="问题（0）")).to_be_visible(timeout=60_000)
    read = page.locator("dl.totals")
    expect(read).to_have_text(re.compile(r"=新建22\s002"), timeout=60_000)
    expect(page.get_by_role("button", name="写入台账")).to_be_enabled()


LARGE = 22_000  # more than 400 kB


def test_a_refused_row_goes_in_after_the_others(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector", PHONE)
    rows = ((*GOOD[:2], f"H-{number}", *GOOD[3:]) for number in (1, 2))
    _upload(page, tmp_path, *rows, (*GOOD[:2], "H-3", *GOOD[3:5], "2031-05"))
    page.get_by_role("button", name="写入台账").click()
    expect(page.get_by_role("button", name="撤销这次导入")).to_be_visible()
    page.get_by_role("button", name="更正第 4 行", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("制造日期").fill("2012-05")
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
    other = visit("inspector", at=page.url)
    name = re.compile("^更正第 2 行“额定容量")
    expect(other.get_by_role("button", name=name)).to_have_text("三百一")
    for each, text in ((page, "315"), (other, "400")):
        each.get_by_role("button", name=name).click()
        each.keyboard.type(text)
        each.keyboard.press("Enter")
        if each is page:
            expect(page.locator("tr.mended")).to_have_count(1)
    expect(other.get_by_role("alert").filter(has_text="刚被别人修改过")).to_be_visible()
    other.keyboard.press("Escape")
    expect(other.get_by_role("button", name=name)).to_have_text("315")


def test_a_row_that_resembles_a_device_is_decided(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector")
    plain = ("江海区相似测试厂", "S11-M-315/10", "", 315, "油浸", "2012-05")
    _upload(page, tmp_path, plain, (*plain[:3], "三百一", *plain[4:]))
    page.get_by_role("button", name="写入台账").click()
    expect(page.get_by_role("button", name="撤销这次导入")).to_be_visible()
    _upload(page, tmp_path, (*plain[:5], "2013-05"))
    page.get_by_label("第 2 行怎样处理").select_option(label="作为新设备")
    totals = page.locator("dl.totals:not([aria-busy=true])")
    expect(totals).to_have_text(re.compile("新建1$"))
    page.get_by_role("button", name="撤回选择").click()
    expect(totals).to_have_text(re.compile("退回1$"))


def _draft(page: Page) -> None:
    """A draft to the owner of some boiler that must be put right."""
    open_free(page, "boiler", "rectify")
    page.locator("dl.facts a").first.click()
    page.get_by_role("button", name="起草文书").click()
    page.get_by_role("button", name="生成草稿并预览").click()
    expect(page.get_by_role("form", name="编辑草稿")).to_be_visible()


def _save(page: Page) -> None:
    with page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        page.get_by_role("button", name="保存并刷新预览").click()
    expect(page.get_by_text("有改动未保存")).to_be_hidden()


def test_a_draft_is_edited_beside_its_preview_and_issued(visit: Visit, site: Site) -> None:
    page = visit("inspector")
    _draft(page)
    expect(page.get_by_role("button", name="签发")).to_be_disabled()
    preview = page.get_by_title("文书预览")
    before = preview.get_attribute("src")
    for index, name in ((1, "演示甲"), (2, "演示乙")):
        page.get_by_label(f"执法人员 {index} 姓名").fill(name)
        page.get_by_label(f"执法人员 {index} 执法证号").fill(f"YS00000{index}")
    page.get_by_label("补充事实").fill("现场负责人在场确认。")
    page.get_by_label("没有听取的理由").fill("当事人书面放弃陈述申辩")
    page.get_by_label("联系部门").fill("节能科")
    for ground in page.get_by_role("radio").all()[:1]:
        ground.check()
    stated = page.get_by_role("group", name=re.compile("列入文书的判定"))
    boxes = stated.get_by_role("checkbox")
    count = boxes.count()
    if count > 1:
        boxes.last.uncheck()
    expect(page.get_by_text("有改动未保存")).to_be_visible()
    _save(page)
    expect(preview).not_to_have_attribute("src", before or "")
    expect(stated.get_by_role("checkbox", checked=True)).to_have_count(max(count - 1, 1))
    expect(page.get_by_role("listitem").filter(has_text="修改了")).to_contain_text("补充事实")
    assert serious(page) == []
    sign(site, page)
    page.get_by_role("button", name="签发").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", name=re.compile("〔20\\d\\d〕\\d+号"))).to_be_visible()
    expect(page.get_by_role("form", name="编辑草稿")).to_be_hidden()
    with page.expect_download() as started:
        page.get_by_role("button", name="下载 PDF").click()
    text = "".join(sheet.extract_text() for sheet in PdfReader(started.value.path()).pages)
    assert "现场负责人在场确认。" in re.sub(r"\s", "", text)
    assert outgrown(page) == []


def test_two_who_edit_one_draft(visit: Visit) -> None:
    page, other = visit("inspector"), visit("inspector", PHONE)
    _draft(page)
    other.goto(page.url)
    expect(other.get_by_role("form", name="编辑草稿")).to_be_visible()
    page.get_by_label("其他事项").fill("第一位")
    _save(page)
    other.get_by_label("其他事项").fill("第二位")
    other.get_by_role("button", name="保存并刷新预览").click()
    expect(other.get_by_role("alert").filter(has_text="刚被别人修改过")).to_be_visible()
    # What was typed stays until its writer has seen what the other one did.
    expect(other.get_by_label("其他事项")).to_have_value("第二位")
    other.get_by_role("button", name="载入最新内容").click()
    expect(other.get_by_label("其他事项")).to_have_value("第一位")
    assert outgrown(other) == []
    other.get_by_role("button", name="删除草稿").click()
    other.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(other).to_have_url(re.compile("/notices$"))
