"""What people do from beginning to end, as they do it."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.running import ROOT, Site, Visit, at_most, log_in, open_free, read, sign

LEDGER = ROOT / "seeds" / "ledgers" / "江海区变压器台账.xlsx"
PASSWORD = "correct-horse-battery"
# The second line of a declaration workbook: under the hint, over the devices.
HEAD_ROW = 2
# What an enterprise of some size has; the first is declared by the form, the rest by a workbook.
DEVICES = 30


def test_inspector_imports_mends_filters_and_issues_a_notice(visit: Visit, site: Site) -> None:
    page = visit("inspector")
    _upload(page, LEDGER)
    expect(page.get_by_role("heading", name="问题（6）")).to_be_visible()
    _mend(page, "四百", "100")
    _mend(page, "2031-05-01", "2005-05-01")
    # Six problems before, two of them mended; every line of the file is accounted for. The row of
    # "四百" is a device of the ledger, which has its capacity from its model: by owner, model and
    # number it is that device, and says nothing new once the rehearsal has run.
    totals = page.locator("dl.totals:not([aria-busy=true])")
    expect(totals).to_have_text(re.compile("读到的行86=新建1.*退回3"))
    expect(page.get_by_role("heading", name="问题（5）")).to_be_visible()
    with at_most(page, 2):  # with the file three: what is mended is beside it
        page.get_by_role("button", name="写入台账").click()
        expect(page.get_by_role("button", name="撤销这次导入")).to_be_visible()
    expect(totals).to_have_text(re.compile("读到的行86=新建1.*退回3"))

    page.goto("/equipment?kind=transformer")
    page.get_by_role("group", name="结论").get_by_role("button", name=re.compile("应淘汰")).click()
    expect(page).to_have_url(re.compile("verdict=eliminate"))
    page.get_by_role("cell", name=re.compile("有限公司")).first.wait_for()
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="设备信息")).to_be_visible()
    open_free(page, "transformer", "eliminate")
    with at_most(page, 3):  # sent to review and approved: three more (test_whole_way)
        page.locator("dl.facts a").first.click()
        page.get_by_role("button", name="起草文书").click()
        _fill_notice(page)
        page.get_by_role("button", name="生成草稿并预览").click()
        expect(page.get_by_role("heading", name="草稿", exact=True)).to_be_visible()
    # Nothing is issued before the party was heard, or a reason stands.
    expect(page.get_by_role("button", name="签发")).to_be_disabled()
    page.get_by_label("没有听取的理由").fill("当事人书面放弃陈述申辩")
    for ground in page.get_by_role("radio").all()[:1]:  # where the law leaves a choice
        ground.check()
    page.get_by_role("button", name="保存并刷新预览").click()
    sign(site, page)
    page.get_by_role("button", name="签发").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    number = page.get_by_role("heading", name=re.compile("〔20\\d\\d〕\\d+号"))
    expect(number).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="下载 PDF").click()
    text = "".join(sheet.extract_text() for sheet in PdfReader(started.value.path()).pages)
    assert read(number) in re.sub(r"\s", "", text)


def _upload(page: Page, path: Path) -> None:
    page.goto("/imports")
    with at_most(page, 1):
        page.get_by_label("把台账文件拖到这里，或点击选择").set_input_files(path)
        expect(page).to_have_url(re.compile(r"/imports/\d+"))


def _mend(page: Page, wrong: str, right: str) -> None:
    """Correct the first cell of this text where it stands; its row turns good."""
    cell = page.get_by_role("button", name=re.compile(f"现为{wrong}$")).first
    name = (cell.get_attribute("aria-label") or "").split("，")[0]
    cell.click()
    page.keyboard.type(right)
    page.keyboard.press("Enter")
    mended = page.get_by_role("button", name=f"{name}，现为{right}")
    expect(page.locator("tr.mended", has=mended)).to_contain_text(f"文件中为：{wrong}")


def _fill_notice(page: Page) -> None:
    for index, name in ((1, "演示甲"), (2, "演示乙")):
        page.get_by_label(f"执法人员 {index} 姓名").fill(name)
        page.get_by_label(f"执法人员 {index} 执法证号").fill(f"YS00000{index}")


def test_clerk_registers_declares_is_returned_corrects_and_is_accepted(
    visit: Visit, tmp_path: Path
) -> None:
    stranger = visit(None)
    _register(stranger)
    inspector = visit("inspector", at="/registrations")
    inspector.get_by_role("link", name="江海新星机械厂").click()
    inspector.get_by_role("button", name="受理", exact=True).click()
    expect(inspector.get_by_text("已通过")).to_be_visible()

    clerk = stranger
    clerk.goto("/login")
    log_in(clerk, "newstar", PASSWORD)
    clerk.goto("/declarations")
    clerk.get_by_role("button", name="新的申报").first.click()
    expect(clerk.get_by_role("heading", name=re.compile("申报的设备"))).to_be_visible()
    address = clerk.url
    _declare_by_form(clerk, "S11-400/10")
    _declare_by_workbook(clerk, tmp_path)
    _submit(clerk)

    inspector.goto(address)
    inspector.get_by_label("第 1 台“额定容量”的意见").fill("请核对铭牌")
    inspector.get_by_role("button", name="退回修改").click()
    expect(inspector.get_by_text("已退回").first).to_be_visible()

    clerk.goto(address)
    expect(clerk.get_by_text("请核对铭牌", exact=True)).to_be_visible()
    clerk.get_by_role("link", name="器 S11-400/10").click()
    # At the field; the list that was left a moment ago holds the same words.
    expect(clerk.get_by_role("group", name="技术参数")).to_contain_text("退回意见： 请核对铭牌")
    _type(clerk, "额定容量", "400")
    clerk.get_by_role("link", name="完成，返回申报").click()
    _submit(clerk)

    inspector.goto(address)
    inspector.get_by_role("button", name="受理", exact=True).click()
    inspector.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(inspector.get_by_text("已受理").first).to_be_visible()
    clerk.goto("/equipment")
    expect(clerk.locator("tbody tr")).to_have_count(DEVICES)
    clerk.goto("/")
    with at_most(clerk, 4):  # the yearly confirmation, from the first page; who signs is known
        clerk.get_by_role("navigation").get_by_role("link", name="设备申报").click()
        clerk.get_by_role("button", name="年度确认：设备都没有变化").click()
        expect(clerk.get_by_role("heading", name=f"申报的设备（{DEVICES}）")).to_be_visible()
        expect(clerk.get_by_label("负责人姓名")).to_have_value("李厂长")
        _hand_in(clerk)


def _register(page: Page) -> None:
    page.get_by_role("link", name="申请注册").click()
    for label, value in (
        ("统一社会信用代码", "91440704MA4NEWS8X0"),
        ("企业名称", "江海新星机械厂"),
        ("地址", "江海区一号路"),
        ("联系人", "王工"),
        ("联系电话", "0750-1234567"),
        ("希望使用的用户名", "newstar"),
        ("密码", PASSWORD),
    ):
        page.get_by_label(label, exact=False).first.fill(value)
    for level, name in enumerate(("广东省", "江门市", "江海区"), start=1):
        page.get_by_label(f"所在地区 {level}").select_option(label=name)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="等待审核")).to_be_visible()


def _type(page: Page, label: str, value: str) -> None:
    """Fill a field and wait until the draft has it."""
    box = page.get_by_label(re.compile(f"^{label}"))
    with page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
            box.blur()


def _declare_by_form(page: Page, model: str) -> None:
    page.get_by_label("类别").select_option(label="变压器")
    page.get_by_role("button", name="添加").first.click()
    for label, value in (
        ("设备名称", "1号配电变压器"),
        ("型号", model),
        ("出厂编号", "F-0001"),
        ("制造日期", "2012-05"),
        ("额定容量", "315"),
        ("高压侧额定电压", "10"),
        ("绝缘介质", "油浸"),
        ("空载损耗", "570"),
        ("负载损耗", "4300"),
    ):
        _type(page, label, value)
    expect(page.get_by_role("heading", name="按填写内容判定")).to_be_visible()
    page.get_by_role("link", name="完成，返回申报").click()
    expect(page.get_by_role("link", name=f"器 {model}")).to_be_visible()


def _declare_by_workbook(page: Page, folder: Path) -> None:
    with page.expect_download() as started:
        page.get_by_role("button", name="下载工作簿").click()
    filled = folder / "设备申报.xlsx"
    started.value.save_as(filled)
    book = openpyxl.load_workbook(filled)
    sheet = next(sheet for sheet in book if "变压器" in sheet.title)
    columns = {str(cell.value): cell.column for cell in sheet[HEAD_ROW]}
    alike = {"型号": "S13-M-200/10", "额定容量(kVA)": 200}
    alike |= {"高压侧额定电压(kV)": 10, "绝缘介质": "油浸"}
    for number in range(2, DEVICES + 1):
        own = {"设备名称": f"{number}号配电变压器", "出厂编号": f"W-{number:04}"}
        for heading, value in (alike | own).items():
            sheet.cell(HEAD_ROW + number - 1, columns[heading], value)
    book.save(filled)
    page.get_by_label("上传填好的工作簿").set_input_files(filled)
    expect(page.get_by_role("link", name="S13-M-200/10")).to_have_count(DEVICES - 1)


def _submit(page: Page) -> None:
    page.get_by_label("负责人姓名").fill("李厂长")
    page.get_by_label("职务").fill("厂长")
    page.get_by_label("电话").fill("0750-1234567")
    _hand_in(page)


def _hand_in(page: Page) -> None:
    expect(page.get_by_text("检查通过，可以提交")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="提交申报").click()
    expect(page.get_by_text("已提交").first).to_be_visible()
