"""The pages of papers when there is much to say, or nothing yet."""

import base64
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from inventory.enforcement.documents.papers import PAPERS, hearing_notice, inspection_record
from inventory.enforcement.documents.papers.base import Device, Person, Signature

LONG = "现场核对铭牌、出厂文件和运行记录，逐项记录如下。" * 90


def pages(key: str, document: Any) -> list[str]:
    reader = PdfReader(io.BytesIO(PAPERS[key].draw(document)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("inspection_record", "statement"),
        ("inspection_record", "general"),
        ("hearing_record", "opinion"),
        ("legal_review", "remarks"),
        ("closing_report", "opinion"),
    ],
)
def test_long_texts_run_over_pages_and_lose_nothing(
    papers: dict[str, Any], key: str, field: str
) -> None:
    said = pages(key, replace(papers[key], **{field: LONG}))
    assert len(said) > 2
    text = "".join(re.sub(r"(被检查单位签名：执法人员签名：)?—\d+—$", "", page) for page in said)
    text = text.replace("被检查单位签名：执法人员签名：", "")
    assert text.count("逐项记录如下") == 90


def test_many_devices_stand_in_an_annex(papers: dict[str, Any]) -> None:
    charges = tuple(
        hearing_notice.Charge(
            Device(f"{n}号变压器", "S7-100/10", f"92-{n:04d}"), "在用", "第十七条"
        )
        for n in range(1, 61)
    )
    said = pages("hearing_notice", replace(papers["hearing_notice"], charges=charges))
    assert "附件：设备清单" in "".join(said)
    assert all(f"92-{n:04d}" in "".join(said) for n in range(1, 61))


def test_many_devices_of_a_record_are_all_there(papers: dict[str, Any]) -> None:
    seen = tuple(
        inspection_record.SeenDevice(Device(f"{n}号水泵", "IS80", f"P{n:03d}"), "运行")
        for n in range(1, 81)
    )
    said = pages("inspection_record", replace(papers["inspection_record"], devices=seen))
    assert all(f"P{n:03d}" in "".join(said) for n in range(1, 81))
    assert all("被检查单位签名" in page for page in said)  # every page is signed


def test_a_refusal_stands_in_place_of_the_signature(papers: dict[str, Any]) -> None:
    refused = Signature(
        "王建国", "经理", refused=True, reason="对记录没有说明意见", witness=Person("何伟")
    )
    said = "".join(
        pages("inspection_record", replace(papers["inspection_record"], signature=refused))
    )
    assert (
        "被检查单位拒绝签名" in said and "见证人：何伟" in said and "对记录没有说明意见。" in said
    )


def test_a_signature_drawn_on_the_phone_is_on_the_page(papers: dict[str, Any]) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 100), (0, 0, 0, 90)).save(out, "PNG")
    signed = replace(
        papers["inspection_record"].signature, image=base64.b64encode(out.getvalue()).decode()
    )
    pdf = PAPERS["inspection_record"].draw(replace(papers["inspection_record"], signature=signed))
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages) == 1


@pytest.mark.parametrize("red_head", [False, True])
def test_copies_stand_at_the_foot_of_the_last_page(papers: dict[str, Any], red_head: bool) -> None:
    order = papers["stop_order"]
    named = replace(
        order,
        copies=("江门市江海区市场监督管理局", "江门市生态环境局江海分局"),
        agency=replace(order.agency, red_head=red_head),
    )
    body = [page for page in pages("stop_order", named) if "（印章）" in page]
    assert len(body) == 1
    assert "抄送：江门市江海区市场监督管理局，江门市生态环境局江海分局。" in body[0]


@pytest.mark.parametrize("key", ["withdrawal", "correction", "recheck", "extension", "handover"])
def test_a_signature_never_stands_without_text(papers: dict[str, Any], key: str) -> None:
    (signed,) = [page for page in pages(key, papers[key]) if "（印章）" in page]
    assert not signed.startswith(("联系部门", "附件："))
