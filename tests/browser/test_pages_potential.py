"""What a replacement saves, and devices out of service that turn up again: from page to page."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.running import PHONE, Visit, read

MAKER, SERIAL = "再流入示例变压器厂", "RE-0001"


def test_a_default_is_named_and_opens_to_its_source(visit: Visit) -> None:
    page = visit("clerk", at="/equipment?kind=transformer")
    page.locator("tbody a").first.click()
    card = page.get_by_role("article").filter(has_text="换成 1 级能效")
    expect(card).to_contain_text("每年约省电力")
    card.get_by_text("怎样算出来的？").click()
    expect(card.get_by_role("row", name=re.compile("空载损耗")).first).to_contain_text("台账")
    expect(card.get_by_text(re.compile("广东.*电力排放因子"))).to_be_visible()
    subsidies = page.locator("section").filter(has_text="能申请的补贴").last
    expect(subsidies.get_by_text("符合", exact=True).first).to_be_visible()

    page.goto("/equipment/7")  # of another enterprise
    expect(page.get_by_role("alert")).to_be_visible()


def test_why_shows_the_limit_and_the_comparison(visit: Visit) -> None:
    page = visit("inspector", PHONE, at="/equipment/7")
    card = page.get_by_role("article").filter(has_text="变压器能效等级")
    card.get_by_text("为什么？").press("Enter")
    step = card.get_by_role("list", name="这样判定的理由").get_by_role("listitem")
    expect(step.filter(has_text="依据的数据")).to_contain_text("台账")
    expect(step.filter(has_text="查到的限值")).to_contain_text(
        re.compile("空载损耗3级.*240W", re.S)
    )
    expect(step.filter(has_text="比较").first).to_contain_text(re.compile("634W.*>.*240W", re.S))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_inspector_sees_which_defaults_were_used(visit: Visit) -> None:
    page = visit("inspector", at="/potential?kind=transformer")
    page.locator("tbody a").first.click()
    page.get_by_text("怎样算出来的？").first.click()
    default = page.get_by_role("row", name=re.compile("平均负载率")).first
    expect(default).to_contain_text(re.compile("台账|默认值.*本系统假定"))


def test_the_number_on_the_dashboard_is_the_length_of_its_list(visit: Visit) -> None:
    page = visit("leader", at="/dashboard")
    number = page.locator("[data-number=saving]")
    expect(number).to_be_visible()
    shown = read(number)
    number.click()
    expect(page).to_have_url(re.compile("/potential"))
    expect(page.get_by_text(f"共 {shown} 条记录")).to_be_visible()
    page.go_back()
    row = page.get_by_role("region", name="分类别").get_by_role("row", name=re.compile("变压器"))
    of_kind = read(row.get_by_role("link"))
    assert int(of_kind) < int(re.sub(r"\D", "", shown))
    row.get_by_role("link").click()
    expect(page.get_by_text(f"共 {of_kind} 条记录")).to_be_visible()


def _import(page: Page, path: Path, state: str) -> None:
    heads = "使用单位,设备名称,型号,额定容量(kVA),制造单位,出厂编号,使用状态"
    cells = f"江海区再流入示例厂,配电变压器,S9-315/10,315,{MAKER},{SERIAL},{state}"
    path.write_text(f"{heads}\n{cells}\n", "utf-8")
    page.goto("/imports")
    page.get_by_label("把台账文件拖到这里，或点击选择").set_input_files(path)
    expect(page).to_have_url(re.compile(r"/imports/\d+"))
    page.get_by_role("button", name="写入台账").click()
    expect(page.get_by_role("button", name="撤销这次导入")).to_be_visible()


def test_a_scrapped_device_that_comes_back_is_explained(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector")
    _import(page, tmp_path / "退出变压器.csv", "报废")
    _import(page, tmp_path / "变压器.csv", "在用")
    page.goto("/")
    page.get_by_role("button", name=re.compile(r"疑似再流入，待核查 \d+ 件")).click()
    page.get_by_role("link", name=re.compile(r"打开清单（\d+ 件）")).click()
    page.get_by_role("row", name=re.compile(SERIAL)).get_by_role("link").first.click()
    state = page.get_by_role("row", name=re.compile("使用状态"))
    expect(state).to_contain_text(re.compile("报废.*在用.*不同"))
    send = page.get_by_role("button", name="提交")
    page.get_by_role("radio", name=re.compile("说明")).check()
    send.click()
    alert = page.get_by_role("alert").filter(has_text="请选择：")
    expect(alert).to_be_focused()
    page.get_by_role("radio", name="号码录入有误").check()
    page.get_by_label("核实经过和依据").fill("核对铭牌，原表号码抄错")
    send.click()
    expect(page.get_by_text("已说明", exact=True)).to_be_visible()
    expect(page.get_by_text("核对铭牌，原表号码抄错")).to_be_visible()
    # The record that was scrapped is what it was, and says where its number has turned up.
    page.get_by_role("columnheader", name=re.compile("已退出的设备")).get_by_role("link").click()
    expect(page.get_by_text("这台设备已退出，但同一号码又出现了")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text=re.compile("^报废"))).to_be_visible()
