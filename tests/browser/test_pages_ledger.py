"""The ledger's columns, many devices at once, alerts by calendar, and a device's own dialogs."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.running import PHONE, Visit, read


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_chosen_columns_stay_in_the_address_and_come_back(visit: Visit) -> None:
    page = visit("inspector", at="/equipment?kind=transformer")
    page.get_by_role("button", name="列设置").click()
    dialog = page.get_by_role("dialog", name="列设置")
    dialog.get_by_role("checkbox", name="额定容量").check()
    dialog.get_by_role("checkbox", name="编号", exact=True).uncheck()
    dialog.get_by_role("button", name="关闭", exact=True).last.click()
    head = page.locator("thead th")
    expect(head.filter(has_text="额定容量 (kVA)")).to_be_visible()
    expect(head.filter(has_text="编号")).to_have_count(0)
    page.reload()
    expect(head.filter(has_text="额定容量 (kVA)")).to_be_visible()
    expect(head.filter(has_text="编号")).to_have_count(0)
    # A colleague who opens the address sees the same, whatever was chosen there.
    colleague = visit("leader", at=page.url)
    expect(colleague.locator("thead th").filter(has_text="额定容量 (kVA)")).to_be_visible()
    # Who only reads can print and export what was selected, and nothing else.
    colleague.get_by_role("checkbox", name="选择本页全部").check()
    bar = colleague.get_by_role("region", name="对选中设备的操作")
    expect(bar.get_by_role("button", name="二维码标签")).to_be_visible()
    expect(bar.get_by_role("button", name="批量起草文书")).to_have_count(0)
    # The own choice for the kind comes back with the kind.
    page.goto("/equipment")
    page.get_by_role("group", name="类别").get_by_role("button", name=re.compile("变压器")).click()
    expect(head.filter(has_text="额定容量 (kVA)")).to_be_visible()


def test_rows_stand_before_very_many_are_counted(visit: Visit) -> None:
    page = visit("inspector", at="/equipment")
    asked = re.compile(r"/api/v1/equipment\?")
    counting: list[Route] = []

    def without_count(route: Route) -> None:
        assert "quickly=true" in route.request.url
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "total": None})

    page.route(asked, without_count)
    page.route("**/equipment/facets?*", lambda route: counting.append(route))
    page.goto("/equipment?q=变压器")
    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page.get_by_text("正在计数…")).to_be_visible()
    page.get_by_role("checkbox", name="选择本页全部").check()
    bar = page.get_by_role("region", name="对选中设备的操作")
    whole = bar.get_by_role("button", name=re.compile("全部"))
    expect(whole).to_have_count(0)
    for route in counting:
        route.continue_()
    expect(page.get_by_text(re.compile(r"^共 \d+"))).to_be_visible()
    expect(whole).to_be_visible()


def test_a_row_opens_beside_the_list_and_enter_opens_its_page(visit: Visit) -> None:
    page = visit("inspector", at="/equipment?kind=boiler")
    row = page.locator("tbody tr").first
    name = read(row.get_by_role("link"))
    row.locator("td").nth(4).click()
    drawer = page.get_by_role("dialog", name=name)
    expect(drawer.get_by_role("button", name="打开设备页")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/equipment/\d+$"))
    # From anywhere by keyboard: what one types is suggested, a number leads to its page.
    page.keyboard.press("Control+k")
    page.keyboard.type("江海经促节能")
    found = page.get_by_role("listbox", name="搜索结果")
    expect(found.get_by_role("group", name="执法文书").get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(found.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.type("停[2026] 1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/notices/\d+$"))


def test_drafts_for_all_that_match_do_what_the_preview_said(visit: Visit) -> None:
    page = visit("inspector", at="/equipment?kind=elevator&verdict=rectify")
    total = number(read(page.locator("main header .number")))
    page.get_by_role("checkbox", name="选择本页全部").check()
    bar = page.get_by_role("region", name="对选中设备的操作")
    if total > 50:
        bar.get_by_role("button", name=re.compile("选择符合条件的全部")).click()
    expect(bar).to_contain_text(f"{total} 台")
    bar.get_by_role("button", name="批量起草文书").click()
    dialog = page.get_by_role("dialog", name="批量起草文书")
    make = dialog.get_by_role("button", name=re.compile(r"起草 \d+ 份"))
    expect(make).to_be_enabled()
    drafts = number(read(make))
    make.click()
    expect(dialog.get_by_text(f"已起草 {drafts} 份文书")).to_be_visible(timeout=60_000)
    dialog.get_by_role("button", name="关闭", exact=True).last.click()
    # The same again: everything stands in a draft, and the dialog says so.
    bar.get_by_role("button", name="批量起草文书").click()
    expect(dialog).to_contain_text("已在这种文书的草稿中")
    expect(make).to_be_disabled()


def test_selected_devices_become_labels_and_a_workbook(visit: Visit) -> None:
    page = visit("inspector", at="/equipment?kind=boiler")
    boxes = page.get_by_role("checkbox", name=re.compile("^选择 "))
    for index in (0, 1, 2):
        boxes.nth(index).check()
    bar = page.get_by_role("region", name="对选中设备的操作")
    expect(bar).to_contain_text("已选 3 台")
    bar.get_by_role("button", name="二维码标签").click()
    with page.expect_download() as labels:
        _confirm(page, "将生成 3 张标签")
    assert labels.value.suggested_filename == "设备标签.pdf"
    # The button has its own words again: nothing moves any more under what is pressed next.
    expect(bar.get_by_role("button", name="二维码标签")).to_be_enabled()
    expect(page.get_by_text("已生成 3 张标签")).to_be_visible()
    bar.get_by_role("button", name="导出").click()
    page.get_by_role("menuitem", name="Excel（全部列）").click()
    with page.expect_download() as workbook:
        _confirm(page, "将导出 3 台设备")
    assert workbook.value.suggested_filename.endswith(".xlsx")
    bar.get_by_role("button", name="取消选择").click()
    expect(bar).to_have_count(0)


def _confirm(page: Page, text: str) -> None:
    box = page.get_by_role("dialog").filter(has_text=text)
    box.get_by_role("button", name="确定").click()


def test_on_a_phone_the_filters_come_from_below(visit: Visit) -> None:
    page = visit("inspector", {"width": 390, "height": 844}, at="/equipment?kind=transformer")
    expect(page.locator("tbody tr").nth(5)).to_be_in_viewport(ratio=1)  # six cards a screen
    page.get_by_role("button", name="筛选").first.click()
    sheet = page.get_by_role("dialog", name="筛选")
    sheet.get_by_label("能效水平").select_option("below")
    expect(page).to_have_url(re.compile("level=below"))
    show = sheet.get_by_role("button", name=re.compile(r"查看 \d+ 台"))
    expect(show).to_be_visible()
    show.click()
    expect(page.get_by_text("能效水平：未达准入")).to_be_visible()


def test_two_records_become_one_and_two_again(visit: Visit) -> None:
    page = visit("inspector")
    kept, gone = _twins(page)
    page.goto(f"/equipment/{kept}/compare/{gone}")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="出厂编号"))
    winner = row.get_by_role("radio").nth(1)
    number_of_other = read(row.get_by_role("cell").nth(1))
    winner.check()
    page.get_by_label("合并原因").fill("重复登记")
    page.get_by_role("button", name="合并", exact=True).click()
    _confirm(page, "此后台账里只有一台")
    expect(page).to_have_url(re.compile(rf"/equipment/{kept}$"))
    facts = page.locator("dl.facts")
    expect(facts.get_by_text(number_of_other, exact=True)).to_be_visible()
    page.goto(f"/equipment/{gone}")
    page.get_by_role("link", name=f"查看合并后的设备 #{kept}").click()
    expect(page).to_have_url(re.compile(rf"/equipment/{kept}$"))
    page.get_by_role("button", name="撤销合并").click()
    box = page.get_by_role("dialog").filter(has_text="撤销合并的原因")
    box.get_by_role("textbox").fill("核对后是两台")
    page.reload()  # what was typed into the prompt is still there
    page.get_by_role("button", name="撤销合并").click()
    expect(box.get_by_role("textbox")).to_have_value("核对后是两台")
    box.get_by_role("button", name="确定").click()
    expect(facts.get_by_text(number_of_other, exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="撤销合并")).to_have_count(0)
    page.goto(f"/equipment/{gone}")
    expect(facts.get_by_text(number_of_other, exact=True)).to_be_visible()


def _twins(page: Page) -> tuple[int, int]:
    """Two transformers of one enterprise, found as an officer finds them: by the owner."""
    page.goto("/equipment?kind=transformer&sort=model&columns=verdict,enterprise,serial_no")
    rows = page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    seen: dict[str, int] = {}
    for text, href in zip(
        page.locator("tbody td[data-label='使用单位']").all_inner_texts(),
        [link.get_attribute("href") for link in page.locator("tbody a").all()],
        strict=True,
    ):
        key = number(str(href))
        if text in seen:
            return seen[text], key
        seen[text] = key
    raise AssertionError("no enterprise has two transformers on this page")


def test_a_device_passes_to_another_enterprise_with_its_document(visit: Visit) -> None:
    page = visit("inspector", at="/equipment/4")
    owner = page.locator("dl.facts a").first
    before = read(owner)
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="转移设备").click()
    dialog = page.get_by_role("dialog", name="转移设备")
    dialog.get_by_label("转移给").fill("江海信")
    dialog.get_by_role("list").get_by_role("button").first.click()
    dialog.get_by_label("依据和原因").fill("买卖合同 2026-018 号")
    dialog.get_by_label(re.compile("^附件")).set_input_files(
        {"name": "合同.png", "mimeType": "image/png", "buffer": _picture(page)}
    )
    dialog.get_by_role("button", name="转移", exact=True).click()
    expect(owner).not_to_have_text(before)
    expect(page.get_by_text(re.compile(f"由“{re.escape(before)}”转移到“江海信"))).to_be_visible()
    expect(page.get_by_text("买卖合同 2026-018 号")).to_be_visible()


def _picture(page: Page) -> bytes:
    return page.screenshot(clip={"x": 0, "y": 0, "width": 40, "height": 30})


def test_a_former_version_comes_back_after_its_difference_was_seen(visit: Visit) -> None:
    page = visit("inspector", at="/equipment/5/edit")
    page.get_by_label("安装地点").fill("临时配电房")
    page.get_by_label("安装地点").blur()
    page.get_by_role("button", name="保存").click()
    facts = page.locator("dl.facts")
    expect(facts.get_by_text("临时配电房")).to_be_visible()
    page.get_by_role("button", name=re.compile("恢复到第 1 版")).click()
    dialog = page.get_by_role("dialog", name="恢复到第 1 版")
    row = dialog.get_by_role("row").filter(has_text="安装地点")
    expect(row.get_by_role("cell").first).to_have_text("临时配电房")
    dialog.get_by_label("恢复原因").fill("改错了")
    dialog.get_by_role("button", name="恢复", exact=True).click()
    expect(facts.get_by_text("临时配电房")).to_have_count(0)
    expect(page.get_by_text("恢复第 1 版的内容")).to_be_visible()


def test_many_alerts_are_acknowledged_as_the_dialog_said(visit: Visit) -> None:
    page = visit("inspector", at="/alerts?kind=elevator&acknowledged=false")
    total = number(read(page.locator("main header .number").first))
    page.get_by_role("checkbox", name="选择本页全部").check()
    bar = page.get_by_role("region", name="对选中预警的操作")
    shown = number(read(bar.locator("b")))
    assert 0 < shown <= total
    bar.get_by_role("button", name="批量已阅").click()
    dialog = page.get_by_role("dialog", name="批量已阅")
    expect(dialog).to_contain_text(f"将处理 {shown} 条")
    dialog.get_by_role("button", name="确定").click()
    expect(page.get_by_text(f"已处理 {shown} 条，0 条未变")).to_be_visible()
    expect(bar).to_have_count(0)
    left = page.get_by_text(f"共 {total - shown} 条")
    expect(left).to_be_visible()


def test_what_is_due_already_is_not_put_off_and_the_dialog_says_why(visit: Visit) -> None:
    page = visit("inspector", at="/alerts?kind=elevator&stage=due")
    page.get_by_role("checkbox", name="选择本页全部").check()
    page.get_by_role("button", name="批量推迟").click()
    dialog = page.get_by_role("dialog", name="批量推迟")
    expect(dialog).to_contain_text("这件事已经到期，不能暂缓")
    dialog.get_by_label("原因").fill("已约检")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog.get_by_role("alert")).to_contain_text("将处理 0 条")


def test_a_day_of_the_calendar_is_as_long_as_its_list(visit: Visit) -> None:
    page = visit("inspector", at="/alerts/calendar")
    day = page.locator("table.days td button").first
    if not day.is_visible():
        page.get_by_role("button", name="下个月").click()
    told = re.fullmatch(r"(\S+) 到期 (\d+) 台", read(day.locator(".visually-hidden")))
    assert told is not None
    day.click()
    expect(page.get_by_role("heading", name=f"{told[1]} 到期 {told[2]} 台")).to_be_visible()
    expect(page.locator("section.day tbody tr")).to_have_count(int(told[2]))
    page.get_by_role("link", name="在台账中打开").click()
    expect(page.get_by_text(f"共 {told[2]} 台")).to_be_visible()


def test_the_calendar_is_a_list_on_a_phone(visit: Visit) -> None:
    page = visit("inspector", PHONE, at="/alerts/calendar")
    expect(page.locator("table.days")).to_have_count(0)
    busy = page.locator("ol.list button")
    expect(busy.or_(page.get_by_text("这个月没有到期的设备")).first).to_be_visible()
