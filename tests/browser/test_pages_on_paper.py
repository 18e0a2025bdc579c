"""What pages are on paper, and what stands behind their charts, questions and first steps."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.running import Visit
from tests.browser.walking import settle

# Page → what its paper holds, and the controls that stay on the screen.
PAPERS = {
    "/equipment?kind=boiler": ("设备台账 共 ", ("导出", "视图", "导入")),
    "/equipment/7": ("S7-200/10", ("起草文书", "编辑")),
    "/cases/3": ("江海经促节能案〔", ("上传", "提交")),
    "/plans/440704": ("江海府〔2024〕3号", ("填报数据",)),
    "/dashboard": ("类别与结论", ("导出",)),
}


def sheets(page: Page) -> list[str]:
    """The pages of the paper as text; printed forms of a character as the one that people type."""
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    return [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in paper.pages]


@pytest.mark.parametrize("path", PAPERS)
def test_a_page_is_printed_with_its_head_and_without_controls(visit: Visit, path: str) -> None:
    page = visit("inspector", at=path)
    settle(page)
    held, controls = PAPERS[path]
    printed = sheets(page)
    first, every = printed[0], "\n".join(printed)
    assert re.match(rf"1 / {len(printed)}\n焕新台账 · 江海区 · 打印 \d{{4}}-\d\d-\d\d", first)
    assert unicodedata.normalize("NFKC", held) in first
    lines = set(every.split("\n"))
    assert [word for word in controls if word in lines] == []


def test_behind_a_chart_is_its_table(visit: Visit) -> None:
    page = visit("inspector", at="/dashboard")
    settle(page)
    told = page.get_by_text("查看数据表").first
    told.click()
    expect(page.locator("details[open] table").first).to_be_visible()


def test_a_question_mark_opens_the_section_of_the_page(visit: Visit) -> None:
    page = visit("inspector", at="/cases")
    settle(page)
    page.get_by_role("link", name="本页的说明").click()
    expect(page).to_have_url(re.compile("/help"))
    expect(page.get_by_role("heading", name="执法案件和期限")).to_be_in_viewport()


def test_a_fresh_installation_says_what_to_do_first(visit: Visit) -> None:
    page = visit("admin", at="/")
    settle(page)
    steps = page.get_by_role("region", name="开始使用").or_(
        page.locator("section").filter(has=page.get_by_role("heading", name="开始使用"))
    )
    expect(steps.get_by_role("link", name="去办理").first).to_be_visible()
