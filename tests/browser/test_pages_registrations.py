"""An application is rejected for good, and the applicant reads why."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.running import Visit

APPLICATION = {
    "uscc": "91440704MA4REJEC0X",
    "name": "江海冒名贸易行",
    "region": "440704",
    "address": "",
    "contact": "赵某",
    "phone": "0750-7654321",
    "username": "rejected.one",
    "password": "correct-horse-battery",
}


def test_a_rejection_is_confirmed_final_and_explained(visit: Visit) -> None:
    stranger = visit(None)
    made = stranger.request.post("/api/v1/registrations", data=APPLICATION).json()
    inspector = visit("inspector", at=f"/registrations/{made['id']}")
    button = inspector.get_by_role("button", name="不予受理")
    button.click()
    expect(inspector.get_by_role("alert")).to_contain_text("请写明退回或驳回的理由")
    inspector.get_by_label("总的意见").fill("代码不属于申请的企业")
    button.click()
    inspector.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(button).to_be_enabled()
    button.click()
    inspector.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(inspector.get_by_text("不予受理的理由")).to_be_visible()
    expect(button).to_have_count(0)

    stranger.goto(f"/register?number={made['id']}&secret={made['secret']}")
    expect(stranger.get_by_role("heading", name="不予受理")).to_be_visible()
    expect(stranger.get_by_text("代码不属于申请的企业")).to_be_visible()
    stranger.get_by_role("button", name="重新申请").click()
    stranger.get_by_label("密码").fill("correct-horse-battery")
    stranger.get_by_role("button", name="提交申请").click()
    expect(stranger.get_by_role("alert")).to_contain_text("一天之内不能再次提交")
