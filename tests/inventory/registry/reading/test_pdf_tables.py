"""Lists in PDF files: with and without lines, merged cells, over pages, and files made to harm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter, Transformation
from reportlab.pdfgen.canvas import Canvas

from inventory.registry.papers import pdf_child
from inventory.registry.papers.pieces import joined
from inventory.registry.reading import FileProblem, ReadResult, pages
from tests.papers.lists import Style, devices, list_pdf

RULED = Style()


def _saved(folder: Path, rows: list[tuple[str, ...]], style: Style) -> Path:
    path = folder / "list.pdf"
    path.write_bytes(list_pdf(rows, style))
    return path


def _told(result: ReadResult) -> list[tuple[Any, ...]]:
    keys = ("model", "rated_capacity_kva", "no_load_loss_w", "load_loss_w", "serial_no")
    return [tuple(row.facts.get(key) for key in keys) for row in result.rows]


def _expected(rows: list[tuple[str, ...]]) -> list[tuple[Any, ...]]:
    return [(row[2], int(row[3]), int(row[4]), int(row[5]), row[7]) for row in rows]


@pytest.mark.parametrize(
    "style",
    [
        RULED,
        Style(lines="none"),
        Style(lines="open"),
        Style(lines="rows"),
        Style(lines="columns"),
        Style(repeat=False),
        Style(wide=True),
        Style(rotate=90),
    ],
    ids=str,
)
def test_every_device_of_a_list_over_pages_is_read(tmp_path: Path, read: Any, style: Style) -> None:
    count = 110 if style.wide else 90
    rows = devices(count)
    (sheet,) = (result := read(_saved(tmp_path, rows, style))).sheets
    assert _told(result) == _expected(rows)
    assert {(row.kind, row.facts["name"]) for row in sheet.rows} == {("transformer", "变压器")}
    assert {row.enterprise for row in sheet.rows} == {"江海区示例纺织厂"}
    assert len(sheet.pages) > 2
    assert not sheet.skipped


def test_a_merged_cell_stands_for_all_its_rows(tmp_path: Path, read: Any) -> None:
    rows = devices(20)
    result = read(_saved(tmp_path, rows, Style(merged_names=True)))
    assert _told(result) == _expected(rows)
    assert {row.facts["name"] for row in result.rows} == {"变压器"}


def test_a_merged_cell_goes_on_over_the_page() -> None:
    table = {"edges": [0.0, 50.0, 90.0], "sure": [], "top": 0.0}
    one = {"rows": [["单位", "型号"], ["甲厂", "a"], ["", "b"]], "merged": [[[1, 0], [2, 0]]]}
    two = {"rows": [["单位", "型号"], ["", "c"], ["", "d"]], "merged": [[[1, 0], [2, 0]]]}
    page = {"width": 100.0, "lines": []}
    (sheet,) = pages._sheets([{**page, "tables": [{**table, **it}]} for it in (one, two)])
    assert sheet.rows == [["单位", "型号"], ["甲厂", "a"], ["", "b"], ["", "c"], ["", "d"]]
    assert sheet.merged == [((1, 0), (4, 0))]


def test_a_row_has_its_page_and_its_number_there(tmp_path: Path, read: Any) -> None:
    result = read(_saved(tmp_path, devices(90), RULED))
    names = [result.row_name("表1", row.row) for row in result.rows]
    pages_of = [name.en.split(",")[0] for name in names]
    assert pages_of == sorted(pages_of)
    assert set(pages_of) == {"page 1", "page 2", "page 3"}
    first = pages_of.index("page 2")
    # The two rows of the head stand above it on its page, too.
    assert (names[first].zh, names[first].en) == ("第 2 页第 3 行", "page 2, row 3")


@pytest.mark.parametrize("left", [1, 2])
def test_a_last_page_with_few_rows_is_not_lost(tmp_path: Path, read: Any, left: int) -> None:
    """Too few rows to be a table without lines by themselves."""
    style = Style(lines="none", repeat=False)
    on_one = next(
        count
        for count in range(30, 60)
        if len(PdfReader(_saved(tmp_path, devices(count), style)).pages) == 2
    )
    rows = devices(on_one - 1 + left)
    assert _told(read(_saved(tmp_path, rows, style))) == _expected(rows)


def test_a_list_under_another_title_is_another_table(tmp_path: Path, read: Any) -> None:
    one, two = list_pdf(devices(3), RULED), list_pdf(devices(2), replace(RULED, owner="乙纺织厂"))
    writer = PdfWriter()
    for content in (one, two):
        writer.append(_stream(content))
    writer.write(tmp_path / "two.pdf")
    first, second = read(tmp_path / "two.pdf").sheets
    assert (len(first.rows), len(second.rows)) == (3, 2)
    assert (first.rows[0].enterprise, second.rows[0].enterprise) == ("江海区示例纺织厂", "乙纺织厂")


def test_pages_that_were_scanned_are_told(tmp_path: Path, read: Any) -> None:
    writer = PdfWriter()
    writer.append(_stream(list_pdf(devices(3), RULED)))
    writer.append(_stream(_picture()))
    writer.write(tmp_path / "mixed.pdf")
    result = read(tmp_path / "mixed.pdf")
    assert len(result.rows) == 3
    assert [note.code for note in result.notes] == ["pages_scanned"]
    assert "第 2 页" in result.notes[0].message


def _turned(rows: Any, angle: int, beside: bool) -> bytes:
    """A list that is turned on an upright page; `beside`: with upright text, which no list is."""
    source = _first_page(list_pdf(rows, replace(RULED, title=not beside, foot=False)))
    writer = PdfWriter()
    page = writer.add_blank_page(842, 842)
    move = Transformation().translate(-300, -420).rotate(angle).translate(420, 420)
    page.merge_transformed_page(source, move)
    if beside:
        page.merge_page(_first_page(_report()))
    buffer = _stream(b"")
    writer.write(buffer)
    content: bytes = buffer.getvalue()
    return content


def _first_page(content: bytes) -> Any:
    return PdfReader(_stream(content)).pages[0]


LETTER = (
    "The transformers of this works are listed above,",
    "as they were found in spring. Whoever has questions",
    "may call the department that keeps the ledger.",
)


def _report() -> bytes:
    """Upright text about a list, in the lower part of a page."""
    buffer = _stream(b"")
    canvas = Canvas(buffer)
    for line, text in enumerate(LETTER):
        canvas.drawString(40, 90 - 14 * line, text)
    canvas.save()
    content: bytes = buffer.getvalue()
    return content


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_table_that_is_turned_on_its_page_is_read(
    tmp_path: Path, read: Any, angle: int, beside: bool
) -> None:
    rows = devices(5)
    (tmp_path / "turned.pdf").write_bytes(_turned(rows, angle, beside))
    result = read(tmp_path / "turned.pdf")
    assert [row.facts.get("serial_no") for row in result.rows] == [row[7] for row in rows]
    assert {result.row_name("表1", row.row).en.split(",")[0] for row in result.rows} == {"page 1"}


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_laid_on_its_side_is_read(tmp_path: Path, read: Any, rotate: int) -> None:
    rows = devices(40)
    (tmp_path / "list.pdf").write_bytes(list_pdf(rows, replace(RULED, rotate=rotate)))
    result = read(tmp_path / "list.pdf")
    assert [row.facts.get("serial_no") for row in result.rows] == [row[7] for row in rows]


def test_text_of_another_direction_that_is_no_table_is_told(tmp_path: Path, read: Any) -> None:
    writer = PdfWriter()
    writer.append(_stream(list_pdf(devices(3), RULED)))
    aside = Transformation().rotate(90).translate(590, 100)
    writer.pages[0].merge_transformed_page(_first_page(_report()), aside)
    writer.write(tmp_path / "list.pdf")
    result = read(tmp_path / "list.pdf")
    assert len(result.rows) == 3
    (note,) = [note for note in result.notes if note.code == "pages_aside"]
    assert "第 1 页" in note.message


def _stream(content: bytes) -> Any:
    import io

    return io.BytesIO(content)


def _picture() -> bytes:
    """A page that shows a picture and holds no text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    buffer = _stream(b"")
    canvas = Canvas(buffer)
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 60), "grey")), 0, 0, 500, 700)
    canvas.save()
    content: bytes = buffer.getvalue()
    return content


