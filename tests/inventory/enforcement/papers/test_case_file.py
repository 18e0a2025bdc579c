"""The file of a case: everything in order, each page numbered, the list of contents true."""

import hashlib
import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from inventory.enforcement.documents.papers import PAPERS, case_file


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def file(papers: dict[str, Any]) -> case_file.CaseFile:
    order = papers["stop_order"]
    documents = tuple(
        case_file.Filed(
            PAPERS[key].title,
            PAPERS[key].draw(papers[key]),
            papers[key].number or "",
            papers[key].issued_on,
            PAPERS[key].as_json(papers[key]),
        )
        for key in ("inspection_notice", "inspection_record", "stop_order", "receipt", "recheck")
    )
    return case_file.CaseFile(
        agency=order.agency,
        party=order.enterprise,
        case_no="江海经促节能案〔2026〕3号",
        matter="使用国家明令淘汰的用能设备",
        officers=order.officers,
        opened_on=date(2026, 11, 3),
        closed_on=date(2027, 1, 11),
        result="整改到位",
        documents=documents,
        evidence=(
            case_file.Evidence(
                "铭牌", picture("red"), "image/jpeg", datetime(2026, 11, 10, 9, 31), "1号配电房"
            ),
            case_file.Evidence("采购合同", documents[0].pdf, "application/pdf"),
        ),
    )


def texts(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_every_page_is_numbered_and_the_contents_lead_to_it(file: case_file.CaseFile) -> None:
    pages = texts(case_file.draw(file))
    listed = case_file.entries(file)
    assert all(f"卷内第{n}页" in page for n, page in enumerate(pages, 1))
    assert f"共{len(pages)}页" in pages[0]
    assert "卷内目录" in pages[1]
    assert [item.first for item in listed[1:]] == [item.last + 1 for item in listed[:-1]]
    assert listed[0].first == 3 and listed[-1].last == len(pages)
    for entry in listed:
        assert entry.title.split("：")[-1] in pages[entry.first - 1] or "采购合同" in entry.title
        assert "".join(f"{entry.number}".split()) in pages[1]


def test_a_long_list_moves_the_pages(file: case_file.CaseFile) -> None:
    many = replace(file, documents=file.documents * 9)
    pages = texts(case_file.draw(many))
    first = case_file.entries(many)[0].first
    assert first > 3
    assert "监察通知书" in pages[first - 1] and "卷内目录" not in pages[first - 1]


def test_documents_go_in_as_they_were_issued(file: case_file.CaseFile) -> None:
    listed = case_file.as_json(file)["contents"]
    assert listed[2]["sha256"] == hashlib.sha256(file.documents[2].pdf).hexdigest()
    assert listed[5]["sha256"] == hashlib.sha256(file.evidence[0].data).hexdigest()
    outline = PdfReader(io.BytesIO(case_file.draw(file))).outline
    assert [item["/Title"] for item in outline] == [item["title"] for item in listed]


def test_the_photograph_itself_is_in_the_file(file: case_file.CaseFile) -> None:
    page = case_file.entries(file)[5].first
    (image,) = PdfReader(io.BytesIO(case_file.draw(file))).pages[page - 1].images
    assert image.data == file.evidence[0].data


def test_the_file_for_machines_has_each_document(file: case_file.CaseFile) -> None:
    stored = case_file.as_json(file)["documents"]
    recheck = PAPERS["recheck"].from_json(stored[4]["contents"])
    assert recheck.devices[1].accepted is False


def test_a_damaged_scan_does_not_keep_the_rest_back(file: case_file.CaseFile) -> None:
    damaged = case_file.Evidence("证明", b"%PDF-1.7\n1\n", "application/pdf")
    page = texts(case_file.draw(replace(file, evidence=(damaged,))))[-1]
    assert "无法并入" in page and damaged.sha256[:32] in page
