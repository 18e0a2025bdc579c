"""Every paper: kept and read back, drawn the same each time, and complete on its pages."""

import hashlib
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from inventory.enforcement.documents import codec
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.documents.papers.base import Device, counted
from inventory.enforcement.documents.papers.devices import rows

KEYS = tuple(PAPERS)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_there_is_a_sample_of_each(papers: dict[str, Any]) -> None:
    assert papers.keys() == PAPERS.keys()


@pytest.mark.parametrize("key", KEYS)
def test_kept_as_json_and_read_back(papers: dict[str, Any], key: str) -> None:
    paper, document = PAPERS[key], papers[key]
    stored = json.loads(json.dumps(paper.as_json(document)))
    assert paper.from_json(stored) == document
    assert paper.digest(paper.from_json(stored)) == paper.digest(document)


@pytest.mark.parametrize("key", KEYS)
def test_what_is_not_known_is_refused(papers: dict[str, Any], key: str) -> None:
    stored = PAPERS[key].as_json(papers[key])
    with pytest.raises(TypeError, match="whatever"):
        PAPERS[key].from_json({**stored, "whatever": 1})


@pytest.mark.parametrize("key", KEYS)
def test_complete_papers_have_no_obstacle(papers: dict[str, Any], key: str) -> None:
    assert PAPERS[key].obstacles(papers[key]) == ()


@pytest.mark.parametrize("key", KEYS)
def test_drawn_with_title_party_and_digest(papers: dict[str, Any], key: str) -> None:
    paper, document = PAPERS[key], papers[key]
    pdf = paper.draw(document)
    said = text_of(pdf)
    assert paper.draw(document) == pdf
    assert paper.title in said
    assert "江海恒盛纺织印染有限公司（演示）" in said
    assert f"校验码{paper.digest(document)[:16]}" in said
    assert document.number is None or document.number in said
    assert "草稿" not in said and "〓" not in said and "None" not in said


@pytest.mark.parametrize("key", KEYS)
def test_the_link_is_no_part_of_the_digest(papers: dict[str, Any], key: str) -> None:
    paper, document = PAPERS[key], papers[key]
    linked = replace(document, link="https://huanxin.example/d/1")
    assert paper.digest(linked) == paper.digest(document)
    assert paper.draw(linked) != paper.draw(document)


@pytest.mark.parametrize("key", KEYS)
def test_a_draft_says_so(papers: dict[str, Any], key: str) -> None:
    document = papers[key]
    draft = replace(
        document, number=None, **({"final": False} if hasattr(document, "final") else {})
    )
    pages = PdfReader(io.BytesIO(PAPERS[key].draw(draft))).pages
    assert all("草稿" in page.extract_text() for page in pages)


def test_a_record_of_several_devices_counts_as_so_many() -> None:
    devices = [
        Device("锅炉"),
        Device("变压器", "S7-315/10", quantity=3),
        Device("叉车", counter="辆"),
    ]
    assert counted(devices) == "4台、1辆"
    assert str(devices[1]) == "变压器（型号S7-315/10，共3台）"
    (row,) = rows(devices[1:2], [("锈",)])
    assert "3台" in row.lead[1]


def test_what_was_issued_before_devices_had_a_number_keeps_its_digest(
    papers: dict[str, Any],
) -> None:
    document = papers["recheck"]
    stored = {key: it for key, it in codec.as_json(document).items() if key != "link"}
    for item in stored["devices"]:
        del item["device"]["quantity"]
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert codec.digest(document) == hashlib.sha256(text.encode()).hexdigest()
    several = replace(document.devices[0], device=replace(document.devices[0].device, quantity=2))
    changed = replace(document, devices=(several, *document.devices[1:]))
    assert codec.digest(changed) != codec.digest(document)
