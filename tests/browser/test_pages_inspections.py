"""An inspection on the phone, the network cut in the middle; the lists that an office works by."""

from __future__ import annotations

import base64
import json
import re
import uuid
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Locator, Page, expect

from tests.browser.running import PHONE, Visit
from tests.browser.walking import outgrown

# The smallest photograph that is one.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

# What the page has in localStorage and of drafts, and the addresses of what its worker keeps.
KEPT = """async () => {
  const asked = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)))
  const database = await asked(indexedDB.open('huanxin', 1))
  const drafts = await asked(database.transaction('drafts').objectStore('drafts').getAllKeys())
  const files = []
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) files.push(new URL(one.url).pathname)
  return [{ ...localStorage }, drafts, files]
}"""


def _origin(page: Page) -> str:
    return str(page.evaluate("location.origin"))


def _asked(page: Page, path: str) -> Any:
    return page.request.get(f"{_origin(page)}/api/v1/{path}").json()


def _planned(page: Page, state: str) -> dict[str, Any]:
    """A visit for the first case of the demonstration in this state, planned for today."""
    case = _asked(page, f"cases?state={state}")["items"][0]
    token = next(it["value"] for it in page.context.cookies() if it["name"] == "huanxin_csrf")
    today = page.evaluate("new Intl.DateTimeFormat('sv-SE').format(new Date())")
    made = page.request.post(
        f"{_origin(page)}/api/v1/cases/{case['id']}/inspections",
        data={"planned_on": today},
        headers={"X-CSRF-Token": unquote(token)},
    )
    assert made.status == 201
    return dict(made.json())


