"""Lists in Word documents: merged cells, texts above, tables that go on over pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from inventory.registry.reading import FileProblem
from inventory.registry.reading.documents import word_tables

HEAD = ("序号", "设备名称", "型号", "容量（kVA）", "损耗（W）", "损耗（W）", "出厂日期", "出厂编号")
UNDER = ("", "", "", "", "空载损耗", "负载损耗", "", "")
ROWS = (
    ("1", "变压器", "S9-315/10", "315", "670", "3650", "1996.3", "9603127"),
    ("2", "变压器", "S11-400/10", "400", "565", "4300", "2011年6月", "110528"),
    ("3", "变压器", "S7-500/10", "500", "1080", "6900", "1988", "88-219"),
)


def _table(document: Document, rows: tuple[tuple[str, ...], ...]) -> None:
    """A table with the two rows of the head, whose cells are merged as people merge them."""
    table = document.add_table(rows=2, cols=len(HEAD))
    for place, text in enumerate(HEAD):
        table.cell(0, place).text = text
        table.cell(1, place).text = UNDER[place]
    for place in (0, 1, 2, 3, 6, 7):
        table.cell(0, place).merge(table.cell(1, place)).text = HEAD[place]
    table.cell(0, 4).merge(table.cell(0, 5)).text = "损耗（W）"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _saved(folder: Path, *parts: tuple[tuple[str, ...], ...]) -> Path:
    document = Document()
    document.add_paragraph("在用变压器明细表")
    document.add_paragraph("使用单位：江海区示例纺织厂")
    for part in parts:
        _table(document, part)
    path = folder / "list.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize("cut", [3, 1])
def test_a_list_is_read_as_from_a_workbook(tmp_path: Path, read: Any, cut: int) -> None:
    """The same devices whether the table is one or goes on under the same head."""
    path = _saved(tmp_path, *(part for part in (ROWS[:cut], ROWS[cut:]) if part))
    (sheet,) = read(path).sheets
    assert [row.row for row in sheet.rows] == [5, 6, 7]
    told = [(row.kind, row.facts["model"], row.facts["serial_no"]) for row in sheet.rows]
    assert told == [("transformer", row[2], row[7]) for row in ROWS]
    losses = [(row.facts["no_load_loss_w"], row.facts["load_loss_w"]) for row in sheet.rows]
    assert losses == [(670, 3650), (565, 4300), (1080, 6900)]
    assert sheet.rows[0].facts["made_on"] == "1996-03"
    assert {row.enterprise for row in sheet.rows} == {"江海区示例纺织厂"}


def test_a_text_between_two_tables_parts_them(tmp_path: Path) -> None:
    document = Document()
    for text in ("一车间", "二车间"):
        document.add_paragraph(text)
        document.add_table(rows=1, cols=2).cell(0, 0).text = "型号"
    document.save(str(tmp_path / "two.docx"))
    first, second = word_tables(tmp_path / "two.docx")
    assert (first.rows, second.rows) == ([["一车间"], ["型号", ""]], [["二车间"], ["型号", ""]])


def test_a_document_without_a_table_is_refused_in_words(tmp_path: Path, read: Any) -> None:
    document = Document()
    document.add_paragraph("关于设备更新的通知")
    document.save(str(tmp_path / "letter.docx"))
    with pytest.raises(FileProblem) as problem:
        read(tmp_path / "letter.docx")
    assert problem.value.code == "no_header"
