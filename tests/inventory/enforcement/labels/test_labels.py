"""Label sheets: every text whole and inside its label, every code leading to its device."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from inventory.core.access import Actor
from inventory.core.errors import NotFound
from inventory.desk.exports import labels as service
from inventory.desk.exports import reading
from inventory.enforcement.documents import fonts, labels
from inventory.enforcement.documents.labels import PER_SHEET, TEXT_WIDTH, Label, labels_pdf
from inventory.enforcement.documents.sheet import Sheet
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters

LABEL = Label("燃气蒸汽锅炉", "WNS4-1.25-Q", "00123456", "江海区示例纺织厂", "7", 7)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize(
    ("count", "skip", "expected"),
    [(1, 0, 1), (24, 0, 1), (25, 0, 2), (24, 1, 2), (1, 23, 1), (2, 23, 2), (48, 0, 2)],
)
def test_24_labels_to_a_sheet(count: int, skip: int, expected: int) -> None:
    shown = pages(labels_pdf([LABEL] * count, skip))
    assert len(shown) == expected
    assert sum(text.count("00123456") for text in shown) == count
    assert shown[0].count("00123456") == min(count, PER_SHEET - skip)


def test_everything_stands_on_the_label_and_no_page_number() -> None:
    (text,) = pages(labels_pdf([LABEL]))
    for word in ("燃气蒸汽锅炉", "型号 WNS4-1.25-Q", "编号 00123456", "江海区示例纺织厂", "No. 7"):
        assert word in text
    assert "— 1 —" not in text


def test_the_same_labels_give_the_same_bytes() -> None:
    assert labels_pdf([LABEL] * 3) == labels_pdf([LABEL] * 3)


def test_blanks_leave_no_caption() -> None:
    (text,) = pages(labels_pdf([Label("电梯", "", "", "物业", "1", 1)]))
    assert "型号" not in text
    assert "编号" not in text


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("锅炉电梯（）A1-·/ WM"), min_size=1, max_size=90),
    st.sampled_from(["heading", "body"]),
)
def test_no_text_leaves_its_label(text: str, role: Any) -> None:
    face = fonts.register()
    lines, size, _ = labels._fitted(face, labels._Part(text, role, 10.0, 2))
    assert len(lines) <= 2
    assert all(face.width(line, role, size) <= TEXT_WIDTH + 0.01 for line in lines)


def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is drawn as QR codes from now on."""
    drawn: list[str] = []
    plain = Sheet.qr

    def qr(self: Sheet, x: float, y: float, side: float, content: str) -> None:
        drawn.append(content)
        plain(self, x, y, side, content)

    monkeypatch.setattr(Sheet, "qr", qr)
    return drawn


def test_codes_lead_to_the_devices_in_order(
    mixed: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = codes(monkeypatch)
    ids = [item.id for item in listing.query(mixed["inspector"], Filters()).limit(5)][::-1]
    service.sheets(mixed["inspector"], ids, "https://huanxin.example/")
    service.sheets(mixed["inspector"], ids, "")
    assert drawn == [
        *(f"https://huanxin.example/d/{key}" for key in ids),
        *(str(key) for key in ids),
    ]


def test_a_foreign_device_spoils_the_sheet(mixed: dict[str, Actor]) -> None:
    own = listing.query(mixed["inspector"], Filters()).first().id
    foreign = listing.query(mixed["all"], Filters(region="140522")).first().id
    for ids in ([own, foreign], [foreign], [own, 10**6]):
        with pytest.raises(NotFound):
            service.sheets(mixed["inspector"], ids, "")
    assert service.sheets(mixed["inspector"], [own], "")[:5] == b"%PDF-"


def test_a_list_is_printed_in_parts_that_together_are_the_list(
    mixed: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = codes(monkeypatch)
    monkeypatch.setattr(service, "MAXIMUM", 10)
    narrow = Filters(kind="boiler")
    whole = reading.ids(mixed["inspector"], narrow, "-model")
    assert len(whole) > 10
    for part in range(-(-len(whole) // 10)):
        service.sheets_of(mixed["inspector"], narrow, "-model", "", part)
    assert drawn == [str(key) for key in whole]
    with pytest.raises(NotFound):
        service.sheets_of(mixed["inspector"], narrow, "-model", "", part + 1)
