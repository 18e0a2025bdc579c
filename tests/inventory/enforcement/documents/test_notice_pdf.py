"""The pages: text in order, nothing lost, nothing outside its cell, the same bytes every time."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pypdf import PdfReader

from inventory.enforcement.documents import law, model, notice
from inventory.enforcement.documents.fonts import register
from inventory.enforcement.documents.layout import LEFT, LINES, MM, WIDTH
from inventory.enforcement.documents.notice import COLUMNS
from inventory.enforcement.documents.table import PAD, Row, Table
from inventory.enforcement.documents.wording import compose

Make = dict[str, Callable[..., model.NoticeDevice]]
Read = Callable[[bytes], list[str]]

LONG = (
    "江门市江海区外海街道恒盛纺织印染有限责任公司高新技术产业园东升路分厂第三生产车间（原新会印染厂）"
    * 2
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def body_text(doc: model.NoticeDocument) -> str:
    said = compose(doc, law.load())
    sections = [text for s in said.sections for text in (s.heading, *s.paragraphs)]
    return squeezed("".join([*said.opening, *sections, *said.closing]))


def test_the_text_is_whole_and_in_order(order: model.NoticeDocument, text_of: Read) -> None:
    pages = text_of(notice.notice_pdf(order))
    pages = [re.sub(r"—\d+—$", "", page) for page in pages]
    text = re.sub(
        r"[一二三四五六七]、(?=查明|违反的规定|整改要求|不履行|移送其他|陈述)", "", "".join(pages)
    )
    assert text.startswith("江门市江海区工业和信息化局责令限期整改通知书江海工信责改〔2026〕1号")
    assert body_text(order) in text
    assert text.index("执法人员") < text.index("附件：设备清单") < text.index("（印章）")
    assert text.index("（印章）") < text.index("2026年11月21日", text.index("（印章）"))
    for shown in ("S7-315/10", "92-0001", "DZL10-1.25-AⅡ", "TKJ1000/1.75-JXW", "额定蒸发量10t/h"):
        assert shown in pages[-1]


def test_page_numbers_and_lines(order: model.NoticeDocument, text_of: Read) -> None:
    pdf = notice.notice_pdf(order)
    pages = text_of(pdf)
    assert [re.findall(r"—(\d+)—", page)[-1] for page in pages] == [
        str(n) for n in range(1, len(pages) + 1)
    ]
    for page in PdfReader(io.BytesIO(pdf)).pages[:-1]:
        baselines = set()
        page.extract_text(
            visitor_text=lambda text, cm, tm, font, size, seen=baselines: (
                seen.add(round(tm[5])) if text.strip() and round(size or 0) >= 16 else None
            )
        )
        assert 0 < len(baselines) <= LINES
        assert tuple(round(float(side) / MM) for side in page.mediabox[2:]) == (210, 297)


def test_every_face_is_embedded_as_a_subset(order: model.NoticeDocument) -> None:
    for page in PdfReader(io.BytesIO(notice.notice_pdf(order))).pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            assert re.match(r"/[A-Z]{6}\+Noto", font["/BaseFont"])
            assert "/FontFile2" in font["/FontDescriptor"]


def test_identical_bytes_also_from_many_threads(order: model.NoticeDocument, make: Make) -> None:
    docs = [
        replace(order, devices=(*order.devices, make["transformer"](n)), number=f"甲〔2026〕{n}号")
        for n in range(12)
    ]
    alone = [notice.notice_pdf(doc) for doc in docs]
    with ThreadPoolExecutor(max_workers=6) as pool:
        together = list(pool.map(notice.notice_pdf, docs * 2))
    assert together == alone * 2
    assert len(set(alone)) == len(docs)


def test_a_draft_says_so_and_an_issued_notice_does_not(
    order: model.NoticeDocument, text_of: Read
) -> None:
    draft = text_of(notice.notice_pdf(replace(order, number=None, issued_on=None, officers=())))
    assert all("草" in page and "稿" in page for page in draft)
    assert "江海工信责改〔〕号" in draft[0]
    assert "草稿" not in "".join(text_of(notice.notice_pdf(order)))


def test_markup_is_only_text(order: model.NoticeDocument, text_of: Read) -> None:
    name = 'A&B <b>印染</b> <img src="file:secret.png"/> &lt; ${x} 公司'
    doc = replace(
        order, enterprise=replace(order.enterprise, name=name), free_text="<para>&amp;\n二"
    )
    text = "".join(text_of(notice.notice_pdf(doc)))
    assert squeezed(name) + "：" in text
    assert "<para>&amp;" in text
    assert b"/Subtype /Image" not in notice.notice_pdf(doc)


def test_control_characters_and_missing_glyphs(order: model.NoticeDocument, text_of: Read) -> None:
    device = replace(order.devices[0], name="变压器\x00\x1b\n☃😀号", location="CO₂间")
    result = notice.render(replace(order, devices=(device, *order.devices[1:])))
    assert result.replaced == ("☃", "😀")
    text = "".join(text_of(result.pdf))
    assert "变压器〓〓号" in text
    assert "安装于CO2间" in text


def test_rare_names_are_drawn(order: model.NoticeDocument, text_of: Read) -> None:
    doc = replace(order, officers=(model.Officer("陈喆堃", "1"), model.Officer("李𬭚", "2")))
    assert notice.render(doc).replaced == ()
    text = "".join(text_of(notice.notice_pdf(doc)))
    assert "陈喆堃（执法证号：1）、李𬭚（执法证号：2）" in text


def test_red_head(order: model.NoticeDocument, text_of: Read) -> None:
    pdf = notice.notice_pdf(replace(order, agency=replace(order.agency, red_head=True)))
    assert text_of(pdf)[0].startswith("江门市江海区工业和信息化局江海工信责改〔2026〕1号责令限期")
    first = PdfReader(io.BytesIO(pdf)).pages[0].get_contents().get_data()
    assert b".84 0 0 RG" in first


def test_receipt(order: model.NoticeDocument, text_of: Read) -> None:
    last = text_of(notice.notice_pdf(replace(order, receipt=True)))[-1]
    for shown in (
        "送达回证",
        "江海工信责改〔2026〕1号",
        "拒收事由和日期",
        "见证人",
        "恒盛纺织印染",
    ):
        assert shown in last


def test_three_hundred_devices(order: model.NoticeDocument, make: Make, text_of: Read) -> None:
    devices = tuple(make["transformer"](n) for n in range(1, 301))
    pages = text_of(notice.notice_pdf(replace(order, devices=devices)))
    annex = [page for page in pages if "设备名称、型号" in page]
    assert len(annex) > 30
    for column in COLUMNS:
        assert all(page.count(column.heading) == 1 for page in annex[:-1])
    text = "".join(annex)
    assert [n for n in range(1, 301) if f"92-{n:04d}" not in text] == []


@pytest.mark.parametrize("name", [LONG, "X" * 200, "，" * 120, "Ｗ—" * 80, "设备 " * 60])
def test_the_longest_names_stay_in_their_cells(name: str, make: Make) -> None:
    table = Table(register(), COLUMNS)
    row = Row(
        ((("300",), (name, name), (name, "S9-M-250/10"))),
        (((name,), (name,), (name[:90],)), ((name,), ("—",), ("停止使用",))),
    )
    block = table.block(row)
    cells = [*zip(block.lead, COLUMNS[:3], strict=True)]
    for detail in block.details:
        cells += zip(detail, COLUMNS[3:], strict=True)
    fonts = register()
    for cell, column in cells:
        room = column.width * MM - 2 * PAD
        assert all(fonts.width(line, "body", cell.size) <= room + 0.01 for line in cell.lines)
    assert sum(block.sections) >= len(block.lead[1].lines)


def test_a_row_taller_than_a_page_goes_on_over_the_next(
    order: model.NoticeDocument, text_of: Read
) -> None:
    finding = replace(order.devices[0].findings[0], message=LONG * 14)
    device = replace(order.devices[0], name=LONG, findings=(finding, finding))
    pages = text_of(notice.notice_pdf(replace(order, devices=(device, order.devices[1]))))
    annex = "".join(page for page in pages if "设备名称、型号" in page)
    assert annex.count("恒盛纺织") >= 2 * 28
    assert "DZL10-1.25-AⅡ" in annex


def test_models_are_whole_in_the_annex(order: model.NoticeDocument) -> None:
    table = Table(register(), COLUMNS)
    for row in compose(order, law.load()).rows:
        lines = [line for cell in table.block(row).lead for line in cell.lines]
        assert row.lead[1][1] in lines


def test_the_table_is_as_wide_as_the_text() -> None:
    assert sum(column.width for column in COLUMNS) * MM == pytest.approx(WIDTH)
    assert pytest.approx(28 * MM) == LEFT
