"""The office and its phone: agencies, jobs, health, the trail; from a label to a visit."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import segno
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from inventory.desk.exports import labels
from tests.browser.running import PHONE, Site, Visit, read, send
from tests.browser.walking import outgrown, settle

LABELS = """async ([ids]) => {
    const token = /huanxin_csrf=([^;]*)/.exec(document.cookie)[1];
    const answer = await fetch("/api/v1/equipment/labels", {
        method: "POST",
        body: JSON.stringify({ids}),
        headers: {"Content-Type": "application/json", "X-CSRF-Token": token},
    });
    return [...new Uint8Array(await answer.arrayBuffer())];
}"""


def printed_label(page: Page, device: int, folder: Path) -> FilePayload:
    """The label that the server makes for a device, printed and laid under the lens."""
    sheet = folder / "labels.pdf"
    sheet.write_bytes(bytes(page.evaluate(LABELS, [[device]])))
    subprocess.run(["pdftoppm", "-r", "150", "-png", sheet, folder / "sheet"], check=True)
    (picture,) = folder.glob("sheet*.png")
    return {"name": "标签.png", "mimeType": "image/png", "buffer": picture.read_bytes()}


def photograph(text: str) -> FilePayload:
    """A QR code as a phone sees it: on a grey wall, a little turned."""
    made = io.BytesIO()
    segno.make_qr(text, error="m").save(made, kind="png", scale=8, border=4)
    label = Image.open(made).convert("L").rotate(7, expand=True, fillcolor=255)
    wall = Image.new("L", (1200, 1600), 150)
    wall.paste(label, (340, 520))
    content = io.BytesIO()
    wall.save(content, "JPEG", quality=80)
    return {"name": "标签.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def test_an_administrator_settles_an_agency_and_the_trail_tells_of_it(visit: Visit) -> None:
    page = visit("admin", at="/administration/agencies")
    row = page.locator("tbody tr").first
    name = read(row.locator("b"))
    row.get_by_role("button", name=f"修改 {name}").click()
    page.get_by_role("textbox", name="电话").fill("0356-4220000")
    page.get_by_role("button", name="核对并保存").click()
    question = page.get_by_role("dialog").filter(has_text="以后签发的文书都按新内容")
    expect(question).to_contain_text("改为“0356-4220000”")
    question.get_by_role("button", name="确定").click()
    expect(row).to_contain_text("0356-4220000")

    page.get_by_role("link", name="操作记录").click()
    page.get_by_label("事件").select_option(label="发文机关")
    event = page.locator("ol.events li").first
    expect(event).to_contain_text("修改发文机关")
    event.get_by_text("详情").click()
    expect(event).to_contain_text("0356-4220000")
    page.get_by_role("button", name="检验记录是否完整").click()
    expect(page.get_by_text("记录完整")).to_be_visible()


def test_jobs_and_health_say_what_was_done_and_what_to_do(visit: Visit) -> None:
    page = visit("admin")
    assert send(page, "POST", "/exports", {"filters": {"kind": "boiler"}, "format": "csv"})[0] < 300
    page.goto("/administration/jobs?kind=export")
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("完成")
    expect(row.get_by_role("link", name="下载文件")).to_be_visible()
    page.get_by_role("group", name="状态").get_by_role("button", name="失败").click()
    expect(page.get_by_text("没有任务")).to_be_visible()
    page.get_by_role("link", name="运行状况").click()
    backup = page.locator("li").filter(has_text="还没有备份")
    expect(backup).to_contain_text("app.py backup FILE")
    expect(page.get_by_text("有故障，请尽快处理")).to_be_visible()


def test_an_auditor_watches_and_changes_nothing(visit: Visit) -> None:
    page = visit("auditor")
    for path in ("jobs", "health", "audit", "agencies", "departments"):
        settle(page, f"/administration/{path}")
        writing = page.get_by_role("main").get_by_role("button", name=re.compile("新建|登记|^修改"))
        expect(writing).to_have_count(0)
    expect(page.get_by_role("link", name="运行参数")).to_have_count(0)
    settle(page, "/administration/settings")
    expect(page.get_by_text("您不能查看这一页")).to_be_visible()
    assert send(page, "PATCH", "/agencies/1", {"phone": "1"})[0] == 403


def test_a_label_opens_its_device_on_a_phone_and_a_visit_is_recorded(
    visit: Visit, site: Site, tmp_path: Path
) -> None:
    page = visit("inspector", PHONE)
    device = send(page, "GET", "/equipment?size=1")[1]["items"][0]
    page.get_by_role("link", name="扫码").click()
    page.get_by_label("拍一张标签的照片").set_input_files(photograph("https://example.com/menu"))
    expect(page.get_by_role("alert")).to_contain_text("这不是本系统的设备标签")
    label = printed_label(page, device["id"], tmp_path)
    page.get_by_label("拍一张标签的照片").set_input_files(label)
    expect(page).to_have_url(re.compile(f"/d/{device['id']}$"))
    page.get_by_role("link", name="扫下一台").click()
    code = labels.address(site.address, device["id"])
    page.get_by_label("拍一张标签的照片").set_input_files(photograph(code))
    expect(page).to_have_url(re.compile(f"/d/{device['id']}$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.get_by_role("link", name="记录现场检查").click()
    page.get_by_label("发现问题").check()
    page.get_by_label("情况说明").fill("铭牌被漆盖住，已要求清理")
    page.get_by_label("拍照").set_input_files(photograph("现场"))
    page.get_by_role("button", name="提交记录").click()
    expect(page.get_by_text("铭牌被漆盖住，已要求清理")).to_be_visible()
    expect(page.get_by_role("img", name="标签.jpg")).to_be_visible()
    page.get_by_role("link", name="完整资料").click()
    story = page.locator("ol.story li").filter(has_text="现场检查：发现问题")
    expect(story).to_contain_text("铭牌被漆盖住")
    assert outgrown(page) == []


def test_a_clerk_scans_only_what_is_the_own(visit: Visit) -> None:
    page = visit("clerk", PHONE)
    own = send(page, "GET", "/equipment?size=200")[1]["items"]
    foreign = next(number for number in range(1, 999) if number not in {one["id"] for one in own})
    page.goto("/scan")
    page.get_by_label("拍一张标签的照片").set_input_files(photograph(str(foreign)))
    expect(page.get_by_role("alert")).to_contain_text("不在您可查看的范围内")
    page.get_by_label("手工输入").fill(f"No. {own[0]['id']}")
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.get_by_role("link", name="去申报变更")).to_be_visible()
    expect(page.get_by_role("link", name="记录现场检查")).to_have_count(0)


def test_a_visit_written_without_connection_is_kept_and_arrives(visit: Visit) -> None:
    page = visit("inspector", PHONE)
    device = send(page, "GET", "/equipment?size=2")[1]["items"][1]["id"]
    page.goto(f"/d/{device}/visit")
    page.get_by_label("与台账不符").check()
    page.get_by_label("情况说明").fill("容量实为 400 kVA")
    page.get_by_label("拍照").set_input_files(photograph("现场"))
    expect(page.get_by_text("已保存在本机")).to_be_visible()
    # The phone ended the browser while its camera was open.
    page.reload()
    expect(page.get_by_text(re.compile("^已恢复 "))).to_be_visible()
    expect(page.get_by_label("情况说明")).to_have_value("容量实为 400 kVA")
    expect(page.get_by_role("img", name="标签.jpg")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="提交记录").click()
    expect(page.get_by_role("alert")).to_contain_text("保存在本机")
    page.context.set_offline(False)
    expect(page).to_have_url(re.compile(f"/d/{device}$"))
    expect(page.get_by_text("容量实为 400 kVA")).to_have_count(1)


def test_a_photograph_that_is_refused_does_not_write_the_visit_twice(visit: Visit) -> None:
    page = visit("inspector", PHONE)
    device = send(page, "GET", "/equipment?size=3")[1]["items"][2]["id"]
    page.goto(f"/d/{device}/visit")
    page.get_by_label("与台账一致").check()
    broken: FilePayload = {"name": "坏.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    page.get_by_label("拍照").set_input_files([broken, photograph("现场")])
    page.get_by_role("button", name="提交记录").click()
    expect(page.get_by_text("记录已提交，还有 2 张照片没有上传")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("坏.jpg")
    page.get_by_role("button", name="去掉照片 坏.jpg").click()
    page.get_by_role("button", name="提交记录").click()
    expect(page).to_have_url(re.compile(f"/d/{device}$"))
    assert send(page, "GET", f"/visits?equipment={device}")[1]["total"] == 1


def test_a_note_goes_with_the_declaration(visit: Visit) -> None:
    clerk = visit("clerk")
    device = send(clerk, "GET", "/equipment?size=1")[1]["items"][0]["id"]
    declaration = send(clerk, "POST", "/declarations", {})[1]["id"]
    item = {"action": "confirm", "equipment_id": device}
    assert send(clerk, "POST", f"/declarations/{declaration}/items", item)[0] == 201
    settle(clerk, f"/declarations/{declaration}")
    clerk.get_by_label("给审核人员的说明").fill("三号变压器下月更换")
    for label, value in (("负责人姓名", "李四"), ("职务", "经理"), ("电话", "0750-1234567")):
        clerk.get_by_label(label).fill(value)
    clerk.get_by_label(re.compile("真实")).check()
    clerk.get_by_role("button", name="提交申报").click()
    expect(clerk.get_by_text("已提交").first).to_be_visible()

    inspector = visit("inspector", at=f"/declarations/{declaration}")
    settle(inspector)
    expect(inspector.get_by_text("三号变压器下月更换")).to_be_visible()