def _sign(pad: Locator) -> None:
    """One stroke across the field."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    mouse = pad.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 20)
    mouse.down()
    mouse.move(box["x"] + 120, box["y"] + 50, steps=4)
    mouse.up()


def _line(page: Page, question: str) -> Locator:
    return page.locator("fieldset.line").filter(has_text=question).first


def test_a_visit_is_recorded_without_network_and_sent_once(visit: Visit) -> None:
    page = visit("inspector", PHONE)
    planned = _planned(page, "inspected")
    page.goto("/inspections")
    expect(page.get_by_text(re.compile(r"\d+ 次检查已存到本机"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.context.set_offline(True)
    page.goto("/cases")
    expect(page.get_by_role("heading", name="连接不上服务器")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="检查任务").click()
    held = page.get_by_text("没有网络：下面是存在本机的检查")
    expect(held).to_be_visible()
    page.reload()
    expect(held).to_be_visible()
    page.locator(f"a[href='/inspections/{planned['id']}']").click()
    expect(page.get_by_text("没有网络：填写的内容、照片和签字都保存在本机")).to_be_visible()
    page.get_by_role("button", name="提交笔录").click()
    missing = page.get_by_role("alert").filter(has_text="提交前还要")
    expect(missing).to_contain_text("出示执法证件")
    assert outgrown(page) == []
    page.get_by_label("已出示执法证件").check()
    page.get_by_label("已告知权利义务").check()
    page.get_by_label("在场人员").fill("王经理")
    plate = _line(page, "的铭牌与台账是否一致")
    plate.get_by_text("否", exact=True).click()
    plate.get_by_label("现场所见").fill("铭牌已更换")
    photo = {"name": "铭牌.png", "mimeType": "image/png", "buffer": PIXEL}
    plate.locator("input[type=file]").set_input_files([photo])
    page.get_by_label("签字人姓名").fill("王经理")
    for pad in page.locator("canvas").all():
        _sign(pad)
    expect(missing).to_be_hidden()
    page.get_by_role("button", name="提交笔录").click()
    expect(page.get_by_text("没有网络：笔录已保存在本机，恢复后自动发送")).to_be_visible()
    assert _state(page, planned["id"]) == "planned"
    # A page that was opened offline counts as online in Chromium until its network changes again.
    for offline in (False, True, False):
        page.context.set_offline(offline)
    expect(page.get_by_role("link", name="打开现场检查笔录")).to_be_visible()
    recorded = _record(page, planned["id"])
    photos = [it for line in recorded["lines"] for it in line["photos"]]
    assert (recorded["state"], len(photos), len(recorded["signatures"])) == ("recorded", 1, 3)
    page.goto("/inspections?view=all")
    expect(page.get_by_text("等网络恢复后发送")).to_be_hidden()
    # The session ended elsewhere: whoever takes the phone finds nothing of the person.
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_label("用户名")).to_be_visible()
    stored, drafts, files = page.evaluate(KEPT)
    assert "huanxin.me" not in stored and "监察员" not in json.dumps(stored, ensure_ascii=False)
    assert drafts == []
    assert files and [it for it in files if not re.match(r"/$|/icon.svg$|/assets/", it)] == []


def _record(page: Page, number: int) -> Any:
    return _asked(page, f"inspections/{number}")


def _state(page: Page, number: int) -> str:
    """What the server has; the request goes past the page, whose network is cut."""
    return str(_record(page, number)["state"])


def test_whoever_comes_second_sees_what_was_recorded(visit: Visit) -> None:
    page = visit("inspector", PHONE)
    planned = _planned(page, "inspected")
    page.goto(f"/inspections/{planned['id']}")
    page.get_by_label("在场人员").fill("李厂长")
    _line(page, "用能设备台账是否完整").get_by_text("否", exact=True).click()
    expect(page.get_by_text("已保存在本机")).to_be_visible()
    other = visit("second")
    body = {
        "key": str(uuid.uuid4()),
        "began_at": "2026-01-05T01:00:00Z",
        "ended_at": "2026-01-05T02:00:00Z",
        "place": "厂区",
        "present": "李厂长",
        "showed_certificates": True,
        "told_rights": True,
        "signed_by": "李厂长",
        "lines": [{"line": planned["lines"][0]["id"], "answer": "yes"}],
    }
    token = next(it["value"] for it in other.context.cookies() if it["name"] == "huanxin_csrf")
    made = other.request.put(
        f"{_origin(other)}/api/v1/inspections/{planned['id']}/record",
        data=body,
        headers={"X-CSRF-Token": unquote(token)},
    )
    assert made.status == 200
    page.reload()
    conflict = page.get_by_role("alert").filter(has_text="这次检查已经由别人记录")
    expect(conflict).to_contain_text("监察员乙")
    expect(conflict.locator("tbody tr")).to_have_count(1)
    conflict.get_by_role("button", name="作为补充检查提交").click()
    expect(page.get_by_role("button", name="提交笔录")).to_be_visible()
    expect(page.get_by_label("在场人员")).to_have_value("李厂长")


def test_the_lists_say_what_is_late_drawn_and_numbered(visit: Visit) -> None:
    page = visit("leader")
    menu = page.get_by_role("navigation", name="主导航")
    menu.get_by_role("link", name="期限台账").click()
    expect(page.locator("tbody .failing").filter(has_text="整改期限").first).to_be_visible()
    menu.get_by_role("link", name="文书登记簿").click()
    expect(page.get_by_text("文号连续，没有缺号")).to_be_visible()
    expect(page.locator("tbody").get_by_text("已作废")).to_be_visible()
    menu.get_by_role("link", name="专项行动").click()
    expect(page.get_by_role("heading", level=1, name="专项行动")).to_be_visible()
    page.get_by_role("link", name="淘汰锅炉专项监察（演示）").click()
    expect(page.get_by_text("demo-2026").first).to_be_visible()
    page.get_by_role("button", name="在本机重算并核对").click()
    expect(page.get_by_text("执法人员都与记录一致")).to_be_visible()


def test_a_paper_is_drafted_written_and_discarded(visit: Visit) -> None:
    page = visit("inspector")
    case = _asked(page, "cases?state=heard")["items"][0]["id"]
    page.goto(f"/cases/{case}/papers")
    page.get_by_label("起草文书").select_option("监察通知书")
    page.get_by_role("button", name="起草", exact=True).click()
    page.get_by_label("联系人和电话").fill("张三 0750-1")
    page.get_by_role("button", name="保存并更新预览").click()
    expect(page.get_by_text("有未保存的修改")).to_be_hidden()
    number = int(page.url.rsplit("/", 1)[1])
    assert _asked(page, f"papers/{number}")["content"]["contact"] == "张三 0750-1"
    page.get_by_role("button", name="删除草稿").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page).to_have_url(re.compile(rf"/cases/{case}/papers$"))
    assert all(it["ref"] != f"paper:{number}" for it in _asked(page, f"cases/{case}/documents"))
