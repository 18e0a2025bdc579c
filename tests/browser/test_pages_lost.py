"""What is typed outlives a reload and the end of a session, in each long form; errors lead to
their places.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import Site, Visit, open_free

# How many forms this browser keeps.
KEPT = """() => new Promise((done) => {
  const opening = indexedDB.open('huanxin')
  opening.onsuccess = () => {
    const database = opening.result
    if (!database.objectStoreNames.length) return done(0)
    const keys = database.transaction('drafts').objectStore('drafts').getAllKeys()
    keys.onsuccess = () => {
      database.close()
      done(keys.result.filter((key) => String(key).startsWith('form/')).length)
    }
  }
})"""


@dataclass(frozen=True)
class Form:
    """A long form: how it is opened, a field that is typed into, what sends it, what shows it."""

    role: str
    open: Callable[[Page], None]
    field: str
    text: str
    send: str
    shown: str
    more: Callable[[Page], None] = lambda page: None
    closes: bool = False  # a reload closes its dialog


def _enterprise(page: Page) -> None:
    page.goto("/enterprises")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="修改资料").click()


def _user(page: Page) -> None:
    page.goto("/administration")
    page.get_by_role("button", name="新建用户").click()


def _auditor(page: Page) -> None:
    page.get_by_label("用户名", exact=True).fill("kept.typed")
    page.get_by_label("角色").last.select_option("auditor")


def _device(page: Page, tail: str) -> None:
    open_free(page, "boiler", "rectify")
    page.goto(f"{page.url}{tail}")


def _visit(page: Page) -> None:
    open_free(page, "boiler", "rectify")
    page.goto(f"/d/{page.url.rsplit('/', 1)[-1]}/visit")


def _notice(page: Page) -> None:
    page.goto("/enterprises")
    page.locator("tbody a").first.click()
    page.wait_for_url(re.compile(r"/enterprises/\d+$"))
    page.goto(f"/notices/draft?enterprise={page.url.rsplit('/', 1)[-1]}")


def _campaign(page: Page) -> None:
    page.goto("/campaigns")
    page.get_by_role("button", name="新建专项行动").first.click()


FORMS = {
    "device": Form(
        "inspector", lambda page: _device(page, "/edit"), "安装地点", "三号机房", "保存", "已保存"
    ),
    "enterprise": Form("inspector", _enterprise, "联系人", "周未失", "保存", "已保存", closes=True),
    "visit": Form(
        "inspector",
        _visit,
        "情况说明",
        "铭牌看不清",
        "提交记录",
        "现场检查已记录",
        lambda page: page.get_by_role("radio", name=re.compile("与台账一致")).check(),
    ),
    "user": Form(
        "admin",
        _user,
        "姓名",
        "周未失",
        "确定",
        "一次性密码",
        _auditor,
        closes=True,
    ),
    "campaign": Form(
        "inspector", _campaign, "名称", "不丢一字专项", "确定", "不丢一字专项", closes=True
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_what_is_typed_outlives_reload_and_session(visit: Visit, site: Site, name: str) -> None:
    form = FORMS[name]
    page = visit(form.role)
    form.open(page)
    field = page.get_by_label(form.field, exact=True)
    field.fill(form.text)
    address = page.url
    page.reload()
    if form.closes:
        form.open(page)
    assert page.url == address
    expect(field).to_have_value(form.text)
    expect(page.get_by_text(re.compile("^已恢复 "))).to_be_visible()

    form.more(page)
    page.context.clear_cookies()
    page.get_by_role("button", name=form.send).last.click()
    dialog = page.get_by_role("dialog", name="登录已过期")
    dialog.get_by_label("用户名").fill(f"demo-{form.role}")
    dialog.get_by_label("密码").fill(site.passwords[f"demo-{form.role}"])
    dialog.get_by_role("button", name="登录后继续").click()
    expect(page.get_by_text(form.shown).first).to_be_visible()
    assert page.evaluate(KEPT) == 0
