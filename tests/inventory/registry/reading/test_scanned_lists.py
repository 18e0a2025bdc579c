"""Lists that are pictures: cells by their drawn lines or by place, what is unsure is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inventory.registry.papers import picture_child, scan_child
from inventory.registry.papers.pieces import Piece
from inventory.registry.papers.tables import loose_table
from inventory.registry.reading import FileProblem, pages, scans
from tests.papers.lists import RULED, Style, devices
from tests.papers.scans import scan, scanned_pdf

ROWS = devices(6)


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


def test_a_scanned_pdf_and_a_photograph_are_read(tmp_path: Path, read: Any) -> None:
    """Over two pages, the second askew and without lines; then the photograph of one."""
    loose = Style(lines="none")
    one, two = scan(ROWS[:3], "clean"), scan(ROWS[3:], "skewed", loose)
    path = tmp_path / "list.pdf"
    path.write_bytes(scanned_pdf([one, two]))
    result = read(path)
    assert _told(result) == _expected()
    assert {row.enterprise for row in result.rows} == {"江海区示例纺织厂"}
    assert "scanned" in {note.code for note in result.notes}
    assert result.row_name("表1", result.rows[0].row).en.startswith("page 1")
    photo = tmp_path / "list.jpg"
    photo.write_bytes(scan(ROWS, "photographed"))
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
    monkeypatch.setattr(scans, "recognise", lambda _content: _recognised(score, text))
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
    monkeypatch.setattr(scans, "_read", lambda _content: iter(_recognised(0.99)))
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
        ({"problem": "scan_pages", "count": 30, "limit": scan_child.MOST_PAGES}, "scan_pages"),
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
