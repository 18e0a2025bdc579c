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
            f"{site.address}/api{path}", method=method, headers=headers, **more
        )
        assert answer.ok, answer.text()
        return answer.json() if answer.text() else None

    own = ""
    own = call("POST", "/accounts/login", {"username": name, "password": password})["token"]
    return call


def _opened(call: Call) -> dict[str, Any]:
    """A case about an eliminated transformer of an enterprise that has none yet."""
    busy = {it["enterprise_id"] for it in call("GET", "/cases?state=open&size=200")["items"]}
    found = call("GET", "/equipment?verdict=eliminate&use_state=在用&size=200")["items"]
    device = next(
        it for it in reversed(found) if it["enterprise_id"] not in busy and it["kind"] != "boiler"
    )
    people = call("GET", f"/cases/officers?region={device['region']}")
    officers = [person["user_id"] for person in people if person["certificate_no"]][:2]
    body = {
        "enterprise_id": device["enterprise_id"],
        "devices": [device["id"]],
        "officers": officers,
    }
    return dict(call("POST", "/cases", body))


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
    case = _opened(_calls(site, apart, "demo-inspector", passwords["demo-inspector"]))
    admin = _calls(site, apart, "demo-admin", passwords["demo-admin"])
    password = _clerk(site, apart, admin, case["enterprise_id"])
    address = f"/cases/{case['id']}"
    officer.goto(address)
    _inspected_and_heard(officer)
    _drafted(officer)
    officer.goto(address)
    _stands(officer, "已拟稿")
    with at_most(officer, 1):  # from the device to approval six: test_pages_journeys
        _begin(officer, "送审")
        submit = officer.locator("aside").get_by_role("button", name="送审", exact=True)
        expect(submit).to_be_disabled()
    reviewer = visit("reviewer")
    reviewer.goto(address)
    _reviewed(reviewer)
    leader = visit("leader")
    leader.goto(address)
    with at_most(leader, 2):
        _begin(leader, "批准")
        _sure(leader)
        _stands(leader, "已批准")
    officer.goto(address)
    _begin(officer, "签发")
    officer.get_by_role("button", name="签发").click()
    _sure(officer)
    expect(officer.get_by_role("button", name="签发")).to_be_hidden()

    clerk = visit(None, PHONE)
    log_in(clerk, "whole-way-clerk", password)
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
