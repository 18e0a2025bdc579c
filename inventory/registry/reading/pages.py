"""Tables of PDF files as grids: opened in a process apart, tables that go on over pages joined."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inventory.registry.papers import pdf_child

from . import scans
from .joining import Place, Range, Sheet, join, repeated_head, under
from .messages import file_problem, note
from .model import FileProblem, Note
from .paged import Page, pages_of
from .places import Stretch

SECONDS = 60.0
TEXTS_ABOVE = 3
MOST_LISTED = 10
MOST_KEPT = 3
# As of a nameplate: a cell that was recognised less surely is told.
SURE = 0.9
_LOOKALIKE = re.compile(r"\d[OoIl|]|[OoIl|]\d")
# Columns stand where they stood on the page before, within this share of the page.
SAME_PLACE = 0.02
# What stands at the head of every page: its number, and that the table goes on.
_RUNNING = re.compile(r"[第共页頁\d\s/／,，.\-—]*(?:[Pp]age\s*\d+.*)?|[（(]?续\s*表?\s*\d*[）)]?")
_DIGITS = re.compile(r"\d+")


@dataclass
class Document:
    """The tables of a file, and notes on its pages."""

    sheets: list[Sheet]
    notes: list[Note] = field(default_factory=list)


def picture_tables(path: Path) -> Document:
    """The tables on a photograph of a list; raises FileProblem."""
    return _of_scan(_remembered(path.read_bytes(), _scanned))


def pdf_tables(path: Path) -> Document:
    """The tables of a ``.pdf``; raises FileProblem.

    One without text is recognised, where that is switched on.
    """
    content = path.read_bytes()
    pages = _remembered(content, _pages)
    return _of_scan(pages) if pages[0].get("recognised") else _of_text(pages)


def _pages(content: bytes) -> Sequence[Page]:
    pages = list(_read(content))
    return pages if any(page["text"] for page in pages) else _scanned(content)


def _scanned(content: bytes) -> Sequence[Page]:
    kept = scans.kept(content)
    if kept is not None:
        return kept
    if not scans.ready():
        raise file_problem("pdf_scanned")
    return scans.recognise(content)


def _of_scan(pages: Sequence[Page]) -> Document:
    document = Document(_sheets(pages))
    if not document.sheets:
        raise file_problem("scan_no_table")
    document.notes.append(note("scanned", {}))
    without = [n for n, page in enumerate(pages, 1) if not page["tables"]]
    if without:
        document.notes.append(_on_pages("pages_no_table", without))
    return document


def _of_text(pages: Sequence[Page]) -> Document:
    document = Document(_sheets(pages))
    if not document.sheets:
        raise file_problem("pdf_no_table")
    without = [n for n, page in enumerate(pages, 1) if not page["text"] and not page["empty"]]
    if without:
        document.notes.append(_on_pages("pages_scanned", without))
    without = [n for n, page in enumerate(pages, 1) if page["text"] and not page["tables"]]
    if without:
        document.notes.append(_on_pages("pages_no_table", without))
    return document


# A file is read again with every answer of a person: the last few are kept.
_kept: dict[str, Sequence[Page]] = {}


def _remembered(content: bytes, read: Callable[[bytes], Sequence[Page]]) -> Sequence[Page]:
    digest = hashlib.sha256(content).hexdigest()
    if digest not in _kept:
        pages = read(content)
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept), ""), None)
        _kept[digest] = pages
    return _kept[digest]


def _on_pages(code: str, pages: Sequence[int]) -> Note:
    named = "、".join(map(str, pages[:MOST_LISTED])) + ("…" if len(pages) > MOST_LISTED else "")
    return note(code, {"count": len(pages), "pages": named}, count=len(pages))


def _read(content: bytes) -> Iterator[Page]:
    return pages_of(content, pdf_child.__name__, SECONDS, "pdf_slow", _refused)


def _refused(answer: Page) -> FileProblem:
    match answer["problem"]:
        case "pages":
            return file_problem("pdf_pages", count=answer["count"], limit=answer["limit"])
        case "password":
            return file_problem("pdf_password")
        case "damaged":
            return file_problem("pdf_damaged", reason=answer["reason"])
        case _:
            return file_problem("pdf_heavy")


def _sheets(pages: Sequence[Page]) -> list[Sheet]:
    found: list[Sheet] = []
    edges: list[float] = []
    above: list[str] = []
    last = 0
    for number, page in enumerate(pages, start=1):
        for place, (table, texts) in enumerate(_with_texts(page)):
            sheet = _sheet(table, f"表{len(found) + 1}", number)
            alike = _alike(edges, table["edges"], page["width"])
            follows = bool(found) and place == 0 and last == number - 1
            if follows and _goes_on(found[-1], sheet, _new(texts, above), alike):
                _join(found[-1], sheet)
            else:
                down = texts[-TEXTS_ABOVE:]
                found.append(_placed_under(down, sheet, number))
                above = texts
            edges = table["edges"]
            last = number
    return found


def _with_texts(page: Page) -> Iterator[tuple[Page, list[str]]]:
    """The tables of a page, each with the lines of text between it and the one above."""
    lines = list(page["lines"])
    for table in sorted(page["tables"], key=lambda one: one["top"]):
        texts = [line["text"] for line in lines if line["top"] < table["top"]]
        lines = [line for line in lines if line["top"] >= table["top"]]
        yield table, texts


def _sheet(table: Page, name: str, page: int) -> Sheet:
    merged: list[Range] = [
        ((top, left), (bottom, right)) for (top, left), (bottom, right) in table["merged"]
    ]
    rows = [list(row) for row in table["rows"]]
    return Sheet(name, rows, merged, 0, [Stretch(1, page, 1)], _unsure(table))


def _unsure(table: Page) -> set[Place]:
    """The cells that were recognised and not surely, or with letters that look like digits."""
    return {
        (row, column)
        for row, (texts, scores) in enumerate(zip(table["rows"], table["sure"], strict=False))
        for column, (text, score) in enumerate(zip(texts, scores, strict=True))
        if text and (score < SURE or _LOOKALIKE.search(text))
    }


def _placed_under(texts: list[str], sheet: Sheet, page: int) -> Sheet:
    placed = under(texts, sheet)
    placed.pages = [Stretch(1, page, 1)]
    return placed


def _alike(before: Sequence[float], edges: Sequence[float], width: float) -> bool:
    return len(before) == len(edges) and all(
        abs(one - other) < SAME_PLACE * width for one, other in zip(before, edges, strict=True)
    )


def _new(texts: Sequence[str], above: Sequence[str]) -> list[str]:
    """What stands above a table that does not stand above the one before, on every page."""
    known = {_DIGITS.sub("", text) for text in above}
    return [
        text
        for text in texts
        if _DIGITS.sub("", text) not in known and not _RUNNING.fullmatch(text)
    ]


def _goes_on(first: Sheet, table: Sheet, fresh: Sequence[str], alike: bool) -> bool:
    """Whether a table on the next page is the rest of the one before.

    A head that is repeated under another title begins another table.
    """
    if first.width != table.width:
        return False
    return not fresh if repeated_head(first, table) else alike or not fresh


def _join(first: Sheet, table: Sheet) -> None:
    """Join, and let a merged cell go on where the page broke it."""
    down = len(first.rows)
    before = {
        left: ((top, left), right)
        for (top, left), (bottom, right) in first.merged
        if bottom == down - 1 and top > first.above
    }
    join(first, table)
    for (top, left), (bottom, right) in list(first.merged):
        blank = top == down and first.rows[down][left] == ""
        if blank and left in before and before[left][1] == right:
            start = before[left][0]
            first.merged.remove(((top, left), (bottom, right)))
            first.merged.remove((start, (down - 1, right)))
            first.merged.append((start, (bottom, right)))
