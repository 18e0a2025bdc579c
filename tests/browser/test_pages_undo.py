"""A committed import is taken back by the worker, and the page tells how it stands."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.running import Visit

LEDGER = "使用单位,型号,制造单位,出厂编号,额定容量(kVA)\n江海撤销厂,S9-500/10,乙厂,UNDO-1,500\n"


def test_an_import_is_taken_back_with_its_reason(visit: Visit, tmp_path: Path) -> None:
    page = visit("inspector")
    file = tmp_path / "导错的台账.csv"
    file.write_text(LEDGER, "utf-8")
    page.goto("/imports")
    page.get_by_label("把台账文件拖到这里，或点击选择").set_input_files(file)
    expect(page).to_have_url(re.compile(r"/imports/\d+"))
    page.get_by_role("button", name="写入台账").click()
    page.get_by_role("button", name="撤销这次导入").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("导错了文件")
    with page.expect_response(lambda answer: answer.request.method == "POST") as begun:
        dialog.get_by_role("button", name="确定").click()
    assert begun.value.status == 202
    expect(page.get_by_text("江海区 · 已撤销")).to_be_visible()
    expect(page.get_by_role("button", name="撤销这次导入")).to_have_count(0)
    page.goto("/equipment?q=UNDO-1")
    expect(page.get_by_text("共 0 台")).to_be_visible()
