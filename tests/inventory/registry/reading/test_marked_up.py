"""Tables that portals export as web pages or XML workbooks under the name of a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
PAGE = """<html><head><meta charset="{charset}"><style>td {{x}}</style><title>导出</title></head>
<body><h3>示例机械有限公司变压器台账</h3><table border=1>
<tr><th rowspan=2>名称<th rowspan=2>型号<th colspan=2>损耗(W)<th rowspan=2>出厂编号</tr>
<tr><th>空载</th><th>负载</th></tr>
<tr><td>变压器<td>S11-M-200/10<td>340<td>2600<td>0007</tr>
<tr><td rowspan="2">变压器</td><td>S13-M-200/10<td>240<td>2600<td>&nbsp;0008</td></tr>
<tr><td>S9-M-200/10</td><td>480</td><td>2600</td><td>0009<script>alert(1)</script></td></tr>
</table><p>制表人：张三</p></body></html>"""


def _cell(kind: str, text: str, more: str = "") -> str:
    return f'<Cell{more}><Data ss:Type="{kind}">{text}</Data></Cell>\n'


def _texts(*texts: str) -> str:
    return "".join(_cell("String", text) for text in texts)


XML = f"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="a"/></Styles>
<Worksheet ss:Name="配变"><Table>
<Row ss:Index="2">{_texts("名称", "型号", "投运日期", "空载损耗(W)")}</Row>
<Row>{_texts("变压器", "S11-M-200/10")}{_cell("Number", "340", ' ss:Index="4"')}</Row>
<Row>{_texts("变压器", "S13-M-200/10")}{_cell("DateTime", "2019-05-01T00:00:00.000")}</Row>
</Table></Worksheet></Workbook>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_of_a_portal(read: Read, tmp_path: Path, charset: str) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes(PAGE.format(charset=charset).encode(charset))
    rows = read(path, for_ledger=False).rows
    assert [(row.sheet, row.facts["model"], row.facts["serial_no"]) for row in rows] == [
        ("导出", "S11-M-200/10", "0007"),
        ("导出", "S13-M-200/10", "0008"),
        ("导出", "S9-M-200/10", "0009"),
    ]
    assert [row.facts["no_load_loss_w"] for row in rows] == [340, 240, 480]
    assert {row.enterprise for row in rows} == {"示例机械有限公司"}


def test_an_xml_workbook(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "配变.xls"
    path.write_text(XML, encoding="utf-8")
    rows = read(path, for_ledger=False).rows
    assert [(row.sheet, row.row, row.facts["model"]) for row in rows] == [
        ("配变", 3, "S11-M-200/10"),
        ("配变", 4, "S13-M-200/10"),
    ]
    assert rows[0].facts["no_load_loss_w"] == 340
    assert rows[1].facts["in_service_on"] == "2019-05-01"


@pytest.mark.parametrize("page", ["<table><tr><td>请登录</table>", "<html><frameset></html>"])
def test_a_page_without_a_table_is_refused(read: Read, tmp_path: Path, page: str) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(page, encoding="utf-8")
    with pytest.raises(reading.FileProblem) as caught:
        read(path)
    assert caught.value.code == "page_without_table"
