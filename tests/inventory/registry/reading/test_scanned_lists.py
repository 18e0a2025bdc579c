"""Lists that are pictures: cells by their drawn lines or by place, what is unsure is told."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from inventory.registry.papers import picture_child
from inventory.registry.papers.pieces import Piece
from inventory.registry.papers.tables import loose_table
from inventory.registry.reading import FileProblem, pages, scans
from inventory.registry.reading.progress import WAITING, told_to
from tests.papers.lists import RULED, Style, devices, list_pdf
from tests.papers.scans import scan, scanned_pdf

ROWS = devices(4)
# For a page, where other work keeps the processors busy.
PATIENCE = 900.0


@pytest.fixture(autouse=True)
def switched_on() -> Iterator[None]:
    scans.switch(True)
    pages._kept.clear()
    yield
    scans.switch(False)


def _expected() -> list[tuple[Any, ...]]:
    return [(row[2], int(row[3]), int(row[4]), int(row[5]), row[7]) for row in ROWS]


def _told(result: Any) -> list[tuple[Any, ...]]:
    keys = ("model", "rated_capacity_kva", "no_load_loss_w", "load_loss_w", "serial_no")
    return [tuple(row.facts.get(key) for key in keys) for row in result.rows]


def test_a_scanned_pdf_and_a_photograph_are_read(
    tmp_path: Path, read: Any, monkeypatch: Any
) -> None:
    """Over two pages, the second askew and without lines; then the photograph of one."""
    monkeypatch.setattr(scans, "SECONDS", PATIENCE)
    loose = Style(lines="none")
    one, two = scan(ROWS[:2], "clean"), scan(ROWS[2:], "skewed", loose)
    path = tmp_path / "list.pdf"
    path.write_bytes(scanned_pdf([one, two]))
    with told_to(lambda *_: None):  # as a job does: each page has its time
        result = read(path)
    assert _told(result) == _expected()
    assert {row.enterprise for row in result.rows} == {"江海区示例纺织厂"}
    assert "scanned" in {note.code for note in result.notes}
    assert result.row_name("表1", result.rows[0].row).en.startswith("page 1")
    photo = tmp_path / "list.jpg"
    photo.write_bytes(scan(ROWS, "photographed"))
    with told_to(lambda *_: None):
        assert _told(read(photo)) == _expected()


def _recognised(scores: float, text: str = "9603127") -> list[dict[str, Any]]:
    head = ["设备名称", "型号", "额定容量（kVA）", "出厂编号"]
    table = {
        "rows": [head, ["变压器", "S9-315/10", "315", text]],
        "merged": [],
        "edges": [0.0, 1.0, 2.0, 3.0, 4.0],
        "sure": [[1.0] * 4, [1.0, 1.0, 1.0, scores]],
        "top": 1.0,
    }
    page = {"text": True, "recognised": True, "tables": [table], "lines": [], "width": 9.0}
    return [page]


@pytest.mark.parametrize(
    ("score", "text", "told"), [(0.99, "9603127", 0), (0.7, "9603127", 1), (0.99, "96O3127", 1)]
)
def test_what_is_not_sure_is_told(
    tmp_path: Path, read: Any, monkeypatch: Any, score: float, text: str, told: int
) -> None:
    monkeypatch.setattr(scans, "recognise", lambda *_asked: _recognised(score, text))
    path = tmp_path / "list.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    result = read(path)
    unsure = [problem for problem in result.problems if problem.code == "scan_unsure"]
    assert [problem.field for problem in unsure] == ["serial_no"] * told
    assert all(problem.severity == "warning" and problem.remedy for problem in unsure)


def test_what_was_recognised_is_not_recognised_again(
    tmp_path: Path, read: Any, monkeypatch: Any
) -> None:
    kept: dict[str, Any] = {}

    class Keeper:
        get = staticmethod(kept.get)
        put = staticmethod(kept.__setitem__)

    keepers: Any = scans.Registry("keeper of a test")
    keepers.enter("test", Keeper())
    monkeypatch.setattr(scans, "keepers", keepers)
    monkeypatch.setattr(scans, "_read", lambda *_asked: iter(_recognised(0.99)))
    path = tmp_path / "list.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    first = read(path)
    pages._kept.clear()
    scans.switch(False)  # what is kept is shown wherever it is asked for
    assert (len(kept), read(path).rows[0].facts) == (1, first.rows[0].facts)


def test_without_the_libraries_it_is_refused(tmp_path: Path, read: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(picture_child, "NEEDED", ("no_such_library",))
    (tmp_path / "list.pdf").write_bytes(scanned_pdf([scan(ROWS[:1], "clean")]))
    (tmp_path / "list.jpg").write_bytes(scan(ROWS[:1], "clean"))
    for name, code in (("list.pdf", "pdf_scanned"), ("list.jpg", "not_a_ledger")):
        with pytest.raises(FileProblem) as problem:
            read(tmp_path / name)
        assert problem.value.code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"problem": "scan_pages", "count": 30, "limit": scans.MOST_AT_ONCE}, "scan_pages"),
        ({"problem": "damaged", "reason": "x"}, "scan_damaged"),
        ({"problem": "heavy"}, "pdf_heavy"),
    ],
)
def test_what_the_process_refuses_is_told(answer: dict[str, Any], code: str) -> None:
    assert scans._refused(answer).code == code


def test_one_file_at_a_time(monkeypatch: Any) -> None:
    monkeypatch.setattr(scans, "WAIT_SECONDS", 0.0)
    with scans._one_at_a_time, pytest.raises(FileProblem) as problem:
        scans.recognise(b"")
    assert problem.value.code == "scan_busy"


def test_what_takes_too_long_is_stopped(monkeypatch: Any) -> None:
    monkeypatch.setattr(scans, "SECONDS", 0.0)
    with pytest.raises(FileProblem) as problem:
        scans.recognise(scan(ROWS[:1], "clean", RULED))
    assert problem.value.code == "scan_slow"


def test_the_least_sure_piece_of_a_cell_counts() -> None:
    pieces = [
        Piece(f"{row}{column}", 100.0 * column, 30.0 * row, 100.0 * column + 40, 30.0 * row + 12)
        for row in range(4)
        for column in range(3)
    ]
    pieces.append(Piece("x", 41.0, 30.0, 50.0, 42.0, 0.4))
    table = loose_table(pieces)
    assert table is not None
    assert (table.rows[1][0], table.sure[1]) == ("10 x", [0.4, 1.0, 1.0])


def _mixed(path: Path, kinds: str, **style: Any) -> Path:
    """A list over pages with text (t) and scanned ones (s), two devices on each; - is blank."""
    writer = PdfWriter()
    for number, sort in enumerate(kinds):
        if sort == "-":
            writer.add_blank_page(595, 842)
            continue
        rows = devices(2 * len(kinds))[2 * number : 2 * number + 2]
        look = Style(title=number == 0, foot=False, **style)
        page = list_pdf(rows, look) if sort == "t" else scanned_pdf([scan(rows, "clean", look)])
        writer.append(io.BytesIO(page))
    writer.write(path)
    return path


def _serials(result: Any) -> list[str]:
    return [row.facts.get("serial_no") for row in result.rows]


def _wanted(*numbers: int) -> list[str]:
    return [devices(20)[number][7] for number in numbers]


def _recognises(monkeypatch: Any, pages_: list[dict[str, Any]]) -> list[Any]:
    asked: list[Any] = []
    monkeypatch.setattr(scans, "_read", lambda *sent: asked.append(sent[1]) or iter(pages_))
    monkeypatch.setattr(scans, "keepers", scans.Registry("none"))
    monkeypatch.setattr(picture_child, "NEEDED", ())
    return asked


def _page(head: Sequence[str], rows: Sequence[Sequence[str]], sure: float = 1.0) -> dict[str, Any]:
    """A page as it is recognised, wider by its pixels than the pages with text are in points."""
    table = {
        "rows": [list(head), ["", "", "", "", "空载损耗", "负载损耗", "", ""], *map(list, rows)],
        "merged": [],
        "edges": [100.0 * n for n in range(9)],
        "sure": [[sure] * 8] * (len(rows) + 2),
        "top": 10.0,
    }
    return {"text": True, "recognised": True, "tables": [table], "lines": [], "width": 1700.0}


HEAD_SEEN = ("序号", "设备名称", "型号", "额定容量(KVA)", "损耗（W)", "", "出厂日朝", "出厂编号")


def test_a_list_of_printed_and_scanned_pages_is_one_table(
    tmp_path: Path, read: Any, monkeypatch: Any
) -> None:
    """The head was recognised with other brackets and a wrong letter: it is no device."""
    asked = _recognises(monkeypatch, [_page(HEAD_SEEN, devices(10)[2:4], sure=0.8)])
    result = read(_mixed(tmp_path / "mixed.pdf", "tst"))
    assert [len(sheet.rows) for sheet in result.sheets] == [6]
    assert _serials(result) == _wanted(*range(6))
    assert asked[0].pages == [1]
    assert len(asked[0].before[1]) == 9  # columns of the page before, as shares of its width
    places = [result.row_name("表1", row.row).en for row in result.rows]
    assert places == [f"page {page}, row {row}" for page, row in PLACES]
    unsure = {row.data_row for row in result.rows if row.problem_of("serial_no")}
    assert unsure == {3, 4}
    assert [it.code for it in result.notes] == ["pages_recognised"]
    assert "第 2 页" in result.notes[0].message


PLACES = [(1, 5), (1, 6), (2, 3), (2, 4), (3, 3), (3, 4)]


def test_tables_of_their_own_on_printed_and_scanned_pages_stay_apart(
    tmp_path: Path, read: Any, monkeypatch: Any
) -> None:
    other = _page(["设备名称", "型号", "出厂编号"], [["水泵", "IS100-80-125", "77"]])
    other["tables"][0]["rows"].pop(1)
    other["tables"][0].update(edges=[0.0, 10.0, 20.0, 30.0], sure=[[1.0] * 3] * 2)
    other["lines"] = [{"text": "水泵清单", "top": 1.0}]
    _recognises(monkeypatch, [other])
    result = read(_mixed(tmp_path / "mixed.pdf", "ts"))
    assert [(sheet.name, len(sheet.rows)) for sheet in result.sheets] == [("表1", 2), ("表2", 1)]


def test_few_rows_without_lines_go_on_after_a_scanned_page(
    tmp_path: Path, read: Any, monkeypatch: Any
) -> None:
    """What stands alone is no table: a single row after a page that had to be recognised."""
    head = _page(
        ["序号", "设备名称", "型号", "额定容量（kVA）", "损耗（W）", "", "出厂日期", "出厂编号"],
        devices(2),
    )
    lefts = [39.5, 69.5, 129.5, 221.5, 311.5, 365.5, 419.5, 485.5, 555.5]
    head["tables"][0]["edges"] = [left / 595.28 * 1700 for left in lefts]
    _recognises(monkeypatch, [head])
    writer = PdfWriter()
    writer.append(io.BytesIO(scanned_pdf([scan(devices(2), "clean")])))
    loose = list_pdf(devices(3)[2:], Style(lines="none", title=False, foot=False, repeat=False))
    writer.append(io.BytesIO(_without_head(loose)))
    writer.write(tmp_path / "mixed.pdf")
    assert _serials(read(tmp_path / "mixed.pdf"))[:2] == _wanted(0, 1)
    assert _serials(read(tmp_path / "mixed.pdf"))[-1:] == _wanted(2)


def _without_head(content: bytes) -> bytes:
    """The page without its first lines, as if the head stood on the page before only."""
    reader = PdfReader(io.BytesIO(content))
    writer = PdfWriter()
    writer.append(reader)
    page = writer.pages[0]
    page.cropbox.upper_right = (page.cropbox.right, page.cropbox.top - 76)
    page.mediabox.upper_right = (page.mediabox.right, page.mediabox.top - 76)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_scanned_page_after_a_printed_one_is_really_recognised(
    tmp_path: Path, read: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(scans, "SECONDS", PATIENCE)
    with told_to(lambda *_: None):
        result = read(_mixed(tmp_path / "mixed.pdf", "ts"))
    assert [len(sheet.rows) for sheet in result.sheets] == [4]
    assert _serials(result) == _wanted(0, 1, 2, 3)


def test_pages_are_told_one_by_one_and_a_blank_one_is_none(
    tmp_path: Path, read: Any, monkeypatch: Any
) -> None:
    _recognises(monkeypatch, [{**_page((), ()), "tables": [], "text": False}])
    result = read(_mixed(tmp_path / "mixed.pdf", "ts-"))
    told = {it.code: it.message for it in result.notes}
    assert told.keys() == {"pages_recognised", "pages_no_table"}
    assert "第 2 页" in told["pages_no_table"]


@pytest.mark.parametrize(("followed", "most"), [(False, scans.MOST_AT_ONCE), (True, 30)])
def test_a_job_takes_more_pages_than_a_request(monkeypatch: Any, followed: bool, most: int) -> None:
    asked = _recognises(monkeypatch, [])
    with told_to(lambda *_: None) if followed else nullcontext():
        scans.recognise(b"%PDF")
    assert asked[0].most == most


def test_a_job_waits_for_another_scan(monkeypatch: Any) -> None:
    """And finds that it was of the same file; one that nobody wants any more waits no longer."""
    monkeypatch.setattr(scans, "LOOK_SECONDS", 0.0)
    _recognises(monkeypatch, [])
    told: list[str] = []

    def look(stage: str, *_: int) -> None:
        told.append(stage)
        if len(told) == 3:
            scans._one_at_a_time.release()

    scans._one_at_a_time.acquire()
    with told_to(look):
        scans.recognise(b"%PDF")
    assert told[:3] == [WAITING] * 3
