"""What if the law were another, and how far the local plan is: asked, listed, typed in, read."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.browser.running import Visit, read
from tests.browser.walking import outgrown, serious

LEAK = "城市供水公共管网漏损率"


def number(text: str) -> int:
    """The digits of a number that is written in groups."""
    return int(re.sub(r"\D", "", text))


def test_what_if_the_age_were_lower_from_form_to_list_and_export(visit: Visit) -> None:
    page = visit("inspector", at="/whatif")
    page.get_by_role("button", name="新的试算").click()
    page.get_by_label("查找规则").fill("落后低效配电变压器")
    page.get_by_label("添加规则").select_option("plan.440704.transformer")
    page.get_by_label("“年限”改为").fill("20")
    summary = page.get_by_role("complementary")
    expect(summary).to_contain_text("25 年 → 20 年")
    expect(summary.get_by_label("名称")).to_have_value("假如改“落后低效配电变压器更新”")
    page.get_by_role("button", name="开始试算").click()
    changed = page.locator(".numbers a").filter(has_text="判定有变化")
    count = number(read(changed))
    assert count > 0
    changed.click()
    expect(page.get_by_text(f"共 {count} 条记录")).to_be_visible()
    rows = page.get_by_role("region", name="设备名单").locator("tbody tr")
    expect(rows).to_have_count(min(count, 50))
    with page.expect_download() as started:
        page.get_by_role("button", name="导出 CSV").click()
    lines = started.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == count + 1


def test_every_number_of_a_what_if_opens_a_list_of_that_length(visit: Visit) -> None:
    page = visit("inspector", at="/whatif/new?preset=nextYear")
    page.get_by_role("button", name="开始试算").click()
    matrix = page.get_by_role("region", name="结论怎样变")
    expect(matrix).to_be_visible()
    assert serious(page) == []
    result = page.url
    links = page.locator(".el-tab-pane:visible td a[href*='tab=list']")
    for place in (0, links.count() // 2, links.count() - 1):
        link = links.nth(place)
        count = number(read(link))
        link.click()
        written = rf"^共 {count:,} 条记录$".replace(",", r"\s?")
        expect(page.get_by_text(re.compile(written))).to_be_visible()
        page.goto(result)
        expect(matrix).to_be_visible()
    assert outgrown(page) == []


def test_a_limit_is_changed_in_its_table(visit: Visit) -> None:
    page = visit("inspector", at="/whatif/new?rule=transformer.grade")
    page.get_by_role("button", name="改限值表 gb20052-2024").click()
    table = page.get_by_role("dialog")
    table.get_by_label("查找行").fill("315 Dyn11 电工钢带 油浸")
    table.get_by_role("button", name=re.compile("空载损耗（3级） 340$")).click()
    assert serious(page) == []
    table.get_by_label("改为").fill("300")
    table.get_by_role("button", name="改这一格").click()
    expect(page.get_by_role("complementary")).to_contain_text("340 W → 300 W")
    page.get_by_role("button", name="开始试算").click()
    expect(page.get_by_role("region", name="结论怎样变")).to_be_visible()
    expect(page.get_by_text("340 W → 300 W")).to_be_visible()


def test_what_was_tried_becomes_the_draft_of_a_document_and_can_be_tried_again(
    visit: Visit,
) -> None:
    page = visit("admin", at="/whatif/new?preset=transformerAge")
    page.get_by_role("button", name="开始试算").click()
    numbers = page.locator(".numbers")
    changed = number(read(numbers.locator("a").first))
    page.get_by_role("button", name="转为地方文件草稿").click()
    page.get_by_label("文号").fill("江海府〔2026〕99号")
    page.get_by_role("button", name="生成草稿").click()
    expect(page).to_have_url(re.compile(r"/library/packages/\d+$"))
    draft = page.url.rsplit("/", 1)[1]
    page.goto(f"/whatif/new?package={draft}")
    expect(page.get_by_label("地方文件草稿")).to_have_value(draft)
    page.get_by_role("button", name="开始试算").click()
    expect(page.get_by_role("heading", name="按草稿试算")).to_be_visible()
    assert number(read(numbers.locator("a").first)) == changed


def test_a_wrong_or_empty_question_is_refused_in_words(visit: Visit) -> None:
    page = visit("inspector", at="/whatif/new")
    page.get_by_role("button", name="开始试算").click()
    expect(page.get_by_role("alert")).to_contain_text("请改一条规定，或换一个试算日期")
    page.get_by_label("添加规则").select_option("plan.440704.transformer")
    page.get_by_label("“年限”改为").fill("-3.5")
    page.get_by_label("“年限”改为").evaluate("input => input.step = 'any'")
    page.get_by_role("button", name="开始试算").click()
    expect(page.get_by_role("alert")).to_contain_text("草案有误")


def leak(page: Page) -> Locator:
    """The target of the plan of 江海 about leaking water."""
    page.goto("/plans/440704")
    return page.get_by_role("article").filter(has_text=LEAK)


def test_a_figure_is_typed_in_counts_and_is_taken_back(visit: Visit) -> None:
    page = visit("inspector")
    target = leak(page)
    expect(target).to_contain_text("尚无数据")
    page.get_by_role("button", name=f"填报“{LEAK}”", exact=True).click()
    page.get_by_label("数值").fill("8.5")
    page.get_by_label("依据", exact=True).fill("供水公司 10 月报表")
    page.get_by_role("button", name="保存").click()
    expect(target).to_contain_text("已达到")
    expect(target).to_contain_text("供水公司 10 月报表")

    leader = visit("leader")
    told = leak(leader)
    expect(told).to_contain_text("已达到")
    expect(leader.get_by_role("button", name=re.compile("^填报“"))).to_have_count(0)
    told.get_by_role("button", name=re.compile("填报记录")).click()
    expect(leader.get_by_role("dialog")).to_contain_text("江海区监察员")
    expect(leader.get_by_role("button", name="撤回")).to_have_count(0)

    target.get_by_role("button", name=re.compile("填报记录")).click()
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").last.get_by_role("textbox").fill("抄错了")
    page.get_by_role("dialog").last.get_by_role("button", name="确定").click()
    expect(page.get_by_role("dialog").first).to_contain_text("撤回：抄错了")
    expect(target).to_contain_text("尚无数据")


def test_a_counted_target_lists_its_devices(visit: Visit) -> None:
    page = visit("leader", at="/plans/440704")
    target = page.get_by_role("article").filter(has_text="累计淘汰更新客货运车辆")
    link = target.get_by_role("button", name=re.compile("待完成"))
    count = number(read(link))
    link.click()
    expect(page.get_by_role("dialog").get_by_text(f"共 {count} 条记录")).to_be_visible()


def test_each_statement_of_a_plan_says_what_the_system_does(visit: Visit) -> None:
    page = visit("leader", at="/plans/440704?tab=statements")
    table = page.get_by_role("region", name="逐条落实").locator("tbody tr")
    expect(table.first).to_be_visible()
    everything = table.count()
    choice = page.get_by_role("group", name="系统怎么做").get_by_role("button", name="规则判定")
    judged = number(read(choice))
    assert 0 < judged < everything
    choice.click()
    expect(table).to_have_count(judged)
    expect(page).to_have_url(re.compile("handling=rule"))
    expect(table.filter(has_text="逐步推动淘汰S9以下")).to_contain_text("落后低效配电变压器更新")
    assert serious(page) == []
    assert outgrown(page) == []


def test_a_statement_is_assigned_worked_and_its_problem_struck_off(visit: Visit) -> None:
    page = visit("inspector", at="/plans/440704/work")
    boxes = page.get_by_role("checkbox", name=re.compile("^选择 440704"))
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="安排所选 2 条").click()
    dialog = page.get_by_role("dialog", name="安排任务")
    dialog.get_by_label("责任科室").fill("节能科")
    dialog.get_by_role("button", name="保存").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link")).first
    expect(row).to_contain_text("节能科")
    row.get_by_role("link").click()
    page.get_by_label("完成情况").fill("完成摸底 12 台")
    page.get_by_role("button", name="填写进展").click()
    expect(page.get_by_text("完成摸底 12 台")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("推进中")
    page.get_by_label("问题", exact=True).fill("资金未到位")
    page.get_by_label("时限").fill((date.today() + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="登记问题").click()
    page.get_by_label("解决情况").fill("区财政已拨付")
    page.get_by_role("button", name="报告解决").click()
    expect(page.get_by_text("待核实")).to_be_visible()
    # Who reported it cannot confirm it.
    page.get_by_role("button", name="核实并销号").click()
    expect(page.get_by_text("报告人不能由本人核实")).to_be_visible()

    other = visit("admin", at=page.url)
    other.get_by_role("button", name="核实并销号").click()
    expect(other.get_by_text("已销号")).to_be_visible()
    other.goto("/plans/440704/work?tab=lists")
    other.get_by_role("link", name="强化要素保障").click()
    other.get_by_role("button", name="登记内容").click()
    dialog = other.get_by_role("dialog", name="登记内容")
    dialog.get_by_label("内容").fill("划定三处回收车辆临停车位")
    dialog.get_by_label("年度目标").fill("3 处")
    dialog.get_by_role("button", name="保存").click()
    row = other.get_by_role("row").filter(has_text="划定三处回收车辆临停车位")
    row.get_by_role("checkbox").check()
    other.get_by_role("button", name="标记完成 1 条").click()
    dialog = other.get_by_role("dialog", name="标记完成 1 条")
    dialog.get_by_label("完成依据").fill("交警大队函")
    dialog.get_by_role("button", name="标记完成").click()
    expect(row).to_contain_text("已完成")
    assert serious(other) == []
    other.set_viewport_size({"width": 390, "height": 844})
    assert outgrown(other) == []