def _letter() -> bytes:
    buffer = _stream(b"")
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, "A letter, and no list at all.")
    canvas.save()
    content: bytes = buffer.getvalue()
    return content


def _many_pages() -> bytes:
    buffer = _stream(b"")
    canvas = Canvas(buffer)
    for _ in range(pdf_child.MOST_PAGES + 1):
        canvas.showPage()
    canvas.save()
    content: bytes = buffer.getvalue()
    return content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n1 0 obj", "pdf_damaged"),
        (list_pdf(devices(2))[:900] + b"\0" * 900, "pdf_damaged"),
        (list_pdf(devices(2), Style(password="geheim")), "pdf_password"),
        (_picture(), "pdf_scanned"),
        (_letter(), "pdf_no_table"),
        (_many_pages(), "pdf_pages"),
    ],
    ids=("garbage", "torn", "locked", "scan", "letter", "pages"),
)
def test_what_cannot_be_read_is_refused_in_words(
    tmp_path: Path, read: Any, content: bytes, code: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(FileProblem) as problem:
        read(tmp_path / "a.pdf")
    assert problem.value.code == code
    assert problem.value.remedy
    assert problem.value.remedy_en


def test_what_takes_too_long_is_stopped(
    tmp_path: Path, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SECONDS", 0.0)
    with pytest.raises(FileProblem) as problem:
        read(_saved(tmp_path, devices(7), RULED))
    assert problem.value.code == "pdf_slow"


def test_what_breaks_the_process_is_told(tmp_path: Path, read: Any, monkeypatch: Any) -> None:
    """As a file does that fills its memory: the service itself goes on."""
    monkeypatch.setattr(pages.pdf_child, "__name__", "tests.papers.dying")
    with pytest.raises(FileProblem) as problem:
        read(_saved(tmp_path, devices(8), RULED))
    assert problem.value.code == "pdf_heavy"


def test_lines_of_a_cell_become_one_text() -> None:
    assert joined(["S11-M-", "400/10"]) == "S11-M-400/10"
    assert joined(["江门市第二", "变压器厂"]) == "江门市第二变压器厂"
    assert joined(["Guangdong", "Electric Co."]) == "Guangdong Electric Co."
    assert joined(["9603", "127"]) == "9603127"
