"""A file that does not say how it is to be read goes in by clicks alone."""

from __future__ import annotations

import re
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page, Route, expect

from tests.browser.running import Visit
from tests.browser.walking import outgrown, serious
from tests.papers.lists import devices
from tests.papers.scans import scan, scanned_pdf

TITLES = (["某市2026年设备摸底"], ["说明：如实填写"])
STRANGE = ["啥东西", "编的号", "多大个", "啥时用的"]
ROWS = [["S11-M-315/10", f"T-{number}", 315, "2012-05"] for number in range(3)]


def _send(page: Page, path: Path) -> None:
    page.goto("/imports")
    page.get_by_label("把台账文件拖到这里，或点击选择").set_input_files(path)
    expect(page).to_have_url(re.compile(r"/imports/\d+"), timeout=120_000)


def _upload(page: Page, folder: Path) -> None:
    path = folder / "摸底.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一")
        for number, row in enumerate((*TITLES, STRANGE, *ROWS)):
            sheet.write_row(number, 0, row)
    _send(page, path)


def test_header_kind_columns_and_owner_are_told_by_clicking(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector")
    _upload(page, tmp_path)
    expect(page.get_by_text("没有找到表头")).to_be_visible()
    assert "--" not in page.get_by_role("main").inner_text()
    read = page.get_by_role("button", name="按这样读取")
    expect(read).to_be_disabled()
    page.get_by_role("button", name="第 3 行是表头").click()
    page.get_by_role("button", name="变压器", exact=True).click()
    names = ("型号", "出厂编号", "额定容量", "投用日期")
    for heading, name in zip(STRANGE, names, strict=True):
        box = page.get_by_label(f"“{heading}”对应的字段")
        box.fill(name)
        box.press("Tab")
        expect(box).to_have_value(name)
    assert outgrown(page) == []
    assert serious(page) == []
    # What was said of the file is still said after a reload.
    page.reload()
    expect(page.get_by_role("button", name="变压器", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    for heading, name in zip(STRANGE, names, strict=True):
        expect(page.get_by_label(f"“{heading}”对应的字段")).to_have_value(name)
    read.click()
    # Whose they are is asked once, for all rows.
    expect(page.get_by_text("有 3 行没有写使用单位")).to_be_visible()
    page.get_by_role("button", name="台账里还没有这家单位").click()
    page.get_by_label("单位名称（与公章一致）").fill("江海区摸底测试厂")
    page.get_by_role("button", name="登记这家单位并采用").click()
    expect(page.get_by_role("heading", name="问题（0）")).to_be_visible()
    expect(page.get_by_text("江海区摸底测试厂")).to_be_visible()
    page.get_by_role("button", name="写入台账").click()
    expect(page.locator("dl.totals")).to_have_text(re.compile("读到的行3=新建3$"))


def test_a_large_file_and_a_scan_are_read_while_one_looks_on(visit: Visit, tmp_path: Path) -> None:
    """Both go on by themselves to the preview; why a third could not be read is there later."""
    page = visit("inspector")
    large, scanned, broken = (tmp_path / name for name in ("大表.xlsx", "扫描.pdf", "坏.pdf"))
    with xlsxwriter.Workbook(large, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("变压器")
        sheet.write_row(0, 0, ["使用单位", "型号", "出厂编号", "额定容量(kVA)"])
        for number in range(1, MANY + 1):
            sheet.write_row(number, 0, ["江海大表厂", "S11-M-315/10", f"L-{number}", 315])
    scanned.write_bytes(scanned_pdf([scan(devices(3), "clean")]))
    broken.write_bytes(b"%PDF-1.7 and nothing else" * 20)
    counting: list[Route] = []
    for path, rows in ((large, MANY), (scanned, 3)):
        if path == large:
            page.route("**/preview", lambda route: counting.append(route))
        _send(page, path)
        there = page.get_by_role("heading", name="写入后将会")
        # How far it is, or all of it already: which of the two is a matter of the machine.
        expect(page.get_by_text(UNDER_WAY).or_(there).first).to_be_visible(timeout=120_000)
        assert outgrown(page) == []
        expect(there).to_be_visible(timeout=120_000)
        if path == large:  # it has been read and not counted yet: no zero is shown for it
            expect(page.locator("dl.totals")).to_have_count(0)
            expect(page.get_by_role("heading", name=re.compile("^问题"))).to_have_count(0)
            for route in counting:
                route.continue_()
            page.unroute("**/preview")
        read = page.locator("dl.totals")
        expect(read).to_have_text(
            re.compile("读到的行" + f"{rows:,}".replace(",", r"\s")), timeout=60_000
        )
    page.goto("/imports")
    page.get_by_label("把台账文件拖到这里，或点击选择").set_input_files(broken)
    why = page.get_by_role("alert").filter(has_text="PDF 已损坏")
    expect(why).to_be_visible(timeout=120_000)  # here, or on its page if it took a while
    page.goto("/imports")
    row = page.get_by_role("row").filter(has_text="坏.pdf")
    expect(row.get_by_text("没有读成")).to_be_visible()
    row.get_by_role("link", name="坏.pdf").click()
    expect(page).to_have_url(re.compile(r"/imports/\d+"))
    page.reload()
    expect(why).to_be_visible()
    page.get_by_role("button", name="重新读取").click()
    expect(why.first).to_be_visible()


MANY = 20_000
UNDER_WAY = re.compile("^(文件已收到|正在打开|正在读第|正在识别|已读|已整理)")


def test_one_word_is_mended_in_all_rows_that_hold_it(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector")
    path = tmp_path / "台账.csv"
    rows = [f"江海某厂,S11-M-315/10,K-{n},{size}" for n, size in enumerate(["很大"] * 3 + ["若干"])]
    path.write_text("\n".join(["使用单位,型号,出厂编号,额定容量(kVA)", *rows]), encoding="utf-8")
    page.goto("/imports")
    page.get_by_label("把台账文件拖到这里，或点击选择").set_input_files(path)
    expect(page.get_by_role("heading", name="问题（4）")).to_be_visible()
    page.get_by_role("button", name=re.compile("很大")).first.click()
    box = page.get_by_role("textbox", name=re.compile("额定容量"))
    box.fill("315")
    box.press("Enter")
    expect(page.get_by_text("第 3、4 行写的也是这个词，同样改为“315”？")).to_be_visible()
    assert outgrown(page) == []
    page.get_by_role("button", name="这 2 行也照此改").click()
    expect(page.get_by_role("heading", name="问题（1）")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("若干"))).to_be_visible()


def test_the_further_kinds_of_one_list_are_folded(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "设备清单.xlsx"
    rows = [
        ["使用单位", "设备名称", "型号", "出厂编号"],
        ["江海区清单测试厂", "电动机", "YE3-160M-4", "Q-1"],
        ["江海区清单测试厂", "变压器", "S11-M-315/10", "Q-2"],
        ["江海区清单测试厂", "蒸汽锅炉", "WNS4-1.25-Y.Q", "Q-3"],
        ["江海区清单测试厂", "螺杆空压机", "LG-13/8", "Q-4"],
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("清单")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    page = visit("inspector")
    _send(page, path)
    tables = page.get_by_role("region", name="清单", exact=True)
    expect(tables).to_have_count(1)
    unfold = page.get_by_role("button", name="展开 4 列")
    expect(unfold).to_have_count(3)
    unfold.first.click()
    expect(tables).to_have_count(2)
    folded = page.get_by_role("button", name="收起各列")
    expect(folded).to_have_attribute("aria-expanded", "true")
    assert outgrown(page) == []
    assert serious(page) == []
