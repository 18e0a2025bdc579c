"""Breaking lines: what must stay together, what must not stand at an end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.enforcement.documents.breaking import CLOSING, OPENING, break_lines, pieces
from inventory.enforcement.documents.fonts import register
from inventory.enforcement.documents.layout import LINES, WIDTH, Line, paginate, paragraph


def em(char: str) -> float:
    return 0.5 if char < "\u2000" else 1.0


@pytest.mark.parametrize(
    "kept",
    [
        "S9-M-250/10",
        "S9-M·R-315/10-0.4",
        "SL7－315/10",
        "TKJ1000/1.75-JXW",
        "315 kVA",
        "315kVA",
        "10 t/h",
        "50 mg/m³",
        "0.41kW",
        "12.5万公里",
        "35蒸吨",
        "2026年",
        "95.5%",
        "10℃",
        "〔2026〕1号",
        "第十七条",
        "第（一）项",
        "GB 20052-2024",
        "GB/T 9704-2012",
        "表1",
        "——",
        "……",
        "《节",
        "法》",
        "91440704MA4UXXXX1K",
    ],
)
def test_stays_in_one_piece(kept: str) -> None:
    assert [piece for piece in pieces(f"按照{kept}进行更新") if kept in piece]


@pytest.mark.parametrize("width", range(8, 30))
def test_model_and_figure_survive_every_width(width: int) -> None:
    text = "你单位使用的S9-M-250/10型变压器额定容量250 kVA（出厂编号92-0831），已运行12.5万小时。"
    lines = break_lines(text, em, width)
    for kept in ("S9-M-250/10", "250 kVA", "92-0831", "12.5万小时"):
        assert [line for line in lines if kept in line], lines


ALPHABET = st.sampled_from("变压器电能检验S9M-/10.5kV W，。、；：？！）》”（《“〔〕—…·%℃ 　\n")


@given(st.text(ALPHABET, max_size=120), st.integers(6, 40), st.integers(0, 4))
@settings(max_examples=100, deadline=None)
def test_lines_fit_and_lose_nothing(text: str, width: int, indent: int) -> None:
    lines = break_lines(text, em, width, width - indent)
    whole = "".join(text.split(" ")).replace("\n", "")
    assert "".join("".join(lines).split(" ")) == whole.replace("\n", "")
    assert all(sum(map(em, line)) <= width for line in lines)
    assert sum(map(em, lines[0])) <= width - indent


@given(st.text(ALPHABET, max_size=120), st.integers(10, 40))
@settings(max_examples=100, deadline=None)
def test_punctuation_at_the_ends_of_lines(text: str, width: int) -> None:
    """Closing marks start no line and opening marks end none, unless marks alone fill a line."""
    lines = break_lines(text, em, width)
    if any(sum(map(em, piece)) > width for piece in pieces(text)):
        return  # such a piece has to be cut; test_long_runs looks at it
    assert not [line for line in lines[1:] if line and line[0] in CLOSING]
    assert not [line for line in lines[:-1] if line and line[-1] in OPENING]


def test_long_runs_are_cut_at_hyphens_and_keep_punctuation_in_place() -> None:
    lines = break_lines("（ABCDEFGH-IJKLMNOP/QRSTUVWXYZ0123456789），", em, 8)
    assert lines[0] == "（ABCDEFGH-"
    assert "".join(lines) == "（ABCDEFGH-IJKLMNOP/QRSTUVWXYZ0123456789），"
    assert not [line for line in lines[1:] if line[0] in CLOSING]


def test_a_paragraph_fills_28_characters_and_is_justified() -> None:
    lines = paragraph(register(), "用" * 26 + "能" * 28 + "单位")
    assert [len(line.text) for line in lines] == [26, 28, 2]
    assert lines[1].stretch == WIDTH
    assert lines[2].stretch is None


def test_blanks_to_fill_in_by_hand_are_kept() -> None:
    assert break_lines("请于　　年　月　日前报告", em, 40) == ["请于　　年　月　日前报告"]


@given(
    st.lists(st.booleans(), max_size=150),
    st.integers(10, LINES),
    st.integers(0, 6),
)
@settings(max_examples=100, deadline=None)
def test_pages_hold_22_lines_and_no_heading_stands_last(
    kinds: list[bool], first: int, tail: int
) -> None:
    lines = [Line(str(n), keep=heading) for n, heading in enumerate([*kinds, False])]
    pages = paginate(lines, first, tail)
    assert [line for page in pages for line in page] == lines
    assert all(len(page) <= (LINES if number else first) for number, page in enumerate(pages))
    for page in pages[:-1]:
        assert not page[-1].keep or all(line.keep for line in page)
    assert len(pages[-1]) + tail <= (LINES if len(pages) > 1 else first) or len(pages[-1]) > 15
