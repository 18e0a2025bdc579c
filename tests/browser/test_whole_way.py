"""A finding carried to its closed case by four people, on the pages alone; the clerk on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.running import PHONE, Site, Visit, at_most, log_in
from tests.browser.test_pages_cases import _begin, _confirm, _stands

Call = Callable[..., Any]


def _calls(site: Site, page: Page, name: str, password: str) -> Call:
    """What no page is needed for, as somebody: people and devices to begin with."""

    def call(method: str, path: str, data: object = None, token: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token or own}"} if token or own else {}
        more = {"data": data} if data is not None else {}
        answer = page.request.fetch(
            f"{site.address}/api/v1{path}", method=method, headers=headers, **more
        )
        assert answer.ok, answer.text()
        return answer.json() if answer.text() else None

    own = ""
    own = call("POST", "/accounts/login", {"username": name, "password": password})["token"]
    return call


def _opened(call: Call, page: Page) -> dict[str, Any]:
    """A case that is opened from the page of an eliminated transformer, about one device."""
    busy = {it["enterprise_id"] for it in call("GET", "/cases?state=open&size=200")["items"]}
    found = call("GET", "/equipment?verdict=eliminate&use_state=在用&size=200")["items"]
    device = next(
        it for it in reversed(found) if it["enterprise_id"] not in busy and it["kind"] != "boiler"
    )
    page.goto(f"/equipment/{device['id']}")
    page.get_by_text("目前没有在办案件").get_by_role("button", name="立案").click()
    dialog = page.get_by_role("dialog")
    for other in dialog.locator("input[name=devices]:checked").all()[1:]:
        other.uncheck()
    expect(dialog.get_by_role("checkbox", name="法制审核员")).to_be_disabled()
    expect(dialog.get_by_text("账号中没有执法证号").first).to_be_visible()
    for officer in ("监察员甲", "监察员乙"):
        dialog.get_by_role("checkbox", name=officer).check()
    dialog.get_by_role("button", name="立案").click()
    expect(page).to_have_url(re.compile(r"/cases/\d+$"))
    return dict(call("GET", f"/cases/{page.url.rsplit('/', 1)[1]}"))


def _marked(page: Page, case: dict[str, Any]) -> None:
    """The ledger marks the device and narrows to those in open cases."""
    device = case["devices"][0]["equipment_id"]
    page.goto(f"/equipment?open_case=true&enterprise={case['enterprise_id']}")
    mark = page.locator(f"a[href='/cases/{case['id']}']").first
    expect(mark).to_contain_text("已立案")
    page.goto(f"/equipment?open_case=false&enterprise={case['enterprise_id']}")
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(f"a[href='/equipment/{device}']")).to_have_count(0)


def _sent_back(reviewer: Page, officer: Page, address: str) -> None:
    """The reviewer writes at a paragraph; the officer answers there and hands the draft in anew."""
    reviewer.get_by_role("button", name="批注第 3 部分第 1 段").click()
    reviewer.get_by_label("这一段要改什么").fill("请写明停用的范围")
    reviewer.get_by_role("button", name="退回修改（批注 1 处）").click()
    _stands(reviewer, "已退回")
    officer.goto(address)
    officer.get_by_label("回复", exact=True).first.fill("已写明")
    officer.get_by_role("button", name="回复", exact=True).first.click()
    expect(officer.get_by_text("已写明").first).to_be_visible()
    _begin(officer, "修改草稿")
    officer.get_by_label("补充事实").fill("停用范围为上述设备。")
    with officer.expect_response(lambda it: it.request.method == "PATCH" and it.ok):
        officer.get_by_role("button", name="保存并刷新预览").click()
    officer.goto(address)
    _handed_in(officer)
    reviewer.reload()


def _clerk(site: Site, page: Page, call: Call, enterprise: int) -> str:
    """A clerk of the enterprise, who has set a password of the own; that password."""
    name, own = "whole-way-clerk", "correct horse battery staple"
    given = "a first password to change"
    body = {
        "username": name,
        "display_name": "王经理",
        "role": "enterprise",
        "enterprise_id": enterprise,
        "password": given,
    }
    call("POST", "/accounts/users", body)
    first = _calls(site, page, name, given)
    first("POST", "/accounts/password", {"current": given, "new": own})
    return own


def _handed_in(page: Page) -> None:
    """Sent to review, which is not asked about twice."""
    _begin(page, "送审")
    submit = page.locator("aside").get_by_role("button", name="送审", exact=True)
    expect(submit).to_be_disabled()


def _sure(page: Page) -> None:
    """Answer the question whether it is meant."""
    page.get_by_role("dialog").get_by_role("button", name="确定").click()


def _inspected_and_heard(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    _begin(page, "书面通知")
    dialog.get_by_label("是否事先通知").select_option("未事先通知")
    dialog.get_by_label("未事先通知的理由").fill("抽查")
    _confirm(page)
    _stands(page, "已通知")
    _begin(page, "听取意见")
    dialog.get_by_label("企业意见").fill("没有异议")
    _confirm(page)
    _stands(page, "已听取意见")


def _drafted(page: Page) -> None:
    _begin(page, "起草文书")
    page.get_by_role("button", name="生成草稿并预览").click()
    expect(page).to_have_url(re.compile(r"/notices/\d+$"))


def _reviewed(page: Page) -> None:
    _begin(page, "审核通过")
    dialog = page.get_by_role("dialog")
    for number in range(7):
        dialog.get_by_role("combobox").nth(number).select_option("符合")
    _confirm(page)
    _stands(page, "已审核")


def test_four_people_carry_a_finding_to_its_closed_case(visit: Visit, site: Site) -> None:
    officer = visit("inspector")
    apart = visit(None)  # of its own: what it asks for does not disturb the pages' sessions
    passwords = site.passwords
    case = _opened(_calls(site, apart, "demo-inspector", passwords["demo-inspector"]), officer)
    _marked(officer, case)
    admin = _calls(site, apart, "demo-admin", passwords["demo-admin"])
    password = _clerk(site, apart, admin, case["enterprise_id"])
    address = f"/cases/{case['id']}"
    officer.goto(address)
    _inspected_and_heard(officer)
    clerk = visit(None, PHONE)
    log_in(clerk, "whole-way-clerk", password)
    clerk.goto(address)
    clerk.get_by_label("您单位的意见").fill("停用需要两个月")
    clerk.get_by_role("button", name="提交意见").click()
    expect(clerk.get_by_text("等待办案人员复核")).to_be_visible()
    officer.goto(address)
    officer.get_by_label("复核情况和理由").fill("期限已予考虑")
    officer.get_by_role("button", name="采纳", exact=True).click()
    expect(officer.get_by_text("期限已予考虑")).to_be_visible()
    _drafted(officer)
    officer.goto(address)
    _stands(officer, "已拟稿")
    with at_most(officer, 1):  # from the device to approval six: test_pages_journeys
        _handed_in(officer)
    reviewer = visit("reviewer", at=address)
    _sent_back(reviewer, officer, address)
    _reviewed(reviewer)
    leader = visit("leader", at=address)
    with at_most(leader, 2):
        _begin(leader, "批准")
        _sure(leader)
        _stands(leader, "已批准")
    officer.goto(address)
    _begin(officer, "签发")
    # The case stays in sight until the notice is there, and has a button of the same name.
    expect(officer.locator("aside").get_by_role("button", name="签发")).to_be_hidden()
    officer.get_by_role("button", name="签发").click()
    _sure(officer)
    expect(officer.get_by_role("button", name="签发")).to_be_hidden()

    clerk.goto(address)
    _begin(clerk, "确认收到")
    dialog = clerk.get_by_role("dialog")
    dialog.get_by_label("签收人").fill("王经理")
    dialog.get_by_label("确认收到").check()
    _confirm(clerk)
    _stands(clerk, "已送达")
    _begin(clerk, "答复")
    dialog.get_by_label("整改情况").select_option("已停止使用")
    _confirm(clerk)
    _stands(clerk, "已答复")

    officer.goto(address)
    officer.get_by_role("button", name="认可", exact=True).click()
    expect(officer.get_by_text("已认可")).to_be_visible()
    _begin(officer, "复查")
    officer.get_by_role("dialog").get_by_label("复查结果").select_option("已停止使用")
    _confirm(officer)
    _stands(officer, "已复查")
    _begin(officer, "报请结案")
    officer.get_by_role("dialog").get_by_label("承办人的结案意见").fill("已停止使用，建议结案。")
    _confirm(officer)
    leader.goto(address)
    _begin(leader, "批准结案")
    _confirm(leader)
    expect(leader.locator(".stepper")).to_contain_text(re.compile("已结案.*20"))
    leader.get_by_text("全过程记录", exact=True).click()
    expect(leader.get_by_text("电子送达", exact=False).first).to_be_visible()
